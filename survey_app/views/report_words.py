"""The sentences of a report's page: the finding first, then what a careful reader must know. Computes nothing."""

from collections.abc import Iterable, Iterator
from typing import Final

from analysis.charts.numbers import format_count, format_share, format_target
from analysis.charts.wording import CONSISTENCY, interval_phrase, value_phrase, withheld_phrase, withheld_sentences
from analysis.estimates import Convention, Estimate, Flag, Result, Suppressed, Verdict
from analysis.reports import ItemFigures, UnitReport
from questionnaires import Questionnaire
from survey_app.results.progress import UnitCampaign

_OPENINGS: Final[dict[Verdict, str]] = {
    "met": "Đạt chỉ tiêu {target}",
    "missed": "Không đạt chỉ tiêu {target}",
    "not shown": "Chưa đủ căn cứ để nói đạt hay không đạt chỉ tiêu {target}",
}
_CONVENTIONS: Final[dict[Convention, str]] = {
    "answers": "Gộp câu trả lời của các lĩnh vực: số câu hài lòng hoặc rất hài lòng chia cho số câu có ý kiến.",
    "mean": "Trung bình cộng của các lĩnh vực, mỗi lĩnh vực tính như nhau; trong một lĩnh vực thì gộp mọi câu trả lời.",
    "eligible": "Có trọng số theo số người được hỏi của từng khối, rồi lấy trung bình cộng của các lĩnh vực.",
}
_COLLECTIONS: Final = {
    "own": "Phiếu thu qua đường dẫn mở (mã QR): ai muốn thì trả lời, không chọn mẫu ngẫu nhiên. Khoảng đi kèm mỗi số vì thế là "
    "khoảng nhất quán: khoảng của kết quả nếu những người đã trả lời giống những người cùng khối chưa trả lời. Đó không phải "
    "là sai số.",
    "independent": "Phiếu do Sở thu độc lập qua đường dẫn mở. Khoảng đi kèm mỗi số là khoảng nhất quán: khoảng của kết quả nếu "
    "những người đã trả lời giống những người cùng khối chưa trả lời. Đó không phải là sai số.",
    "sample": "Người trả lời được chọn ngẫu nhiên. Khoảng đi kèm mỗi số là khoảng tin cậy 95%.",
}
_INTERVALS: Final = {"sample": "Khoảng tin cậy 95%"}  # every other collection gives an interval of consistency
_FLAGS: Final[dict[Flag, str]] = {
    "more answers than eligible": "Số phiếu nhiều hơn số người được hỏi: hãy kiểm tra lại số người được hỏi đã nhập.",
    "few degrees of freedom": "Còn ít phiếu nên khoảng chỉ để tham khảo.",
    "not weighted by grade": "Không tính trọng số theo khối vì nhiều phiếu không ghi khối hoặc không khớp sĩ số.",
    "low participation": "Chưa đến một nửa số người được hỏi đã trả lời: người chưa trả lời có thể nghĩ khác.",
}


def finding(report: UnitReport) -> str:
    """The result against the target in one sentence."""
    share = report.index_share
    if isinstance(share, Suppressed):
        return f"Chưa có kết quả để so với chỉ tiêu {format_target(report.target)}: {withheld_phrase(share)}."
    value = f"{format_share(share.value)} câu trả lời là hài lòng hoặc rất hài lòng"
    interval = interval_phrase(share).replace("–\N{NO-BREAK SPACE}", "– ")  # a line may end behind a dash, whatever follows
    opening = _OPENINGS[report.verdict].format(target=format_target(report.target)) + ": " if report.verdict else ""
    return f"{opening}{value}{' ' + interval if interval else ''}, {format_count(share.n)}\N{NO-BREAK SPACE}phiếu."


def next_step(report: UnitReport, *, is_open: bool) -> str:
    """What would settle an open question, or "" where nothing is open."""
    if isinstance(report.index_share, Suppressed):
        return "Hãy mời thêm người trả lời: kết quả hiển thị từ 10 phiếu." if is_open else ""
    further = report.further_answers_needed
    if report.verdict != "not shown" or further is None:
        return ""
    if is_open:
        return f"Nếu có thêm {format_count(further)} phiếu với mức hài lòng như vậy thì đủ căn cứ để nói là đạt."
    more = f"cần nhiều hơn đợt này {format_count(further)} phiếu"
    return f"Đợt sau, nếu mức hài lòng vẫn như vậy, {more} mới đủ căn cứ để nói là đạt."


def notes(
    report: UnitReport, questionnaire: Questionnaire, *, collection: str, uncovered: int = 0
) -> tuple[tuple[str, str], ...]:
    """What a careful reader must know, as pairs of a label and a text; `uncovered` responses came too late for the figures."""
    shown = has_figures(report)
    pairs = []
    if shown:
        pairs.append(("Cách thu phiếu", _COLLECTIONS[collection]))
        pairs.append(("Cách tính", convention_note(report.convention, questionnaire)))
    if uncovered:
        late = f"{format_count(uncovered)} phiếu đến sau lần chốt số liệu cuối cùng. Vì ít hơn 10 phiếu nên không tính thêm: "
        pairs.append(("Phiếu đến sau", f"{late}so hai lần công bố sẽ lộ câu trả lời của những người gửi sau."))
    if isinstance(report.index_weighted_share, Estimate) and report.convention != "eligible":
        pairs.append(("Có trọng số theo khối", value_phrase(report.index_weighted_share)))
    if shown and (hidden := _withheld(report)):
        pairs.append(("Không hiển thị", f"{hidden} Số phiếu quá ít có thể làm lộ ai đã trả lời gì."))
    flags = dict.fromkeys(flag for result in _results(report) if isinstance(result, Estimate) for flag in result.flags)
    if flags:
        pairs.append(("Cần lưu ý", " ".join(_FLAGS[flag] for flag in flags)))
    pairs.append(("Lời văn của phiếu", wording_note(questionnaire)))
    return tuple(pairs)


def convention_note(convention: Convention, questionnaire: Questionnaire) -> str:
    """By which convention the parts were brought together, and what is left out."""
    return f"{_CONVENTIONS[convention]} Câu bỏ trống và câu “{questionnaire.scale.not_applicable}” không tính."


def wording_note(questionnaire: Questionnaire) -> str:
    """Whose words the items are."""
    wording = questionnaire.wording
    return f"Văn bản chính thức. {wording.note}" if wording.kind == "official" else wording.note


def chart_heading(progress: UnitCampaign, report: UnitReport) -> tuple[str, str]:
    """What stands above a chart that leaves its page: whose answers to what, and in which campaign."""
    state = "" if progress.phase == "closed" else ", kết quả tạm thời"
    forms = f"{format_count(report.forms)}\N{NO-BREAK SPACE}phiếu"
    return f"{report.unit_name} – {progress.instrument_title}", f"{progress.campaign_name}{state}, {forms}"


def interval_name(collection: str) -> str:
    """What the limits of a figure are called in the head of a column."""
    return _INTERVALS.get(collection, CONSISTENCY)


def has_figures(report: UnitReport) -> bool:
    """Whether anything at all may be shown."""
    return any(isinstance(result, Estimate) for result in _results(report))


def _withheld(report: UnitReport) -> str:
    items = withheld_sentences(_answered(item.share for item in _items(report)), noun="câu hỏi")
    dimensions = withheld_sentences(_answered(dimension.share for dimension in report.dimensions), noun="lĩnh vực")
    return " ".join(filter(None, (dimensions, items)))


def _answered(results: Iterable[Result]) -> Iterator[Result]:
    """The figures that somebody answered: one without an answer protects nobody."""
    return (one for one in results if not (isinstance(one, Suppressed) and one.reason == "no responses"))


def _items(report: UnitReport) -> tuple[ItemFigures, ...]:
    overall = (report.overall,) if report.overall else ()
    return (*(item for dimension in report.dimensions for item in dimension.items), *overall)


def _results(report: UnitReport) -> tuple[Result, ...]:
    return (report.index_share, *(dimension.share for dimension in report.dimensions), *(item.share for item in _items(report)))

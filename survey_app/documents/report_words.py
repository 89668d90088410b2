"""The sentences of a report's page: the finding first, then what a careful reader must know. Computes nothing."""

from collections.abc import Iterable, Iterator
from typing import Final

from analysis.charts.numbers import format_count, format_share_against, format_target
from analysis.charts.wording import (
    CONSISTENCY,
    PROTECTING,
    interval_phrase,
    value_phrase,
    withheld_phrase,
    withheld_sentences,
)
from analysis.estimates import Convention, Estimate, Flag, Reason, Result, Suppressed, Verdict
from analysis.reports import ItemFigures, UnitReport
from analysis.verdicts import verdict_of
from questionnaires import Questionnaire
from survey_app.results.progress import UnitCampaign

_OPENINGS: Final[dict[Verdict, str]] = {
    "met": "Đạt chỉ tiêu {target}",
    "missed": "Không đạt chỉ tiêu {target}",
    "not shown": "Chưa đủ căn cứ để nói đạt hay không đạt chỉ tiêu {target}",
}
AMONG: Final = "trong số người đã trả lời"  # METHODS.md section 8: of what no random sample gave, nothing else is known
_NEXT_STEPS: Final[dict[Reason, str]] = {
    "no responses": "Hãy mời thêm người trả lời: kết quả hiển thị từ 10 phiếu.",
    "too few": "Hãy mời thêm người trả lời: kết quả hiển thị từ 10 phiếu.",
    "too wide": "Hãy mời thêm người trả lời: cần thêm phiếu để khoảng hẹp lại.",
}
NOTABLE_DIFFERENCE: Final = 0.005  # METHODS.md section 1: half a point between the figure and the weighted one is said in words
_CONVENTIONS: Final[dict[Convention, str]] = {
    "answers": "Gộp câu trả lời của các lĩnh vực: số câu hài lòng hoặc rất hài lòng chia cho số câu có ý kiến.",
    "mean": "Trung bình cộng của các lĩnh vực, mỗi lĩnh vực tính như nhau; trong một lĩnh vực, mỗi khối có trọng số "
    "theo số người được hỏi.",
    "eligible": "Có trọng số theo số người được hỏi của từng khối, rồi lấy trung bình cộng của các lĩnh vực.",
}
_COLLECTIONS: Final = {
    "own": "Ai muốn thì trả lời, không chọn mẫu ngẫu nhiên.",
    "independent": "Phiếu do Sở thu độc lập; ai muốn thì trả lời, không chọn mẫu ngẫu nhiên.",
    "sample": "Người trả lời được chọn ngẫu nhiên.",
}
BY_THE_DEPARTMENT: Final = {"independent": "Sở khảo sát độc lập", "sample": "Sở khảo sát mẫu ngẫu nhiên"}
_ELSEWHERE: Final = "Câu trả lời thu ở nơi khác và được nhập vào hệ thống."
_CONFIDENCE: Final = "Khoảng đi kèm mỗi số là khoảng tin cậy 95%."
_CONSISTENT: Final = (
    "Khoảng đi kèm mỗi số là khoảng nhất quán: khoảng của kết quả nếu những người đã trả lời giống {others}. Đó không phải là "
    "sai số. Kết luận so với chỉ tiêu cũng dựa vào điều đó."
)
EVERYBODY: Final = (
    "Mọi người được hỏi đều đã trả lời. Khoảng đi kèm mỗi số là giới hạn chắc chắn, chỉ do những câu bỏ trống; câu không ai bỏ "
    "trống thì hai đầu khoảng trùng nhau."
)
_INTERVALS: Final = {"sample": "Khoảng tin cậy 95%"}  # every other collection gives an interval of consistency
_FLAGS: Final[dict[Flag, str]] = {
    "more answers than eligible": "Số phiếu nhiều hơn số người được hỏi: cần kiểm tra lại số người được hỏi đã nhập.",
    "few degrees of freedom": "Còn ít phiếu nên khoảng chỉ để tham khảo.",
    "not weighted by grade": "Không tính trọng số theo khối vì nhiều phiếu không ghi khối hoặc không khớp sĩ số.",
    "low participation": "Chưa đến một nửa số người được hỏi đã trả lời: người chưa trả lời có thể nghĩ khác.",
}


def finding(report: UnitReport, *, collection: str) -> str:
    """The result against the target in one sentence, with the limit that decides it."""
    share = report.index_share
    if isinstance(share, Suppressed):
        return f"Chưa có kết quả để so với chỉ tiêu {format_target(report.target)}: {withheld_phrase(share)}."
    target = format_target(report.target)
    value = f"{format_share_against(share.value, report.target)} câu trả lời là hài lòng hoặc rất hài lòng"
    interval = interval_phrase(share).replace("–\N{NO-BREAK SPACE}", "– ")  # a line may end behind a dash, whatever follows
    opening = f"{_OPENINGS[report.verdict or 'not shown'].format(target=target)}: "
    among = f"{among}, " if (among := among_answered(share, collection)) else ""
    forms = f"{format_count(share.n)}\N{NO-BREAK SPACE}phiếu"
    return f"{opening}{among}{value}{' ' + interval if interval else ''}, {forms}{_deciding_limit(share, report)}."


def among_answered(share: Result, collection: str) -> str:
    """Of whom a share tells, where that is not everybody who was asked; "" for a random sample and where all answered."""
    is_whole = isinstance(share, Suppressed) or share.interval_kind in ("census", "bounds")
    return "" if is_whole or collection == "sample" else AMONG


def _deciding_limit(share: Estimate, report: UnitReport) -> str:
    """The one-sided limit that the verdict rests on; nothing where it is open, or where all answers are known."""
    limit, words = {"met": (share.low90, "ít nhất"), "missed": (share.high90, "nhiều nhất")}.get(
        report.verdict or "", (None, "")
    )
    if limit is None or share.interval_kind == "census":
        return ""
    certainty = "chắc chắn" if share.interval_kind == "bounds" else "với độ tin cậy 95%,"
    return f"; {certainty} {words} {format_share_against(limit, report.target)}"


def next_step(report: UnitReport, *, is_open: bool) -> str:
    """What would settle an open question, or "" where nothing is open."""
    if isinstance(report.index_share, Suppressed):
        return _NEXT_STEPS.get(report.index_share.reason, "") if is_open else ""
    further = report.further_answers_needed
    if report.verdict != "not shown" or further is None:
        return ""
    if is_open:
        return f"Nếu có thêm {format_count(further)} phiếu với mức hài lòng như vậy thì đủ căn cứ để nói là đạt."
    more = f"cần nhiều hơn đợt này {format_count(further)} phiếu"
    return f"Đợt sau, nếu mức hài lòng vẫn như vậy, {more} mới đủ căn cứ để nói là đạt."


def notes(
    report: UnitReport,
    questionnaire: Questionnaire,
    *,
    collection: str,
    uncovered: int = 0,
    collected_elsewhere: bool = False,
    access: str = "",
    channels: str = "",
) -> tuple[tuple[str, str], ...]:
    """What a careful reader must know, as pairs of a label and a text.

    `uncovered` responses came too late for the figures; `access` says how answers were taken, `channels` how they came.
    """
    shown = has_figures(report)
    pairs = []
    if access and not collected_elsewhere:
        pairs.append(("Cách nhận phiếu", access))
    if channels and shown:
        pairs.append(("Phiếu đến qua", channels))
    if shown:
        pairs.append(("Người trả lời", _collection_note(report, collection, collected_elsewhere)))
        pairs.append(("Cách tính", convention_note(report.convention, questionnaire)))
    if uncovered:
        late = f"{format_count(uncovered)} phiếu đến sau lần chốt số liệu cuối cùng. Vì ít hơn 10 phiếu nên không tính thêm: "
        pairs.append(("Phiếu đến sau", f"{late}so hai lần công bố sẽ lộ câu trả lời của những người gửi sau."))
    if report.convention == "answers" and isinstance(report.index_weighted_share, Estimate):  # the others weigh grades already
        pairs.append(("Có trọng số theo khối", _weighted_note(report, report.index_weighted_share)))
    if shown and (hidden := _withheld(report)):
        protects = any(isinstance(one, Suppressed) and one.reason in PROTECTING for one in _results(report))
        pairs.append(("Không hiển thị", hidden + (" Số phiếu quá ít có thể làm lộ ai đã trả lời gì." if protects else "")))
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


def lowered(text: str) -> str:
    """The text without its capital, for the middle of a sentence; a short form in capitals ("SIPAS") keeps it."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def has_figures(report: UnitReport) -> bool:
    """Whether anything at all may be shown."""
    return any(isinstance(result, Estimate) for result in _results(report))


def is_census(report: UnitReport) -> bool:
    """Whether everybody who was asked has answered, so that no figure rests on who did."""
    share = report.index_share
    return isinstance(share, Estimate) and share.interval_kind in ("census", "bounds")


def _collection_note(report: UnitReport, collection: str, collected_elsewhere: bool) -> str:
    if is_census(report):
        return f"{_ELSEWHERE} {EVERYBODY}" if collected_elsewhere else EVERYBODY
    if collection == "sample":
        return " ".join((*([_ELSEWHERE] if collected_elsewhere else []), _COLLECTIONS["sample"], _CONFIDENCE))
    how = _ELSEWHERE if collected_elsewhere else _COLLECTIONS[collection]
    by_grade = report.convention != "answers" and report.index_weighted_share is not None
    others = "những người cùng khối chưa trả lời" if by_grade else "những người chưa trả lời của cả đơn vị"
    return f"{how} {_CONSISTENT.format(others=others)}"


def weighted_remark(report: UnitReport) -> str:
    """Where the figure weighted by grade says something else than the index: that is to be said in words; else ""."""
    if report.convention != "answers" or not isinstance(report.index_weighted_share, Estimate):
        return ""
    figure = _weighted_note(report, report.index_weighted_share)
    return "" if figure == value_phrase(report.index_weighted_share) else figure


def _weighted_note(report: UnitReport, weighted: Estimate) -> str:
    """The figure weighted by grade; in words where it is far from the index, or on the other side of the target."""
    figure, share = value_phrase(weighted), report.index_share
    if isinstance(share, Suppressed):
        return figure
    is_far = abs(weighted.value - share.value) > NOTABLE_DIFFERENCE
    verdict = verdict_of(weighted, report.target)
    if not is_far and verdict == report.verdict:
        return figure
    sentence = f"Tính theo trọng số của từng khối rồi lấy trung bình cộng của các lĩnh vực thì tỷ lệ là {figure}"
    uneven = "các khối trả lời không đều, hoặc các lĩnh vực có số câu không bằng nhau"
    sentence += f", khác hơn nửa điểm phần trăm: {uneven}." if is_far else "."
    if verdict != report.verdict:
        opening = _OPENINGS[verdict].format(target=format_target(report.target))
        sentence += f" Kết luận so với chỉ tiêu khi đó cũng khác: {lowered(opening)}."
    return sentence


def _withheld(report: UnitReport) -> str:
    items = withheld_sentences(_answered(item.share for item in rated_items(report)), noun="câu hỏi")
    dimensions = withheld_sentences(_answered(dimension.share for dimension in report.dimensions), noun="lĩnh vực")
    return " ".join(filter(None, (dimensions, items)))


def _answered(results: Iterable[Result]) -> Iterator[Result]:
    """The figures that somebody answered: one without an answer protects nobody."""
    return (one for one in results if not (isinstance(one, Suppressed) and one.reason == "no responses"))


def rated_items(report: UnitReport) -> tuple[ItemFigures, ...]:
    """The rating items in the order of the questionnaire, the overall one last."""
    overall = (report.overall,) if report.overall else ()
    return (*(item for dimension in report.dimensions for item in dimension.items), *overall)


def _results(report: UnitReport) -> tuple[Result, ...]:
    return (
        report.index_share,
        *(dimension.share for dimension in report.dimensions),
        *(item.share for item in rated_items(report)),
    )

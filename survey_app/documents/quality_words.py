"""The words on the quality of a unit's forms: what was noticed, what it may mean, how far the figures hang on it.

Knows a quality report that has passed the gate. Computes nothing, accuses nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import format_count, format_number
from analysis.charts.wording import bind_numbers, value_phrase
from analysis.desk.insight_phrases import A_FEW
from analysis.estimates import Estimate, Suppressed
from analysis.insight_figures import QualityFlag, QualityReport
from questionnaires import Questionnaire

FLAGS: Final[dict[QualityFlag, tuple[str, str]]] = {
    "straight": ("Chọn một mức cho mọi câu", "Người hài lòng thật cũng có thể trả lời như vậy."),
    "fast": ("Trả lời quá nhanh, dưới một giây mỗi câu", "Ai đã đọc phiếu từ trước thì trả lời nhanh. Phiếu giấy không đo."),
    "honeypot": ("Điền vào ô mà người không nhìn thấy", "Có trình duyệt tự điền mọi ô."),
    "identical": ("Trùng nhau quá mức ngẫu nhiên", "Anh chị em ruột có thể trả lời giống nhau."),
}
CHANNELS: Final = {"qr": "mã QR", "link": "đường dẫn", "kiosk": "điểm trả lời", "paper": "phiếu giấy", "import": "nhập từ tệp"}
NO_BURSTS: Final = "Không lúc nào phiếu gửi qua mạng đến dồn dập hơn mức một lớp cùng trả lời."
UNKNOWN_BURSTS: Final = (
    "Không rõ có lúc nào phiếu gửi qua mạng đến dồn dập hay không: trước khi khóa sổ đợt này, giờ gửi chưa được xét; "
    "nay chỉ còn ngày gửi."
)
FEWEST: Final = 10  # forms of a channel that are counted apart


@dataclass(frozen=True)
class QualityPage:
    """The section of a report: a finding, a row for each flag (name, count, caution), further sentences, the bursts.

    A burst is its time, the forms that came, and how many are usual there.
    """

    finding: str
    rows: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    bursts: tuple[tuple[str, str, str], ...]


def build_quality_page(
    report: QualityReport,
    questionnaire: Questionnaire,
    *,
    repeats: int | None,
    collected_elsewhere: bool,
    arrivals_known: bool,
) -> QualityPage:
    """The section; `repeats` is None where devices are not marked, and imports have no arrivals to speak of.

    Without `arrivals_known` nobody looked for bursts before the times were coarsened, so none stored does not mean none.
    """
    forms = format_count(report.forms)
    if report.flagged == 0:
        finding = f"Trong {forms} phiếu, không phiếu nào có dấu hiệu cần xem lại."
    else:
        many = _count(report.flagged)
        finding = f"{many[:1].upper()}{many[1:]} trong {forms} phiếu có dấu hiệu cần xem lại."
    return QualityPage(
        finding=bind_numbers(finding),
        rows=tuple((FLAGS[count.flag][0], _count(count.forms), FLAGS[count.flag][1]) for count in report.flags)
        if report.flagged != 0
        else (),
        sentences=tuple(
            bind_numbers(one)
            for one in (
                *_sentences(report, questionnaire, repeats),
                *([] if report.bursts or collected_elsewhere else [NO_BURSTS if arrivals_known else UNKNOWN_BURSTS]),
            )
        ),
        bursts=tuple((one.slot, format_count(one.arrivals), format_number(one.expected, 0)) for one in report.bursts),
    )


def missing_quality(*, is_sealed: bool, uncovered: int) -> str:
    """Why a closed campaign has no such section yet, or never will for this unit."""
    if not is_sealed:
        return "Phần này được tính khi khóa sổ đợt khảo sát, vào đêm sau ngày cuối cùng."
    if uncovered:
        return (
            f"Không hiển thị: kết quả ở trên không tính {format_count(uncovered)} phiếu đến sau lần chốt số liệu cuối cùng, "
            "nên không thể so với số đếm trên tất cả các phiếu."
        )
    return "Chưa được tính cho đợt này."


def describe_channels(counts: Mapping[str, int]) -> str:
    """By which channels the responses came, those of a few put together with the next.

    A channel says nothing of an answer, but of a few forms it says who took part: the one parent who handed in paper. So every
    number is ten or more, and they add up, which leaves nothing to subtract.
    """
    groups: list[tuple[list[str], int]] = []
    for channel, number in sorted(counts.items(), key=lambda pair: pair[1]):
        if groups and groups[-1][1] < FEWEST:
            names, so_far = groups[-1]
            groups[-1] = ([*names, CHANNELS[channel]], so_far + number)
        else:
            groups.append(([CHANNELS[channel]], number))
    if not groups or groups[-1][1] < FEWEST:
        return ""
    parts = [f"{', '.join(names)}: {format_count(number)}\N{NO-BREAK SPACE}phiếu" for names, number in reversed(groups)]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _sentences(report: QualityReport, questionnaire: Questionnaire, repeats: int | None) -> Iterator[str]:
    if report.flagged != 0:
        yield from _with_and_without(report)
        yield from _straight_values(report, questionnaire)
    if report.identical is not None and report.identical.pairs:
        twins = report.identical
        yield (
            f"Có {format_count(twins.pairs)} cặp phiếu trùng nhau từng câu; nếu chỉ do ngẫu nhiên và anh chị em ruột thì "
            f"khoảng {format_number(twins.expected_pairs, 1)} cặp. Nhóm trùng nhau lớn nhất có "
            f"{format_count(twins.largest_group)} phiếu."
        )
    if repeats:
        yield (
            f"{format_count(repeats)} phiếu gửi từ máy đã gửi một phiếu trước đó. Cha và mẹ dùng chung máy hay nhà có nhiều "
            "con đều là bình thường; nếu số này lớn thì nên hỏi lại cách phát phiếu."
        )


def _with_and_without(report: QualityReport) -> Iterator[str]:
    without, whole = report.index_share_without, report.index_share
    if isinstance(without, Estimate) and report.left_out:
        yield (
            f"Nếu không tính {format_count(report.left_out)} phiếu ấy, tỷ lệ hài lòng toàn phiếu là {value_phrase(without)}; "
            f"tính cả là {value_phrase(whole)}."
        )
    elif isinstance(without, Suppressed):
        yield "Kết quả khi không tính các phiếu ấy không hiển thị, vì so hai kết quả sẽ lộ câu trả lời của ít người."


def _straight_values(report: QualityReport, questionnaire: Questionnaire) -> Iterator[str]:
    shown = [
        f"{option.label} {format_count(number)} phiếu"
        for option, number in zip(questionnaire.scale.options, report.straight_values, strict=False)
        if number
    ]
    if shown:
        yield f"Phiếu chọn một mức cho mọi câu: {'; '.join(shown)}."


def _count(forms: int | None) -> str:
    return A_FEW if forms is None else format_count(forms)

"""The words that the table and the page share: what figures are called, how one is read, and what holds for all of them.

Knows reports and Vietnamese; must not know where a line or a cell ends.
"""

from collections.abc import Iterator
from typing import Final

from analysis import METHOD_VERSION
from analysis.charts.numbers import DASH, format_count, format_number, format_share, format_share_range, format_target
from analysis.charts.wording import INDEX, VERDICTS, bind_numbers, withheld_phrase
from analysis.comparison_figures import RankSet
from analysis.desk.composing import Desk
from analysis.disclosure import DEFAULTS
from analysis.estimates import Convention, Estimate, Flag, Result, Suppressed, Verdict
from analysis.figures import DepartmentReport, ItemFigures, UnitReport

CONVENTIONS: Final[dict[Convention, str]] = {
    "eligible": (
        "có trọng số theo số người được hỏi của từng đơn vị và từng khối; toàn phiếu là trung bình cộng của các lĩnh vực"
    ),
    "answers": "gộp mọi câu trả lời, mỗi câu trả lời tính như nhau",
    "mean": "mức chung là trung bình cộng của các đơn vị; toàn phiếu là trung bình cộng của các lĩnh vực",
}
FLAGS: Final[dict[Flag, str]] = {
    "more answers than eligible": "phiếu nhiều hơn số người được hỏi",
    "few degrees of freedom": "rất ít phiếu",
    "not weighted by grade": "không tính trọng số theo khối được",
    "low participation": "dưới nửa số người được hỏi tham gia",
}
NOTHING_WITHHELD: Final = (
    "Không che số liệu (--all): có cả kết quả của nhóm rất ít người, có thể lộ ý kiến của từng người. Chỉ để làm việc, "
    "không công bố, không chuyển tiếp."
)
WITHHELD_BELOW: Final = f"Không hiển thị kết quả của nhóm dưới {DEFAULTS.numbers} phiếu và kết quả có thể làm lộ nhóm ấy."
CONSISTENCY: Final = (
    "Trong ngoặc là khoảng nhất quán 95%: kết quả có thể nằm trong khoảng này nếu người trả lời tiêu biểu cho khối của mình; "
    "đây không phải sai số chọn mẫu. Đơn vị có mọi người được hỏi đều trả lời thì kết quả là chính xác."
)
VERDICT_RULE: Final = (
    "“Đạt” khi cận dưới 95% một phía không thấp hơn chỉ tiêu, “Không đạt” khi cận trên 95% một phía thấp hơn chỉ tiêu, "
    "còn lại là “Chưa đủ căn cứ”."
)


def title_of(desk: Desk) -> str:
    """What the results are of.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
    """
    return f"{desk.questionnaire.title} ({desk.questionnaire.code})"


def finding_of(desk: Desk) -> str:
    """The result of all units together in one or two sentences.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
    """
    report = desk.department
    forms, eligible = sum(unit.forms for unit in report.units), report.eligible
    came = f"{format_count(forms)} phiếu"
    if eligible:
        came += f" trên {format_count(eligible)} người được hỏi ({format_share(forms / eligible)})"
    units = f"{format_count(len(report.units))} đơn vị"
    judged = "."
    if report.verdict:
        judged = f"; so với chỉ tiêu {format_target(report.target)}: {verdict_words(report)}."
    return bind_numbers(f"{INDEX} {share_words(report.total)}{judged} {units}, {came}.")


def share_words(result: Result) -> str:
    """A share with its limits, or why it is not shown.

    Parameters
    ----------
    result : Result

    Returns
    -------
    str
    """
    if isinstance(result, Suppressed):
        return withheld_phrase(result)
    limits = "" if result.low is None or result.high is None else f" ({format_share_range(result.low, result.high)})"
    return format_share(result.value) + limits


def score_words(result: Result, *, decimals: int = 2, sign: str = "") -> str:
    """A score, or an expectation met, with its limits, or why it is not shown.

    Parameters
    ----------
    result : Result
    decimals : int
    sign : str
        Behind the value.

    Returns
    -------
    str
    """
    if isinstance(result, Suppressed):
        return withheld_phrase(result)
    value = format_number(result.value, decimals) + sign
    if result.low is None or result.high is None:
        return value
    return f"{value} ({format_number(result.low, decimals)} {DASH} {format_number(result.high, decimals)})"


def count_words(number: int | None) -> str:
    """A number of people, or a dash where it is not known.

    Parameters
    ----------
    number : int or None

    Returns
    -------
    str
    """
    return DASH if number is None else format_count(number)


def verdict_words(report: UnitReport | DepartmentReport) -> str:
    """The verdict with how many more answers would settle it.

    Parameters
    ----------
    report : UnitReport or DepartmentReport

    Returns
    -------
    str
    """
    words = verdict_word(report.verdict)
    further = report.further_answers_needed
    return f"{words}, cần thêm {format_count(further)} phiếu" if further else words


def verdict_word(verdict: Verdict | None) -> str:
    """The verdict, or a dash.

    Parameters
    ----------
    verdict : Verdict or None

    Returns
    -------
    str
    """
    return VERDICTS[verdict] if verdict else DASH


def rank_words(rank: RankSet | None) -> str:
    """The ranks that a unit may have, or a dash where none is printed.

    Parameters
    ----------
    rank : RankSet or None

    Returns
    -------
    str
    """
    if rank is None:
        return DASH
    return format_count(rank.low) if rank.low == rank.high else f"{format_count(rank.low)} {DASH} {format_count(rank.high)}"


def flag_words(result: Result) -> str:
    """What to know when reading a figure; "" where there is nothing.

    Parameters
    ----------
    result : Result

    Returns
    -------
    str
    """
    return "; ".join(FLAGS[flag] for flag in result.flags) if isinstance(result, Estimate) else ""


def items_of(desk: Desk) -> Iterator[ItemFigures]:
    """The department's items in the order of the questionnaire, the overall item last.

    Parameters
    ----------
    desk : Desk

    Yields
    ------
    ItemFigures
    """
    for dimension in desk.department.dimensions:
        yield from dimension.items
    if desk.department.overall is not None:
        yield desk.department.overall


def notes_of(desk: Desk) -> list[str]:
    """How to read the figures and what they were made with.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    list of str
        Sentences.
    """
    report, settings = desk.department, desk.settings
    notes = [f"Cách gộp ({settings.convention}): {CONVENTIONS[settings.convention]}.", CONSISTENCY, VERDICT_RULE]
    if report.units_left_out:
        notes.append(f"Mức chung không gồm {format_count(report.units_left_out)} đơn vị có phiếu.")
    if report.ranking:
        draws, seed = format_count(report.ranking.draws), settings.seed
        notes.append(f"Khoảng hạng đúng đồng thời cho mọi đơn vị ở mức 95%, mô phỏng {draws} lần từ số khởi đầu {seed}.")
    if not settings.shows_all:
        notes.append(WITHHELD_BELOW)
    digest = desk.questionnaire.digest[:12]
    notes.append(f"Phương pháp bản {METHOD_VERSION}; phiếu {desk.questionnaire.code}, mã nội dung {digest}.")
    return notes

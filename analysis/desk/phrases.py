"""The words that the table and the page share: what figures are called, how one is read, and what holds for all of them.

Knows reports and Vietnamese; must not know where a line or a cell ends.
"""

from collections.abc import Iterator
from typing import Final

from analysis.charts.numbers import DASH, format_count, format_number, format_share, format_share_range, format_target
from analysis.charts.wording import INDEX, VERDICTS, bind_numbers, value_phrase, withheld_phrase
from analysis.comparison_figures import RankSet
from analysis.desk.composing import Desk
from analysis.estimates import Estimate, Flag, Result, Suppressed, Verdict
from analysis.figures import DepartmentReport, ItemFigures, UnitReport

FLAGS: Final[dict[Flag, str]] = {
    "more answers than eligible": "phiếu nhiều hơn số người được hỏi",
    "few degrees of freedom": "rất ít phiếu",
    "not weighted by grade": "không tính được trọng số theo khối",
    "low participation": "dưới nửa số người được hỏi tham gia",
}
NOUN: Final = "đơn vị"
NOTHING_WITHHELD: Final = (
    "Không che số liệu (--all): có cả kết quả của nhóm rất ít người, có thể lộ ý kiến của từng người. Chỉ để làm việc, "
    "không công bố, không chuyển tiếp."
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
    colon = ":" if isinstance(report.total, Suppressed) else ""
    judged = "."
    if report.verdict:
        judged = f"; so với chỉ tiêu {format_target(report.target)}: {verdict_words(report)}."
    units = f"{format_count(len(report.units))} đơn vị"
    return bind_numbers(f"{INDEX}{colon} {value_phrase(report.total)}{judged} Nhận được {came}, của {units}.")


def base_words(result: Result) -> str:
    """On how many forms a figure rests, or a dash where it is not shown.

    Parameters
    ----------
    result : Result

    Returns
    -------
    str
    """
    return format_count(result.n) if isinstance(result, Estimate) else DASH


def expectation_sentence(desk: Desk) -> str:
    """The expectation met, with its limits and forms; "" where the questionnaire does not ask for it.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
    """
    result = desk.department.expectation
    if result is None:
        return ""
    forms = f", {format_count(result.n)} phiếu" if isinstance(result, Estimate) else ""
    return bind_numbers(f"Mức độ đáp ứng mong đợi: {score_words(result, decimals=1, sign='%')}{forms}.")


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


def meeting_sentence(desk: Desk) -> str:
    """How many units meet the target at least, all judged at once; "" where this was not asked.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
    """
    least, target = desk.department.units_meeting, format_target(desk.department.target)
    if not least:
        return ""
    return bind_numbers(
        f"Xét tất cả cùng lúc, ở mức tin cậy 95% có ít nhất {format_count(least)} {NOUN} đạt chỉ tiêu {target}."
    )


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

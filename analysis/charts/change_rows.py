"""The lines of a comparison over time in the order in which they are read, and its finding in words."""

import re
from collections import Counter
from typing import Final, Literal

from analysis.charts.interval import Look
from analysis.charts.numbers import (
    format_count,
    format_difference,
    format_number,
    format_share,
    percent,
)
from analysis.charts.scale import Scale, difference_scale
from analysis.charts.wording import INDEX, bind_numbers, difference_phrase, value_phrase, withheld_phrase
from analysis.comparison_figures import BrokenSeries, ChangeReport, ChangeRow, ChangeWord
from analysis.estimates import Estimate, Result, Suppressed
from analysis.vietnamese import sort_key

WORDS: Final[dict[ChangeWord, str]] = {
    "fallen": "Giảm",
    "risen": "Tăng",
    "no clear change": "Chưa rõ thay đổi",
    "stable": "Ổn định",
}
LOOKS: Final[dict[ChangeWord, Look]] = {"fallen": "below", "risen": "above", "no clear change": "plain", "stable": "plain"}
FINDINGS: Final = ("fallen", "risen")
NOTHING: Final = "Chưa có gì so được giữa hai đợt."
PANEL: Final = "Trung bình các {noun} có ở cả hai đợt"
LEAST_SPAN: Final = 2.5  # times a change that matters: the scale shows so much to both sides
BROKEN: Final[dict[BrokenSeries, str]] = {
    "split": "có chia tách sau đợt {earlier}, không so được",
    "part silent": "sáp nhập; ở đợt {earlier} có đơn vị cũ không có phiếu, không so được",
    "few answers": "sáp nhập; ở đợt {earlier} có đơn vị cũ quá ít phiếu để cộng vào, không so được",
    "uneven": "sáp nhập; ở đợt {earlier} các đơn vị cũ trả lời quá chênh nhau để cộng lại, không so được",
}
CODE: Final = re.compile("[A-Z]([0-9]{2})?")  # of a dimension, of an item

Group = Literal["fallen", "risen", "no clear change", "stable", "none"]


def row_group(row: ChangeRow) -> Group:
    """Return the group in which a row stands.

    Parameters
    ----------
    row : ChangeRow
        The row.

    Returns
    -------
    str
        Its word, "none" where nothing is compared.
    """
    return row.change.word if row.change is not None else "none"


def ordered_rows(report: ChangeReport) -> tuple[ChangeRow, ...]:
    """Return the rows in the order in which they are read.

    Parameters
    ----------
    report : ChangeReport
        The comparison.

    Returns
    -------
    tuple of ChangeRow
        For one unit the order of the questionnaire. For a department what has fallen, has risen, is unclear, is stable and what
        is not compared; the largest change first where there is one, else by name.
    """
    if not is_of_units(report):
        return report.rows
    places = {group: place for place, group in enumerate((*WORDS, "none"))}

    def key(row: ChangeRow) -> tuple[object, ...]:
        is_finding = row.change is not None and row.change.word in FINDINGS
        size = -abs(row.change.difference.value) if row.change is not None and is_finding else 0.0
        return places[row_group(row)], size, sort_key(row.label)

    return tuple(sorted(report.rows, key=key))


def is_of_units(report: ChangeReport) -> bool:
    """Return True where the rows are units of a department, False where they are figures of one unit.

    Parameters
    ----------
    report : ChangeReport
        The comparison.

    Returns
    -------
    bool
        Figures of one unit have the codes of a questionnaire and no panel.
    """
    return report.panel_units > 0 or not all(CODE.fullmatch(row.code) for row in report.rows)


def is_dimension(row: ChangeRow) -> bool:
    """Return True for the row of a dimension, whose code has no digits.

    Parameters
    ----------
    row : ChangeRow
        The row.

    Returns
    -------
    bool
    """
    return row.code.isalpha()


def row_label(report: ChangeReport, row: ChangeRow) -> str:
    """Return the name of a row: a unit's name, or code and text of a figure.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    row : ChangeRow
        One of its rows.

    Returns
    -------
    str
        The name.
    """
    return row.label if is_of_units(report) else f"{row.code}. {row.label}"


def whole_label(report: ChangeReport) -> str:
    """Return the name of the row of the whole.

    Parameters
    ----------
    report : ChangeReport
        The comparison.

    Returns
    -------
    str
        The index of a unit, or the total of a department.
    """
    if not is_of_units(report):
        return INDEX if report.kind == "share" else "Điểm trung bình toàn phiếu"
    return report.subject or "Mức chung"


def changes_scale(report: ChangeReport) -> Scale:
    """Return the one scale of all differences.

    Parameters
    ----------
    report : ChangeReport
        The comparison.

    Returns
    -------
    Scale
        Around 0.
    """
    shown = [row.change.difference for row in (report.whole, *report.rows) if row.change is not None]
    shown += [report.panel] if report.panel is not None else []
    ends = [end for one in shown for end in (one.value, one.low, one.high) if end is not None]
    return difference_scale(ends, least=LEAST_SPAN * report.material)


def reason_phrase(report: ChangeReport, row: ChangeRow) -> str:
    """Return why a row has no difference, in small letters.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    row : ChangeRow
        A row without a change.

    Returns
    -------
    str
        A phrase for the place where the difference would stand.
    """
    if row.reason == "reworded":
        return "câu hỏi đã đổi lời, không so được"
    if row.reason == "no spread":
        return "mọi câu trả lời như nhau, không xét được"
    if row.reason == "new":
        return f"chỉ có ở đợt {report.later_label}"
    if row.reason == "gone":
        return f"chỉ có ở đợt {report.earlier_label}"
    if row.reason in BROKEN:
        return BROKEN[row.reason].format(earlier=report.earlier_label)
    for result, label in ((row.earlier, report.earlier_label), (row.later, report.later_label)):
        if isinstance(result, Suppressed):
            return f"đợt {label}: {withheld_phrase(result)}"
    return "không so được"


def format_value(report: ChangeReport, result: Result | None) -> str:
    """Return a figure of one campaign.

    Parameters
    ----------
    report : ChangeReport
        Says whether figures are shares or scores.
    result : Result or None
        The figure.

    Returns
    -------
    str
        "" where there is none to show.
    """
    if not isinstance(result, Estimate):
        return ""
    return format_share(result.value) if report.kind == "share" else format_number(result.value, 2)


def material_phrase(report: ChangeReport) -> str:
    """Return the smallest change that matters, without an empty decimal.

    Parameters
    ----------
    report : ChangeReport
        Says whether figures are shares or scores.

    Returns
    -------
    str
        "2" points of a share, "0,08" of a score.
    """
    if report.kind == "score":
        return format_number(report.material, 2)
    return format_number(percent(report.material), 1).removesuffix(",0")


def changes_sentence(report: ChangeReport, *, noun: str) -> str:
    """Return the finding: the whole first, then how many rows have risen, fallen, stayed or are unclear.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        Sentences.
    """
    rows = report.rows
    if not any(row.change is not None for row in (report.whole, *rows)):
        return NOTHING
    what = noun if is_of_units(report) else "lĩnh vực và câu hỏi"
    counts = Counter(row_group(row) for row in rows)
    judged = sum(counts[word] for word in WORDS)
    words = [(counts["risen"], "tăng"), (counts["fallen"], "giảm"), (counts["stable"], "ổn định")]
    said = [f"{format_count(count)} {word}" for count, word in words if count]
    if counts["no clear change"]:
        said.append(f"{format_count(counts['no clear change'])} chưa rõ thay đổi")
    counted = f"Trong {format_count(judged)} {what} so được: {', '.join(said)}." if judged else ""
    rest = f"{format_count(counts['none'])} {what} không so được." if counts["none"] else ""
    return bind_numbers(" ".join(filter(None, (_whole_sentence(report), counted, rest))))


def _whole_sentence(report: ChangeReport) -> str:
    change = report.whole.change
    if change is None:
        return f"{whole_label(report)}: {reason_phrase(report, report.whole)}."
    unit = " điểm phần trăm" if report.kind == "share" else " điểm"
    difference = f"{format_difference(change.difference.value, kind=report.kind)}{unit}"
    said = " ".join(filter(None, (difference, difference_phrase(change.difference, kind=report.kind))))
    before, after = _with_limits(report, report.whole.earlier), _with_limits(report, report.whole.later)
    times = f"{report.earlier_label}: {before}; {report.later_label}: {after}"
    return f"{whole_label(report)} {WORDS[change.word].lower()}: {said}; {times}."


def _with_limits(report: ChangeReport, result: Result | None) -> str:
    """A figure of one campaign as value, limits and number of forms."""
    if not isinstance(result, Estimate):
        return ""
    if report.kind == "share":
        return value_phrase(result)
    limits = (
        ""
        if result.low is None or result.high is None
        else f" ({format_number(result.low, 2)} – {format_number(result.high, 2)})"
    )
    return f"{format_value(report, result)}{limits}, {format_count(result.n)} phiếu"

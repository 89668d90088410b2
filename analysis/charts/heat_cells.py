"""What a cell of units by dimensions says: four classes around the target, or why nothing is shown; and the finding in words.

The class is the verdict and, where there is none to be had, the side of the target on which the share lies.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analysis.charts.groups import MOST_FLAT
from analysis.charts.numbers import DASH, format_count, format_target
from analysis.charts.wording import INDEX, WITHHELD, bind_numbers, withheld_phrase
from analysis.comparison_figures import DimensionGrid, GridRow
from analysis.estimates import Estimate, Result, Suppressed
from analysis.verdicts import verdict_of
from analysis.vietnamese import sort_key

CellClass = Literal["missed", "below", "above", "met"]
LEVELS: Final[dict[CellClass, int]] = {"missed": 1, "below": 2, "above": 4, "met": 5}  # of the five answer colours
WHOLE: Final = "Mức chung"  # the name of the row of all units, which has none of its own
NOTHING: Final = "Chưa có {noun} nào đủ phiếu để hiển thị."
PART: Final = 50  # rows of one part where a group is too long to be read at once
UNGROUPED: Final = "Không thuộc nhóm nào"


@dataclass(frozen=True)
class GridPart:
    """Rows under a heading: those of a group, or a part of them; the heading is "" where there is only one."""

    title: str
    rows: tuple[GridRow, ...]


def cell_class(estimate: Estimate, target: float) -> CellClass:
    """Return the class of a share.

    Parameters
    ----------
    estimate : Estimate
        The share.
    target : float
        The target.

    Returns
    -------
    str
        "met" or "missed" where the interval shows it, else the side on which the share lies.
    """
    verdict = verdict_of(estimate, target)
    if verdict != "not shown":
        return verdict
    return "above" if estimate.value >= target else "below"


def class_words(target: float) -> dict[CellClass, str]:
    """Return what the classes are called in a legend.

    Parameters
    ----------
    target : float
        The target.

    Returns
    -------
    dict of str to str
        From least to most satisfied.
    """
    written = format_target(target)
    return {
        "missed": f"không đạt chỉ tiêu {written}",
        "below": f"dưới {written}, chưa đủ căn cứ",
        "above": f"từ {written} trở lên, chưa đủ căn cứ",
        "met": f"đạt chỉ tiêu {written}",
    }


def column_results(row: GridRow) -> tuple[Result, ...]:
    """Return the figures of a row: the whole questionnaire, then each dimension.

    Parameters
    ----------
    row : GridRow
        The row.

    Returns
    -------
    tuple of Estimate or Suppressed
    """
    return (row.whole, *row.shares)


def column_titles(grid: DimensionGrid) -> tuple[tuple[str, str], ...]:
    """Return short and long heads of the columns.

    Parameters
    ----------
    grid : DimensionGrid
        The grid.

    Returns
    -------
    tuple of (str, str)
        The whole questionnaire first.
    """
    return (("Chung", INDEX), *zip(grid.dimension_codes, grid.dimension_titles, strict=True))


def common_reason(row: GridRow) -> str:
    """Return the reason where nothing of a row is shown and the reason is one.

    Parameters
    ----------
    row : GridRow
        The row.

    Returns
    -------
    str
        The phrase, "" where cells stand.
    """
    phrases = {withheld_phrase(result) if isinstance(result, Suppressed) else "" for result in column_results(row)}
    return phrases.pop() if len(phrases) == 1 else ""


def reason_letters(rows: Iterable[GridRow]) -> dict[str, str]:
    """Return a letter for each reason for which single cells are not shown.

    Parameters
    ----------
    rows : iterable of GridRow
        All rows.

    Returns
    -------
    dict of str to str
        Phrases with their letters; a row without any cell says its reason itself.
    """
    found = {
        withheld_phrase(result)
        for row in rows
        if not common_reason(row)
        for result in column_results(row)
        if isinstance(result, Suppressed)
    }
    ordered = [phrase for phrase in dict.fromkeys(WITHHELD.values()) if phrase in found]
    return dict(zip(ordered, "abcdef", strict=False))


def grid_parts(grid: DimensionGrid) -> tuple[GridPart, ...]:
    """Return the rows by groups, in the order in which groups first occur by name; a long group in parts.

    Parameters
    ----------
    grid : DimensionGrid
        The grid.

    Returns
    -------
    tuple of GridPart
        One without heading where there is only one group and it is short.
    """
    groups: dict[str, list[GridRow]] = {}
    for row in grid.rows:
        groups.setdefault(row.group, []).append(row)
    parts: list[GridPart] = []
    for name, rows in sorted(groups.items(), key=lambda item: sort_key(item[0])):
        title = name or UNGROUPED
        if len(grid.rows) <= MOST_FLAT or len(rows) <= MOST_FLAT:
            parts.append(GridPart(title if len(groups) > 1 else "", tuple(rows)))
            continue
        for start in range(0, len(rows), PART):
            part = rows[start : start + PART]
            ends = f"{part[0].name} {DASH} {part[-1].name}"
            parts.append(GridPart(f"{title}: {ends}" if len(groups) > 1 else ends, tuple(part)))
    return tuple(parts)


def class_counts(rows: Sequence[GridRow], column: int, target: float) -> Counter[CellClass | None]:
    """Return how many units are in each class of one column.

    Parameters
    ----------
    rows : sequence of GridRow
        Units.
    column : int
        0 for the whole questionnaire, then the dimensions.
    target : float
        The target.

    Returns
    -------
    Counter
        None counts cells that are not shown.
    """
    results = (column_results(row)[column] for row in rows)
    return Counter(cell_class(result, target) if isinstance(result, Estimate) else None for result in results)


def grid_sentence(grid: DimensionGrid, *, noun: str) -> str:
    """Return the finding: where most units miss the target, where most meet it, how many units show nothing.

    Parameters
    ----------
    grid : DimensionGrid
        The grid.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        Sentences.
    """
    hidden = Counter(filter(None, map(common_reason, grid.rows)))
    withheld = " ".join(f"{format_count(count)} {noun} {phrase}." for phrase, count in sorted(hidden.items()))
    shown = len(grid.rows) - sum(hidden.values())
    if not shown:
        return bind_numbers(" ".join(filter(None, (NOTHING.format(noun=noun), withheld))))
    counts = [class_counts(grid.rows, column, grid.target) for column in range(1, len(grid.dimension_codes) + 1)]
    target = format_target(grid.target)
    sentences = []
    wanted: tuple[tuple[CellClass, str], ...] = (("missed", "không đạt"), ("met", "đạt"))
    for key, words in wanted:
        most = max((count[key] for count in counts), default=0)
        names = [
            f"{code}. {title}"
            for code, title, count in zip(grid.dimension_codes, grid.dimension_titles, counts, strict=True)
            if count[key] == most
        ]
        if not most:
            sentences.append(f"Không {noun} nào chắc chắn {words} chỉ tiêu {target} ở một lĩnh vực.")
            continue
        who = f"{format_count(most)} trên {format_count(shown)} {noun}"
        sentences.append(f"Nhiều {noun} {words} chỉ tiêu {target} nhất: {'; '.join(names)} ({who}).")
    return bind_numbers(" ".join(filter(None, (*sentences, withheld))))

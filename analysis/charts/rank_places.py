"""Which ranks each unit may have, in words and in order, before it is known whether they go on paper or on a screen."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from analysis.charts.interval import Look
from analysis.charts.numbers import DASH, format_count
from analysis.charts.scale import Scale, rank_scale
from analysis.charts.wording import bind_numbers, withheld_phrase, withheld_sentences
from analysis.comparison_figures import Ranking, RankSet
from analysis.estimates import Suppressed
from analysis.reports import DepartmentReport, UnitFigures
from analysis.vietnamese import sort_key

Standing = Literal["highest", "may be highest", "open", "neither", "may be lowest", "lowest"]
LOOKS: Final[dict[Standing, Look]] = {  # in the order in which groups stand
    "highest": "above",
    "may be highest": "plain",
    "neither": "plain",
    "open": "plain",
    "may be lowest": "plain",
    "lowest": "below",
}
NOTES: Final[dict[Standing, str]] = {  # short: a legend, or the head of the column, says how many the groups hold
    "highest": "chắc chắn cao nhất",
    "may be highest": "có thể cao nhất",
    "neither": "không ở hai đầu",
    "open": "chưa phân biệt được",
    "may be lowest": "có thể thấp nhất",
    "lowest": "chắc chắn thấp nhất",
}
FINDINGS: Final = ("highest", "lowest")
NOT_RANKED: Final = "chưa đủ phiếu để xếp hạng"
NOTHING: Final = "Chưa đủ {noun} có kết quả để xếp hạng."
LEAST_UNITS: Final = 2


@dataclass(frozen=True)
class RankedUnit:
    """A unit with its rank set, and what the set says of it."""

    unit: UnitFigures
    rank: RankSet
    standing: Standing


def ranked_units(report: DepartmentReport) -> tuple[RankedUnit, ...]:
    """Return the units that have a rank set, by the middle of the set, then by name.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    tuple of RankedUnit
        Empty where nothing is ranked, or only one unit.
    """
    ranking = report.ranking
    if ranking is None or ranking.units < LEAST_UNITS:
        return ()
    ranked = [RankedUnit(unit, unit.rank, standing_of(unit.rank, ranking)) for unit in report.units if unit.rank is not None]
    return tuple(sorted(ranked, key=lambda one: (one.rank.low + one.rank.high, sort_key(one.unit.name))))


def unranked_units(report: DepartmentReport) -> tuple[tuple[UnitFigures, str], ...]:
    """Return the units without a rank set, each with the reason.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    tuple of (UnitFigures, str)
        In the order of the report.
    """
    return tuple(
        (unit, withheld_phrase(unit.result) if isinstance(unit.result, Suppressed) else NOT_RANKED)
        for unit in report.units
        if unit.rank is None
    )


def ranks_scale(report: DepartmentReport) -> Scale:
    """Return the scale of all sets.

    Parameters
    ----------
    report : DepartmentReport
        A comparison with rank sets.

    Returns
    -------
    Scale
        From the first rank to the last.
    """
    return rank_scale(report.ranking.units if report.ranking else 1)


def set_places(scale: Scale, low: int, high: int) -> tuple[float, float]:
    """Return where a set begins and ends, half a rank around its ends, so that a single rank has a width.

    Parameters
    ----------
    scale : Scale
        Of ranks.
    low, high : int
        The set.

    Returns
    -------
    tuple of float
        Places from 0 to 1.
    """
    return scale.place(low - 0.5), scale.place(high + 0.5)


def overview_runs(
    ranked: tuple[RankedUnit, ...], scale: Scale, *, is_marginal: bool
) -> tuple[tuple[Look, tuple[tuple[float, float], ...]], ...]:
    """Return the outlines of all sets beside each other, a column for each unit, one outline for each run of a look.

    Parameters
    ----------
    ranked : tuple of RankedUnit
        In the order of the columns.
    scale : Scale
        Of ranks.
    is_marginal : bool
        True for the sets of units alone.

    Returns
    -------
    tuple of (str, tuple of (float, float))
        Looks with corners, across and down, from 0 to 1.
    """
    runs: list[tuple[Look, tuple[tuple[float, float], ...]]] = []
    for look, run in groupby(enumerate(ranked), key=lambda one: LOOKS[one[1].standing]):
        tops, bottoms = [], []
        for place, one in run:
            rank = one.rank
            ends = (rank.marginal_low, rank.marginal_high) if is_marginal else (rank.low, rank.high)
            top, bottom = set_places(scale, *ends)
            sides = place / len(ranked), (place + 1) / len(ranked)
            tops += [(side, top) for side in sides]
            bottoms += [(side, bottom) for side in sides]
        runs.append((look, (*tops, *reversed(bottoms))))
    return tuple(runs)


def set_phrase(low: int, high: int) -> str:
    """Return a set of ranks as it is read.

    Parameters
    ----------
    low, high : int
        Its ends.

    Returns
    -------
    str
        "5 – 31", or one number.

    Examples
    --------
    >>> set_phrase(5, 31), set_phrase(2, 2)
    ('5 – 31', '2')
    """
    return format_count(low) if low == high else f"{format_count(low)} {DASH} {format_count(high)}"


def standing_of(rank: RankSet, ranking: Ranking) -> Standing:
    """Return what a set says of its unit.

    Parameters
    ----------
    rank : RankSet
        The set that holds for all units at once.
    ranking : Ranking
        Of its comparison.

    Returns
    -------
    str
        Its standing.
    """
    if rank.may_be_best and rank.may_be_lowest:
        return "open"
    if rank.may_be_best:
        return "highest" if rank.high <= ranking.tau else "may be highest"
    if rank.may_be_lowest:
        return "lowest" if rank.low > ranking.units - ranking.tau else "may be lowest"
    return "neither"


def standing_words(ranking: Ranking, *, noun: str) -> dict[Standing, str]:
    """Return what each standing is called.

    Parameters
    ----------
    ranking : Ranking
        Says how many units the highest and the lowest group hold.
    noun : str
        What a unit is called.

    Returns
    -------
    dict of str to str
        Small letters, for the end of a row.
    """
    highest, lowest = _group(ranking, noun, "cao nhất"), _group(ranking, noun, "thấp nhất")
    return {
        "highest": f"chắc chắn {highest}",
        "may be highest": f"có thể {highest}",
        "neither": "không ở hai đầu",
        "open": "chưa phân biệt được",
        "may be lowest": f"có thể {lowest}",
        "lowest": f"chắc chắn {lowest}",
    }


def ranks_sentence(report: DepartmentReport, *, noun: str) -> str:
    """Return how much the answers tell of ranks: who is certainly among the highest or lowest, how many may be.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        Sentences; at the end how many units are not ranked, by reason.
    """
    ranked, ranking = ranked_units(report), report.ranking
    without = _without_sentences(report, noun)
    if not ranked or ranking is None:
        return " ".join(filter(None, (NOTHING.format(noun=noun), without if report.units else "")))
    standings = Counter(one.standing for one in ranked)
    if standings["open"] == len(ranked):
        start = f"Chưa phân biệt được hạng của {noun} nào trong {format_count(ranking.units)} {noun}."
        return bind_numbers(f"{start} {without}".strip())
    parts = [
        _end_sentence(ranking, noun, standings["highest"], sum(one.rank.may_be_best for one in ranked), "cao nhất"),
        _end_sentence(ranking, noun, standings["lowest"], sum(one.rank.may_be_lowest for one in ranked), "thấp nhất"),
    ]
    if standings["open"]:
        parts.append(f"{format_count(standings['open'])} {noun} có thể thuộc cả hai nhóm: chưa phân biệt được.")
    return bind_numbers(" ".join(filter(None, (*parts, without))))


def _group(ranking: Ranking, noun: str, end: str) -> str:
    return f"là {noun} {end}" if ranking.tau == 1 else f"thuộc {format_count(ranking.tau)} {noun} {end}"


def _end_sentence(ranking: Ranking, noun: str, certain: int, possible: int, end: str) -> str:
    group = _group(ranking, noun, end)
    others = possible - certain
    if not certain:
        could = f"; {format_count(others)} {noun} có thể" if others else ""
        return f"Chưa {noun} nào chắc chắn {group}{could}."
    only = "Chỉ " if certain < ranking.tau and others else ""
    also = f"; {format_count(others)} {noun} khác cũng có thể" if others else ""
    counted = f"{format_count(certain)} trong {format_count(ranking.units)} {noun}"
    return f"{only}{counted} chắc chắn {group}{also}."


def _without_sentences(report: DepartmentReport, noun: str) -> str:
    few = sum(reason == NOT_RANKED for _, reason in unranked_units(report))
    said = f"{format_count(few)} {noun} {NOT_RANKED}." if few else ""
    withheld = withheld_sentences((unit.result for unit in report.units), noun=noun)
    return bind_numbers(" ".join(filter(None, (said, withheld))))

"""The quality of the forms of a unit or a department, and every headline figure with and without the flagged ones.

What is subtracted here is a group of people, the flagged ones, so it is judged like one (docs/methods.md sections 4 and 11).
The figures without them are shown only where ten or more flagged forms have answers and the rest passes the gate; in a
department only the flagged forms of units that may show this themselves are left out. So nothing can be had by subtraction that
the units' own reports do not say. A count of 1 to 9 forms is not said either: a straight form is a whole sheet. By value such a
count takes all others with it: with the two scores the sum of what straight forms repeat can be had, which would give it away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from analysis.build_figures import Rules
from analysis.build_unit import build_unit_indexes
from analysis.disclosure import DEFAULTS, Reasons, Thresholds, find_reasons
from analysis.estimates import Convention, Estimate, Result, Suppressed
from analysis.frame import Frame
from analysis.insight_figures import Burst, FlagCount, IdenticalSheets, QualityReport
from analysis.judged_units import department_index, design_units, in_order, judge_units
from analysis.pair_sums import DECIMALS
from analysis.quality import FLAGS, FlagTally, without_flagged
from analysis.strata import UnitSums, stack_designs
from analysis.sums import Sums, merge
from questionnaires import Questionnaire

Index = tuple[Result, Result]  # the share and the score of the whole questionnaire


def build_quality_report(
    questionnaire: Questionnaire,
    units: UnitSums | Sequence[UnitSums],
    *,
    frame: Frame,
    tallies: Mapping[str, FlagTally] | None = None,
    identical: IdenticalSheets | None = None,
    bursts: Sequence[Burst] = (),
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> QualityReport:
    """Gives the headline share and score with and without flagged forms, and how many forms carry which flag.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : UnitSums or sequence of UnitSums
        One unit, or all units of one kind for a department's report; `flagged` holds the sums of their flagged forms.
    frame : Frame
        Of all units of the campaign, flagged forms included, from `build_frame`.
    tallies : mapping of str to FlagTally, optional
        By unit code, from `quality.count_flags`; units without one have no flag.
    identical : IdenticalSheets, optional
        Of the unit, from `duplicates.identical_sheets`.
    bursts : sequence of Burst
        Of the unit, from `bursts.find_bursts`.
    convention : "answers", "mean" or "eligible"
    thresholds : Thresholds

    Returns
    -------
    QualityReport
        Probability and expected pairs of `identical` to three decimals; None for 1 to 44 pairs, fewer than ten equal sheets
        make.

    Raises
    ------
    ValueError
        A unit code given twice, a negative eligible number, a frame of another questionnaire.
    SumsError
        More is flagged than there is.

    References
    ----------
    docs/methods.md sections 4 and 11.

    Examples
    --------
    >>> from analysis.sheets import sums_from_sheets
    >>> from analysis.strata import build_frame
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["PVNT"]
    >>> straight = sums_from_sheets(questionnaire, ["5" * 11] * 12)
    >>> others = sums_from_sheets(questionnaire, ["54345434545", "43424345454"] * 30)
    >>> unit = UnitSums("a", "A", "", {"": merge([straight, others])}, 100, flagged={"": straight})
    >>> report = build_quality_report(questionnaire, unit, frame=build_frame(questionnaire, [unit]))
    >>> report.flagged, round(report.index_score.value, 2), round(report.index_score_without.value, 2)
    (12, 4.12, 3.95)
    """
    if isinstance(units, UnitSums):
        (report,) = build_quality_reports(
            questionnaire,
            [units],
            frame=frame,
            tallies=tallies,
            identical={} if identical is None else {units.code: identical},
            bursts={units.code: bursts},
            convention=convention,
            thresholds=thresholds,
        )
        return report
    rules = Rules(0.0, convention, thresholds, frame)
    many = in_order(units)
    designs = design_units(questionnaire, many, thresholds)
    judged = judge_units(questionnaire, designs, rules=rules)
    may_go, reduced = _reduce(questionnaire, many, thresholds, has_index=_known(judged.reasons["index"])[: len(many)])
    leaving = [u for u, go in enumerate(may_go) if go]
    left = dict(zip(leaving, design_units(questionnaire, [reduced[u] for u in leaving], thresholds), strict=False))
    if leaving:
        known = _known(find_reasons(questionnaire, stack_designs(list(left.values())), thresholds)["index"])
        left = {u: design for (u, design), is_known in zip(left.items(), known, strict=True) if is_known}
    may_go = [u in left for u in range(len(many))]
    index = without = department_index(questionnaire, judged, rules=rules)
    if left:
        designs = [left.get(u, design) for u, design in enumerate(designs)]
        without = department_index(questionnaire, judge_units(questionnaire, designs, rules=rules), rules=rules)
    indexes = index, without
    report = _report(many, indexes, tallies=tallies or {}, may_go=may_go, thresholds=thresholds)
    is_shown = report.forms >= thresholds.numbers
    twins = _shown_twins(identical, thresholds.numbers) if is_shown else None
    return replace(report, identical=twins, bursts=tuple(bursts) if is_shown else ())


def build_quality_reports(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    frame: Frame,
    tallies: Mapping[str, FlagTally] | None = None,
    identical: Mapping[str, IdenticalSheets] | None = None,
    bursts: Mapping[str, Sequence[Burst]] | None = None,
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> tuple[QualityReport, ...]:
    """The reports of many units, each as if it stood alone; computed at once, which takes a fraction of the time.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
    frame, tallies, convention, thresholds
        As in `build_quality_report`.
    identical : mapping of str to IdenticalSheets, optional
        By unit code.
    bursts : mapping of str to sequence of Burst, optional
        By unit code.

    Returns
    -------
    tuple of QualityReport
        In the order of the units.

    Raises
    ------
    ValueError, SumsError
        As in `build_quality_report`.

    References
    ----------
    docs/methods.md sections 4 and 11.
    """
    has_index = _has_index(questionnaire, units, thresholds)
    may_go, reduced = _reduce(questionnaire, units, thresholds, has_index=has_index)
    indexes = partial(build_unit_indexes, questionnaire, frame=frame, convention=convention, thresholds=thresholds)
    whole = indexes(units)
    left = iter(indexes([unit for unit, go in zip(reduced, may_go, strict=True) if go]))
    reports = []
    for unit, index, go, is_shown in zip(units, whole, may_go, has_index, strict=True):
        share, score = index
        without = next(left) if go else (_protected(share), _protected(score)) if _flagged(unit) else index
        report = _report([unit], (index, without), tallies=tallies or {}, may_go=[go], thresholds=thresholds)
        is_large = report.forms >= thresholds.numbers
        twins = (identical or {}).get(unit.code) if is_large else None
        arrived = tuple((bursts or {}).get(unit.code, ())) if is_large else ()
        values = _straight_values(questionnaire, (tallies or {}).get(unit.code), thresholds.numbers, is_shown=is_shown)
        if 0 < report.forms < thresholds.numbers:
            flags = tuple(FlagCount(flag, None) for flag in FLAGS)
            report = replace(report, flagged=None, flags=flags)
        seen = _shown_twins(twins, thresholds.numbers)
        reports.append(replace(report, identical=seen, bursts=arrived, straight_values=values))
    return tuple(reports)


def _reduce(
    questionnaire: Questionnaire, units: Sequence[UnitSums], thresholds: Thresholds, *, has_index: Sequence[bool]
) -> tuple[list[bool], list[UnitSums]]:
    """Whether the flagged forms of each unit may be left out, and the units without them where they may."""
    may_go = [whole and _is_group(questionnaire, unit, thresholds) for unit, whole in zip(units, has_index, strict=True)]
    return may_go, [without_flagged(unit) if go else unit for unit, go in zip(units, may_go, strict=True)]


def _report(
    units: Sequence[UnitSums],
    indexes: tuple[Index, Index],
    *,
    tallies: Mapping[str, FlagTally],
    may_go: Sequence[bool],
    thresholds: Thresholds,
) -> QualityReport:
    """Figures with and without, and counts of the units that are large: none of a few forms would say it of each of them."""
    (share, score), (share_without, score_without) = indexes
    large = [unit for unit in units if _forms(unit) >= thresholds.numbers]
    counted = [tallies[unit.code] for unit in large if unit.code in tallies]
    return QualityReport(
        forms=sum(_forms(unit) for unit in units),
        flagged=_total([_flagged(unit) for unit in large], thresholds.numbers),
        flags=tuple(
            FlagCount(flag, _total([tally.by_flag.get(flag, 0) for tally in counted], thresholds.numbers)) for flag in FLAGS
        ),
        identical=None,
        bursts=(),
        index_share=share,
        index_share_without=share_without,
        index_score=score,
        index_score_without=score_without,
        left_out=sum(_flagged(unit) for unit, go in zip(units, may_go, strict=True) if go),
    )


def _flagged(unit: UnitSums) -> int:
    return sum(sums.forms for sums in unit.flagged.values())


def _forms(unit: UnitSums) -> int:
    return sum(sums.forms for sums in unit.cells.values())


def _is_group(questionnaire: Questionnaire, unit: UnitSums, thresholds: Thresholds) -> bool:
    """Whether enough flagged forms of a unit have answers for their figure to be had by subtraction."""
    flagged = merge([Sums.zero(questionnaire), *unit.flagged.values()])
    return int(flagged.answering[-1]) >= max(thresholds.numbers, 1)


def _has_index(questionnaire: Questionnaire, units: Sequence[UnitSums], thresholds: Thresholds) -> list[bool]:
    """Whether the index of each unit may be known."""
    if not units:
        return []
    designs = design_units(questionnaire, units, thresholds)
    return _known(find_reasons(questionnaire, stack_designs(designs), thresholds)["index"])


def _known(reasons: Reasons) -> list[bool]:
    return [reason == "" for reason in reasons[:, 0].tolist()]


def _protected(figure: Result) -> Suppressed:
    """What stands for the figure without flagged forms where it would give away the flagged ones."""
    return Suppressed("protects another") if isinstance(figure, Estimate) else figure


def _total(counts: Sequence[int], least: int) -> int | None:
    """The sum of counts of units; counts below `least` are added only where several of them come to that much.

    Otherwise the sum and the shown counts would give a small one away. None where such a count is all there is.
    """
    few = [count for count in counts if 0 < count < least]
    shown = sum(count for count in counts if count >= least)
    if len(few) > 1 and sum(few) >= least:
        return shown + sum(few)
    return None if few and not shown else shown


def _straight_values(
    questionnaire: Questionnaire, tally: FlagTally | None, least: int, *, is_shown: bool
) -> tuple[int | None, ...]:
    """Straight forms of a unit by the value they repeat: all, or none where one is a few or the unit's index is withheld."""
    exact = tally.straight_values if tally else (0,) * len(questionnaire.scale.options)
    if not is_shown or any(0 < count < least for count in exact):
        return (None,) * len(exact)
    return exact


def _shown_twins(found: IdenticalSheets | None, least: int) -> IdenticalSheets | None:
    """What is said of identical sheets: nothing of a few pairs, fewer than `least` equal sheets make; never all digits."""
    if found is None or 0 < found.pairs < least * (least - 1) // 2:
        return None
    return replace(found, expected_pairs=round(found.expected_pairs, DECIMALS), p_value=round(found.p_value, DECIMALS))

"""The quality of the forms of a unit or a department, and every headline figure with and without the flagged ones.

What is subtracted here is a group of people, the flagged ones, so it is judged like one (docs/methods.md sections 4 and 11).
The figures without them are shown only where ten or more flagged forms have answers and the rest passes the gate; in a
department only the flagged forms of units that may show this themselves are left out. So nothing can be had by subtraction that
the units' own reports do not say. A count of 1 to 9 forms is not said either: a straight form is a whole sheet. By value such a
count takes all others with it: with the two scores the sum of what straight forms repeat can be had, which would give it away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.build_department import build_department_report
from analysis.build_unit import build_unit_report
from analysis.disclosure import DEFAULTS, Thresholds, find_reasons
from analysis.estimates import Convention, Estimate, Result, Suppressed
from analysis.frame import Frame
from analysis.insight_figures import Burst, FlagCount, IdenticalSheets, QualityReport
from analysis.pair_sums import DECIMALS
from analysis.quality import FLAGS, FlagTally, without_flagged
from analysis.strata import UnitSums, design_unit, stack_designs
from analysis.sums import Sums, merge
from questionnaires import Questionnaire


@dataclass(frozen=True)
class _Rules:
    frame: Frame
    convention: Convention
    thresholds: Thresholds


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
    rules = _Rules(frame, convention, thresholds)
    many = [units] if isinstance(units, UnitSums) else list(units)
    has_index = _has_index(questionnaire, many, thresholds)
    may_go = [whole and _is_group(questionnaire, unit, thresholds) for unit, whole in zip(many, has_index, strict=True)]
    reduced = [without_flagged(unit) if go else unit for unit, go in zip(many, may_go, strict=True)]
    if isinstance(units, UnitSums):
        share, score = _unit_index(questionnaire, units, rules)
        share_without, score_without = _unit_index(questionnaire, reduced[0], rules)
        if _flagged(units) and not may_go[0]:
            share_without, score_without = _protected(share), _protected(score)
    else:
        may_go = [go and rest for go, rest in zip(may_go, _has_index(questionnaire, reduced, thresholds), strict=True)]
        reduced = [left if go else unit for unit, left, go in zip(many, reduced, may_go, strict=True)]
        share, score = _department_index(questionnaire, many, rules)
        share_without, score_without = _department_index(questionnaire, reduced, rules)
    forms = sum(_forms(unit) for unit in many)
    is_shown = forms >= thresholds.numbers
    counted = [(tallies or {}).get(unit.code) for unit in many]
    large = [unit for unit in many if _forms(unit) >= thresholds.numbers]  # none of a few forms would say it of each of them
    of_large = [tally for unit, tally in zip(many, counted, strict=True) if tally and _forms(unit) >= thresholds.numbers]
    says_nothing = isinstance(units, UnitSums) and 0 < forms < thresholds.numbers
    return QualityReport(
        forms=forms,
        flagged=None if says_nothing else _total([_flagged(unit) for unit in large], thresholds.numbers),
        flags=tuple(
            FlagCount(
                flag,
                None if says_nothing else _total([tally.by_flag.get(flag, 0) for tally in of_large], thresholds.numbers),
            )
            for flag in FLAGS
        ),
        identical=_shown_twins(identical, thresholds.numbers) if is_shown else None,
        bursts=tuple(bursts) if is_shown else (),
        index_share=share,
        index_share_without=share_without,
        index_score=score,
        index_score_without=score_without,
        left_out=sum(_flagged(unit) for unit, go in zip(many, may_go, strict=True) if go),
        straight_values=_straight_values(questionnaire, counted[0], thresholds.numbers, is_shown=has_index[0])
        if isinstance(units, UnitSums)
        else (),
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
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=thresholds.fewest_in_stratum) for unit in units]
    reasons = find_reasons(questionnaire, stack_designs(designs), thresholds)["index"]
    return [reason == "" for reason in reasons[:, 0].tolist()]


def _unit_index(questionnaire: Questionnaire, unit: UnitSums, rules: _Rules) -> tuple[Result, Result]:
    report = build_unit_report(
        questionnaire,
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=unit.eligible,
        frame=rules.frame,
        target=0.0,  # decides the verdict only
        convention=rules.convention,
        thresholds=rules.thresholds,
    )
    return report.index_share, report.index_score


def _department_index(questionnaire: Questionnaire, units: Sequence[UnitSums], rules: _Rules) -> tuple[Result, Result]:
    report = build_department_report(
        questionnaire, units, target=0.0, convention=rules.convention, frame=rules.frame, thresholds=rules.thresholds
    )
    return report.total, report.total_score


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

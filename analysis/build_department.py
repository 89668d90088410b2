"""The comparison of units of one kind on one figure, and the department's own figures (docs/methods.md sections 1, 4 to 6)."""

from collections.abc import Sequence
from dataclasses import replace

from analysis import METHOD_VERSION
from analysis.benchmarks import build_benchmarks
from analysis.blocks import Block, block_figures, block_rho, rated_items
from analysis.build_comparison import compare_units
from analysis.build_figures import (
    Rules,
    covered_counts,
    dimension_figures,
    further_if_open,
    verdict_if_shown,
)
from analysis.disclosure import DEFAULTS, Reasons, Thresholds, publish_figures
from analysis.estimates import Convention, Estimate, Result
from analysis.figures import DepartmentReport, UnitFigures
from analysis.fingerprints import fingerprint_of
from analysis.frame import Frame
from analysis.intervals import share_intervals
from analysis.judged_units import JudgedUnits, design_units, in_order, judge_units, publish_department
from analysis.strata import Design, UnitDesign, UnitSums, build_frame
from analysis.verdicts import units_meeting
from questionnaires import Questionnaire


def build_department_report(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    target: float,
    measure_code: str = "",
    convention: Convention = "answers",
    frame: Frame | None = None,
    thresholds: Thresholds = DEFAULTS,
    rank_draws: int = 0,
    seed: int = 0,
    tau: int | None = None,
) -> DepartmentReport:
    """Compares units of one kind, and gives the department's own figures without giving a withheld unit away.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        All of one kind, in any order; units without forms are listed.
    target : float
        Share in [0, 1].
    measure_code : str
        "" for the whole questionnaire, else the code of a dimension or of a rated item.
    convention : "answers", "mean" or "eligible"
    frame : Frame, optional
        Of all units of the campaign; made from `units` where not given, which is right only if these are all.
    thresholds : Thresholds
    rank_draws : int
        Simulated sets of errors for the rank sets, 10,000 for what is published; 0 for no ranks.
    seed : int
        Of these draws, one for each release.
    tau : int, optional
        A unit "may be best" if it may be among the tau highest; a tenth of the units shown where not given.

    Returns
    -------
    DepartmentReport
        Units in Vietnamese order of their names. Ranks are those of the units whose figure is shown. On an item no unit has a
        benchmark: those rest on figures per grade, whose secrecy is argued for dimensions only.

    Raises
    ------
    ValueError
        A measure that the questionnaire does not have, a unit code given twice, a negative eligible number; fewer than 19
        draws that are not 0, a seed below 0, tau below 1.

    References
    ----------
    docs/methods.md sections 0 to 6 and 8.
    """
    ordered = in_order(units)
    rules = Rules(target, convention, thresholds, frame or build_frame(questionnaire, ordered))
    judged = judge_units(questionnaire, design_units(questionnaire, ordered, thresholds), rules=rules)
    return report_judged(
        questionnaire, ordered, judged, rules=rules, measure_code=measure_code, rank_draws=rank_draws, seed=seed, tau=tau
    )


def report_judged(
    questionnaire: Questionnaire,
    ordered: Sequence[UnitSums],
    judged: JudgedUnits,
    *,
    rules: Rules,
    measure_code: str = "",
    rank_draws: int = 0,
    seed: int = 0,
    tau: int | None = None,
) -> DepartmentReport:
    """The report of units that have been judged already.

    Parameters
    ----------
    questionnaire : Questionnaire
    ordered : sequence of UnitSums
        From `in_order`.
    judged : JudgedUnits
        Of these units in this order, under the same rules.
    rules : Rules
    measure_code, rank_draws, seed, tau
        As in `build_department_report`.

    Returns
    -------
    DepartmentReport

    Raises
    ------
    ValueError
        As in `build_department_report`.

    References
    ----------
    docs/methods.md sections 0 to 6 and 8.
    """
    place, title = _measure(questionnaire, measure_code)
    block, column = place
    convention, thresholds, target = rules.convention, rules.thresholds, rules.target
    designs, design, reasons, covered = judged.designs, judged.design, judged.reasons, judged.covered
    published = publish_department(questionnaire, judged, rules)
    total, total_score = published[block].shares[column], published[block].scores[column]
    results = _publish_units(questionnaire, design, designs, reasons, place=place, rules=rules)
    said = compare_units(results, total, rules=rules, rank_draws=rank_draws, seed=seed, tau=tau)
    is_covered = covered[block][:, column]
    benchmarks = build_benchmarks(
        questionnaire,
        ordered or [UnitSums("", "", "", {}, None)],
        designs,
        design,
        results,
        place=place,
        convention=convention,
        may_be_known=is_covered & (reasons[block][:, column] == ""),
        thresholds=thresholds,
    )
    counts, forms = covered_counts(questionnaire, judged.whole, judged.covered_groups["items"])
    figures, overall = dimension_figures(
        questionnaire, counts, forms, dimensions=published["dimensions"], items=published["items"], rules=rules
    )
    expectations = published["percents"].scores
    report = DepartmentReport(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        questionnaire_digest=questionnaire.digest,
        measure_code=measure_code,
        measure_title=title,
        convention=convention,
        target=target,
        total=total,
        total_score=total_score,
        covered_units=int(is_covered.sum()),
        units=tuple(
            UnitFigures(
                code=unit.code,
                name=unit.name,
                group=unit.group,
                forms=unit_design.forms,
                eligible=unit_design.eligible,
                result=result,
                verdict=verdict_if_shown(result, rules),
                position=said.positions[u],
                rank=said.ranks[u],
                shrunk=said.shrunk[u],
                benchmark=benchmarks[u],
                target_position=said.target_positions[u],
            )
            for u, (unit, unit_design, result) in enumerate(zip(ordered, designs, results, strict=False))
        ),
        funnel=said.funnel,
        dimensions=figures,
        method_version=METHOD_VERSION,
        fingerprint="",
        covered_eligible=eligible_of([unit for unit, counts in zip(designs, is_covered, strict=True) if counts]),
        eligible=eligible_of(designs),
        units_left_out=sum(unit.forms > 0 for unit in designs) - int(is_covered.sum()),
        ranking=said.ranking,
        spread=said.spread,
        target_funnel=said.target_funnel,
        verdict=verdict_if_shown(total, rules),
        further_answers_needed=further_if_open(
            total, rules, forms=sum(u.forms for u, counts in zip(designs, is_covered, strict=True) if counts)
        ),
        overall=overall,
        expectation=expectations[0] if expectations else None,
        units_meeting=units_meeting([result for result in results if isinstance(result, Estimate)], target),
    )
    return replace(report, fingerprint=fingerprint_of(report))


def eligible_of(units: Sequence[UnitDesign]) -> int | None:
    """The people of some units (docs/methods.md section 1).

    Parameters
    ----------
    units : sequence of UnitDesign

    Returns
    -------
    int or None
        None where a number is unknown; 0 with forms all the same is no number.
    """
    numbers = [None if not unit.eligible and unit.forms else unit.eligible for unit in units]
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def _measure(questionnaire: Questionnaire, measure_code: str) -> tuple[tuple[Block, int], str]:
    """Block and column of the figure that is compared, and its title."""
    if not measure_code:
        return ("index", 0), questionnaire.title
    for d, dimension in enumerate(questionnaire.dimensions):
        if dimension.code == measure_code:
            return ("dimensions", d), dimension.title
    for k, item in enumerate(rated_items(questionnaire)):
        if item.code == measure_code:
            return ("items", k), item.text
    raise ValueError(f"{questionnaire.code} has no dimension or rated item {measure_code!r}")


def _publish_units(
    questionnaire: Questionnaire,
    design: Design,
    designs: Sequence[UnitDesign],
    reasons: dict[Block, Reasons],
    *,
    place: tuple[Block, int],
    rules: Rules,
) -> list[Result]:
    """The share of every unit on the figure that is compared."""
    block, column = place
    figures = block_figures(questionnaire, design, block, kind="share", convention=rules.convention)
    intervals = share_intervals(figures, block_rho(questionnaire, block, rules.frame))
    rows = publish_figures(figures, intervals, reasons[block], thresholds=rules.thresholds)
    results = [row[column] for row in rows]
    for u, unit in enumerate(designs):
        result = results[u]
        if unit.is_unweighted_by_need and isinstance(result, Estimate):
            results[u] = replace(result, flags=(*result.flags, "not weighted by grade"))
    return results

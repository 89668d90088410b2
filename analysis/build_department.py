"""The comparison of units of one kind on one figure, and the department's own figures (docs/methods.md sections 1, 4 to 6)."""

from collections.abc import Sequence
from dataclasses import replace

from analysis import METHOD_VERSION
from analysis.benchmarks import build_benchmarks
from analysis.blocks import BLOCKS, Block, block_figures, block_rho
from analysis.build_comparison import compare_units
from analysis.build_figures import (
    PublishedBlock,
    Rules,
    covered_counts,
    department_raw,
    department_reasons,
    dimension_figures,
    further_if_open,
    publish_block,
    verdict_if_shown,
)
from analysis.coverage import covered_units, department_design
from analysis.disclosure import DEFAULTS, Reasons, Thresholds, find_reasons, publish_figures
from analysis.estimates import Convention, Estimate, Result
from analysis.figures import DepartmentReport, UnitFigures
from analysis.fingerprints import fingerprint_of
from analysis.frame import Frame
from analysis.intervals import share_intervals
from analysis.raw_figures import Booleans
from analysis.strata import Design, UnitDesign, UnitSums, build_frame, design_unit, stack_designs
from analysis.verdicts import units_meeting
from analysis.vietnamese import sort_key
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
        "" for the whole questionnaire, else the code of a dimension.
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
        Units in Vietnamese order of their names. Ranks are those of the units whose figure is shown.

    Raises
    ------
    ValueError
        A measure that the questionnaire does not have, a unit code given twice, a negative eligible number; fewer than 19
        draws that are not 0, a seed below 0, tau below 1.

    References
    ----------
    docs/methods.md sections 0 to 6 and 8.
    """
    place, title = _measure(questionnaire, measure_code)
    ordered = sorted(units, key=lambda unit: (sort_key(unit.name), unit.code))
    if len({unit.code for unit in ordered}) != len(ordered):
        raise ValueError("a unit code is given twice")
    rules = Rules(target, convention, thresholds, frame or build_frame(questionnaire, ordered))
    empty = UnitSums("", "", "", {}, None)
    fewest = thresholds.fewest_in_stratum
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=fewest) for unit in ordered or [empty]]
    design = stack_designs(designs)
    reasons = find_reasons(questionnaire, design, thresholds)
    covered = covered_units(questionnaire, designs, reasons, convention=convention, thresholds=thresholds)
    whole, covered_groups = department_design(questionnaire, designs, covered, convention=convention, thresholds=thresholds)
    published = _publish_department(questionnaire, whole, covered_groups, reasons, rules)
    block, column = place
    total, total_score = published[block].shares[column], published[block].scores[column]
    results = _publish_units(questionnaire, design, designs, reasons, place=place, rules=rules)
    said = compare_units(results, total, rules=rules, rank_draws=rank_draws, seed=seed, tau=tau)
    is_covered = covered[block][:, column]
    benchmarks = build_benchmarks(
        questionnaire,
        ordered or [empty],
        designs,
        design,
        results,
        place=place,
        convention=convention,
        may_be_known=is_covered & (reasons[block][:, column] == ""),
        thresholds=thresholds,
    )
    counts, forms = covered_counts(questionnaire, whole, covered_groups["items"])
    figures, overall = dimension_figures(
        questionnaire, counts, forms, dimensions=published["dimensions"], items=published["items"], rules=rules
    )
    is_covered = covered[block][:, column]
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
        covered_eligible=_eligible_of([unit for unit, counts in zip(designs, is_covered, strict=True) if counts]),
        eligible=_eligible_of(designs),
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


def _eligible_of(units: Sequence[UnitDesign]) -> int | None:
    """The people of some units, None where a number is unknown; 0 with forms all the same is no number."""
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
    raise ValueError(f"{questionnaire.code} has no dimension {measure_code!r}")


def _publish_department(
    questionnaire: Questionnaire,
    design: Design,
    covered: dict[Block, Booleans],
    reasons: dict[Block, Reasons],
    rules: Rules,
) -> dict[Block, PublishedBlock]:
    raw_of = department_raw(questionnaire, design, rules.convention, covered)
    return {
        block: publish_block(
            questionnaire,
            block,
            raw_of,
            department_reasons(raw_of(block, "share"), reasons[block], rules.thresholds),
            rules=rules,
        )
        for block in BLOCKS
    }


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

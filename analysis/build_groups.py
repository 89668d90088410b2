"""The figures of an instrument by level, by commune and for any set of units, beside the whole and the units.

The gate. A group's figure rests on exactly those of its units whose own figure may be known: what is withheld of a unit is in
no group's figure. So each of them is a function of figures of units that passed `disclosure`, and nobody learns from any number
of groups, however they overlap, what could not be worked out from the units' figures. The whole alone takes in the small units
too, as one rest, under the rule of `coverage`; taking groups and units away from it leaves that rest, which is judged there.
Where several units of a group have answered and only one may be known, the group has no figure: it would be that unit's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis import METHOD_VERSION
from analysis.blocks import BLOCKS, Block, block_figures
from analysis.build_department import eligible_of, report_judged
from analysis.build_figures import (
    PublishedBlock,
    RawOf,
    Rules,
    covered_counts,
    department_reasons,
    dimension_figures,
    further_if_open,
    publish_groups,
    verdict_if_shown,
)
from analysis.build_unit import build_unit_reports
from analysis.disclosure import DEFAULTS, Reasons, Thresholds
from analysis.estimates import Convention, Result
from analysis.figures import DepartmentReport, DimensionFigures, ItemFigures, UnitReport
from analysis.fingerprints import fingerprint_of, joined_fingerprint
from analysis.frame import Frame
from analysis.group_figures import GroupFigures, GroupsReport, Place
from analysis.judged_units import design_units, in_order, judge_units
from analysis.moments import Kind
from analysis.raw_figures import Booleans, RawFigures, mean_of_units, pick_groups, stack_figures
from analysis.strata import UnitDesign, UnitSums, build_frame, stack_designs
from questionnaires import Questionnaire


def build_groups_report(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    places: Sequence[Place],
    target: float,
    convention: Convention = "answers",
    frame: Frame | None = None,
    thresholds: Thresholds = DEFAULTS,
    rank_draws: int = 0,
    seed: int = 0,
    with_units: bool = True,
    department: DepartmentReport | None = None,
) -> GroupsReport:
    """Estimates, gates and judges an instrument for the whole, for places and for every unit.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        All of one kind that answer the instrument, in any order.
    places : sequence of Place
        Levels, communes, the scope of a reader; in the order in which they are wanted.
    target, convention, frame, thresholds, rank_draws, seed
        As in `build_department_report`.
    with_units : bool
        Whether the report of every unit is wanted; its share stands in `department` in any case.
    department : DepartmentReport, optional
        What `build_department_report` gives for the same units under the same terms, where it is known already.

    Returns
    -------
    GroupsReport

    Raises
    ------
    ValueError
        As in `build_department_report`.

    References
    ----------
    docs/methods.md section 4, figures by group.
    """
    ordered = in_order(units)
    rules = Rules(target, convention, thresholds, frame or build_frame(questionnaire, ordered))
    judged = judge_units(questionnaire, design_units(questionnaire, ordered, thresholds), rules=rules)
    department = department or report_judged(questionnaire, ordered, judged, rules=rules, rank_draws=rank_draws, seed=seed)
    designs, reasons, covered = judged.designs if ordered else [], judged.reasons, judged.covered
    members = [[u for u, unit in enumerate(ordered) if unit.code in place.units] for place in places]
    filled = [(place, own) for place, own in zip(places, members, strict=True) if own]
    whole = _whole(questionnaire, department, designs, covered, rules=rules)
    groups = _places(questionnaire, designs, filled, reasons, covered, rules=rules)
    wanted = ordered if with_units else []
    reports = build_unit_reports(
        questionnaire, wanted, frame=rules.frame, target=target, convention=convention, thresholds=thresholds
    )
    told = [repr((group.code, group.shares)) for group in groups]
    return GroupsReport(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        questionnaire_digest=questionnaire.digest,
        convention=convention,
        target=target,
        department=department,
        whole=whole,
        places=tuple(groups),
        units=reports,
        fingerprint=joined_fingerprint([department.fingerprint, *told, *(one.fingerprint for one in reports)]),
    )


def _places(
    questionnaire: Questionnaire,
    designs: Sequence[UnitDesign],
    filled: Sequence[tuple[Place, Sequence[int]]],
    reasons: Mapping[Block, Reasons],
    covered: Mapping[Block, Booleans],
    *,
    rules: Rules,
) -> list[GroupFigures]:
    """The figures of all places at once; a unit stands in the stack once for each place that it lies in."""
    if not filled:
        return []
    is_large = np.array([unit.forms >= rules.thresholds.numbers for unit in designs], dtype=np.bool_)
    rows = np.array([u for _, own in filled for u in own])
    ends = np.cumsum([len(own) for _, own in filled])
    parts = [slice(end - len(own), end) for end, (_, own) in zip(ends.tolist(), filled, strict=True)]
    stacked = [designs[u] for u in rows.tolist()]
    answering = np.array([unit.forms > 0 for unit in stacked], dtype=np.bool_)
    shown = {block: covered[block][rows] & is_large[rows][:, None] for block in BLOCKS}
    raw_of = _raw(questionnaire, stacked, parts, shown, convention=rules.convention)
    published: dict[Block, list[PublishedBlock]] = {}
    for block in BLOCKS:
        raw = raw_of(block, "share")
        own = [reasons[block][rows[part]] for part in parts]
        judged = [
            _group_reasons(pick_groups(raw, slice(g, g + 1)), own[g], shown[block][part], answering[part], rules.thresholds)
            for g, part in enumerate(parts)
        ]
        published[block] = publish_groups(questionnaire, block, raw_of, np.concatenate(judged), rules=rules)
    return [
        _group(
            questionnaire,
            place,
            stacked[part],
            {block: published[block][g] for block in BLOCKS},
            {block: shown[block][part] for block in BLOCKS},
            rules=rules,
        )
        for g, ((place, _), part) in enumerate(zip(filled, parts, strict=True))
    ]


def _raw(
    questionnaire: Questionnaire,
    stacked: Sequence[UnitDesign],
    parts: Sequence[slice],
    shown: dict[Block, Booleans],
    *,
    convention: Convention,
) -> RawOf:
    """The raw figures of the groups, each over its own stretch of the stack."""
    design = stack_designs(stacked)
    grouped = replace(design, starts=design.starts[[part.start for part in parts]])

    def raw_of(block: Block, kind: Kind) -> RawFigures:
        if convention == "mean":
            units = block_figures(questionnaire, design, block, kind=kind, convention=convention)
            return stack_figures([mean_of_units(pick_groups(units, part), shown[block][part]) for part in parts])
        include = shown[block][design.unit_of]
        return block_figures(questionnaire, grouped, block, kind=kind, convention=convention, include=include)

    return raw_of


def _group_reasons(
    figures: RawFigures, units: Reasons, shown: Booleans, answering: Booleans, thresholds: Thresholds
) -> Reasons:
    """Why a figure of a group cannot be shown, shape (1, F)."""
    reasons = department_reasons(figures, units, thresholds)
    is_alone = (shown[answering].sum(axis=0) == 1) & (answering.sum() > 1)
    reasons[:, is_alone] = np.where(reasons[:, is_alone] == "", "protects another", reasons[:, is_alone])
    return reasons


def _group(
    questionnaire: Questionnaire,
    place: Place,
    units: Sequence[UnitDesign],
    published: dict[Block, PublishedBlock],
    shown: dict[Block, Booleans],
    *,
    rules: Rules,
) -> GroupFigures:
    counts, forms = covered_counts(questionnaire, stack_designs(units), shown["items"])
    covered = [unit for unit, is_shown in zip(units, shown["index"][:, 0].tolist(), strict=True) if is_shown]
    figures, overall = dimension_figures(
        questionnaire, counts, forms, dimensions=published["dimensions"], items=published["items"], rules=rules
    )
    percents = published["percents"].scores
    report = _report(
        questionnaire,
        place,
        covered,
        rules=rules,
        shares=(published["index"].shares[0], published["index"].scores[0]),
        overall=overall,
        expectation=percents[0] if percents else None,
        dimensions=figures,
    )
    return _counted(place, units, covered, report)


def _counted(place: Place, units: Sequence[UnitDesign], covered: Sequence[UnitDesign], report: UnitReport) -> GroupFigures:
    return GroupFigures(
        kind=place.kind,
        code=place.code,
        name=place.name,
        units=len(units),
        answering=sum(unit.forms > 0 for unit in units),
        covered_units=len(covered),
        forms=sum(unit.forms for unit in units),
        eligible=eligible_of(units),
        report=report,
    )


def _whole(
    questionnaire: Questionnaire,
    department: DepartmentReport,
    designs: Sequence[UnitDesign],
    covered: Mapping[Block, Booleans],
    *,
    rules: Rules,
) -> GroupFigures:
    """The department's own figures in the shape of a unit's."""
    place = Place("whole", "", "", frozenset())
    inside = [unit for unit, is_in in zip(designs, covered["index"][:, 0].tolist(), strict=True) if is_in] if designs else []
    report = _report(
        questionnaire,
        place,
        inside,
        rules=rules,
        shares=(department.total, department.total_score),
        overall=department.overall,
        expectation=department.expectation,
        dimensions=department.dimensions,
    )
    return _counted(place, designs, inside, report)


def _report(
    questionnaire: Questionnaire,
    place: Place,
    covered: Sequence[UnitDesign],
    *,
    rules: Rules,
    shares: tuple[Result, Result],
    overall: ItemFigures | None,
    expectation: Result | None,
    dimensions: tuple[DimensionFigures, ...],
) -> UnitReport:
    forms, eligible = sum(unit.forms for unit in covered), eligible_of(covered)
    report = UnitReport(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        questionnaire_digest=questionnaire.digest,
        option_labels=tuple(option.label for option in questionnaire.scale.options),
        unit_code=place.code,
        unit_name=place.name,
        forms=forms,
        eligible=eligible,
        participation=forms / eligible if eligible else None,
        needed=None,
        convention=rules.convention,
        target=rules.target,
        index_share=shares[0],
        index_score=shares[1],
        index_weighted_share=None,
        verdict=verdict_if_shown(shares[0], rules),
        further_answers_needed=further_if_open(shares[0], rules, forms=forms),
        overall=overall,
        expectation=expectation,
        dimensions=dimensions,
        method_version=METHOD_VERSION,
        fingerprint="",
    )
    return replace(report, fingerprint=fingerprint_of(report)) if place.kind in ("whole", "scope") else report

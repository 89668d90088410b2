"""The report of one unit on one instrument (docs/methods.md section 0)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis import METHOD_VERSION
from analysis.blocks import BLOCKS, Block, rated_items
from analysis.build_figures import (
    PublishedBlock,
    Rules,
    dimension_figures,
    further_if_open,
    publish_groups,
    unit_raw,
    verdict_if_shown,
)
from analysis.disclosure import DEFAULTS, Thresholds, find_reasons
from analysis.estimates import Convention, Estimate, Result
from analysis.figures import UnitReport
from analysis.fingerprints import fingerprint_of
from analysis.frame import Frame
from analysis.layout import Integers
from analysis.moments import counts_of
from analysis.raking import kish_design_effect
from analysis.sample_size import needed_answers
from analysis.strata import Eligible, UnitDesign, UnitSums, design_unit, stack_designs
from analysis.sums import Sums
from questionnaires import Questionnaire


def build_unit_report(
    questionnaire: Questionnaire,
    cells: Mapping[str, Sums],
    *,
    unit_code: str,
    unit_name: str,
    eligible: Eligible,
    frame: Frame,
    target: float,
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> UnitReport:
    """Estimates, limits, gates and judges everything that a unit may see of its answers.

    Parameters
    ----------
    questionnaire : Questionnaire
    cells : mapping of str to Sums
        By grade code, "" = not stated. May be empty.
    unit_code, unit_name : str
    eligible : mapping of str to int, int or None
        By grade in the order of the grades, of the whole unit, or unknown.
    frame : Frame
        Of all units of the campaign on this instrument, from `build_frame`.
    target : float
        Share in [0, 1].
    convention : "answers", "mean" or "eligible"
    thresholds : Thresholds

    Returns
    -------
    UnitReport

    Raises
    ------
    ValueError
        A negative eligible number; sums or a frame of another questionnaire.

    References
    ----------
    docs/methods.md sections 0 to 4 and 8.

    Examples
    --------
    >>> from analysis.sheets import sums_from_sheets
    >>> from analysis.strata import UnitSums, build_frame
    >>> from questionnaires import load_shipped
    >>> questionnaire = next(iter(load_shipped().values()))
    >>> sheets = ["4" * len(questionnaire.closed_items)] * 40
    >>> unit = UnitSums("MN01", "Mầm non Hoa Sen", "", {"": sums_from_sheets(questionnaire, sheets)}, 50)
    >>> report = build_unit_report(questionnaire, unit.cells, unit_code=unit.code, unit_name=unit.name,
    ...     eligible=50, frame=build_frame(questionnaire, [unit]), target=0.9)
    >>> report.forms, report.needed, report.index_share.value, report.verdict
    (40, 45, 1.0, 'met')
    """
    unit = UnitSums(unit_code, unit_name, "", cells, eligible)
    return build_unit_reports(questionnaire, [unit], frame=frame, target=target, convention=convention, thresholds=thresholds)[
        0
    ]


def build_unit_reports(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    frame: Frame,
    target: float,
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> tuple[UnitReport, ...]:
    """The reports of many units, each as if it stood alone; computed at once, which takes a fraction of the time.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
    frame, target, convention, thresholds
        As in `build_unit_report`.

    Returns
    -------
    tuple of UnitReport
        In the order of the units.

    Raises
    ------
    ValueError
        As in `build_unit_report`.

    References
    ----------
    docs/methods.md sections 0 to 4 and 8.
    """
    if frame.questionnaire_digest != questionnaire.digest:
        raise ValueError("the frame was made for another questionnaire")
    if not units:
        return ()
    rules = Rules(target, convention, thresholds, frame)
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=thresholds.fewest_in_stratum) for unit in units]
    design = stack_designs(designs)
    reasons = find_reasons(questionnaire, design, thresholds)
    raw_of = unit_raw(questionnaire, design, convention)
    published = {block: publish_groups(questionnaire, block, raw_of, reasons[block], rules=rules) for block in BLOCKS}
    raw_of = unit_raw(questionnaire, design, "eligible")
    weighted = publish_groups(questionnaire, "index", raw_of, reasons["index"], rules=rules)
    counts = design.over_groups(counts_of(questionnaire, design, rated_items(questionnaire)))
    return tuple(
        _report(
            questionnaire,
            unit,
            designs[u],
            counts[u],
            blocks={block: _flagged(published[block][u], designs[u]) for block in BLOCKS},
            weighted=weighted[u].shares[0] if designs[u].is_weighted_by_grade else None,
            rules=rules,
        )
        for u, unit in enumerate(units)
    )


def build_unit_indexes(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    frame: Frame,
    convention: Convention = "answers",
    thresholds: Thresholds = DEFAULTS,
) -> list[tuple[Result, Result]]:
    """Share and score of the whole questionnaire as in the reports of many units, without the rest of them.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
    frame, convention, thresholds
        As in `build_unit_report`.

    Returns
    -------
    list of (Result, Result)
        In the order of the units.

    Raises
    ------
    ValueError
        As in `build_unit_report`.

    References
    ----------
    docs/methods.md sections 1 to 4.
    """
    if frame.questionnaire_digest != questionnaire.digest:
        raise ValueError("the frame was made for another questionnaire")
    if not units:
        return []
    rules = Rules(0.0, convention, thresholds, frame)
    designs = [design_unit(questionnaire, unit.cells, unit.eligible, fewest=thresholds.fewest_in_stratum) for unit in units]
    design = stack_designs(designs)
    reasons = find_reasons(questionnaire, design, thresholds)["index"]
    blocks = publish_groups(questionnaire, "index", unit_raw(questionnaire, design, convention), reasons, rules=rules)
    flagged = [_flagged(block, unit) for block, unit in zip(blocks, designs, strict=True)]
    return [(block.shares[0], block.scores[0]) for block in flagged]


def _flagged(block: PublishedBlock, unit: UnitDesign) -> PublishedBlock:
    """The figures of a unit, flagged where its numbers by grade could not be used."""
    if not unit.is_unweighted_by_need:
        return block

    def flag(result: Result) -> Result:
        return replace(result, flags=(*result.flags, "not weighted by grade")) if isinstance(result, Estimate) else result

    return PublishedBlock(tuple(map(flag, block.shares)), tuple(map(flag, block.scores)))


def _report(
    questionnaire: Questionnaire,
    unit_sums: UnitSums,
    unit: UnitDesign,
    counts: Integers,
    *,
    blocks: Mapping[Block, PublishedBlock],
    weighted: Result | None,
    rules: Rules,
) -> UnitReport:
    share, percents = blocks["index"].shares[0], blocks["percents"].scores
    forms = np.full(len(counts), unit.forms)
    figures, overall = dimension_figures(
        questionnaire, counts, forms, dimensions=blocks["dimensions"], items=blocks["items"], rules=rules
    )
    report = UnitReport(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        questionnaire_digest=questionnaire.digest,
        option_labels=tuple(option.label for option in questionnaire.scale.options),
        unit_code=unit_sums.code,
        unit_name=unit_sums.name,
        forms=unit.forms,
        eligible=unit.eligible,
        participation=unit.forms / unit.eligible if unit.eligible else None,
        needed=None if unit.eligible is None else needed_answers(unit.eligible),
        convention=rules.convention,
        target=rules.target,
        index_share=share,
        index_score=blocks["index"].scores[0],
        index_weighted_share=weighted,
        verdict=verdict_if_shown(share, rules),
        further_answers_needed=further_if_open(share, rules, forms=unit.forms),
        overall=overall,
        expectation=percents[0] if percents else None,
        dimensions=figures,
        method_version=METHOD_VERSION,
        fingerprint="",
        kish_design_effect=_kish(unit),
    )
    return replace(report, fingerprint=fingerprint_of(report))


def _kish(unit: UnitDesign) -> float | None:
    """What the weights by grade cost; None where grades are not known or could not be used."""
    if not unit.is_weighted_by_grade:
        return None
    return kish_design_effect(np.array([cell.forms for cell in unit.strata]), np.array(unit.weights))

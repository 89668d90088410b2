"""The report of one unit on one instrument (docs/methods.md section 0)."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from analysis import METHOD_VERSION
from analysis.blocks import BLOCKS, block_size
from analysis.build_figures import (
    Rules,
    covered_counts,
    dimension_figures,
    further_if_open,
    publish_block,
    unit_raw,
    verdict_if_shown,
)
from analysis.disclosure import DEFAULTS, Reasons, Thresholds, find_reasons
from analysis.estimates import Convention, Flag, Result
from analysis.figures import UnitReport
from analysis.fingerprints import fingerprint_of
from analysis.frame import Frame
from analysis.raking import kish_design_effect
from analysis.sample_size import needed_answers
from analysis.strata import Eligible, UnitDesign, design_unit, stack_designs
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
    if frame.questionnaire_digest != questionnaire.digest:
        raise ValueError("the frame was made for another questionnaire")
    unit = design_unit(questionnaire, cells, eligible, fewest=thresholds.fewest_in_stratum)
    design = stack_designs([unit])
    rules = Rules(target, convention, thresholds, frame)
    reasons = find_reasons(questionnaire, design, thresholds)
    raw_of = unit_raw(questionnaire, design, convention)
    flags: tuple[Flag, ...] = ("not weighted by grade",) if unit.is_unweighted_by_need else ()
    index, dimensions, items, percents = (
        publish_block(questionnaire, block, raw_of, reasons[block], rules=rules, flags=flags) for block in BLOCKS
    )
    share = index.shares[0]
    verdict = verdict_if_shown(share, rules)
    everything = np.ones((1, block_size(questionnaire, "items")), dtype=np.bool_)
    counts, forms = covered_counts(questionnaire, design, everything)
    figures, overall = dimension_figures(questionnaire, counts, forms, dimensions=dimensions, items=items, rules=rules)
    report = UnitReport(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        questionnaire_digest=questionnaire.digest,
        option_labels=tuple(option.label for option in questionnaire.scale.options),
        unit_code=unit_code,
        unit_name=unit_name,
        forms=unit.forms,
        eligible=unit.eligible,
        participation=unit.forms / unit.eligible if unit.eligible else None,
        needed=None if unit.eligible is None else needed_answers(unit.eligible),
        convention=convention,
        target=target,
        index_share=share,
        index_score=index.scores[0],
        index_weighted_share=_weighted_share(questionnaire, unit, reasons["index"], rules),
        verdict=verdict,
        further_answers_needed=further_if_open(share, rules, forms=unit.forms),
        overall=overall,
        expectation=percents.scores[0] if percents.scores else None,
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


def _weighted_share(questionnaire: Questionnaire, unit: UnitDesign, reasons: Reasons, rules: Rules) -> Result | None:
    """The index weighted by grade, given beside the index; None where grades are not known or could not be used."""
    if not unit.is_weighted_by_grade:
        return None
    raw_of = unit_raw(questionnaire, stack_designs([unit]), "eligible")
    return publish_block(questionnaire, "index", raw_of, reasons, rules=rules).shares[0]

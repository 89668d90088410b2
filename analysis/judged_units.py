"""Units as a department's figures rest on them: which figures of them may be known, and which take part in which.

Judged once, used by every report that is made of the same units (docs/methods.md sections 1 and 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.blocks import BLOCKS, Block
from analysis.build_figures import PublishedBlock, Rules, department_raw, department_reasons, publish_block
from analysis.coverage import covered_units, department_design
from analysis.disclosure import Reasons, Thresholds, find_reasons
from analysis.estimates import Result
from analysis.raw_figures import Booleans
from analysis.strata import Design, UnitDesign, UnitSums, design_unit, stack_designs
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire


@dataclass(frozen=True)
class JudgedUnits:
    """Units as a department's figures rest on them: what may be known of each, and which take part in which figure.

    `whole` and `covered_groups` are what the department's own figures are computed from, the rest of the small units as one.
    """

    designs: Sequence[UnitDesign]
    design: Design
    reasons: dict[Block, Reasons]
    covered: dict[Block, Booleans]
    whole: Design
    covered_groups: dict[Block, Booleans]


def in_order(units: Sequence[UnitSums]) -> list[UnitSums]:
    """The units by name: sums of fractions are taken in this order, so that reports of the same units are the same.

    Parameters
    ----------
    units : sequence of UnitSums

    Returns
    -------
    list of UnitSums

    Raises
    ------
    ValueError
        A unit code given twice.

    References
    ----------
    docs/methods.md section 0.
    """
    ordered = sorted(units, key=lambda unit: (sort_key(unit.name), unit.code))
    if len({unit.code for unit in ordered}) != len(ordered):
        raise ValueError("a unit code is given twice")
    return ordered


def design_units(questionnaire: Questionnaire, units: Sequence[UnitSums], thresholds: Thresholds) -> list[UnitDesign]:
    """The strata of units, and of a unit without anything where there is none (docs/methods.md section 1).

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
    thresholds : Thresholds

    Returns
    -------
    list of UnitDesign
        In the order given.

    Raises
    ------
    ValueError
        A negative eligible number.
    """
    empty = UnitSums("", "", "", {}, None)
    fewest = thresholds.fewest_in_stratum
    return [design_unit(questionnaire, unit.cells, unit.eligible, fewest=fewest) for unit in units or [empty]]


def judge_units(questionnaire: Questionnaire, designs: Sequence[UnitDesign], *, rules: Rules) -> JudgedUnits:
    """Judges which figures of which units may be known, and which units each figure of the department covers.

    Parameters
    ----------
    questionnaire : Questionnaire
    designs : sequence of UnitDesign
        From `design_units`.
    rules : Rules

    Returns
    -------
    JudgedUnits

    References
    ----------
    docs/methods.md section 4.
    """
    convention, thresholds = rules.convention, rules.thresholds
    design = stack_designs(designs)
    reasons = find_reasons(questionnaire, design, thresholds)
    covered = covered_units(questionnaire, designs, reasons, convention=convention, thresholds=thresholds)
    whole, covered_groups = department_design(questionnaire, designs, covered, convention=convention, thresholds=thresholds)
    return JudgedUnits(designs, design, reasons, covered, whole, covered_groups)


def department_index(questionnaire: Questionnaire, judged: JudgedUnits, *, rules: Rules) -> tuple[Result, Result]:
    """The department's share and score over the whole questionnaire, as in its report, and nothing else of it.

    Parameters
    ----------
    questionnaire : Questionnaire
    judged : JudgedUnits
    rules : Rules

    Returns
    -------
    share, score : Estimate or Suppressed

    References
    ----------
    docs/methods.md sections 1, 3 and 4.
    """
    published = publish_department(questionnaire, judged, rules, blocks=("index",))["index"]
    return published.shares[0], published.scores[0]


def publish_department(
    questionnaire: Questionnaire, judged: JudgedUnits, rules: Rules, *, blocks: Sequence[Block] = BLOCKS
) -> dict[Block, PublishedBlock]:
    """The department's own figures, block by block (docs/methods.md sections 1, 3 and 4).

    Parameters
    ----------
    questionnaire : Questionnaire
    judged : JudgedUnits
    rules : Rules
    blocks : sequence of Block
        Those that are wanted.

    Returns
    -------
    dict of Block to PublishedBlock
    """
    raw_of = department_raw(questionnaire, judged.whole, rules.convention, judged.covered_groups)
    return {
        block: publish_block(
            questionnaire,
            block,
            raw_of,
            department_reasons(raw_of(block, "share"), judged.reasons[block], rules.thresholds),
            rules=rules,
        )
        for block in blocks
    }

"""Dimension and item figures of one unit or of one department, published together (docs/methods.md sections 1, 3, 4 and 8).

What the reports of units and of departments have in common. Knows the shapes of `figures`; must not know where covered units
come from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from analysis.blocks import Block, block_figures, block_rho, department_figures, rated_items
from analysis.disclosure import Reasons, Thresholds, own_reasons, publish_figures
from analysis.estimates import Convention, Estimate, Flag, Result, Suppressed, Verdict
from analysis.figures import DimensionFigures, Distribution, ItemFigures
from analysis.frame import Frame
from analysis.intervals import score_intervals, share_intervals
from analysis.layout import Integers
from analysis.moments import Kind, counts_of
from analysis.raw_figures import Booleans, RawFigures
from analysis.strata import Design
from analysis.verdicts import further_answers, verdict_of
from questionnaires import Item, Questionnaire

RawOf = Callable[[Block, Kind], RawFigures]


@dataclass(frozen=True)
class Rules:
    """What a report is made under: its target, convention, thresholds and the campaign's frame."""

    target: float
    convention: Convention
    thresholds: Thresholds
    frame: Frame


@dataclass(frozen=True)
class PublishedBlock:
    """The results of one group and one block, figure by figure; `shares` is empty for percents."""

    shares: tuple[Result, ...]
    scores: tuple[Result, ...]


def publish_block(
    questionnaire: Questionnaire,
    block: Block,
    raw_of: RawOf,
    reasons: Reasons,
    *,
    rules: Rules,
    flags: tuple[Flag, ...] = (),
) -> PublishedBlock:
    """Computes, limits and gates one block of one group (docs/methods.md sections 3 and 4).

    Parameters
    ----------
    questionnaire : Questionnaire
    block : "index", "dimensions", "items" or "percents"
    raw_of : callable
        The raw figures of a block and kind, shape (1, F).
    reasons : ndarray of object, shape (1, F)
    rules : Rules
    flags : tuple of Flag
        On every estimate.

    Returns
    -------
    PublishedBlock
    """
    return publish_groups(questionnaire, block, raw_of, reasons, rules=rules, flags=flags)[0]


def publish_groups(
    questionnaire: Questionnaire,
    block: Block,
    raw_of: RawOf,
    reasons: Reasons,
    *,
    rules: Rules,
    flags: tuple[Flag, ...] = (),
) -> list[PublishedBlock]:
    """Computes, limits and gates one block of many groups at once (docs/methods.md sections 3 and 4).

    Parameters
    ----------
    questionnaire : Questionnaire
    block : "index", "dimensions", "items" or "percents"
    raw_of : callable
        The raw figures of a block and kind, shape (G, F).
    reasons : ndarray of object, shape (G, F)
    rules : Rules
    flags : tuple of Flag
        On every estimate.

    Returns
    -------
    list of PublishedBlock, length G
    """
    publish = partial(publish_figures, reasons=reasons, thresholds=rules.thresholds, flags=flags)
    raw_scores = raw_of(block, "score")
    scores = publish(raw_scores, score_intervals(raw_scores))
    if block == "percents":
        return [PublishedBlock((), tuple(row)) for row in scores]
    raw_shares = raw_of(block, "share")
    shares = publish(raw_shares, share_intervals(raw_shares, block_rho(questionnaire, block, rules.frame)))
    return [PublishedBlock(tuple(of_share), tuple(of_score)) for of_share, of_score in zip(shares, scores, strict=True)]


def unit_raw(questionnaire: Questionnaire, design: Design, convention: Convention) -> RawOf:
    """The raw figures of the units of a design (docs/methods.md section 1).

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
        One group per unit.
    convention : "answers", "mean" or "eligible"

    Returns
    -------
    callable
        For `publish_block` and `publish_groups`.
    """
    return lambda block, kind: block_figures(questionnaire, design, block, kind=kind, convention=convention)


def department_raw(
    questionnaire: Questionnaire, design: Design, convention: Convention, covered: dict[Block, Booleans]
) -> RawOf:
    """The raw figures of the department (docs/methods.md section 1).

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
        One group per unit.
    convention : "answers", "mean" or "eligible"
    covered : dict of Block to ndarray of bool, shape (U, F)

    Returns
    -------
    callable
        For `publish_block`.
    """
    return lambda block, kind: department_figures(
        questionnaire, design, block, kind=kind, convention=convention, covered=covered
    )


def department_reasons(figures: RawFigures, units: Reasons, thresholds: Thresholds) -> Reasons:
    """Why a figure of the department cannot be shown: what it covers is judged like a unit (docs/methods.md section 4).

    Parameters
    ----------
    figures : RawFigures
        Of the covered units, shape (1, F).
    units : ndarray of object, shape (U, F)
        The reasons of the units.
    thresholds : Thresholds

    Returns
    -------
    ndarray of object, shape (1, F)
        Where units have answered but none may take part: "too few", or "incomplete" where nothing is withheld.
    """
    reasons = own_reasons(figures, thresholds)
    left_out = (reasons == "no responses") & (units != "no responses").any(axis=0)
    reasons[left_out] = "too few" if thresholds.numbers else "incomplete"
    return reasons


def dimension_figures(
    questionnaire: Questionnaire,
    counts: Integers,
    forms: Integers,
    *,
    dimensions: PublishedBlock,
    items: PublishedBlock,
    rules: Rules,
) -> tuple[tuple[DimensionFigures, ...], ItemFigures | None]:
    """Puts dimensions, their items and the overall item together (docs/methods.md section 1).

    Parameters
    ----------
    questionnaire : Questionnaire
    counts : ndarray of int64, shape (items, levels)
        Answers of the forms that each item covers, level 0 being "not applicable"; the overall item last.
    forms : ndarray of int64, shape (items,)
        Forms that each item covers.
    dimensions, items : PublishedBlock
    rules : Rules

    Returns
    -------
    dimensions : tuple of DimensionFigures
    overall : ItemFigures or None
    """
    figures = [
        _item_figures(item, share, score, counts[k], int(forms[k]))
        for k, (item, share, score) in enumerate(zip(rated_items(questionnaire), items.shares, items.scores, strict=True))
    ]
    built: list[DimensionFigures] = []
    start = 0
    for dimension, share, score in zip(questionnaire.dimensions, dimensions.shares, dimensions.scores, strict=True):
        stop = start + len(dimension.items)
        verdict = verdict_if_shown(share, rules)
        built.append(DimensionFigures(dimension.code, dimension.title, share, score, verdict, tuple(figures[start:stop])))
        start = stop
    return tuple(built), figures[start] if questionnaire.overall_item else None


def _item_figures(item: Item, share: Result, score: Result, counts: Integers, forms: int) -> ItemFigures:
    levels = counts.tolist()
    distribution = Distribution(tuple(levels[1:]), levels[0], forms - sum(levels))
    shown = share if isinstance(share, Suppressed) else distribution
    return ItemFigures(item.code, item.text, share, score, shown)


def verdict_if_shown(share: Result, rules: Rules) -> Verdict | None:
    """The verdict of a share, None where it is withheld (docs/methods.md section 8).

    Parameters
    ----------
    share : Result
    rules : Rules

    Returns
    -------
    Verdict or None
    """
    return verdict_of(share, rules.target, tiers=rules.thresholds.tiers) if isinstance(share, Estimate) else None


def further_if_open(share: Result, rules: Rules, *, forms: int) -> int | None:
    """How many more answers would settle a verdict that is not shown (docs/methods.md section 8).

    Parameters
    ----------
    share : Result
    rules : Rules
    forms : int
        All valid forms of the group.

    Returns
    -------
    int or None
        None where the share is withheld or judged, or where more answers would not help.
    """
    if not isinstance(share, Estimate) or verdict_if_shown(share, rules) != "not shown":
        return None
    return further_answers(share, rules.target, forms=forms)


def covered_counts(questionnaire: Questionnaire, design: Design, covered: Booleans) -> tuple[Integers, Integers]:
    """Answers per item and level, and forms, over the units that each item covers (docs/methods.md section 4).

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
        One group per unit.
    covered : ndarray of bool, shape (U, items)

    Returns
    -------
    counts : ndarray of int64, shape (items, levels)
    forms : ndarray of int64, shape (items,)
    """
    used = covered[design.unit_of].astype(np.int64)
    counts = counts_of(questionnaire, design, rated_items(questionnaire))
    return (used[:, :, None] * counts).sum(axis=0), (used * design.forms[:, None]).sum(axis=0)

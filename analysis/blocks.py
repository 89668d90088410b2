"""All figures of a questionnaire by block: index, dimensions, items, percents; for units and for their department.

The one place that says which moments, weights and pooled correlation belong to which figure (docs/methods.md sections 1 and
3). Must not know what may be shown.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.estimates import Convention
from analysis.frame import Frame
from analysis.moments import Kind, Moments, dimension_moments, item_moments, percent_moments
from analysis.raw_figures import Booleans, RawFigures, mean_of_units
from analysis.scores import index_figures, ratio_figures, weights_under
from analysis.strata import Design
from questionnaires import Item, Questionnaire

Block = Literal["index", "dimensions", "items", "percents"]
BLOCKS: tuple[Block, ...] = ("index", "dimensions", "items", "percents")


def rated_items(questionnaire: Questionnaire) -> list[Item]:
    """The figures of the block "items": the items of the dimensions in order, then the overall item if there is one.

    Parameters
    ----------
    questionnaire : Questionnaire

    Returns
    -------
    list of Item

    References
    ----------
    docs/methods.md sections 1 and 3.
    """
    overall = questionnaire.overall_item
    return [*questionnaire.dimension_items, *([overall] if overall else [])]


def block_size(questionnaire: Questionnaire, block: Block) -> int:
    """Number of figures in a block.

    Parameters
    ----------
    questionnaire : Questionnaire
    block : "index", "dimensions", "items" or "percents"

    Returns
    -------
    int

    References
    ----------
    docs/methods.md sections 1 and 3.
    """
    return {
        "index": 1,
        "dimensions": len(questionnaire.dimensions),
        "items": len(rated_items(questionnaire)),
        "percents": len(questionnaire.percent_items),
    }[block]


def block_rho(questionnaire: Questionnaire, block: Block, frame: Frame) -> NDArray[np.float64]:
    """The pooled correlation of each figure of a block; 0 for items, where a form has one answer and it plays no part.

    Parameters
    ----------
    questionnaire : Questionnaire
    block : "index", "dimensions", "items" or "percents"
    frame : Frame

    Returns
    -------
    ndarray of float, shape (F,)

    References
    ----------
    docs/methods.md sections 1 and 3.
    """
    if block == "index":
        return np.array([frame.index_rho])
    if block == "dimensions":
        return np.array(frame.dimension_rho)
    return np.zeros(block_size(questionnaire, block))


def block_figures(
    questionnaire: Questionnaire,
    design: Design,
    block: Block,
    *,
    kind: Kind,
    convention: Convention,
    include: Booleans | None = None,
) -> RawFigures:
    """The figures of one block for every group of a design.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
        G groups.
    block : "index", "dimensions", "items" or "percents"
    kind : "share" or "score"
        Percents have scores only and ignore it.
    convention : "answers", "mean" or "eligible"
        Inside a group; for the mean over units see `department_figures`.
    include : ndarray of bool, shape (H, F), optional

    Returns
    -------
    RawFigures
        Shape (G, F).

    References
    ----------
    docs/methods.md section 1.
    """
    if block == "index":
        return index_figures(questionnaire, design, kind=kind, convention=convention, include=include)
    moments: Moments
    if block == "dimensions":
        moments = dimension_moments(questionnaire, design, kind=kind)
    elif block == "items":
        moments = item_moments(questionnaire, design, rated_items(questionnaire), kind=kind)
    else:
        moments = percent_moments(design)
    return ratio_figures(moments, design, weights=weights_under(convention, design), include=include)


def department_figures(
    questionnaire: Questionnaire,
    design: Design,
    block: Block,
    *,
    kind: Kind,
    convention: Convention,
    covered: Mapping[Block, Booleans],
) -> RawFigures:
    """The department's own figures of one block.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
        One group per unit, U units.
    block : "index", "dimensions", "items" or "percents"
    kind : "share" or "score"
    convention : "answers", "mean" or "eligible"
        `mean` takes the plain mean of the units, the others one ratio over all strata.
    covered : mapping of block to ndarray of bool, shape (U, F)
        Units that take part in each figure, from `coverage.covered_units`.

    Returns
    -------
    RawFigures
        Shape (1, F).

    References
    ----------
    docs/methods.md section 1, conventions of aggregation.
    """
    if convention == "mean":
        units = block_figures(questionnaire, design, block, kind=kind, convention=convention)
        return mean_of_units(units, covered[block])
    include = covered[block][design.unit_of]
    return block_figures(questionnaire, design.as_one_group(), block, kind=kind, convention=convention, include=include)

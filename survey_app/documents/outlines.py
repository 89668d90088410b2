"""A figure drawn once for all files of a document: drawing is what a thousand reports spend their time on."""

from collections.abc import Callable
from functools import cache
from typing import Any

from analysis.charts import to_svg


def outlines_of(draw: Callable[[], tuple[Any, ...]]) -> Callable[[], tuple[bytes, ...]]:
    """What a chart's figures, pages of one chart, are for paper; they are drawn when first asked for, and not again."""

    @cache
    def outlines() -> tuple[bytes, ...]:
        return tuple(to_svg(figure, has_text=True) for figure in draw())

    return outlines

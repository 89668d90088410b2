"""The two readings of a funnel, never mixed in one picture: unusual among units, and different from the target.

A reading is a report whose units have the positions of that reading, with the words for them. The picture is the same.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from analysis.charts.funnel_places import CENSUS, LEAST_POINTS, funnel_points, is_drawable, limit_labels
from analysis.charts.interval import Look, position_words
from analysis.charts.numbers import format_share, format_target
from analysis.charts.wording import POSITIONS, bind_numbers
from analysis.estimates import Estimate, Position
from analysis.funnel import PROBABILITY95, Z95, anscombe, exact_limits
from analysis.reports import DepartmentReport, Funnel, UnitFigures

WHOLE: Final = "mức chung"
TARGET_LIMITS: Final = "ngẫu nhiên {} nếu {} đúng bằng chỉ tiêu"


@dataclass(frozen=True)
class Level:
    """A line from left to right with its name above or below it; `kind` is "total" or "target"."""

    share: float
    label: str
    kind: str
    is_higher: bool


@dataclass(frozen=True)
class Reading:
    """What a funnel is drawn around. `words` name the looks in a legend, `unusual` a unit that differs, at its mark."""

    report: DepartmentReport
    funnel: Funnel
    levels: tuple[Level, ...]
    words: dict[Look, str]
    unusual: dict[str, str]
    limits: dict[str, str]

    def word(self, position: str | None) -> str:
        """Return how a unit differs, "" where it does not."""
        return self.unusual.get(position or "", "")

    def short_word(self, position: str | None) -> str:
        """Return the same where the picture says from what."""
        return " ".join(self.word(position).split()[:2])


def total_reading(report: DepartmentReport, *, noun: str) -> Reading | None:
    """Return the funnel around the department: which units are unusual among units.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    Reading or None
        None where only a sentence can stand.
    """
    total, funnel = report.total, report.funnel
    if funnel is None or not isinstance(total, Estimate) or not is_drawable(report):
        return None
    is_above = total.value >= report.target
    return Reading(
        report=report,
        funnel=funnel,
        levels=(
            Level(total.value, f"{WHOLE} {format_share(total.value)}", "total", is_above),
            Level(report.target, f"chỉ tiêu {format_target(report.target)}", "target", not is_above),
        ),
        words=position_words(noun if funnel.adjusted_low95 is None else None),
        unusual={position: POSITIONS[position] for position in ("above", "below")},
        limits=limit_labels(noun),
    )


def target_reading(report: DepartmentReport, *, noun: str) -> Reading | None:
    """Return the funnel around the target: which units differ from it by more than chance.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    Reading or None
        None where only a sentence can stand. It has no adjusted limits, and the department has no line in it.
    """
    funnel = report.target_funnel
    if funnel is None or len(funnel_points(report)) < LEAST_POINTS:
        return None
    around = f"chỉ tiêu {format_target(report.target)}"
    above, below = f"cao hơn {around}", f"thấp hơn {around}"
    funnel = replace(funnel, adjusted_low95=None, adjusted_high95=None)
    return Reading(
        report=replace(report, funnel=funnel, units=_judged_units(report, funnel)),
        funnel=funnel,
        levels=(Level(report.target, around, "target", is_higher=True),),
        words={"plain": "không khác chỉ tiêu rõ rệt", "above": above, "below": below},
        unusual={"above": above, "below": below},
        limits={key: bind_numbers(TARGET_LIMITS.format(part, noun)) for key, part in (("95", "95%"), ("998", "99,8%"))},
    )


def find_target_positions(estimates: list[Estimate], target: float) -> list[Position]:
    """Return where shares stand to the unadjusted limits about the target.

    Parameters
    ----------
    estimates : list of Estimate
        Shares of samples.
    target : float
        In [0, 1].

    Returns
    -------
    list of "above", "below" or "within"
        Outside if z on the arcsine scale passes 1.96 and the share lies beyond the exact limit that is drawn.

    References
    ----------
    docs/methods.md section 5.
    """
    if not estimates:
        return []
    shares = np.array([estimate.value for estimate in estimates])
    bases = np.array([estimate.effective_base for estimate in estimates])
    low, high = exact_limits(target, np.maximum(np.floor(bases), 1).astype(np.int64), PROBABILITY95)
    z = (anscombe(shares, bases) - np.arcsin(np.sqrt(target))) * np.sqrt(4 * bases + 2)
    is_above, is_below = (z > Z95) & (shares > high), (z < -Z95) & (shares < low)
    return ["above" if above else "below" if below else "within" for above, below in zip(is_above, is_below, strict=True)]


def _judged_units(report: DepartmentReport, funnel: Funnel) -> tuple[UnitFigures, ...]:
    results = [unit.result for unit in report.units]
    judged = [
        step for step, result in enumerate(results) if isinstance(result, Estimate) and result.interval_kind not in CENSUS
    ]
    shown = [result for result in (results[step] for step in judged) if isinstance(result, Estimate)]
    places = dict(zip(judged, find_target_positions(shown, funnel.centre), strict=True))
    return tuple(replace(unit, position=places.get(step)) for step, unit in enumerate(report.units))

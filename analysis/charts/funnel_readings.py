"""The two readings of a funnel, never mixed in one picture: unusual among units, and different from the target.

A reading is a report whose units have the positions of that reading, with the words for them. The picture is the same.
"""

from dataclasses import dataclass, replace
from typing import Final

from analysis.charts.funnel_places import LEAST_POINTS, funnel_points, is_drawable, limit_labels
from analysis.charts.interval import ALIKE, Look, has_unjudged, position_words
from analysis.charts.numbers import format_share, format_target
from analysis.charts.wording import POSITIONS, bind_numbers
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, Funnel

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
        words=position_words(noun if funnel.adjusted_low95 is None else None, with_unjudged=has_unjudged(report.units)),
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
    units = tuple(replace(unit, position=unit.target_position) for unit in report.units)
    return Reading(
        report=replace(report, funnel=funnel, units=units),
        funnel=funnel,
        levels=(Level(report.target, around, "target", is_higher=True),),
        words={
            "plain": ALIKE if has_unjudged(units) else "không khác chỉ tiêu rõ rệt",
            "above": above,
            "below": below,
        },
        unusual={"above": above, "below": below},
        limits={key: bind_numbers(TARGET_LIMITS.format(part, noun)) for key, part in (("95", "95%"), ("998", "99,8%"))},
    )

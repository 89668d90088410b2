"""Where dimensions or items stand by importance and share, where their codes fit without touching, and how one is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analysis.charts.interval import Look
from analysis.charts.numbers import format_share, format_share_range
from analysis.charts.scale import Scale, part_scale, share_scale
from analysis.estimates import Estimate
from analysis.insight_figures import Driver, DriversReport, Quadrant

Level = Literal["dimensions", "items"]
WORDS: Final[dict[Quadrant, str]] = {
    "improve first": "Cần cải thiện trước",
    "keep up": "Cần giữ vững",
    "less urgent": "Chưa cấp bách",
    "well served": "Đã đáp ứng tốt",
}
OPEN: Final = "Chưa đủ căn cứ"
LOOKS: Final[dict[Quadrant, Look]] = {
    "improve first": "below",
    "keep up": "above",
    "less urgent": "plain",
    "well served": "plain",
}
NOUNS: Final[dict[Level, str]] = {"dimensions": "lĩnh vực", "items": "câu hỏi"}
OFFSETS: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))  # of a code from its dot, by preference


@dataclass(frozen=True)
class Place:
    """A shown driver and where it lies from 0 to 1, across by importance and up by share."""

    driver: Driver
    share: Estimate
    x: float
    y: float

    @property
    def look(self) -> Look:
        """How its dot looks: only what calls for something has colour."""
        return driver_look(self.driver)


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle, in parts of the plot plus a fixed offset, and its fixed size."""

    x: float
    y: float
    dx: float
    dy: float
    width: float
    height: float


def driver_look(driver: Driver) -> Look:
    """Return how the dot of a driver looks.

    Parameters
    ----------
    driver : Driver
        The driver.

    Returns
    -------
    str
        "plain" where nothing is called for, or it is open.
    """
    return LOOKS[driver.quadrant] if driver.quadrant else "plain"


def drivers_of(report: DriversReport, level: Level) -> tuple[Driver, ...]:
    """Return the drivers of a level, the most important first; without limits there is no order, and they stand by code.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".

    Returns
    -------
    tuple of Driver
        Ties by code.
    """
    drivers = report.drivers if level == "dimensions" else report.items
    if not has_limits(drivers):
        return tuple(sorted(drivers, key=lambda driver: driver.code))
    return tuple(sorted(drivers, key=lambda driver: (-driver.importance, driver.code)))


def has_limits(drivers: Iterable[Driver]) -> bool:
    """Return whether every importance has its interval; of few units none has, and then no number is shown.

    Parameters
    ----------
    drivers : iterable of Driver
        Of one level.

    Returns
    -------
    bool
    """
    return all(one.low is not None and one.high is not None for one in drivers)


def median_lines(report: DriversReport, level: Level) -> tuple[float | None, float | None]:
    """Return the medians of importance and share that cross the plot.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".

    Returns
    -------
    tuple of float or None
    """
    if level == "dimensions":
        return report.importance_line, report.share_line
    return report.item_importance_line, report.item_share_line


def plot_scales(report: DriversReport, level: Level) -> tuple[Scale, Scale]:
    """Return the scales across (importance) and up (share).

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".

    Returns
    -------
    tuple of Scale
        Both hold all limits and the medians.
    """
    drivers = drivers_of(report, level)
    importance_line, share_line = median_lines(report, level)
    parts = [end for one in drivers for end in (one.importance, one.high) if end is not None]
    shown = [one.share for one in drivers if isinstance(one.share, Estimate)]
    shares = [end for one in shown for end in (one.value, one.low, one.high) if end is not None]
    across = part_scale([*parts, *([importance_line] if importance_line is not None else [])])
    return across, share_scale([*shares, *([share_line] if share_line is not None else [])])


def plot_places(report: DriversReport, level: Level) -> tuple[Place, ...]:
    """Return the shown drivers in the order of drawing: what has a quadrant lies on top.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".

    Returns
    -------
    tuple of Place
    """
    across, up = plot_scales(report, level)
    places = [
        Place(one, one.share, across.place(one.importance), up.place(one.share.value))
        for one in drivers_of(report, level)
        if isinstance(one.share, Estimate)
    ]
    return tuple(sorted(places, key=lambda place: place.look != "plain"))


def place_codes(
    places: Sequence[Place],
    text_widths: Sequence[float],
    *,
    plot_width: tuple[float, float],
    plot_height: tuple[float, float],
    text_height: float,
    radius: float,
) -> tuple[tuple[float, float] | None, ...]:
    """Return how far from its dot each code stands so that no code touches another or a dot, at any size of the plot.

    Parameters
    ----------
    places : sequence of Place
        The dots. Codes of those with a quadrant are placed first, then the most important.
    text_widths : sequence of float
        Of the codes.
    plot_width, plot_height : (float, float)
        The smallest and largest size of the plot, in the unit of the widths.
    text_height : float
        Of a line.
    radius : float
        Of a dot.

    Returns
    -------
    tuple of (float, float) or None
        Right and up from the dot to the middle of the code; None where a code has no room.
    """
    boxes = [Box(place.x, place.y, 0, 0, 2 * radius, 2 * radius) for place in places]
    found: list[tuple[float, float] | None] = [None] * len(places)
    order = sorted(range(len(places)), key=lambda i: (places[i].driver.quadrant is None, -places[i].driver.importance))
    for i in order:
        for right, up in OFFSETS:
            dx = right * (radius + 2 + text_widths[i] / 2)
            dy = up * (radius + (1 if right == 0 else -1) + text_height / 2)
            box = Box(places[i].x, places[i].y, dx, dy, text_widths[i], text_height)
            others = boxes[:i] + boxes[i + 1 :]
            if not any(_touch(box, other, plot_width, plot_height) for other in others):
                found[i] = (dx, dy)
                boxes.append(box)
                break
    return tuple(found)


def importance_phrase(driver: Driver) -> str:
    """Return the importance with its limits.

    Parameters
    ----------
    driver : Driver
        The driver.

    Returns
    -------
    str
        "31,2% (20,1 – 41,0)".
    """
    value = format_share(driver.importance)
    if driver.low is None or driver.high is None:
        return value
    return f"{value} ({format_share_range(driver.low, driver.high)})".replace(" –", "\N{NO-BREAK SPACE}–")


def quadrant_word(driver: Driver) -> str:
    """Return what to do with a driver, or that it is open.

    Parameters
    ----------
    driver : Driver
        The driver.

    Returns
    -------
    str
        Of `WORDS`, or "Chưa đủ căn cứ".
    """
    return WORDS[driver.quadrant] if driver.quadrant else OPEN


def _touch(one: Box, other: Box, plot_width: tuple[float, float], plot_height: tuple[float, float]) -> bool:
    across = _least_gap(one.x - other.x, one.dx - other.dx, plot_width)
    up = _least_gap(one.y - other.y, one.dy - other.dy, plot_height)
    return across < (one.width + other.width) / 2 and up < (one.height + other.height) / 2


def _least_gap(part: float, offset: float, sizes: tuple[float, float]) -> float:
    """The smallest distance of two middles over all sizes of the plot: a line in the size, so its ends and its zero decide."""
    ends = [part * size + offset for size in sizes]
    return 0.0 if min(ends) <= 0 <= max(ends) else min(map(abs, ends))

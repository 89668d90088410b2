"""How a collection goes: responses per day as bars, and how far they reach towards the number needed, with the forecast.

For screens only: a running collection stands in no document. Knows a course; whose it is the caller says.
"""

import datetime as dt
from typing import Final

from analysis.arrivals import Course, Stretch
from analysis.charts import rows
from analysis.charts.markup import Attribute, at, element, escape
from analysis.charts.numbers import DASH, format_count
from analysis.charts.scale import Scale, count_scale
from analysis.charts.wording import bind_numbers

LABEL: Final = "Số phiếu nhận theo {step}"
GAP: Final = 0.14  # of a bar's place, left free on each side
NEAR: Final = 0.14  # of the width: two labels nearer than this would run into each other on a phone
BAR_TOP, BAR_HEIGHT, RANGE_AT = 24, 14, 52  # pixels from the top of the track


def describe_course(course: Course) -> str:
    """Return how the responses came, in a sentence or two.

    Parameters
    ----------
    course : Course
        The collection so far.

    Returns
    -------
    str
        Where most came; that none came where none did.
    """
    if not course.received:
        return "Chưa có phiếu nào."
    most = max(course.stretches, key=lambda stretch: stretch.responses)
    when = "Ngày" if most.first == most.last else "Tuần"
    received, peak = format_count(course.received), format_count(most.responses)
    return bind_numbers(f"Đã nhận {received} phiếu. {when} nhiều nhất là {_name(most)}: {peak} phiếu.")


def describe_outlook(course: Course) -> str:
    """Return what the forecast says, in the words of whoever must decide whether to remind people.

    Parameters
    ----------
    course : Course
        The collection so far.

    Returns
    -------
    str
        "" where there is no number to reach.
    """
    found = course.forecast
    if found is None or course.needed is None:
        return ""
    needed = f"{format_count(course.needed)} phiếu cần có"
    if found.outlook == "reached":
        return bind_numbers(f"Đã đủ {needed}. Càng nhiều phiếu, khoảng của kết quả càng hẹp.")
    if found.outlook == "silent":
        return "Chưa nhận được phiếu nào."
    if found.low is None or found.high is None:
        return "Chưa đủ căn cứ để dự báo: cần ít nhất một tuần nhận phiếu."
    if found.low == found.high:
        numbers = f"khoảng {format_count(found.low)} phiếu"
    else:
        numbers = f"từ {format_count(found.low)} đến {format_count(found.high)} phiếu"
    verdict = {
        "likely": f"nhiều khả năng đủ {needed}",
        "open": f"có thể đủ, cũng có thể chưa đủ {needed}",
        "unlikely": f"nhiều khả năng không đủ {needed}",
    }[found.outlook]
    return bind_numbers(f"Nếu những ngày tới vẫn như những ngày qua, đến khi đóng sẽ có {numbers}: {verdict}.")


def svg_course(course: Course, *, prefix: str = "course") -> str:
    """Return responses per day, or per week of a long collection, as bars over its whole time.

    Parameters
    ----------
    course : Course
        The collection so far.
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
        An inline SVG; a table of the same numbers must stand beside it.
    """
    label = LABEL.format(step="ngày" if course.is_by_day else "tuần")
    if not course.received:
        return rows.empty("arrivals", label, "Phiếu đầu tiên sẽ hiện ở đây.", prefix=prefix)
    up = count_scale(max(max(stretch.responses for stretch in course.stretches), course.pace or 0))
    begin = course.stretches[0].first
    days = (max(course.closes_on, course.stretches[-1].last) - begin).days + 1
    drawing = [
        element("title", escape(label), id=f"{prefix}-title"),
        element("desc", escape(describe_course(course)), id=f"{prefix}-desc"),
        element("g", [*_grid(up), *_dates(course, begin, days)], class_="chart-ticks", aria_hidden="true"),
    ]
    drawing += [_bar(stretch, up, begin, days) for stretch in course.stretches if stretch.responses]
    has_pace = bool(course.pace) and course.is_by_day
    if has_pace:
        drawing.append(_pace_line(course, up, begin, days))
    picture = element(
        "svg",
        drawing,
        class_="chart-plot chart-lower",
        width="100%",
        height=160,
        overflow="visible",
        role="img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
    )
    parts = [element("div", picture, class_="chart-frame")]
    return rows.chart("arrivals", label, [*parts, _legend(course)] if has_pace else parts, prefix=prefix)


def svg_outlook(course: Course, *, prefix: str = "outlook") -> str:
    """Return how far the responses reach towards the number needed, and the range of the forecast below.

    Parameters
    ----------
    course : Course
        The collection so far, with a number needed.
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
        An inline SVG; "" where no number is needed.
    """
    if not course.needed:
        return ""
    found = course.forecast
    high = found.high if found is not None and found.high is not None else 0
    whole = max(course.needed, course.received, high) * 1.04
    label = f"{format_count(course.received)} trong {format_count(course.needed)} phiếu cần có"
    needed_at = course.needed / whole
    box: dict[str, Attribute] = {"y": BAR_TOP, "height": BAR_HEIGHT, "rx": 4}
    name = f"cần {format_count(course.needed)}"
    drawing = [
        element("title", escape(label), id=f"{prefix}-title"),
        element("desc", escape(describe_outlook(course) or label), id=f"{prefix}-desc"),
        element("rect", x=0, width="100%", **box, class_="chart-ground"),
        element("rect", x=0, width=at(course.received / whole), **box, class_="chart-so-far"),
        element("line", x1=at(needed_at), x2=at(needed_at), y1=BAR_TOP - 5, y2=BAR_TOP + BAR_HEIGHT + 5, class_="chart-need"),
        element("text", escape(name), x=at(needed_at), y=BAR_TOP - 10, text_anchor=_anchor(needed_at)),
    ]
    if found is not None and found.low is not None and found.middle is not None and found.high is not None:
        low, middle, top = (number / whole for number in (found.low, found.middle, found.high))
        words = f"dự báo {format_count(found.low)} {DASH} {format_count(found.high)}"
        side: dict[str, Attribute] = {"x": at(top), "dx": 8, "text_anchor": "start"}
        if low > 1 - top:  # more room on the left
            side = {"x": at(low), "dx": -8, "text_anchor": "end"}
        drawing.append(element("line", x1=at(low), x2=at(top), y1=RANGE_AT, y2=RANGE_AT, class_="chart-range-line chart-wide"))
        drawing.append(element("circle", cx=at(middle), cy=RANGE_AT, r=4.5, class_="chart-dot"))
        drawing.append(element("text", escape(words), **side, y=RANGE_AT, dy="0.35em", class_="chart-quiet"))
    picture = element(
        "svg",
        drawing,
        class_="chart-outlook-track",
        width="100%",
        height=64 if high else 44,
        overflow="visible",
        role="img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
    )
    return rows.chart("outlook", label, [picture], prefix=prefix)


def _grid(up: Scale) -> list[str]:
    found = []
    for tick in (up.ticks[0], up.ticks[-1]) if len(up.ticks) < 3 else up.ticks[::2]:
        y = at(1 - up.place(tick))
        found.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-grid"))
        found.append(element("text", format_count(int(tick)), x=-8, y=y, dy="0.35em", text_anchor="end"))
    return found


def _dates(course: Course, begin: dt.date, days: int) -> list[str]:
    """The first and the last day, and today where it stands apart from both."""
    places = [(begin, 0.0, "start"), (begin + dt.timedelta(days=days - 1), 1.0, "end")]
    today = ((course.today - begin).days + 0.5) / days
    if NEAR * 1.6 < today < 1 - NEAR * 1.6:
        places.append((course.today, today, "middle"))
    return [
        element("text", "hôm nay" if anchor == "middle" else _day(day), x=at(place), y="100%", dy=20, text_anchor=anchor)
        for day, place, anchor in places
    ]


def _bar(stretch: Stretch, up: Scale, begin: dt.date, days: int) -> str:
    left = (stretch.first - begin).days + GAP
    width = (stretch.last - stretch.first).days + 1 - 2 * GAP
    height = up.place(stretch.responses)
    said = f"{_name(stretch)}: {format_count(stretch.responses)} phiếu" + ("" if stretch.is_over else ", chưa hết ngày")
    return element(
        "rect",
        element("title", escape(said)),
        x=at(left / days),
        width=at(width / days),
        y=at(1 - height),
        height=at(height),
        class_="chart-day" if stretch.is_over else "chart-day chart-unfinished",
    )


def _pace_line(course: Course, up: Scale, begin: dt.date, days: int) -> str:
    """From today on: how many a day would do."""
    y = at(1 - up.place(course.pace or 0))
    start = (course.today - begin).days / days
    return element("line", x1=at(start), x2="100%", y1=y, y2=y, class_="chart-target", aria_hidden="true")


def _legend(course: Course) -> str:
    """Below the chart, where a phone has room for it."""
    line = element("line", x1=0, x2="100%", y1="50%", y2="50%", class_="chart-target")
    swatch = element("svg", line, class_="chart-swatch", width=20, height=14, aria_hidden="true")
    words = bind_numbers(f"từ hôm nay cần khoảng {format_count(course.pace or 0)} phiếu mỗi ngày")
    return element("ul", element("li", f"{swatch} {words}", class_="chart-key"), class_="chart-legend")


def _name(stretch: Stretch) -> str:
    return _day(stretch.first) if stretch.first == stretch.last else f"{_day(stretch.first)} {DASH} {_day(stretch.last)}"


def _day(day: dt.date) -> str:
    return f"{day:%d/%m}"


def _anchor(place: float) -> str:
    return "start" if place < NEAR else "end" if place > 1 - NEAR else "middle"

"""The pictures of a running collection: what they say in words, that they hold together, that the same is drawn alike."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from analysis.arrivals import Course, build_course
from analysis.charts import describe_course, describe_outlook, svg_course, svg_outlook

OPENS, CLOSES = dt.date(2026, 5, 4), dt.date(2026, 5, 29)


def course(daily: list[int], *, needed: int | None = 172, closes_on: dt.date = CLOSES, days: int | None = None) -> Course:
    counts = {OPENS + dt.timedelta(days=day): number for day, number in enumerate(daily) if number}
    today = OPENS + dt.timedelta(days=len(daily) if days is None else days)
    eligible = None if needed is None else 300
    return build_course(counts, opens_on=OPENS, closes_on=closes_on, today=today, eligible=eligible, needed=needed)


@pytest.mark.parametrize(
    ("daily", "said"),
    [
        ([20] * 12, "Đã đủ 172"),
        ([14] * 11, "nhiều khả năng đủ 172"),
        ([8] * 10, "có thể đủ, cũng có thể chưa đủ 172"),
        ([1] * 10, "nhiều khả năng không đủ 172"),
        ([0] * 10, "Chưa nhận được phiếu nào."),
        ([9] * 3, "Chưa đủ căn cứ"),
    ],
)
def test_the_forecast_is_told_as_far_as_it_goes(daily: list[int], said: str) -> None:
    assert said in describe_outlook(course(daily)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_day_on_which_most_came_is_named() -> None:
    assert describe_course(course([3, 12, 5])).replace("\N{NO-BREAK SPACE}", " ") == (
        "Đã nhận 20 phiếu. Ngày nhiều nhất là 05/05: 12 phiếu."
    )
    assert describe_course(course([0])) == "Chưa có phiếu nào."


@pytest.mark.parametrize("daily", [[], [1], [0, 0, 3], [20] * 26, [250], [1] * 40])
def test_pictures_are_whole_within_their_frame_and_always_the_same(daily: list[int]) -> None:
    found = course(daily, closes_on=CLOSES if len(daily) < 26 else dt.date(2026, 7, 31))
    for draw in (svg_course, svg_outlook):
        drawn = draw(found)
        assert drawn == draw(found)
        for element in ET.fromstring(drawn).iter():
            for name in ("x", "y", "width", "height", "x1", "x2", "cx"):
                value = element.get(name, "")
                assert not value.endswith("%") or 0 <= float(value[:-1]) <= 100, element.attrib


def test_every_day_that_brought_something_has_a_bar_with_its_words() -> None:
    drawn = ET.fromstring(svg_course(course([4, 0, 7, 2], days=3)))
    bars = [bar for bar in drawn.iter("rect") if "chart-day" in bar.get("class", "")]
    assert [bar.findtext("title") for bar in bars] == ["04/05: 4 phiếu", "06/05: 7 phiếu", "07/05: 2 phiếu, chưa hết ngày"]
    assert "chart-unfinished" in bars[-1].get("class", "")


def test_without_a_number_needed_there_is_no_track() -> None:
    assert svg_outlook(course([4, 3], needed=None)) == ""
    assert describe_outlook(course([4, 3], needed=None)) == ""

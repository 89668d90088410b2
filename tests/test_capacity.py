"""docs/capacity.md shows what bench/capacity.py reckons, from the constants that the page itself names."""

import re
from pathlib import Path

from bench import capacity

PAGE = (Path(__file__).resolve().parent.parent / "docs/capacity.md").read_text()


def test_the_page_shows_the_table_as_it_is_reckoned() -> None:
    assert capacity.table() in PAGE


def test_the_constants_are_those_of_the_page() -> None:
    """Rounded up from what was measured, never down, and by a fifth at the most."""
    measured = {
        name: float(value.replace(",", ""))
        for name, value in re.findall(r"^\| `([A-Z_]+)` \| ([\d.,]+) \|", PAGE, re.MULTILINE)
    }
    assert len(measured) >= 6
    for name, value in measured.items():
        assert value <= getattr(capacity, name) <= 1.2 * value, name


def test_a_hundred_times_the_forms_need_a_hundred_times_the_room() -> None:
    _, country, hundred = (dict(capacity.lines(size)) for size in capacity.SIZES)
    assert float(hundred["answers of a campaign, GB"].replace(",", "")) / float(country["answers of a campaign, GB"]) > 99

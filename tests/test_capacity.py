"""docs/capacity.md shows what bench/capacity.py reckons, from the constants that docs/benchmarks.md has measured."""

import re
from pathlib import Path

from bench import capacity

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "capacity.md").read_text()


def test_the_page_shows_the_table_as_it_is_reckoned() -> None:
    assert capacity.table() in PAGE


def test_the_constants_are_rounded_up_from_what_was_measured() -> None:
    """Never down, and by a fifth at the most; what the page calls measured stands in the column of PostgreSQL there."""
    [section] = re.findall(
        r"^## What one response costs.*?(?=^## )", (DOCS / "benchmarks.md").read_text(), re.MULTILINE | re.DOTALL
    )
    column = {
        number
        for cell in re.findall(r"^\|[^|]*\|[^|]*\|([^|]*)", section, re.MULTILINE)
        for number in re.findall(r"\d[\d.,]*", cell)
    }
    shown = dict(re.findall(r"^\| `([A-Z_]+)` \| ([\d.,]+) \|", PAGE, re.MULTILINE))
    assert len(shown) >= 6
    assert set(shown.values()) <= column
    for name, value in shown.items():
        measured = float(value.replace(",", ""))
        assert measured <= getattr(capacity, name) <= 1.2 * measured, name


def test_a_hundred_times_the_forms_need_a_hundred_times_the_room() -> None:
    _, country, hundred = (dict(capacity.lines(size)) for size in capacity.SIZES)
    assert float(hundred["answers of a campaign, GB"].replace(",", "")) / float(country["answers of a campaign, GB"]) > 99

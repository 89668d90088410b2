"""docs/threat-model.md keeps up: every kind of address is among the ways in, every test it names is there."""

import re
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "threat-model.md").read_text()


def test_every_kind_of_address_is_among_the_ways_in(app: Flask) -> None:
    section = PAGE.partition("## Ways in")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `/")]
    told = {address.rstrip("…/") or "/" for row in rows for address in re.findall(r"`([^`]+)`", row)}
    real = {"/" + rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    assert told == real


def test_every_test_that_it_names_is_there() -> None:
    known = {path.name for path in (ROOT / "tests").rglob("*.py")} | {"audit_watch.py"}
    for name in re.findall(r"`([\w/]*test_[\w*]+\.py)`", PAGE):
        if "*" in name:
            assert list(ROOT.glob(name)), name
        elif "/" in name:
            assert (ROOT / name).is_file(), name
        else:
            assert name in known, name


def test_every_row_says_what_stops_it_and_what_shows_it() -> None:
    section = PAGE.partition("## Who, and what stops them")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 60
    for cells in rows:
        assert len(cells) == 4, cells[0]
        assert "`tests/" in cells[3], cells[0]


def test_every_role_of_the_table_of_endpoints_is_told() -> None:
    roles = PAGE.partition("## Roles")[2].partition("\n## ")[0]
    for role in (
        "respondent",
        "reader of results",
        "account of a unit",
        "commune or a level department",
        "whole department",
        "operator",
    ):
        assert role in roles

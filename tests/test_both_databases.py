"""Whatever touches the database runs on SQLite and on PostgreSQL; what does not stands in docs/databases.md with its reason."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "databases.md").read_text()
OF_ONE = re.compile(r"sqlite:///|\.sqlite3|make_database\(\"sqlite\"")
SKIPPED = re.compile(r"pytest\.skip\((?:f?\"[^\"]*(?:SQLite|PostgreSQL|trouble of|server's folder))")
MAKERS = {"tests/conftest.py", "tests/postgresql.py", "tests/test_both_databases.py"}


def _tests_that(pattern: re.Pattern[str]) -> set[str]:
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py") if pattern.search(path.read_text())}
    return found - MAKERS


def _listed(heading: str) -> set[str]:
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(tests/[^`]+\.py)`", section, re.MULTILINE))


def test_whoever_makes_a_database_of_his_own_is_listed_with_a_reason() -> None:
    assert _tests_that(OF_ONE) == _listed("Tests that run on one database")


def test_every_single_test_that_passes_one_database_by_is_listed_with_a_reason() -> None:
    assert _tests_that(SKIPPED) == _listed("Single tests of one database")

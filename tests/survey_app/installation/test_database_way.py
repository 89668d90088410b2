"""What `doctor` says of the way to the database: on another machine it must be encrypted, and the machine the right one."""

import pytest

from survey_app.installation import setting_checks

AWAY = "postgresql://thuoc_do:secret@db.example.vn/thuoc_do"


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("sqlite:////srv/thuoc-do/data/thuoc-do.sqlite3", None),
        ("postgresql://thuoc-do@/thuoc_do?host=/var/run/postgresql", None),
        ("postgresql://thuoc_do@127.0.0.1/thuoc_do", None),
        ("postgresql://thuoc_do@localhost:5433/thuoc_do", None),
        ("postgresql://thuoc_do@[::1]/thuoc_do", None),
        (AWAY, "look"),
        (f"{AWAY}?sslmode=prefer", "look"),
        (f"{AWAY}?sslmode=disable", "look"),
        (f"{AWAY}?sslmode=require", "look"),
        (f"{AWAY}?sslmode=verify-ca", "look"),
        (f"{AWAY}?sslmode=verify-full", "good"),
        ("postgresql://thuoc_do@/thuoc_do?host=/run/postgresql,db.example.vn", "look"),
        ("postgresql://thuoc_do@/thuoc_do?host=one.example.vn&host=two.example.vn", "look"),
    ],
)
def test_a_database_on_another_machine_is_reached_in_private(address: str, level: str | None) -> None:
    found = list(setting_checks.check_database_way({"DATABASE_URL": address}, {}))
    assert [each.level for each in found] == ([level] if level else [])
    for each in found:
        assert "secret" not in each.words + each.remedy
        assert bool(each.remedy) == (each.level != "good")


def test_what_libpq_reads_from_the_environment_counts_as_well() -> None:
    assert [each.level for each in setting_checks.check_database_way({"DATABASE_URL": AWAY}, {"PGSSLMODE": "verify-full"})] == [
        "good"
    ]

"""A unit's settings: suggestions until they are replaced, in a handful of queries, ready for the head of a document."""

import datetime as dt

from sqlalchemy import event, select

from survey_app.db import Database
from survey_app.documents.settings import (
    LINES,
    LISTS,
    find_settings,
    suggest_settings,
    to_letterhead,
    to_signature,
    write_settings,
)
from survey_app.models import StoredSettings, Unit
from tests.factories import make_department, make_unit


def test_a_new_unit_has_a_letterhead_without_typing_anything(database: Database) -> None:
    with database.writing() as session:
        unit_id = make_department(session)["TH1"].id
    with database.reading() as session:
        settings = find_settings(session, [unit_id])[unit_id]
    head = to_letterhead(settings, date=dt.date(2026, 6, 5), number=5)
    assert (head.superior, head.issuer, head.symbol) == ("UBND PHƯỜNG NGHĨA LỘ", "TRƯỜNG TIỂU HỌC NGỌK BAY 1", "THNB1")
    assert (head.place, head.number, head.date) == ("Nghĩa Lộ", 5, dt.date(2026, 6, 5))
    assert settings.addressees == ("Ủy ban nhân dân phường Nghĩa Lộ", "Sở Giáo dục và Đào tạo")
    assert (to_signature(settings).posts, to_signature(settings).name) == (("HIỆU TRƯỞNG",), "")
    assert settings.archive == "VT"


def test_only_what_differs_is_kept_and_the_rest_follows_the_list_of_units(database: Database) -> None:
    with database.writing() as session:
        unit = make_department(session)["TH1"]
        suggested = suggest_settings(session, unit.id)
        values = {name: getattr(suggested, name) for name in (*LINES, *LISTS)}
        write_settings(
            session, unit.id, values | {"symbol": "TH.NB", "posts": ("KT. Hiệu trưởng", "Phó Hiệu trưởng"), "place": ""}
        )
        unit_id = unit.id
    with database.writing() as session:
        stored = session.scalars(select(StoredSettings)).one()
        assert (stored.symbol, stored.posts, stored.official_name, stored.place) == (
            "TH.NB",
            "KT. Hiệu trưởng\nPhó Hiệu trưởng",
            "",
            "",
        )
        session.get_one(Unit, unit_id).name = "Trường Tiểu học Ngọk Bay Mới"
    with database.reading() as session:
        settings = find_settings(session, [unit_id])[unit_id]
    assert settings.official_name == "Trường Tiểu học Ngọk Bay Mới"
    assert (settings.symbol, settings.place) == ("TH.NB", "Nghĩa Lộ")
    assert to_signature(settings).posts == ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")


def test_a_thousand_units_cost_three_queries(database: Database) -> None:
    with database.writing() as session:
        units = make_department(session, schools=0)
        for number in range(1000):
            make_unit(session, f"T{number}", f"Trường Tiểu học {number}", levels="TH", parent=units["X1"])
    statements: list[str] = []
    with database.reading() as session:
        ids = list(session.scalars(select(Unit.id).where(Unit.kind == "school")))
        event.listen(database.engine, "before_cursor_execute", lambda _c, _k, statement, *_: statements.append(statement))
        found = find_settings(session, ids)
    assert len(found) == 1000
    assert {settings.superior for settings in found.values()} == {"UBND xã Đăk Rơ Wa"}
    assert len([one for one in statements if one.lstrip().upper().startswith("SELECT")]) == 3

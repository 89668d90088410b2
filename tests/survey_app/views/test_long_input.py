"""A hundred kilobytes of accents in every field that outsiders can fill: composing them would stop a worker for minutes."""

from collections.abc import Callable
from functools import cache
from time import process_time
from unicodedata import normalize

import pytest
from sqlalchemy import select

from survey_app.accounts.passwords import PasswordRefusedError, hash_password
from survey_app.db import Database
from survey_app.models import Campaign, Comment, Response
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.paper_forms import open_batch, typed_form
from tests.respondents import TOKEN, School, answered, stored
from tests.staff import sign_in

ACCENTS = "a" + "\u0301" * 25_000 + "\u0316" * 25_000
RAW = {"content_type": "multipart/form-data"}  # two bytes a sign: the most that fits into what is taken at all


def work_of(deed: Callable[[], object]) -> float:
    """Seconds of this process, whatever else the machine does meanwhile."""
    began = process_time()
    deed()
    return process_time() - began


@cache
def work_of_composing() -> float:
    """What composing one of these takes on this machine: it grows with the square of the length, so a quarter tells."""
    quarter = "a" + "\u0301" * 6_250 + "\u0316" * 6_250
    return 16 * work_of(lambda: normalize("NFC", quarter))


def within_patience(fetch: Callable[[], Page]) -> Page:
    pages: list[Page] = []
    assert work_of(lambda: pages.append(fetch())) < work_of_composing() / 2, "it was composed"
    return pages[0]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("G01", "dài quá 2000 ký tự"),
        ("A01", "không có trong các lựa chọn"),
        ("grade", "không có trong các lựa chọn"),
        ("F02", "từ 0 đến 100"),
        ("code", "gồm 12 chữ và số"),
        ("csrf_token", "bấm “Gửi phiếu” lần nữa"),
        ("sending_key", "bấm “Gửi phiếu” lần nữa"),
    ],
)
def test_a_run_of_accents_is_refused_at_once_with_a_reason(
    client: PageClient, school: School, database: Database, field: str, message: str
) -> None:
    with database.writing() as session:
        session.scalars(select(Campaign)).one().access = "codes"
    data = answered(client.get(school.path).form_data()) | {field: ACCENTS}
    assert message in within_patience(lambda: client.post(school.campaign_path, data, status=422, **RAW)).text
    assert stored(database, Response) == 0


@pytest.mark.parametrize("field", ["began", "channel", "repeat", "kiosk", "reminded", "website"])
def test_a_run_of_accents_in_a_field_that_only_the_form_fills_changes_nothing(
    client: PageClient, school: School, database: Database, field: str
) -> None:
    data = answered(client.get(school.path).form_data()) | {field: ACCENTS}
    within_patience(lambda: client.post(school.campaign_path, data, **RAW))
    assert stored(database, Response) == 1


@pytest.mark.parametrize("long", ["4" + " " * 100 + "x", "4" + " " * 100], ids=["with a tail", "blanks"])
def test_an_answer_is_not_made_right_by_cutting_it(client: PageClient, school: School, database: Database, long: str) -> None:
    for field in ("A01", "F02"):
        client.post(school.campaign_path, answered(client.get(school.path).form_data()) | {field: long}, status=422)
    assert stored(database, Response) == 0


def test_a_comment_of_full_length_is_taken_in_letters_taken_apart(
    client: PageClient, school: School, database: Database
) -> None:
    data = answered(client.get(school.path).form_data(), G01="e\u0302\u0301" * 2000)
    client.post(school.campaign_path, data)
    with database.reading() as session:
        assert session.scalars(select(Comment.text)).one() == "ế" * 2000


def test_codes_receipts_and_pins_of_accents_are_refused_at_once(client: PageClient, school: School) -> None:
    within_patience(lambda: client.post("/bien-nhan", {"receipt": ACCENTS}, **RAW))
    within_patience(lambda: client.post(f"/kiosk/{TOKEN}", {"pin": ACCENTS}, status=422, **RAW))
    within_patience(lambda: client.get(f"/k/{ACCENTS[:2000]}", status=404))


def test_a_name_or_password_of_accents_is_refused_at_once(client: PageClient, database: Database) -> None:
    fill(database, answers=0)
    for name, password in ((ACCENTS, "mật khẩu"), ("th1", ACCENTS)):
        data = client.get("/sign-in").form_data() | {"username": name, "password": password}
        within_patience(lambda data=data: client.post("/sign-in", data, status=422, **RAW))
    with pytest.raises(PasswordRefusedError, match="tối đa"):
        hash_password(ACCENTS)


def test_a_clerk_who_pastes_accents_is_told_at_once(client: PageClient, database: Database) -> None:
    participation_id = fill(database, answers=0)["TH1"]
    sign_in(client, "th1")
    token = client.get("/unit/actions").form_data(".sign-out")["csrf_token"]
    data = {"csrf_token": token, "deed": "write", "text": ACCENTS}
    assert "Câu dài" in within_patience(lambda: client.post("/unit/actions", data, status=422, **RAW)).text
    address = f"/unit/paper/batches/{open_batch(database, participation_id, 1)}/forms/1"
    page = client.get(address)
    for field, message in {"G01": "dài quá 2000 ký tự", "F02": "từ 0 đến 100", "A01": "Nhập một trong các số"}.items():
        typed = page.form_data("#entry") | typed_form(1) | {field: ACCENTS}
        refused = within_patience(lambda typed=typed: client.post(address, typed, status=422, **RAW))
        assert message in refused.text

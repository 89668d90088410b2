"""The unit's pages for answers collected elsewhere, with real files on both databases: all or nothing, once, no name kept."""

import io
import logging
import zipfile
from collections import Counter

import pytest
import werkzeug.formparser
from flask import Flask
from sqlalchemy import select

from survey_app.campaigns.sealing import seal_campaign
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Comment, ImportDraft, ImportedFile, Participation, Response, Sending
from survey_app.views import unit_imports
from tests.conftest import Clock
from tests.factories import fill, find_participation
from tests.form_exports import SECRETS, csv_bytes, form_header, form_rows, with_faults, xlsx_bytes
from tests.pages import Page, PageClient
from tests.respondents import stored
from tests.staff import sign_in
from tests.test_anonymity_outside import everything_in, files_of, server_log

LIST = "/unit/import"
MULTIPART = "multipart/form-data; boundary=x"


@pytest.fixture
def school(database: Database, client: PageClient) -> int:
    """The participation of a school that has signed in."""
    participation_id = fill(database, answers=0)["TH1"]
    sign_in(client, "th1")
    return participation_id


def upload(client: PageClient, participation_id: int, content: bytes, *, name: str = "x.csv", status: int = 302) -> Page:
    token = client.get(LIST).form_data(".sign-out")["csrf_token"]
    body = multipart(content, name, csrf_token=token, participation_id=str(participation_id))
    return client.post(LIST, body, status=status, content_type=MULTIPART)


def multipart(content: bytes, name: str, **fields: str) -> bytes:
    """The body of an upload; the test client would lay a long one into a file."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    head = "".join(part.format(field, "") + f"{value}\r\n" for field, value in fields.items())
    return (head + part.format("file", f'; filename="{name}"')).encode() + content + b"\r\n--x--\r\n"


def match(client: PageClient, participation_id: int, *, status: int = 302, **said: str) -> Page:
    data = client.get(f"{LIST}/{participation_id}").form_data("main form")
    return client.post(f"{LIST}/{participation_id}", data | said, status=status)


def check(client: PageClient, participation_id: int) -> Page:
    return client.get(f"{LIST}/{participation_id}/check")


def record(client: PageClient, participation_id: int, *, status: int = 302, **said: str) -> Page:
    data = check(client, participation_id).form_data("main form")
    return client.post(f"{LIST}/{participation_id}/check", data | {"deed": "record"} | said, status=status)


def export(number: int, *, seed: int = 1) -> list[list[str]]:
    return [form_header(), *form_rows(number, seed=seed)]


def counts(database: Database) -> tuple[int, int, int, int, int]:
    return tuple(stored(database, table) for table in (Response, Sending, Comment, ImportDraft, ImportedFile))  # type: ignore[return-value]


def test_a_workbook_of_google_forms_becomes_responses(client: PageClient, database: Database, school: int) -> None:
    rows = export(40)
    assert upload(client, school, xlsx_bytes(rows), name="Đáp án.xlsx").headers["Location"] == f"{LIST}/{school}"
    page = client.get(f"{LIST}/{school}")
    assert "Đọc được 40 dòng" in page.text
    assert "Không lấy, không lưu: 4 cột" in page.text
    assert counts(database)[:2] == (0, 0)
    match(client, school)
    page = check(client, school)
    assert "Đọc được cả 40 dòng, không dòng nào sai" in page.text
    record(client, school)
    assert "Đã nhập 40 phiếu" in client.get(LIST).text
    comments = sum(bool(cell) for row in rows[1:] for cell in row[-4:-1])
    assert counts(database) == (40, 40, comments, 0, 1)
    with database.reading() as session:
        assert set(session.scalars(select(Response.channel))) == {"import"}
        grades = Counter(session.scalars(select(Response.grade)))
        assert grades == Counter(next(sign for sign in row[4] if sign.isdigit()) for row in rows[1:])
        subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.action.like("%import"))).all()
    assert subjects == ["2026 TH-PH: 40 rows", "2026 TH-PH: columns and words", "2026 TH-PH: 40 responses"]


def test_every_encoding_goes_through_the_page(client: PageClient, school: int) -> None:
    for encoding, delimiter in (("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1258", ";"), ("nfd", ",")):
        upload(client, school, csv_bytes(export(6), encoding=encoding, delimiter=delimiter))
        assert "Đọc được cả 6 dòng" in check(client, school).text, encoding


def test_the_same_answers_are_known_again_in_any_order_and_form(client: PageClient, database: Database, school: int) -> None:
    rows = export(12)
    upload(client, school, xlsx_bytes(rows))
    record(client, school)
    before = counts(database)
    upload(client, school, csv_bytes([rows[0], *reversed(rows[1:])]))
    page = check(client, school)
    assert "Tệp này đã được nhập" in page.text
    assert "ngày 12/05/2026" in page.text
    assert not page.soup.select("button[value=record]")
    with database.reading() as session:
        seen = session.scalars(select(ImportDraft.version)).one()
    assert "nên không nhập lại" in record(client, school, status=409, seen=seen, others="1").text
    assert counts(database)[:3] == before[:3]


def test_a_file_that_is_in_is_still_known_after_sealing(client: PageClient, database: Database, school: int) -> None:
    upload(client, school, csv_bytes(export(12)))
    record(client, school)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        mark = session.scalars(select(ImportedFile.mark)).one()
        seal_campaign(session, campaign, today=campaign.closes_on.replace(month=7))
    with database.reading() as session:
        assert session.scalars(select(ImportedFile.mark)).one() == mark
    assert stored(database, Response) == stored(database, Sending) == 12


def test_another_file_after_the_first_must_be_confirmed(client: PageClient, database: Database, school: int) -> None:
    upload(client, school, csv_bytes(export(12)))
    record(client, school)
    upload(client, school, csv_bytes(export(5, seed=9)))
    assert "Trước đây đã nhập 12 phiếu ngày 12/05/2026" in check(client, school).text
    assert "Hãy xác nhận" in record(client, school, status=409).text
    assert stored(database, Response) == 12
    record(client, school, others="1")
    assert stored(database, Response) == stored(database, Sending) == 17


def test_one_bad_row_and_nothing_is_imported_until_it_is_put_right(client: PageClient, database: Database, school: int) -> None:
    upload(client, school, csv_bytes([form_header(), *with_faults(form_rows(50))[:3]]))
    page = check(client, school)
    assert "1 trên 3 dòng chưa đọc được" in page.text
    assert "Dòng 4 Câu A04: “Tạm được” không khớp lựa chọn nào" in page.text
    assert not page.soup.select("button[value=record]")
    with database.reading() as session:
        seen = session.scalars(select(ImportDraft.version)).one()
    record(client, school, status=409, seen=seen)
    assert counts(database) == (0, 0, 0, 1, 0)
    match(client, school, **{"word:rating:Tạm được": "3"})
    record(client, school)
    assert counts(database)[:2] == (3, 3)


def test_columns_can_be_chosen_and_what_was_not_offered_is_refused(client: PageClient, database: Database, school: int) -> None:
    upload(client, school, csv_bytes(export(3)))
    match(client, school, **{"column-5": ""})
    assert "Câu để trống ở mọi phiếu: 1" in check(client, school).text
    match(client, school, **{"column-5": "A02"})
    assert "Hai cột cùng ghép vào câu A02" in check(client, school).text
    match(client, school, **{"column-5": "G01"}, status=400)
    match(client, school, **{"word:rating:4 - Hài lòng": "9"}, status=400)
    assert stored(database, Response) == 0


def test_a_power_cut_leaves_the_draft_and_no_response(
    client: PageClient, database: Database, school: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(client, school, csv_bytes(export(8)))
    with monkeypatch.context() as patched:
        patched.setattr(unit_imports, "record_action", _cut)
        with pytest.raises(RuntimeError, match="power"):
            record(client, school)
    assert counts(database) == (0, 0, 0, 1, 0)
    record(client, school)
    assert counts(database)[:2] == (8, 8)
    page = client.get(f"{LIST}/{school}/check")
    assert page.heading == "Không có tệp nào đang chờ"


def _cut(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("power")


def test_a_second_tap_and_a_draft_that_was_replaced_record_nothing(client: PageClient, database: Database, school: int) -> None:
    upload(client, school, csv_bytes(export(4)))
    seen = check(client, school).form_data("main form")
    upload(client, school, csv_bytes(export(5, seed=2)))
    url = f"{LIST}/{school}/check"
    assert "đã thay đổi" in client.post(url, seen | {"deed": "record"}, status=409).text
    assert stored(database, Response) == 0
    data = check(client, school).form_data("main form") | {"deed": "record"}
    client.post(url, data, status=302)
    client.post(url, data, status=409)
    assert counts(database)[:2] == (5, 5)


def test_only_campaigns_whose_results_may_still_move_take_an_import(
    client: PageClient, database: Database, school: int, clock: Clock
) -> None:
    upload(client, school, csv_bytes(export(3)))
    clock.set(2026, 6, 2)
    with database.writing() as session:
        session.scalars(select(ImportDraft)).one().made_at = clock()
    assert "kết quả của đợt này đã chốt" in check(client, school).text
    data = client.get(f"{LIST}/{school}").form_data("main form")
    client.post(f"{LIST}/{school}/check", data | {"deed": "record"}, status=409)
    assert "Đã hết hạn nhập" in client.get(LIST).text
    assert stored(database, Response) == 0
    clock.set(2026, 5, 12)
    with database.writing() as session:
        session.scalars(select(Campaign)).one().access = "codes"
    assert "không có mã nên không nhập được" in upload(client, school, b"x", status=422).text
    assert "không có mã nên không nhập được" in client.get(LIST).text


def test_a_draft_lives_for_a_day_and_can_be_thrown_away(
    app: Flask, client: PageClient, database: Database, school: int, clock: Clock
) -> None:
    upload(client, school, csv_bytes(export(3)))
    client.post(f"{LIST}/{school}/check", client.get(f"{LIST}/{school}").form_data() | {"deed": "discard"}, status=302)
    assert "Đã bỏ tệp đang chờ" in client.get(LIST).text
    assert stored(database, ImportDraft) == 0
    upload(client, school, csv_bytes(export(3)))
    clock.set(2026, 5, 13, 9, 1)
    assert client.get(f"{LIST}/{school}").heading == "Không có tệp nào đang chờ"
    assert stored(database, ImportDraft) == 1
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
    assert stored(database, ImportDraft) == 0


def test_another_units_participation_is_not_found(client: PageClient, database: Database, school: int) -> None:
    with database.reading() as session:
        other = find_participation(session, "TH2").id
    upload(client, other, csv_bytes(export(3)), status=404)
    upload(client, school, csv_bytes(export(3)))
    data = client.get(f"{LIST}/{school}").form_data("main form")
    for rest in ("", "/check"):
        client.post(f"{LIST}/{other}{rest}", data | {"deed": "record"}, status=404)


def test_files_that_are_none_are_refused_in_words(client: PageClient, school: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (61 * 2**20))
    assert "giải nén ra quá lớn" in upload(client, school, bomb.getvalue(), status=422).text
    assert "Chưa chọn tệp nào" in upload(client, school, b"", name="", status=422).text
    monkeypatch.setattr(werkzeug.formparser, "SpooledTemporaryFile", _cut)  # nothing may be written to a file on the way
    assert "Tệp lớn hơn 5 MB" in upload(client, school, b"a,b\n" * 1_400_000, status=422).text
    upload(client, school, b"a,b\n" * 1_700_000, status=413)


def test_a_stranger_may_not_send_much(client: PageClient) -> None:
    client.post(LIST, multipart(b"x" * 300_000, "x.csv"), status=413, content_type=MULTIPART)


def test_no_time_address_name_or_class_of_the_file_is_anywhere(client: PageClient, database: Database, school: int) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    previous, root.level = root.level, logging.DEBUG
    told = len(server_log(database))
    try:
        upload(client, school, csv_bytes(with_faults(export(60))), name="Nguyễn Thị Hoa.csv")
        check(client, school)
        waiting = everything_in(database).encode() + b"".join(files_of(database).values())
        upload(client, school, xlsx_bytes(export(60)))
        record(client, school)
    finally:
        root.removeHandler(handler)
        root.setLevel(previous)
    after = everything_in(database).encode() + b"".join(files_of(database).values()) + server_log(database)[told:]
    assert "Thầy cô nhiệt tình".encode() in waiting, "the test must see what is there"
    for secret in SECRETS:
        assert secret.encode() not in waiting, secret
        assert secret.encode() not in after, secret
        assert secret not in stream.getvalue(), secret
    assert "Thầy cô nhiệt tình" not in stream.getvalue()


def test_no_order_of_the_file_is_left_on_sqlite(client: PageClient, database: Database, school: int) -> None:
    rows = export(30)
    upload(client, school, csv_bytes(rows))
    record(client, school)
    with database.reading() as session:
        participation = session.get_one(Participation, school)
        stored_sheets = list(session.scalars(select(Response.sheet).where(Response.participation_id == participation.id)))
    written = [row[5][:1] or "-" for row in rows[1:]]
    assert Counter(sheet[0] for sheet in stored_sheets) == Counter("0" if sign == "K" else sign for sign in written)
    assert [sheet[0] for sheet in stored_sheets] != written

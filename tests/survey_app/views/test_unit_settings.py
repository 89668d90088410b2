"""The page of a unit's settings: what is typed, what comes back, what the preview and the audit log say."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from survey_app.db import Database
from survey_app.models import AuditEntry, StoredSettings, UnitLogo
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.staff import sign_in

URL = "/unit/settings"


@pytest.fixture
def clerk(database: Database, client: PageClient) -> PageClient:
    fill(database, answers=0)
    return sign_in(client, "th1")


def send(clerk: PageClient, deed: str = "save", *, status: int = 302, **fields: str) -> Page:
    return clerk.post(URL, clerk.get(URL).form_data("#settings") | {"deed": deed} | fields, status=status)


def sheet(page: Page) -> str:
    return " ".join(page.soup.select_one(".official").get_text(" ").split())


def logs(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        entries = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id))
        return [tuple(entry) for entry in entries]


def test_a_new_clerk_finds_a_page_that_is_nearly_ready(clerk: PageClient) -> None:
    page = clerk.get(URL)
    assert page.form_data("#settings")["superior"] == "UBND phường Nghĩa Lộ"
    text = sheet(page)
    for words in (
        "UBND PHƯỜNG NGHĨA LỘ TRƯỜNG TIỂU HỌC NGỌK BAY 1",
        "Số: ......../BC-THNB1",
        "Nghĩa Lộ, ngày ..... tháng ..... năm ........",
        "Kính gửi: Ủy ban nhân dân phường Nghĩa Lộ; Sở Giáo dục và Đào tạo.",
        "Nơi nhận: Như trên; Ban đại diện cha mẹ học sinh; Lưu: VT.",
        "HIỆU TRƯỞNG [họ và tên]",
    ):
        assert words in text
    assert "Xem và sửa" in clerk.get("/unit").text


def test_what_is_saved_stands_on_the_page_and_in_the_log_without_its_words(clerk: PageClient, database: Database) -> None:
    send(
        clerk,
        posts="- kt. hiệu trưởng\r\n- phó hiệu trưởng;",
        signer="  Nguyễn Thị  Lan\u200b ",
        recipients="- Như trên;\r\n- Phòng Văn hóa - Xã hội;",
        symbol="TH.NB",
    )
    page = clerk.get(URL)
    assert "Đã lưu." in page.soup.select_one("[role=status]").get_text()
    assert "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG Nguyễn Thị Lan" in sheet(page)
    assert "Như trên; Phòng Văn hóa - Xã hội; Lưu: VT." in sheet(page)
    assert "Số: ......../BC-TH.NB" in sheet(page)
    assert page.form_data("#settings")["posts"] == "kt. hiệu trưởng\nphó hiệu trưởng"
    assert logs(database) == [("edit-settings", "settings")]
    assert "Đã lưu." not in clerk.get(URL).text


def test_an_emptied_field_returns_to_the_suggestion(clerk: PageClient) -> None:
    send(clerk, symbol="ABC", place="Kon Tum")
    send(clerk, symbol="", place="\u200b ")
    data = clerk.get(URL).form_data("#settings")
    assert (data["symbol"], data["place"]) == ("THNB1", "Nghĩa Lộ")


def test_a_trial_shows_and_keeps_nothing(clerk: PageClient, database: Database) -> None:
    page = send(clerk, "look", status=200, signer="Y Lan", place="")
    assert "Đây là bản xem thử, chưa lưu gì." in page.text
    assert "HIỆU TRƯỞNG Y Lan" in sheet(page)
    assert page.form_data("#settings")["signer"] == "Y Lan"
    with database.reading() as session:
        assert session.scalars(select(StoredSettings)).all() == []
    assert logs(database) == []


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("official_name", "ă" * 201, "Tên đơn vị trong văn bản: dài 201 ký tự, tối đa 200."),
        ("symbol", "TH NB", "Ký hiệu: viết liền"),
        ("symbol", "05/BC", "Ký hiệu: viết liền"),
        ("signer", "Lan " * 30, "Họ và tên người ký: dài 119 ký tự, tối đa 80."),
        ("posts", "a\nb\nc\nd", "có 4 dòng, tối đa 3."),
        ("recipients", "x\n" + "y" * 201, "có dòng dài 201 ký tự, mỗi dòng tối đa 200."),
        ("addressees", "\n".join("abcdefghi"), "có 9 dòng, tối đa 8."),
    ],
)
def test_what_does_not_fit_comes_back_with_everything_typed(
    clerk: PageClient, database: Database, name: str, typed: str, words: str
) -> None:
    page = send(clerk, status=422, **({"signer": "Y Lan", "superior": "Sở X"} | {name: typed}))
    summary = page.soup.select_one("[role=alert]")
    assert words in summary.get_text()
    assert summary.select_one("a")["href"] == f"#{name}"
    assert words in page.soup.select_one(f"#{name}-loi").get_text()
    data = page.form_data("#settings")
    assert data["superior"] == "Sở X"
    assert data[name] == typed.strip()
    with database.reading() as session:
        assert session.scalars(select(StoredSettings)).all() == []


def test_markup_in_a_name_is_text(clerk: PageClient) -> None:
    send(clerk, official_name="Trường <b>TH</b> & {{ 7 * 7 }}")
    assert "TRƯỜNG <B>TH</B> & {{ 7 * 7 }}" in sheet(clerk.get(URL))


def test_a_forged_form_changes_nothing(clerk: PageClient, database: Database) -> None:
    data = clerk.get(URL).form_data("#settings") | {"symbol": "X"}
    clerk.post(URL, data | {"deed": "save", "csrf_token": "x"}, status=400)
    clerk.post(URL, data | {"deed": "burn"}, status=400)
    with database.reading() as session:
        assert session.scalars(select(StoredSettings)).all() == []


def test_a_logo_is_kept_drawn_anew_shown_and_removed(clerk: PageClient, database: Database) -> None:
    change_logo(clerk, picture((900, 900)), status=302)
    page = clerk.get(URL)
    assert "Đã lưu logo." in page.text
    [image] = page.soup.select("main img")
    shown = clerk.download(image["src"], mimetype="image/png")
    with Image.open(io.BytesIO(shown)) as drawn:
        assert drawn.size == (400, 400)
    change_logo(clerk, b"", deed="remove-logo", status=302)
    assert not clerk.get(URL).soup.select("main img")
    assert [action for action, _ in logs(database)] == ["upload-logo", "remove-logo"]


def test_a_picture_that_cannot_be_taken_leaves_the_old_one(clerk: PageClient, database: Database) -> None:
    change_logo(clerk, picture((100, 100)), status=302)
    for content, words in ((b"GIF89a" * 50_000, "Không đọc được ảnh này"), (b"0" * 3_000_000, "lớn hơn 2 MB")):
        page = change_logo(clerk, content, status=422)
        assert words in page.soup.select_one("[role=alert]").get_text()
    change_logo(clerk, b"0" * 7_000_000, status=413)
    with database.reading() as session:
        assert len(session.scalars(select(UnitLogo)).all()) == 1


def test_no_other_form_may_be_as_large(clerk: PageClient) -> None:
    clerk.post(URL, {"deed": "save", "signer": "x" * 300_000}, status=413)


def change_logo(clerk: PageClient, content: bytes, *, status: int, deed: str = "upload-logo") -> Page:
    token = clerk.get(URL).form_data("#settings")["csrf_token"]
    fields = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrf_token", token), ("deed", deed))
    )
    head = '--edge\r\nContent-Disposition: form-data; name="logo"; filename="../../logo.png"\r\n\r\n'
    body = fields.encode() + head.encode() + content + b"\r\n--edge--\r\n"
    return clerk.post("/unit/logo.png", body, status=status, content_type="multipart/form-data; boundary=edge")


def picture(size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 40).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_stranger_may_not_send_a_large_picture(client: PageClient) -> None:
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="logo"; filename="x.png"\r\n\r\n'
        + b"0" * 300_000
        + b"\r\n--edge--\r\n"
    )
    client.post("/unit/logo.png", body, status=413, content_type="multipart/form-data; boundary=edge")

"""The card that a messenger shows beside a link: words and picture are there, and fetching them leaves nothing."""

import struct

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import Database
from survey_app.models import Base
from tests.conftest import Clock
from tests.pages import Page, PageClient
from tests.respondents import TOKEN, School

ROBOT = {"User-Agent": "facebookexternalhit/1.1"}


def card(page: Page) -> dict[str, str]:
    return {tag["property"]: tag["content"] for tag in page.soup.select("meta[property^='og:']")}


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables
        }


def test_a_link_has_a_card_whose_picture_is_of_the_size_that_is_asked_for(
    app: Flask, client: PageClient, school: School
) -> None:
    app.config["PUBLIC_URL"] = "https://khaosat.example.vn"
    found = card(client.get(school.path, headers=ROBOT))
    assert found == {
        "og:title": "Trường Tiểu học Hoa Ban",
        "og:description": "Khảo sát ẩn danh, khoảng 5 phút",
        "og:url": f"https://khaosat.example.vn/k/{TOKEN}",
        "og:image": f"https://khaosat.example.vn/k/{TOKEN}/preview.png",
    }
    picture = client.download(f"/k/{TOKEN}/preview.png", mimetype="image/png")
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) < 300_000


def test_fetching_the_card_counts_nothing_and_sets_nothing(
    database: Database, client: PageClient, school: School, clock: Clock
) -> None:
    before = rows(database)
    for path in (school.path, f"/k/{TOKEN}/preview.png", f"/q/{TOKEN}"):
        reply = client.client.get(path, headers=ROBOT)
        assert reply.status_code == 200
        assert "Set-Cookie" not in reply.headers
    assert rows(database) == before
    first = client.client.get(f"/k/{TOKEN}/preview.png")
    clock.set(2027, 1, 1)
    second = client.client.get(f"/k/{TOKEN}/preview.png", headers=ROBOT)
    assert first.data == second.data, "the same for everybody, at any time"
    assert second.headers["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("token", ["K4M7P2QX", "nobody", "K4M7P2Q9%00"])
def test_a_token_that_no_unit_has_has_no_picture(client: PageClient, school: School, token: str) -> None:
    client.get(f"/k/{token}/preview.png", status=404)


def test_the_page_after_sending_has_no_card(client: PageClient, school: School) -> None:
    page = client.get(school.path)
    assert card(client.post(school.campaign_path, page.form_data(), status=422)) == {}

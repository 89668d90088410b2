"""Every QR code of the demo department, from the printed page back to a page that opens."""

import datetime as dt
import io
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from sqlalchemy import select

from survey_app import create_app
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.qr import qr_png
from survey_app.demo.fill import fill_demo
from survey_app.exports.posters import build_posters_pdf
from survey_app.models import Campaign, Unit
from tests.survey_app.exports.test_posters import read_codes


def test_every_code_of_the_demo_is_read_and_opens_its_school(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "demo.sqlite3")
    app = create_app(
        {"DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}", "SECRET_KEY": "a test's secret", "TESTING": True}
    )
    database = app.extensions["database"]
    today = dt.datetime.now(dt.UTC).date()
    fill_demo(database, today=today, password_method="pbkdf2:sha256:1")
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == str(today.year))).one()
        posters = posters_for(session, campaign, public_url="https://khaosat.example.vn")
        tokens = set(session.scalars(select(Unit.link_token).where(Unit.kind.in_(("school", "desk")))))
    printed = read_codes(build_posters_pdf(posters), tmp_path, resolution=60)
    assert [codes for codes in printed if len(codes) != 1] == [], "one code on every page"
    addresses = [codes[0] for codes in printed]
    assert addresses == [poster.url for poster in posters]
    assert {urlsplit(address).path.removeprefix("/q/") for address in addresses} == tokens
    browser = app.test_client()
    for poster in posters:
        (picture,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(qr_png(poster.url))))
        assert picture.text == poster.url
        page = browser.get(urlsplit(poster.url).path)
        assert page.status_code == 200
        assert poster.unit_name in page.get_data(as_text=True)
    database.engine.dispose()

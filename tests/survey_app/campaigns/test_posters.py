"""What posters say about a unit, and the commands that make them."""

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from questionnaires import load_shipped
from survey_app.campaigns.opening import open_campaign
from survey_app.campaigns.posters import posters_for
from survey_app.db import Database
from survey_app.documents.logo import write_logo
from survey_app.models import Campaign, Unit
from tests.pages import PageClient
from tests.survey_app.campaigns.samples import add_campaign, add_department, add_unit

PROCEDURES = "Mời Ông/Bà đến làm thủ tục hành chính cho biết mức độ hài lòng về việc tiếp nhận và giải quyết hồ sơ."


def test_a_campaign_has_a_poster_for_every_unit_that_takes_part(database: Database) -> None:
    with database.writing() as session:
        units = add_department(session)
        campaign = add_campaign(session)
        open_campaign(session, campaign)
        posters = posters_for(session, campaign, public_url="https://khaosat.example.vn")
        assert [poster.unit_name for poster in posters] == [units[code].name for code in ("BPMC", "THPT1", "LT1", "MN1", "TH1")]
        school = next(poster for poster in posters if poster.unit_name == units["LT1"].name)
        token = units["LT1"].link_token
        assert school.url == f"https://khaosat.example.vn/q/{token}"
        assert school.code == f"{token[:4]}-{token[4:]}"
        assert school.address == "khaosat.example.vn"
        assert school.body == units["SO"].name
        assert school.minutes == 5


def test_a_unit_that_has_a_logo_has_it_on_its_poster_alone(database: Database) -> None:
    with database.writing() as session:
        units = add_department(session)
        sent = io.BytesIO()
        Image.new("RGB", (120, 80)).save(sent, "PNG")
        write_logo(session, units["TH1"].id, sent.getvalue())
        session.flush()
        campaign = add_campaign(session)
        open_campaign(session, campaign)
        logos = {one.unit_name: one.logo for one in posters_for(session, campaign, public_url="http://x")}
        (own,) = posters_for(session, units["TH1"], public_url="http://x")
    assert [name for name, logo in logos.items() if logo] == [own.unit_name]
    assert 'viewBox="0 0 120 80"' in own.logo


@pytest.mark.parametrize(
    ("kind", "levels", "invitation"),
    [
        ("school", "MN", "Mời cha mẹ của trẻ cho biết mức độ hài lòng về nhà trường."),
        ("school", "MN,TH", "Mời cha mẹ học sinh cho biết mức độ hài lòng về nhà trường."),
        ("school", "TH,THCS", "Mời cha mẹ học sinh và học sinh cho biết mức độ hài lòng về nhà trường."),
        ("school", "GDTX", "Mời học viên cho biết mức độ hài lòng về trung tâm."),
        *((kind, "", PROCEDURES) for kind in ("desk", "commune", "department")),
    ],
)
def test_a_poster_invites_those_whom_the_unit_asks(database: Database, kind: str, levels: str, invitation: str) -> None:
    with database.writing() as session:
        unit = add_unit(session, "U", kind=kind, levels=levels)
        (poster,) = posters_for(session, unit, public_url="http://127.0.0.1:8000")
        assert poster.invitation == invitation
        assert (poster.address, poster.body) == ("127.0.0.1:8000", "")


def test_pupils_are_not_invited_where_only_parents_are_asked(database: Database) -> None:
    with database.writing() as session:
        units = add_department(session)
        campaign = add_campaign(session, "TH-PH", "THCS-PH")
        open_campaign(session, campaign)
        for owner in (campaign, units["LT1"]):
            posters = posters_for(session, owner, public_url="http://localhost")
            poster = next(poster for poster in posters if poster.unit_name == units["LT1"].name)
            assert poster.invitation == "Mời cha mẹ học sinh cho biết mức độ hài lòng về nhà trường."


def test_whoever_is_assigned_a_questionnaire_gets_a_poster_for_it_and_offers_it_on_its_link(
    app: Flask, database: Database, client: PageClient
) -> None:
    with database.writing() as session:
        units = add_department(session)
        add_campaign(session, "SIPAS-TTHC", "TH-PH")
        tokens = {code: unit.link_token for code, unit in units.items()}
        names = {code: unit.name for code, unit in units.items()}
    run = app.test_cli_runner().invoke
    opened = run(args=["open-campaign", "2026", "--assign", "sipas-tthc=th1,commune", "--assign", "SIPAS-TTHC=department"])
    assert opened.exit_code == 0, opened.output
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        posters = {poster.unit_name: poster.invitation for poster in posters_for(session, campaign, public_url="http://x")}
    assert posters == {
        names["SO"]: PROCEDURES,
        names["XA"]: PROCEDURES,
        names["TH1"]: "Mời cha mẹ học sinh và người đến làm thủ tục hành chính cho biết mức độ hài lòng về nhà trường.",
        names["LT1"]: "Mời cha mẹ học sinh cho biết mức độ hài lòng về nhà trường.",
    }
    title = load_shipped()["SIPAS-TTHC"].title
    for code in ("SO", "XA"):
        assert client.get(f"/k/{tokens[code]}").heading == title
    assert title in client.get(f"/k/{tokens['TH1']}").text
    client.get(f"/k/{tokens['BPMC']}", status=410)


@pytest.mark.parametrize("text", ["SIPAS-TTHC", "SIPAS-TTHC=", "=TH1", "SIPAS-TTHC=, "])
def test_an_assignment_is_an_instrument_and_units(app: Flask, database: Database, text: str) -> None:
    with database.writing() as session:
        add_campaign(session, "SIPAS-TTHC")
    result = app.test_cli_runner().invoke(args=["open-campaign", "2026", "--assign", text])
    assert result.exit_code == 1
    assert "không có dạng mã phiếu=đơn vị" in result.output


def test_a_campaign_takes_a_questionnaire_file_and_tells_its_faults(app: Flask, database: Database) -> None:
    folder = Path(__file__).parents[2] / "questionnaires"
    run = app.test_cli_runner().invoke
    arguments = ["create-campaign", "2026", "Năm 2026", "--opens", "04/05/2026", "--closes", "29/05/2026", "--questionnaire"]
    refused = run(args=[*arguments, str(folder / "broken" / "minutes-too-many.yaml")])
    assert refused.exit_code == 1
    assert "31 lớn quá" in refused.output
    assert "Không có phiếu nào mang mã XYZ" in run(args=[*arguments, "XYZ"]).output
    made = run(args=[*arguments, str(folder / "good.yaml"), "--questionnaire", "th-ph"])
    assert made.exit_code == 0, made.output
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert [instrument.code for instrument in campaign.instruments] == ["THU-PH", "TH-PH"]


def test_the_commands_lead_from_nothing_to_posters(app: Flask, database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        add_department(session)
    runner = app.test_cli_runner()
    dates = ["--opens", "04/05/2026", "--closes", "29/05/2026"]
    chosen = ["--questionnaire", "TH-PH", "--questionnaire", "THCS-PH"]
    created = runner.invoke(args=["create-campaign", "2026", "Khảo sát năm 2026", *dates, *chosen])
    assert created.output == "Đã lập đợt 2026 với 2 phiếu. Bước tiếp theo: .venv/bin/flask --app wsgi open-campaign 2026\n"
    file = tmp_path / "ap-phich.pdf"
    refused = runner.invoke(args=["write-posters", "2026", str(file)])
    assert refused.output == (
        "Lỗi: Đợt 2026 chưa có đơn vị nào. Hãy mở đợt trước: .venv/bin/flask --app wsgi open-campaign 2026\n"
    )
    opened = runner.invoke(args=["open-campaign", "2026"])
    assert opened.output == ("Đã giao thêm 3 phiếu cho các đơn vị. Nhận trả lời từ 04/05/2026 đến hết 29/05/2026.\n")
    written = runner.invoke(args=["write-posters", "2026", str(file)])
    assert written.output == f"Đã ghi 2 áp phích vào {file}.\n"
    assert len(PdfReader(file).pages) == 2
    with database.reading() as session:
        assert session.scalars(select(Unit.code).where(Unit.kind == "school").order_by(Unit.code)).first() == "LT1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["open-campaign", "1999"], "Không có đợt khảo sát mang mã 1999."),
        (
            ["create-campaign", "a b", "x", "--opens", "04/05/2026", "--closes", "29/05/2026", "--questionnaire", "TH-PH"],
            "Mã đợt gồm chữ in hoa không dấu",
        ),
    ],
)
def test_the_commands_refuse_in_words(app: Flask, arguments: list[str], message: str) -> None:
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert message in result.output


def test_a_campaign_of_last_year_is_not_opened_by_mistake(app: Flask, database: Database) -> None:
    with database.writing() as session:
        campaign = add_campaign(session)
        campaign.opens_on = campaign.opens_on.replace(year=2025)
        campaign.closes_on = campaign.closes_on.replace(year=2025)
    result = app.test_cli_runner().invoke(args=["open-campaign", "2026"])
    assert "Đợt 2026 đã hết hạn ngày 29/05/2025." in result.output

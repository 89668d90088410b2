"""Which rung a campaign stands on: chosen by an operator, fixed once it is open, and paper gets its own last day."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.campaigns.opening import find_campaign
from survey_app.campaigns.sealing import seal_campaign
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign
from tests.conftest import Clock
from tests.factories import make_campaign, make_department

CREATE = ("create-campaign", "2027", "Khảo sát", "--opens", "05/05/2027", "--closes", "30/05/2027", "--questionnaire", "TH-PH")


def run(app: Flask, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(args))
    return result.exit_code, result.output


def stored_campaign(database: Database, code: str = "2027") -> Campaign:
    with database.reading() as session:
        campaign = find_campaign(session, code)
        assert campaign is not None
        return campaign


def test_a_campaign_is_open_to_everybody_with_the_link_unless_somebody_chose(app: Flask, database: Database) -> None:
    assert run(app, *CREATE)[0] == 0
    assert (stored_campaign(database).access, stored_campaign(database).paper_until) == ("open", None)


@pytest.mark.parametrize("access", ["open", "marked", "codes"])
def test_the_rung_and_the_last_day_of_paper_are_chosen_when_a_campaign_is_made(
    app: Flask, database: Database, access: str
) -> None:
    assert run(app, *CREATE, "--access", access, "--paper-until", "05/06/2027")[0] == 0
    campaign = stored_campaign(database)
    assert (campaign.access, campaign.paper_until) == (access, dt.date(2027, 6, 5))


def test_what_cannot_be_is_refused_in_plain_words_and_nothing_is_made(app: Flask, database: Database) -> None:
    code, output = run(app, *CREATE, "--paper-until", "29/05/2027")
    assert code != 0
    assert "Ngày cuối nhập phiếu giấy (29/05/2027) không được trước ngày kết thúc đợt (30/05/2027)." in output
    code, output = run(app, *CREATE, "--access", "closed")
    assert code != 0
    assert "--access là một trong: open, marked, codes." in output
    with database.reading() as session:
        assert session.scalar(select(Campaign.id)) is None


def test_the_rung_may_change_until_the_campaign_is_opened(app: Flask, database: Database) -> None:
    run(app, *CREATE)
    assert run(app, "set-access", "2027", "codes") == (0, "Đợt 2027: mã dùng một lần, mỗi mã gửi được một phiếu.\n")
    assert stored_campaign(database).access == "codes"
    run(app, "open-campaign", "2027")
    code, output = run(app, "set-access", "2027", "open")
    assert code != 0
    assert "Đợt 2027 đã mở nên không đổi cách nhận phiếu được nữa" in output
    assert stored_campaign(database).access == "codes"
    assert "Không có đợt khảo sát mang mã 2030." in run(app, "set-access", "2030", "open")[1]
    with database.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["create-campaign", "set-access", "open-campaign"]


def test_the_last_day_of_paper_moves_until_results_are_final(app: Flask, database: Database, clock: Clock) -> None:
    with database.writing() as session:
        make_department(session)
        make_campaign(session)  # to 29 May 2026
    assert "không được trước ngày kết thúc đợt (29/05/2026)" in run(app, "set-paper-until", "2026", "28/05/2026")[1]
    assert run(app, "set-paper-until", "2026", "05/06/2026") == (0, "Đợt 2026: nhập phiếu giấy đến hết 05/06/2026.\n")
    clock.set(2026, 6, 4)
    assert "phải từ hôm nay trở đi" in run(app, "set-paper-until", "2026", "03/06/2026")[1]
    assert run(app, "set-paper-until", "2026", "10/06/2026")[0] == 0
    clock.set(2026, 6, 11)
    code, output = run(app, "set-paper-until", "2026", "30/06/2026")
    assert (code != 0, "không gia hạn được nữa" in output) == (True, True)
    with database.writing() as session:
        seal_campaign(session, session.scalars(select(Campaign)).one(), today=dt.date(2026, 6, 11))
    assert stored_campaign(database, "2026").paper_until == dt.date(2026, 6, 10)

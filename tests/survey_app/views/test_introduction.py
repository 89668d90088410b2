"""What respondents are told before they answer: true for their campaign, in words for them, and nothing is ticked for them."""

import datetime as dt

import pytest
from bs4 import Tag
from sqlalchemy import select, update

from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.db import Database
from survey_app.models import Campaign, Participation
from tests.factories import make_unit
from tests.pages import PageClient

CODE_SENTENCE = "không ghi mã nào gửi phiếu nào"
MARKER_SENTENCE = "Máy này tự nhớ là đã gửi một phiếu"
# questionnaire, level of the unit → how its readers are spoken to, what stays unaffected, and words that are not theirs
READERS = [
    ("TH-PH", "TH", "Ông/Bà", "việc học của con", ("Anh/Chị", "điểm của em")),
    ("THCS-HS", "THCS", "em", "điểm của em", ("Ông/Bà", "Anh/Chị", "việc học của con")),
    ("GDTX-HV", "GDTX", "Anh/Chị", "kết quả học tập", ("Ông/Bà", "điểm của em")),
    ("SIPAS-TTHC", "", "Ông/Bà", "hồ sơ đã nộp", ("Anh/Chị", "việc học của con", "Nhà trường")),
]


def opening(client: PageClient, database: Database, code: str, level: str, access: str = "open") -> Tag:
    """The opening of the form, as it is handed out while the campaign stands on a rung of the ladder."""
    with database.writing() as session:
        make_unit(session, "SO", "Sở Giáo dục và Đào tạo", kind="department")
        unit = make_unit(session, "U1", "Đơn vị thử", kind="school" if level else "desk", levels=level)
        campaign = create_campaign(
            session,
            code="2026",
            name="Khảo sát năm 2026",
            opens_on=dt.date(2026, 5, 4),
            closes_on=dt.date(2026, 5, 29),
            questionnaires=[load_shipped()[code]],
        )
        open_campaign(session, campaign)
        session.execute(update(Campaign).values(access=access))
        assert session.scalar(select(Participation.unit_id)) == unit.id
        token = unit.link_token
    page = client.get(f"/k/{token}")
    assert not page.soup.select("[checked], option[selected]"), "something is ticked"
    found = page.soup.select_one(".opening")
    assert found is not None
    return found


@pytest.mark.parametrize(("code", "level", "you", "unaffected", "not_theirs"), READERS, ids=[row[0] for row in READERS])
def test_each_reader_is_told_who_asks_why_and_that_nothing_follows_in_their_own_words(
    client: PageClient, database: Database, code: str, level: str, you: str, unaffected: str, not_theirs: tuple[str, ...]
) -> None:
    notice = opening(client, database, code, level)
    visible = notice.select_one("p").get_text(" ", strip=True)
    assert visible.startswith("Sở Giáo dục và Đào tạo ")
    assert you in visible
    assert "phiếu nào" in visible
    assert len(visible) < 240, "three sentences that fit a phone"
    whole = notice.get_text(" ", strip=True)
    assert unaffected in whole
    assert "10 phiếu" in whole
    assert not [words for words in not_theirs if words in whole]
    assert notice.select_one("details a[href='/rieng-tu']")


@pytest.mark.parametrize("reader", [READERS[0], READERS[1]], ids=["parent", "pupil"])
@pytest.mark.parametrize("access", ["open", "marked", "codes"])
def test_codes_and_markers_are_explained_where_they_are_used_and_nowhere_else(
    client: PageClient, database: Database, access: str, reader: tuple[str, str, str, str, tuple[str, ...]]
) -> None:
    text = opening(client, database, reader[0], reader[1], access).get_text(" ", strip=True)
    assert (CODE_SENTENCE in text, MARKER_SENTENCE in text) == (access == "codes", access == "marked")


def test_the_privacy_page_is_packed_for_a_weak_network(database: Database, client: PageClient) -> None:
    reply = client.client.get("/rieng-tu", headers={"Accept-Encoding": "gzip"})
    assert reply.content_encoding == "gzip"
    assert len(reply.data) < 9000

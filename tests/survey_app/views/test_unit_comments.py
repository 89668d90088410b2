"""The page of comments: fifty are reviewed in two sendings, what is refused is kept, and other units see nothing."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from survey_app.db import Database
from survey_app.models import AuditEntry
from survey_app.paging import Pager
from survey_app.results.comments import CommentReview
from survey_app.views.comments_page import PAGE, WantedComments, build_page, read_decisions
from tests.conftest import Clock
from tests.pages import Page, PageClient
from tests.staff import sign_in
from tests.survey_app.results.comment_samples import look, school_that_writes, stored_states

SOME = [
    {"G01": "Thầy cô tận tình", "G02": "Thiếu đồ dùng học tập"},
    {"G02": "Cô Lan lớp 3B hay mắng <b>các cháu</b>"},
    {"G02": "=HYPERLINK(1) gọi 0905 123 456"},
]


@pytest.fixture
def url(database: Database, client: PageClient, clock: Clock) -> str:
    """The page of a school of 23 responses after closing, its clerk signed in."""
    school = school_that_writes(database, SOME)
    clock.set(2026, 6, 2)
    sign_in(client, "th1")
    return f"/unit/reports/{school}/comments"


def words(page: Page) -> list[str]:
    return [" ".join(words.get_text().split()) for words in page.soup.select(".words")]


def keys(page: Page) -> dict[str, str]:
    """The keys of the comments on the page by the first word of each."""
    return {
        item.select_one(".words").get_text().split()[0]: item.select_one("[name=key]")["value"]
        for item in page.soup.select(".comments > li")
    }


def send(client: PageClient, url: str, *, status: int = 302, deed: str = "save", **typed: str) -> Page:
    """Send the form of the page; `typed` names comments by their first word, as in state_Cô."""
    page = client.get(url)
    by_word = keys(page)
    data = page.form_data("form[data-review]") | {"deed": deed, "key": list(by_word.values())}  # type: ignore[dict-item]
    for name, value in typed.items():
        field, _, word = name.partition("_")
        data[f"{field}-{by_word[word]}"] = value
    action = page.soup.select_one("form[data-review]")["action"]
    return client.post(action, data, status=status)


def tabs(page: Page) -> list[str]:
    return [" ".join(link.get_text(" ").split()) for link in page.soup.select(".tabs a")]


def test_the_report_leads_to_the_page(client: PageClient, url: str) -> None:
    page = client.get(url.removesuffix("/comments"))
    assert page.soup.select_one(f"a[href='{url}']") is not None


def test_comments_stand_by_question_masked_and_as_text(client: PageClient, url: str) -> None:
    page = client.get(url)
    assert words(page) == [
        "Thầy cô tận tình",
        "Cô Lan lớp 3B hay mắng <b>các cháu</b>",
        "=HYPERLINK(1) gọi [số điện thoại]",
        "Thiếu đồ dùng học tập",
    ]
    assert [heading.get_text() for heading in page.soup.select("form h2")] == [
        "Điều Ông/Bà hài lòng nhất",
        "Điều nhà trường cần cải thiện trước tiên",
    ]
    assert tabs(page) == ["Chưa xem xét 4", "Công bố 0", "Giữ nội bộ 0", "Đã ẩn 0", "Tất cả 4"]


def test_one_sending_decides_about_all_of_the_page(client: PageClient, url: str, database: Database) -> None:
    typed = {
        "state_Thầy": "inside",
        "state_=HYPERLINK(1)": "hidden",
        "reason_=HYPERLINK(1)": "unrelated",
        "words_Cô": "Lan, 3B",
    }
    send(client, url, deed="release-rest", **typed)
    page = client.get(url)
    assert page.soup.select_one("[role=status]").get_text() == "Đã lưu quyết định về 4 ý kiến."
    assert tabs(page) == ["Chưa xem xét 0", "Công bố 2", "Giữ nội bộ 1", "Đã ẩn 1", "Tất cả 4"]
    assert "Đã xem xét hết 4 ý kiến" in page.text
    assert words(client.get(f"{url}?state=released")) == ["Cô […] lớp […] hay mắng <b>các cháu</b>", "Thiếu đồ dùng học tập"]
    assert client.get(url).soup.select("[role=status]") == [], "said once"
    with database.reading() as session:
        assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["review-comments"]


def test_nothing_chosen_changes_nothing_and_is_not_in_the_log(client: PageClient, url: str, database: Database) -> None:
    send(client, url)
    assert "chưa chọn quyết định nào" in client.get(url).text
    assert stored_states(database) == ["open"] * 4
    with database.reading() as session:
        assert session.scalars(select(AuditEntry)).all() == []


def test_what_is_refused_comes_back_with_everything_typed(client: PageClient, url: str, database: Database) -> None:
    typed = {"state_Thầy": "released", "state_Cô": "released", "words_Cô": "Lanh", "state_Thiếu": "hidden"}
    page = send(client, url, status=422, deed="release-rest", **typed)
    assert stored_states(database) == ["open"] * 4
    alert = page.soup.select_one("[role=alert]")
    assert "Chưa lưu gì. Có 2 chỗ cần sửa" in alert.get_text()
    assert [link["href"] for link in alert.select("a")] == ["#y-2", "#y-4"]
    chosen = {field["name"].removeprefix("state-"): field["value"] for field in page.soup.select("input[checked]")}
    by_word = keys(page)
    assert chosen == {by_word["Thầy"]: "released", by_word["Cô"]: "released", by_word["Thiếu"]: "hidden"}
    assert page.soup.select_one(f"[name=words-{by_word['Cô']}]")["value"] == "Lanh"
    assert page.soup.title.get_text().startswith("Lỗi: ")


def test_decisions_and_masks_can_be_taken_back(client: PageClient, url: str) -> None:
    send(client, url, state_Cô="released", words_Cô="Lan")
    released = f"{url}?state=released"
    assert client.get(released).soup.select_one("input[checked]")["value"] == "released"
    page = send(client, released, unmask_Cô="1", state_Cô="inside")
    assert page.headers["Location"].endswith("/comments?state=released"), "the clerk stays where they were"
    assert words(client.get(f"{url}?state=inside")) == ["Cô Lan lớp 3B hay mắng <b>các cháu</b>"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("do dung", ["Thiếu đồ dùng học tập"]),
        ("đồ dùng", ["Thiếu đồ dùng học tập"]),
        ("ĐỒ DÙNG", ["Thiếu đồ dùng học tập"]),
        ("hoc thieu", ["Thiếu đồ dùng học tập"]),
        ("đo dung", []),
        ("0905", []),
        ("<b>", ["Cô Lan lớp 3B hay mắng <b>các cháu</b>"]),
    ],
)
def test_words_are_found_with_and_without_diacritics(client: PageClient, url: str, typed: str, found: list[str]) -> None:
    page = client.get(url, query_string={"words": typed})
    assert words(page) == found
    if not found:
        assert "Không có ý kiến nào khớp" in page.text


def test_one_question_can_be_read_alone(client: PageClient, url: str) -> None:
    assert words(client.get(f"{url}?question=G01")) == ["Thầy cô tận tình"]
    assert words(client.get(f"{url}?question=Z99&state=nonsense&page=x")) == []


def test_a_tampered_form_decides_about_nothing(client: PageClient, url: str, database: Database) -> None:
    page = client.get(url)
    data = page.form_data("form[data-review]")
    for key in ("0" * 32, "no key", ""):
        client.post(url, data | {"key": key, f"state-{key}": "released", "deed": "save"}, status=422 if len(key) == 32 else 302)
    client.post(url, data | {"deed": "release-everything"}, status=400)
    client.post(url, data | {f"state-{data['key']}": "waiting", "deed": "save"}, status=302)
    assert stored_states(database) == ["open"] * 4


def test_nothing_is_shown_before_closing_or_of_few(
    client: PageClient, new_client: Callable[[], PageClient], database: Database, clock: Clock
) -> None:
    school = school_that_writes(database, SOME, answers=12)
    sign_in(client, "th1")
    url = f"/unit/reports/{school}/comments"
    assert "Ý kiến hiện ở đây từ ngày 30/05/2026" in client.get(url).text
    clock.set(2026, 6, 2)
    client = sign_in(new_client(), "th1")
    page = client.get(url)
    assert "Ý kiến chỉ hiện khi có từ 20 phiếu" in page.text
    token = client.get("/unit/actions").form_data()["csrf_token"]
    client.post(url, {"csrf_token": token, "deed": "release-rest"}, status=302)
    assert set(stored_states(database)) == {"waiting"}
    for shown in ("tận tình", "Lan"):
        assert shown not in page.text


def test_a_thousand_comments_come_page_by_page(database: Database, client: PageClient, clock: Clock) -> None:
    school = school_that_writes(database, [{"G01": "Lời đầu"}])
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO comment (campaign_id, unit_id, participation_id, key, item_code, text)"
                " SELECT campaign_id, unit_id, participation_id, :key, item_code, :words FROM comment LIMIT 1"
            ),
            [{"key": number.to_bytes(16), "words": f"Câu {number} " + "rất dài " * 200} for number in range(1, 1000)],
        )
    clock.set(2026, 6, 2)
    sign_in(client, "th1")
    url = f"/unit/reports/{school}/comments"
    page = client.get(url)
    assert len(words(page)) == PAGE
    assert page.soup.select_one("a[rel=next]")["href"].endswith("?page=2")
    last = client.get(f"{url}?page=40")
    assert (words(last)[-1], last.soup.select_one("a[rel=next]")) == ("Lời đầu", None)
    assert words(client.get(f"{url}?page=99")) == words(last)


def test_the_department_reads_what_was_released_and_how_much_was_not(
    client: PageClient, new_client: Callable[[], PageClient], clock: Clock, url: str
) -> None:
    send(client, url, state_Thầy="inside", state_Thiếu="released", words_Cô="Lan")
    at_department = url.replace("/unit/", "/department/")
    client.get(at_department, status=403)
    client = sign_in(new_client(), "so.gddt")
    page = client.get(at_department)
    assert words(page) == ["Thiếu đồ dùng học tập"]
    assert "tận tình" not in page.text
    assert [number.get_text() for number in page.soup.select(".headline .big")] == ["2", "1", "1", "0"]
    client.get(url, status=403)
    clock.set(2026, 5, 29)
    page = sign_in(new_client(), "so.gddt").get(at_department)
    assert "sau khi đợt khảo sát kết thúc" in page.text
    assert (words(page), page.soup.select(".headline")) == ([], []), "a count that moves would say that somebody has written"
    client = sign_in(new_client(), "xa1")
    client.get(at_department, status=404)
    client = sign_in(new_client(), "th2")
    client.get(url, status=404)
    client.post(url, client.get("/unit/actions").form_data() | {"deed": "save"}, status=404)


def test_a_query_says_only_what_differs_from_the_usual() -> None:
    assert WantedComments().query() == {}
    wanted = WantedComments.of({"state": "all", "words": " đồ ", "page": "3"})
    assert wanted.query() == {"state": "all", "words": "đồ", "page": 3}
    assert wanted.query(state="open") == {"words": "đồ"}


def test_rows_carry_what_was_typed(database: Database) -> None:
    review = look(database, school_that_writes(database, SOME))
    assert isinstance(review, CommentReview)
    page = build_page(review, WantedComments(question="G01"))
    assert page.pager == Pager(1, 1, 1, 1, 1)
    key = page.groups[0][1][0].comment.key
    decision = read_decisions({f"state-{key}": "inside", f"reason-{key}": "person"}, [key, "zz"])[key]
    assert (decision.state, decision.reason, decision.only_open) == ("inside", "", False)

"""Typing paper forms with the keyboard alone, in Chromium: each key counted, no form lost, axe finds nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from survey_app.collecting.paper_entry import Entry
from survey_app.collecting.paper_state import read_drafts
from survey_app.demo.fill import SCHOOL_PASSWORD
from survey_app.models import Account, PaperBatch, PaperDraft, Response
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in
from tests.paper_forms import entry_of, slips_of, type_forms, typed_form

pytestmark = pytest.mark.browser

FIELDS = "#entry input[data-number], #entry textarea"


@pytest.fixture
def desk(page: Page, demo: Demo) -> Iterator[Page]:
    """The list of batches, signed in; batches left open are thrown away, so that each test begins with none."""
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.goto(f"{demo.url}/unit/paper")
    yield page
    throw_away(demo)


def throw_away(demo: Demo) -> None:
    with demo.app.extensions["database"].writing() as session:
        for batch in session.scalars(select(PaperBatch).where(PaperBatch.closed_on.is_(None))):
            session.query(PaperDraft).filter_by(batch_id=batch.id).delete()
            session.delete(batch)


def end_sessions(demo: Demo) -> None:
    """What a changed password does, or twelve hours."""
    with demo.app.extensions["database"].writing() as session:
        session.scalars(select(Account).where(Account.username == demo.access.school_username)).one().session_version += 1


def open_batch(page: Page, forms: int) -> int:
    page.get_by_label("Số phiếu trong xấp").first.fill(str(forms))
    page.get_by_role("button", name="Mở xấp").first.click()
    page.wait_for_url("**/batches/*")
    return int(page.url.rpartition("/")[2])


def press(page: Page, form: dict[str, str], *, until: str = "") -> int:
    """Type a form as a clerk does and return how many keys it took; stops after the question `until`."""
    expect(page.locator("#echo")).to_be_visible()  # the page has come, and its script has put the cursor in its place
    keys = 0
    for name in page.eval_on_selector_all(FIELDS, "fields => fields.map(field => field.name)"):
        answer = form.get(name, "")
        page.keyboard.type(answer)
        needs_enter = not answer or name in ("F02", "G01", "G02", "G03")
        keys += len(answer) + needs_enter
        if needs_enter:
            page.keyboard.press("Enter")
        if name == until:
            break
    return keys


def save_last(page: Page, form: dict[str, str], *, until: str) -> None:
    press(page, form)
    page.wait_for_url(until)


def drafts(demo: Demo, batch_id: int) -> dict[tuple[int, int], Entry]:
    with demo.app.extensions["database"].reading() as session:
        return read_drafts(session, batch_id)


def test_forms_are_typed_with_digits_and_enter_alone(desk: Page, demo: Demo) -> None:
    batch_id = open_batch(desk, 5)
    check(desk)
    desk.get_by_role("link", name="Bắt đầu nhập phiếu 1").click()
    check(desk)
    forms = {
        1: typed_form(1),
        2: typed_form(2, A01="", B05="", F02=""),
        3: typed_form(3, F02="100", G01="Thầy cô tận tình, sân trường sạch."),
        4: typed_form(4, F02="0", grade="", H01=""),
        5: {},
    }
    for position, form in forms.items():
        keys = press(desk, form)
        desk.wait_for_url(f"**/forms/{position + 1}?saved={position}" if position < 5 else "**saved=5**")
        if position == 1:
            digits_of_percent = len(form["F02"])
            assert keys == 40 + digits_of_percent + 1 + 3, "a digit each, Enter after the percent and for each comment left out"
    stored = drafts(demo, batch_id)
    assert {position: entry for (position, _), entry in stored.items()} == {
        1: entry_of(1),
        2: entry_of(2, A01="", B05="", F02=""),
        3: entry_of(3, F02="100", G01="Thầy cô tận tình, sân trường sạch."),
        4: entry_of(4, F02="0", grade="", H01=""),
        5: entry_of(5, **dict.fromkeys(typed_form(5), "")),
    }
    check(desk)


def test_the_echo_says_what_was_typed_and_a_wrong_key_says_so(desk: Page) -> None:
    open_batch(desk, 3)
    desk.get_by_role("link", name="Bắt đầu nhập").click()
    typed, fault = desk.locator("[data-typed]"), desk.locator("[data-fault]")
    expect(desk.locator("#A01")).to_be_focused()
    desk.keyboard.press("4")
    expect(desk.locator("#A02")).to_be_focused()
    expect(typed).to_have_text("A01: 4 Hài lòng")
    expect(desk.locator("[data-number]").first).to_have_text("A02")
    for key in ("7", "x", "-"):
        desk.keyboard.press(key)
        expect(fault).to_contain_text(f"Phím “{key}” không dùng ở câu A02")
        expect(desk.locator("#A02")).to_be_focused()
        expect(desk.locator("#A02")).to_have_value("")
    check(desk)
    desk.keyboard.press("0")
    expect(fault).to_have_text("")
    expect(typed).to_have_text("A02: 0 Không áp dụng / không biết")
    desk.keyboard.press("Backspace")  # back to what was just typed, which the next digit replaces
    expect(desk.locator("#A02")).to_be_focused()
    desk.keyboard.press("5")
    expect(desk.locator("#A02")).to_have_value("5")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("#A01")).to_be_focused()
    desk.keyboard.press("Backspace")
    expect(desk.locator("#A01")).to_have_value("")
    expect(typed).to_have_text("A01: bỏ trống")
    desk.locator("#F02").focus()
    desk.keyboard.type("150")
    desk.keyboard.press("Enter")
    expect(fault).to_contain_text("lớn hơn 100")
    expect(desk.locator("#F02")).to_be_focused()


def test_what_is_on_the_screen_outlives_a_reload_a_lost_network_and_a_session_that_ended(desk: Page, demo: Demo) -> None:
    batch_id = open_batch(desk, 3)
    desk.get_by_role("link", name="Bắt đầu nhập").click()
    form = typed_form(1, G01="Viết dở")
    press(desk, form, until="D03")
    desk.reload()
    expect(desk.locator("[data-typed]")).to_contain_text("Đã lấy lại")
    expect(desk.locator("#D03")).to_have_value(form["D03"])
    expect(desk.locator("#D04")).to_be_focused()
    for name in ("D04", "G01"):
        desk.locator(f"#{name}").fill(form[name])
    end_sessions(demo)
    desk.get_by_role("button", name="Lưu phiếu 1").click()
    expect(desk).to_have_title("Đăng nhập – Thước Đo")
    assert drafts(demo, batch_id) == {}
    sign_in(desk, demo, demo.access.school_username, SCHOOL_PASSWORD)
    desk.goto(f"{demo.url}/unit/paper/batches/{batch_id}/forms/1")
    expect(desk.locator("#G01")).to_have_value("Viết dở")
    expect(desk.locator("#A01")).to_have_value(form["A01"])
    desk.get_by_role("button", name="Lưu phiếu 1").click()
    desk.wait_for_url("**/forms/2?saved=1")
    assert drafts(demo, batch_id)[1, 1].comments == '{"G01": "Viết dở"}'
    assert desk.evaluate("Object.keys(sessionStorage)") == [], "once the server has it, this machine keeps nothing"
    desk.keyboard.press("PageUp")
    desk.wait_for_url("**/forms/1")
    expect(desk.locator("#A01")).to_have_value(form["A01"])
    desk.keyboard.type("0" if form["A01"] != "0" else "5")
    expect(desk.locator("[data-typed]")).to_contain_text("A01")


def test_a_batch_goes_its_whole_way_to_recorded_answers(desk: Page, demo: Demo) -> None:
    batch_id = open_batch(desk, 6)
    desk.get_by_role("link", name="Bắt đầu nhập").click()
    for position in range(1, 7):
        save_last(desk, typed_form(position), until=f"**saved={position}**")
    check(desk)
    sample = [int(number) for number in desk.locator("section strong.number").all_text_contents()]
    assert len(sample) == 5
    desk.get_by_role("link", name="Nhập lần hai phiếu").click()
    check(desk)
    for position in sample:
        expect(desk.locator("#A01")).to_have_value("")
        press(desk, typed_form(position, **(slips_of(position) if position == sample[1] else {})))
        desk.keyboard.press("Enter")
        desk.wait_for_url(f"**saved={position}**")
    check(desk)
    desk.get_by_role("button", name="So sánh").click()
    expect(desk.locator(".headlines")).to_contain_text("2 / 205")
    check(desk)
    for fieldset in desk.locator("fieldset.choose").all():
        fieldset.get_by_label("Lần một").check()
    desk.get_by_role("button", name="Lưu lựa chọn").click()
    check(desk)
    desk.get_by_role("link", name="Về trang của xấp").click()
    check(desk)
    desk.get_by_role("button", name="Đóng xấp").click()
    expect(desk.locator(".finding-sentence")).to_contain_text("6 phiếu đã được ghi nhận")
    check(desk)
    assert drafts(demo, batch_id) == {}
    with demo.app.extensions["database"].reading() as session:
        sheets = list(session.scalars(select(Response.sheet).where(Response.channel == "paper")))
    assert {entry_of(position).sheet for position in range(1, 7)} <= set(sheets)
    desk.goto(f"{demo.url}/unit/paper")
    check(desk)


def test_faults_conflicts_and_dark_pages_are_accessible(desk: Page, demo: Demo) -> None:
    desk.emulate_media(color_scheme="dark")
    check(desk)
    batch_id = open_batch(desk, 120)
    desk.goto(f"{demo.url}/unit/paper/batches/{batch_id}/forms/7")
    desk.evaluate("document.getElementById('A03').value = '8'")
    desk.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('entry'))")
    expect(desk.get_by_role("alert")).to_contain_text("Phiếu 7 chưa được lưu")
    expect(desk.locator("#A03")).to_be_focused()
    check(desk)
    desk.goto(f"{demo.url}/unit/paper/batches/{batch_id}/forms/8")
    # the same page with another status: the browser notes a 409 in its console, and `page` fails for what stands there
    desk.route("**/forms/8", lambda route: route.fulfill(status=200, body=route.fetch().text(), content_type="text/html"))
    type_forms(demo.app.extensions["database"], batch_id, [8])  # another clerk, while this page is open
    press(desk, typed_form(9))
    expect(desk.get_by_role("alert")).to_be_focused()
    expect(desk.get_by_role("alert")).to_contain_text("Phiếu 8 vừa có người khác lưu")
    check(desk)
    assert drafts(demo, batch_id) == {(8, 1): entry_of(8)}
    desk.unroute("**/forms/8")
    desk.goto(f"{demo.url}/unit/paper/batches/{batch_id}")
    check(desk)
    desk.evaluate("document.documentElement.style.fontSize = '200%'")
    check(desk)
    desk.goto(f"{demo.url}/unit/paper/batches/{batch_id}/forms/7")
    desk.evaluate("document.documentElement.style.fontSize = '200%'")
    check(desk)


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_a_form_is_one_page_with_a_button(browser: Browser, demo: Demo, width: int) -> None:
    context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.goto(f"{demo.url}/unit/paper")
    batch_id = open_batch(page, 2)
    page.get_by_role("link", name="Bắt đầu nhập").click()
    for name, answer in typed_form(1, G02="Không có máy tính").items():
        page.locator(f"#{name}").fill(answer)
    page.get_by_role("button", name="Lưu phiếu 1").click()
    page.wait_for_url("**/forms/2?saved=1")
    assert drafts(demo, batch_id) == {(1, 1): entry_of(1, G02="Không có máy tính")}
    context.close()
    throw_away(demo)


def test_back_to_the_note_that_a_form_was_saved_does_not_take_away_its_correction(desk: Page) -> None:
    open_batch(desk, 3)
    desk.get_by_role("link", name="Bắt đầu nhập").click()
    save_last(desk, typed_form(1), until="**/forms/2?saved=1")
    assert desk.evaluate("Object.keys(sessionStorage)") == []
    desk.keyboard.press("PageUp")
    desk.wait_for_url("**/forms/1")
    desk.locator("#G01").fill("Sửa dở")
    desk.go_back()
    desk.wait_for_url("**/forms/2?saved=1")
    desk.goto(desk.url)  # nor does a link or a bookmark
    desk.locator("[data-undo]").click()
    expect(desk.locator("#G01")).to_have_value("Sửa dở")

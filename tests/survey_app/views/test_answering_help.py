"""The help page for who answers: found from every page of a respondent, light, and quoting buttons that are there."""

import re
from pathlib import Path

import pytest

from tests.conftest import Clock
from tests.pages import Page, PageClient
from tests.respondents import TOKEN, School, answered

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
PATH = "/tro-giup"


def help_links(page: Page) -> list[str]:
    return [link["href"] for link in page.soup.select("footer a") if link["href"].startswith(PATH)]


def test_the_form_and_the_thanks_lead_to_it_and_leave_the_page_of_answers_open(client: PageClient, school: School) -> None:
    form = client.get(school.path)
    thanks = client.post(school.campaign_path, answered(form.form_data("#phieu")))
    for page in (form, thanks, client.get(f"{school.path}?lang=en")):
        [link] = page.soup.select(f"footer a[href^='{PATH}']")
        assert link["target"] == "_blank", page.heading
    assert help_links(client.get(f"{school.path}?lang=en")) == [f"{PATH}?lang=en"]


def test_who_comes_too_late_finds_it_as_well(client: PageClient, school: School, clock: Clock) -> None:
    form = client.get(school.path)
    clock.set(2026, 6, 20)
    late = client.post(school.campaign_path, answered(form.form_data("#phieu")), status=410)
    assert help_links(late) == help_links(client.get(school.path, status=410)) == [PATH]


def test_a_kiosk_leads_nowhere_else(client: PageClient, school: School) -> None:
    assert PATH not in client.get(f"/kiosk/{TOKEN}").text


def test_it_is_light_needs_no_script_and_its_contents_lead_to_its_parts(client: PageClient, school: School) -> None:
    packed = client.client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert packed.content_encoding == "gzip"
    assert len(packed.data) <= 5_000, len(packed.data)
    page = client.get(PATH)
    assert not page.soup.select("script, img, form")
    targets = [link["href"].removeprefix("#") for link in page.soup.select("main nav a")]
    assert targets == [heading["id"] for heading in page.soup.select("main h2")]


def test_every_button_and_message_that_it_quotes_is_on_a_page_of_respondents(client: PageClient) -> None:
    quoted = set(re.findall("“([^”]+)”", client.get(PATH).soup.select_one("main").get_text()))
    assert len(quoted) > 10
    real = "".join(path.read_text() for folder in ("respond", "kiosk") for path in (TEMPLATES / folder).glob("*.html"))
    words = set(re.findall(r"_\('([^']+)'", real))
    assert quoted <= words, quoted - words


@pytest.mark.parametrize("contact", ["", "điện thoại 0260 386 2000"])
def test_it_names_whom_to_ask_as_the_page_of_what_is_kept_does(contact: str, client: PageClient) -> None:
    client.client.application.config["CONTACT"] = contact
    asked = [client.get(path).soup.select_one("#hoi").find_next_siblings("p") for path in (PATH, "/rieng-tu")]
    assert asked[0][1].get_text() == asked[1][0].get_text()
    assert contact in asked[0][1].get_text()

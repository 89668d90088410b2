"""What goes over the air is small, and staff pages are not compressed."""

import gzip
import re

from flask import Flask

from tests.respondents import School, answered

GZIP = {"Accept-Encoding": "gzip"}


def test_a_phone_downloads_at_most_25_kilobytes_in_five_requests(app: Flask, school: School) -> None:
    """With the choice of questionnaires before it there are five; its page is weighed as heavy as the thanks."""
    browser = app.test_client()
    page = browser.get(school.path, headers=GZIP)
    assert page.content_encoding == "gzip"
    html = gzip.decompress(page.data).decode()
    linked = [
        address for address in re.findall(r'(?:src|href)="([^"#]+)"', head_and_scripts(html)) if not address.startswith("data:")
    ]
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    answers = answered({"csrf_token": token, "sending_key": "a" * 32, "channel": "qr"})
    thanks = browser.post(school.campaign_path, data=answers, headers=GZIP)
    replies = [page, *(browser.get(address, headers=GZIP) for address in linked), thanks]
    assert [reply.status_code for reply in replies] == [200] * 4
    size = sum(len(reply.data) + len(str(reply.headers)) for reply in (*replies, thanks))
    assert size <= 25_000, f"{size} bytes"
    for reply in replies:
        reply.close()


def test_a_style_travels_without_what_is_for_its_reader(app: Flask) -> None:
    written = app.test_client().get("/static/style.css")
    sent = app.test_client().get("/static/style.css", headers=GZIP)
    text = gzip.decompress(sent.data).decode()
    assert "/*" in written.get_data(as_text=True)
    assert "/*" not in text
    assert not [line for line in text.splitlines() if line.startswith(" ")]
    assert [line.split() for line in text.splitlines()] == rules_of(written.get_data(as_text=True))
    written.close()
    sent.close()


def rules_of(css: str) -> list[list[str]]:
    return [line.split() for line in re.sub(r"/\*.*?\*/\s*", "", css, flags=re.DOTALL).splitlines()]


def test_in_a_crowd_the_page_with_all_answers_is_as_light_as_the_form(app: Flask, school: School) -> None:
    app.config["SENDINGS_PER_SLOT"] = 1
    browser = app.test_client()
    token = browser.get(school.path).get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    for key, status in (("a" * 32, 200), ("b" * 32, 429)):
        reply = browser.post(
            school.campaign_path, data=answered({"csrf_token": token, "sending_key": key, "channel": "qr"}), headers=GZIP
        )
        assert reply.status_code == status
        assert reply.content_encoding == "gzip"


def head_and_scripts(html: str) -> str:
    """What a browser fetches unasked."""
    return " ".join(re.findall(r"<(?:link|script|img)[^>]*>", html))


def test_staff_pages_are_not_compressed(app: Flask) -> None:
    assert app.test_client().get("/sign-in", headers=GZIP).content_encoding is None

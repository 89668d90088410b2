"""What goes over the air is small, and staff pages are not compressed."""

import gzip

from flask import Flask

from tests.respondents import School, answered

GZIP = {"Accept-Encoding": "gzip"}


def test_a_phone_downloads_less_than_40_kilobytes_for_the_whole_journey(app: Flask, school: School) -> None:
    browser = app.test_client()
    page = browser.get(school.path, headers=GZIP)
    assert page.content_encoding == "gzip"
    html = gzip.decompress(page.data).decode()
    style = html.split('rel="stylesheet" href="')[1].split('"')[0]
    icon = html.split('rel="icon" href="')[1].split('"')[0]
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    answers = answered({"csrf_token": token, "sending_key": "a" * 32, "channel": "qr"})
    replies = [
        page,
        browser.get(style, headers=GZIP),
        browser.get(icon, headers=GZIP),
        browser.post(school.campaign_path, data=answers, headers=GZIP),
    ]
    assert [reply.status_code for reply in replies] == [200] * 4
    size = sum(len(reply.data) + len(str(reply.headers)) for reply in replies)
    assert size < 40 * 1024, f"{size} bytes"
    for reply in replies:
        reply.close()
    assert html.count("<link") + html.count("<script") + html.count("<img") == 2


def test_staff_pages_are_not_compressed(app: Flask) -> None:
    assert app.test_client().get("/sign-in", headers=GZIP).content_encoding is None

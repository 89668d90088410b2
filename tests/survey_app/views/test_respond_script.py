"""The respondents' script is one file, kept by phones until it changes, and written for phones that are years old."""

import gzip
import re
import shutil
import subprocess

import pytest
from flask import Flask, url_for

from survey_app.views import respond_script
from survey_app.views.respond_script import FILES, FOLDER, whole_script
from tests.pages import PageClient


def test_the_script_is_one_compressed_file_that_may_be_kept_for_a_year(app: Flask) -> None:
    with app.test_request_context():
        address = url_for("public.respond_script")
    reply = app.test_client().get(address, headers={"Accept-Encoding": "gzip"})
    assert (reply.status_code, reply.mimetype, reply.content_encoding) == (200, "text/javascript", "gzip")
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(reply.data).decode() == whole_script()
    assert "Set-Cookie" not in reply.headers


def test_what_is_taken_away_behind_a_statement_is_a_remark_and_no_text() -> None:
    split = [line.split("; // ") for path in FOLDER.parent.rglob("*.js") for line in path.read_text("utf-8").splitlines()]
    remarked = [statement for statement, *remark in split if remark and not statement.lstrip().startswith("//")]
    assert len(remarked) > 20
    assert all(statement.count(quote) % 2 == 0 for statement in remarked for quote in "\"'`")
    assert " // " not in whole_script()


def test_every_language_uses_the_same_address(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert re.fullmatch(r"/respond\.js\?v=[0-9a-f]{10}", url_for("public.respond_script"))


def test_a_changed_file_has_a_new_address(monkeypatch: pytest.MonkeyPatch) -> None:
    before = respond_script.version()
    monkeypatch.setattr(respond_script, "FILES", FILES[:-1])
    assert respond_script.version() != before


def test_an_address_without_its_version_is_asked_for_each_time(client: PageClient) -> None:
    assert client.client.get("/respond.js").headers["Cache-Control"] == "no-cache"


def test_the_files_make_one_function_in_strict_mode() -> None:
    node = shutil.which("node")
    script = whole_script()
    assert script.startswith('(function () {\n"use strict";\n')
    assert script.endswith("})();\n")
    if node is None:
        pytest.skip("node is not installed; the browser tests run the script")
    checked = subprocess.run([node, "--check", "-"], input=script, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_a_file_keeps_to_what_a_phone_of_2020_understands(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    for later in (
        "??=",
        "||=",
        "&&=",
        ".replaceAll(",
        ".at(",
        ".replaceChildren(",
        "randomUUID",
        "structuredClone",
        "Object.hasOwn",
    ):
        assert later not in text, later
    for template in re.findall(r"`[^`]*`", text):
        assert "\n" not in template, "indentation is cut off, so a text must not span two lines"

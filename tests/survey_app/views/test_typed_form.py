"""Forms of the staff take what was typed: no file, no JSON, whatever a program sends in their place."""

import ast
import io
import json
from pathlib import Path
from typing import Any

import pytest

from survey_app.db import Database
from tests.factories import fill
from tests.pages import PageClient
from tests.staff import sign_in

ROOT = Path(__file__).resolve().parents[3]
FORMS = ["/unit/settings", "/account", "/unit/plans/2026"]


@pytest.mark.parametrize("path", FORMS)
def test_a_file_in_the_place_of_text_is_an_empty_field(database: Database, client: PageClient, path: str) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    data: dict[str, Any] = client.get(path).form_data("main form:has([name=csrf_token])")
    for name in set(data) - {"csrf_token", "deed"}:
        sent = data | {name: (io.BytesIO(b"[[["), "x.txt"), "deed": "save"}
        reply = client.client.post(path, data=sent, content_type="multipart/form-data")
        assert reply.status_code in (302, 303, 400, 422), (path, name)


@pytest.mark.parametrize("body", ["{}", "[1, 2]", '"x"', "null", '{"username": 5, "password": [null]}', "{", "[" * 20_000, ""])
def test_json_fills_no_form(database: Database, client: PageClient, body: str) -> None:
    fill(database, answers=0)
    token = client.get("/sign-in").form_data()["csrf_token"]
    for headers in ({}, {"X-CSRFToken": token}):
        page = client.post("/sign-in", body, status=422, content_type="application/json", headers=headers)
        assert page.heading == "Đăng nhập"
    right = json.dumps({"username": "th1", "password": "mật khẩu để thử"})
    client.post("/sign-in", right, status=422, content_type="application/json", headers={"X-CSRFToken": token})


def test_every_form_of_the_staff_is_such_a_form() -> None:
    """`AnswerForm` has a check of its own against forged requests and is handed its fields by the view."""
    for path in sorted((ROOT / "survey_app").rglob("*.py")):
        place = path.relative_to(ROOT / "survey_app").as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and place not in ("views/typed_form.py", "collecting/form.py"):
                assert "FlaskForm" not in {base.id for base in node.bases if isinstance(base, ast.Name)}, place

"""Uploads share the memory of the server: however many come at once, each process unpacks one at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from flask import Flask

from survey_app.db import Database
from survey_app.views.uploads import ONE_FILE_AT_A_TIME
from tests.factories import fill
from tests.form_exports import form_header, form_rows, xlsx_bytes
from tests.pages import PageClient
from tests.staff import sign_in
from tests.survey_app.views.test_unit_imports import LIST, MULTIPART, multipart


def test_a_file_waits_while_another_is_unpacked(app: Flask, database: Database, new_client: Callable[[], PageClient]) -> None:
    number = fill(database, answers=0)["TH1"]
    client = sign_in(new_client(), "th1")
    token = client.get(LIST).form_data(".sign-out")["csrf_token"]
    body = multipart(
        xlsx_bytes([form_header(), *form_rows(12, seed=1)]), "x.xlsx", csrf_token=token, participation_id=str(number)
    )

    def upload() -> int:
        with app.app_context():
            return client.client.post(LIST, data=body, content_type=MULTIPART).status_code

    with ThreadPoolExecutor(1) as pool:
        with ONE_FILE_AT_A_TIME:
            sent = pool.submit(upload)
            assert wait([sent], timeout=1.5).not_done, "it waits for its turn"
        assert sent.result(timeout=60) == 302

"""Many phones at once, and the same phone several times at once: every answer counted, none counted twice."""

import re
import secrets
import threading

from flask import Flask
from sqlalchemy import func, select

from survey_app.db import Database
from survey_app.models import Comment, Response, Sending
from tests.pages import PageClient
from tests.respondents import School, answered

PHONES, TAPS = 8, 5


def test_taps_at_the_same_moment_store_one_response_for_each_phone(
    app: Flask, client: PageClient, school: School, database: Database
) -> None:
    form = answered(client.get(school.path).form_data(), G01="Cảm ơn thầy cô")
    keys = [secrets.token_urlsafe(24) for _ in range(PHONES)]
    receipts: dict[str, set[str]] = {key: set() for key in keys}
    faults: list[object] = []
    start = threading.Barrier(PHONES * TAPS)

    def tap(key: str) -> None:
        start.wait()
        reply = app.test_client().post(school.campaign_path, data=form | {"sending_key": key})
        text = reply.get_data(as_text=True)
        shown = re.search(r"<strong data-receipt[^>]*>([0-9 ]+)</strong>", text)
        if reply.status_code != 200 or shown is None:
            faults.append((reply.status_code, text[:300]))
        else:
            receipts[key].add(shown[1])

    threads = [threading.Thread(target=tap, args=(key,)) for key in keys for _ in range(TAPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert all(len(shown) == 1 for shown in receipts.values()), "a repeat shows the same receipt"
    assert len(set.union(*receipts.values())) == PHONES
    with database.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Response, Sending, Comment)]
    assert counts == [PHONES] * 3

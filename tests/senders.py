"""People who fill in forms through a balancer until each has its receipt, and what must be in the database afterwards."""

import secrets
import sys
import threading
import time
from collections import Counter

from sqlalchemy import func, select

from survey_app.collecting.responses import key_hash, receipt_mark
from survey_app.db import Database
from survey_app.models import Comment, Response, Sending
from tests.front import ROOT, Front
from tests.hosts import PATIENCE, SECRET

sys.path.append(str(ROOT / "bench"))
from _journeys import _RECEIPT, fill_in

SENDERS = 6


class Senders:
    """People who fill in the form and do not give up until they have a receipt, through the balancer."""

    def __init__(self, front: Front, path: str) -> None:
        self.receipts: dict[str, set[str]] = {}  # by sending key
        self.instead: Counter[str] = Counter()
        self.faults: list[str] = []
        self._front, self._path, self._is_over = front, path, threading.Event()
        self._threads = [threading.Thread(target=self._send_until_over) for _ in range(SENDERS)]

    def __enter__(self) -> "Senders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_what: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def await_forms(self, number: int) -> None:
        """Wait until so many more have a receipt."""
        wanted, end = self.number + number, time.monotonic() + PATIENCE
        while self.number < wanted:
            assert not self.faults, self.faults
            assert time.monotonic() < end, (self.number, wanted, self.instead)
            time.sleep(0.05)

    @property
    def number(self) -> int:
        return sum(map(bool, list(self.receipts.values())))

    def _send_until_over(self) -> None:
        try:
            self._send_forms()
        except AssertionError as fault:
            self.faults.append(str(fault))

    def _send_forms(self) -> None:
        while not self._is_over.is_set():
            page = self._insist(self._path, None)
            action, sent = fill_in(self._path, page, words=f"Lời của {secrets.token_urlsafe(18)}")
            self.receipts[sent["sending_key"]] = set()
            for _ in range(2 if len(self.receipts) % 7 == 0 else 1):  # now and then once more
                self.receipts[sent["sending_key"]].add(receipt_on(self._insist(action, sent)))

    def _insist(self, path: str, sent: dict[str, str] | None) -> bytes:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                reply = self._front.ask(path, data=sent)
            except OSError as error:
                self.instead[f"broken: {error!r}"] += 1
                continue
            if reply.status == 200 and (sent is None or b"data-receipt" in reply.body):
                return reply.body
            self.instead[str(reply.status)] += 1
            assert reply.status in (502, 503, 504), reply.text[:500]
        raise AssertionError("nobody answers")


def receipt_on(page: bytes) -> str:
    found = _RECEIPT.search(page)
    assert found
    return found[1].decode()


def check(database: Database, senders: Senders) -> None:
    """Each form has a receipt and is in once, with the mark of the one receipt that was shown."""
    assert not senders.faults
    with database.reading() as session:
        marks = {row.key_hash: row.receipt_mark for row in session.execute(select(Sending.key_hash, Sending.receipt_mark))}
        words = Counter(session.scalars(select(Comment.text)))
        responses = session.scalar(select(func.count()).select_from(Response))
    for key, receipts in senders.receipts.items():
        assert len(receipts) == 1, (key, receipts)
        assert marks[key_hash(key)] == receipt_mark(next(iter(receipts)), secret=SECRET)
    assert set(words.values()) <= {1}
    assert responses == len(marks)

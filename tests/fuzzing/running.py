"""The loop: ask, check the reply, and at the end compare what the database holds with what the replies said."""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask

from tests.fuzzing.asking import Ask, Reply, send
from tests.fuzzing.replies import check_reply
from tests.fuzzing.scene import count_rows

# what a stranger may write: an answer with what hangs on it; that a secret was guessed; a password from a link that was given
# away, with its line in the log. Sums are reckoned from answers at any look.
ANSWERED: Final = ("response", "sending")
STRANGERS: Final = {*ANSWERED, "comment", "sign_in_attempt", "first_sign_in", "audit_entry"}
RECEIPT: Final = re.compile(rb"<strong data-receipt [^>]*>([^<]+)<")
DOORS: Final = ("/sign-in", "/sign-out", "/first-sign-in")


class Records(logging.Handler):
    """Every line of the log from a warning on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def watched_log() -> Iterator[Records]:
    """No request, however strange, is worth a line in the log of errors."""
    records = Records()
    logging.getLogger().addHandler(records)
    try:
        yield records
    finally:
        logging.getLogger().removeHandler(records)


def ask_as_a_stranger(app: Flask, asks: Iterable[Ask], *, cookie: str = "") -> Counter[int]:
    """Send them as somebody who is nobody; what was stored is what was thanked for, and nothing else. How often which status.

    The cookie, without which no form of the sign-in page is looked at, goes where a browser would have got it.
    """
    before, receipts, statuses = count_rows(app), set[bytes](), Counter[int]()
    with watched_log() as log:
        for ask in asks:
            reply = send(app, ask, cookie=cookie if ask.path.startswith(DOORS) else "")
            check_reply(ask, reply)
            _check_cookie(ask, reply)
            if ask.method == "POST" and ask.path.startswith("/k/"):
                receipts |= set(RECEIPT.findall(reply.body))
            statuses[reply.status] += 1
            assert not log.lines, (ask, log.lines[0])
    grown = {name: number - before[name] for name, number in count_rows(app).items() if number != before[name]}
    assert set(grown) <= STRANGERS, f"stored: {grown}"
    assert grown.get("response", 0) == grown.get("sending", 0) <= len(receipts), (grown, receipts)
    assert grown.get("first_sign_in", 0) == -grown.get("audit_entry", 0), grown
    return statuses


def _check_cookie(ask: Ask, reply: Reply) -> None:
    """A page for respondents or readers sets none."""
    if not ask.path.startswith(DOORS):
        assert not reply.header("Set-Cookie"), ask

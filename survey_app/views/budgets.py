"""Work that costs much, bounded twice: how much of it an account may ask for, and how much a process does at a time.

Documents, workbooks and uploads cost seconds of a core; a password costs a tenth. Each account has a budget for ten minutes,
counted in the database, so that several workers share it. And in each process only so many threads do such work or wait for
it, so that no single door can take all of them from respondents: the next is told at once to come back. Nobody's
address is asked for; limits by address are the proxy's (docs/operations.md). A browser in which an account has been before
has a door of its own, so that guessing elsewhere does not keep it out.
"""

import re
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Final

from flask import Flask, current_app, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.routing import Rule

from survey_app import clock
from survey_app.accounts.accounts import to_username
from survey_app.accounts.devices import find_device
from survey_app.accounts.guard import find_account
from survey_app.accounts.request_counts import count_request, find_counts, slot_of
from survey_app.collecting.limits import seconds_to_wait
from survey_app.collecting.responses import SLOT_SECONDS
from survey_app.db import get_database

PATIENCE: Final = 20.0  # seconds that a request waits for its turn before it is told to come back
COME_BACK: Final = 10  # and when
_PLACE: Final = "thuoc_do.gate"
# the last part of an address under which a file is made anew for whoever asks
_FILE: Final = re.compile(r"(\.(pdf|docx|xlsx|zip|sav|html)|:form>)$")


class Overspent(TooManyRequests):
    """An account has used up what it may ask for in ten minutes; the page says for how long."""

    def __init__(self, wait: int) -> None:
        super().__init__(retry_after=wait)
        self.advice = (
            "Tài khoản này vừa lấy hoặc gửi rất nhiều tệp trong mười phút. "
            f"Hãy chờ khoảng {-(-wait // 60)} phút rồi làm tiếp; những tệp đã có vẫn dùng được."
        )


class Gate:
    """So many do the work, a few wait, everybody else is sent away at once."""

    def __init__(self, at_once: int, *, waiting: int) -> None:
        self._inside, self._work = BoundedSemaphore(at_once + waiting), BoundedSemaphore(at_once)

    def enter(self) -> bool:
        """Whether the work may begin now; it must be followed by `leave`."""
        if not self._inside.acquire(blocking=False):
            return False
        if self._work.acquire(timeout=PATIENCE):
            return True
        self._inside.release()
        return False

    def leave(self) -> None:
        """The work is done."""
        self._work.release()
        self._inside.release()


@dataclass(frozen=True)
class Kind:
    """A kind of work: its gate in this process, and how often in ten minutes one account may ask for it (0: no account)."""

    name: str
    gate: Gate
    allowed: int = 0


# of eight threads: strangers hold six at the most, and each of theirs is done in a tenth of a second
_FILES = Gate(2, waiting=2)
DOCUMENTS: Final = Kind("documents", _FILES, allowed=120)  # who looks through the reports of a hundred schools by hand
UPLOADS: Final = Kind("uploads", _FILES, allowed=30)  # a file, its faults, the file again
PASSWORDS: Final = Kind("passwords", Gate(2, waiting=2))
KNOWN_BROWSERS: Final = Kind("known browsers", Gate(1, waiting=1))
STRANGERS_FILES: Final = Kind("strangers' files", Gate(1, waiting=1))

# POST endpoints whose work is not to be seen in the address
POSTED: Final = {
    "account.home": PASSWORDS,
    "kiosk.turn_on": PASSWORDS,
    "sign_in.first_sign_in": PASSWORDS,
    "sign_in.sign_in": PASSWORDS,
    "unit.slips": DOCUMENTS,
    "management.prepare_release": DOCUMENTS,
    "unit.change_logo": UPLOADS,
    "unit.upload_import": UPLOADS,
    "unit.save_import_columns": UPLOADS,
    "unit.record_import": UPLOADS,
    "management.upload_units": UPLOADS,
    "management.confirm_units": UPLOADS,
}
# made once in each process and kept, but the first time it costs
STRANGERS: Final = {"public.preview": STRANGERS_FILES, "public.unit_plan_file": STRANGERS_FILES}


def register(app: Flask) -> None:
    """Ask for room before every view that costs much, and give it back after the reply."""
    app.before_request(_enter)
    app.teardown_request(_leave)


def kind_of(rule: Rule, method: str) -> Kind | None:
    """What kind of costly work stands behind an endpoint; a file that staff take away is known by its address."""
    if method == "POST" and rule.endpoint in POSTED:
        return POSTED[rule.endpoint]
    if rule.endpoint in STRANGERS:
        return STRANGERS[rule.endpoint]
    is_staff = rule.endpoint.partition(".")[0] in ("unit", "department", "management")
    return DOCUMENTS if is_staff and _FILE.search(rule.rule) else None


def _enter() -> None:
    kind = kind_of(request.url_rule, request.method) if request.url_rule else None
    if kind is None:
        return
    if kind is PASSWORDS and _is_known_browser():
        kind = KNOWN_BROWSERS
    if kind.allowed and (staff := find_account()):
        _spend(kind, f"{kind.name}:{staff.account_id}")
    if not kind.gate.enter():
        raise TooManyRequests(retry_after=COME_BACK)
    request.environ[_PLACE] = kind.gate


def _leave(_error: BaseException | None) -> None:
    gate: Gate | None = request.environ.pop(_PLACE, None)
    if gate is not None:
        gate.leave()


def _spend(kind: Kind, subject: str) -> None:
    """Take one from the budget. What is refused is not counted, so the budget comes back while somebody goes on asking."""
    slot, elapsed = slot_of(clock.now(), seconds=SLOT_SECONDS)
    before, current = find_counts(get_database(), subject, slot=slot)
    if wait := seconds_to_wait(before, current, elapsed=elapsed, allowed=kind.allowed):
        raise Overspent(wait)
    count_request(get_database(), subject, slot=slot)


def _is_known_browser() -> bool:
    """Whether the named account has signed in here before; the mark is signed, so nobody makes one."""
    cookie, secret = request.cookies.get(current_app.config["DEVICE_COOKIE_NAME"], ""), current_app.config["SECRET_KEY"]
    if not cookie or request.endpoint != "sign_in.sign_in":
        return False
    return find_device(cookie, to_username(request.form.get("username", "")), secret=secret) is not None

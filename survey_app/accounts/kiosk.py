"""A unit's kiosk: a device that staff lend to respondents, turned on with a PIN that the unit has made.

The PIN is asked for on a device that strangers hold afterwards, so it signs nobody in: it buys a ticket, and the ticket says
nothing but "this response came by a kiosk of this unit". The ticket is the same on all devices of a unit, is stored nowhere
on the server and names no person. A new PIN has a new version, and with it the tickets of the old one are worth nothing.
Must not know a questionnaire or an answer.
"""

import datetime as dt
import hashlib
import hmac
import re
import secrets

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.accounts.attempts import Refused, forget_tries, record_try
from survey_app.accounts.passwords import HASH_METHOD, hash_password, is_password
from survey_app.db import Database
from survey_app.models import KioskPin

# read out over a noisy hall and typed with a thumb; with ten tries in a quarter of an hour half of them take 520 days
PIN_DIGITS = 6
_PIN = re.compile(rf"[0-9]{{{PIN_DIGITS}}}")
_NO_HASH = ""  # the PIN was ended and no new one made; the row stays, or versions would begin anew and old tickets be valid


def set_pin(session: Session, unit_id: int, *, method: str = HASH_METHOD) -> str:
    """A new random PIN for the kiosks of a unit; only its hash is kept, so it can be shown this once. The caller commits."""
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    _store(session, unit_id, hash_password(_guarded(unit_id, pin), method=method))
    return pin


def end_kiosks(session: Session, unit_id: int) -> None:
    """Make the PIN and all tickets of a unit worthless. The caller commits."""
    _store(session, unit_id, _NO_HASH)


def find_version(session: Session, unit_id: int) -> int | None:
    """The version of the PIN that turns on kiosks of a unit now; None if it has none."""
    row = session.get(KioskPin, unit_id)
    return row.version if row is not None and row.pin_hash != _NO_HASH else None


def check_pin(database: Database, unit_id: int, *, pin: str, now: dt.datetime) -> int | Refused:
    """The version of the PIN if `pin` is right. Wrong ones are counted as at sign-in, for each unit and PIN.

    A new PIN has a count of its own: staff whom a stranger's guesses keep out make a new one and are in.
    """
    with database.reading() as session:
        row = session.get(KioskPin, unit_id)
        hashed, version = (row.pin_hash, row.version) if row is not None else (_NO_HASH, 0)
    pin = "".join(pin.split())  # "123 456" as it is shown
    if hashed == _NO_HASH or not _PIN.fullmatch(pin):  # nothing that could be guessed this way
        return Refused()
    name = f"kiosk:{unit_id}:{version}"  # no username has a colon
    retry_at = record_try(database, name, now=now)
    if retry_at is not None:
        return Refused(retry_at)
    if not is_password(_guarded(unit_id, pin), hashed=hashed):
        return Refused()
    forget_tries(database, name)
    return version


def make_ticket(unit_id: int, version: int, *, secret: str) -> str:
    """What a kiosk of a unit sends along with each response."""
    return hmac.new(secret.encode(), f"kiosk:{unit_id}:{version}".encode(), hashlib.sha256).hexdigest()[:32]


def is_ticket(text: str | None, *, unit_id: int, version: int | None, secret: str) -> bool:
    """Whether `text` is the ticket of this unit's kiosks under the PIN of today (`find_version`)."""
    if not text or version is None:
        return False
    return hmac.compare_digest(text.encode(), make_ticket(unit_id, version, secret=secret).encode())


def _guarded(unit_id: int, pin: str) -> str:
    """What is hashed: the PIN with its purpose and unit, so that a hash proves nothing anywhere else."""
    return f"kiosk:{unit_id}:{pin}"


def _store(session: Session, unit_id: int, hashed: str) -> None:
    """Keep a hash under the next version, whoever else is doing so at the moment."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(KioskPin).values(unit_id=unit_id, pin_hash=hashed, version=1)
    change = {"pin_hash": statement.excluded.pin_hash, "version": KioskPin.version + 1}
    session.execute(statement.on_conflict_do_update(index_elements=["unit_id"], set_=change))

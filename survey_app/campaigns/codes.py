"""One-time codes: twelve signs on a slip of paper, good for one response. Knows no form and no answer.

Why twelve. 22^12 is 1.3 × 10^16: with a thousand slips of a school one guess in 10^13 is a hit, so guessing over the network
needs no counter and no pause. The signs are those of link tokens, for the same thumbs on the same keyboards.

Why a keyed hash. The database keeps HMAC-SHA256 of a code with the installation's secret. 10^16 plain hashes can be tried in
days, and a thief of the database who also holds a list of who was handed which slip would then know who has answered. Without
the secret, which is not in the database, he cannot try a single one. The plain code exists in what is printed and nowhere
else: a slip that is lost is lost.

Why nothing ties a code to a response. `used` is set in the transaction of its response, for otherwise one slip could be
counted twice or be lost without being counted; but it says nothing of which response that was, and `campaigns.sealing` removes
the mark that the transaction leaves. The grade is that of the bundle in which the slip was printed and is never copied to the
response.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from survey_app.campaigns.tokens import ALPHABET, SEPARATORS, has_three_letters_in_a_row
from survey_app.models import OneTimeCode, Participation

CODE_LENGTH: Final = 12


class CodeUnknownError(Exception):
    """No such code was issued here."""


class CodeUsedError(Exception):
    """The code has been used by another response."""


@dataclass(frozen=True)
class CodesState:
    """How many codes were issued and not withdrawn, and how many of them are used."""

    issued: int
    used: int


def make_codes(number: int) -> list[str]:
    """So many different codes as they are printed, XXXX-XXXX-XXXX, without three letters in a row."""
    codes: set[str] = set()
    while len(codes) < number:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not has_three_letters_in_a_row(code):
            codes.add(print_code(code))
    return list(codes)


def print_code(code: str) -> str:
    """The code as it is printed and read out: three groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def normalise_code(text: str | None) -> str | None:
    """The code that `text` spells, whatever its case, spaces and hyphens; None if it spells none. Nothing is guessed."""
    bare = (text or "")[:64].translate(SEPARATORS)
    code = bare.upper()
    return code if bare.isascii() and len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def code_hash(code: str, *, secret: str) -> bytes:
    """What is stored of a code, printed or normalised. Raises ValueError for what is no code."""
    normal = normalise_code(code)
    if normal is None:
        raise ValueError("not a one-time code")
    return hmac.new(secret.encode(), b"code:" + normal.encode(), hashlib.sha256).digest()


def issue_codes(
    session: Session, participation: Participation, *, numbers: Mapping[str, int], secret: str
) -> dict[str, list[str]]:
    """Make and store so many codes for each grade, and return them as they are printed. The caller commits.

    Asked again it issues further ones: the plain codes of earlier slips are gone. Rows are written in the order of their
    hashes.
    """
    issued = {grade: make_codes(number) for grade, number in numbers.items()}
    rows = [
        {
            "campaign_id": participation.campaign_id,
            "unit_id": participation.unit_id,
            "participation_id": participation.id,
            "code_hash": code_hash(code, secret=secret),
            "grade": grade,
            "used": False,
        }
        for grade, codes in issued.items()
        for code in codes
    ]
    if rows:
        session.execute(insert(OneTimeCode), sorted(rows, key=itemgetter("code_hash")))
    return issued


def find_codes_state(session: Session, participation_id: int) -> dict[str, CodesState]:
    """How many codes are issued and used, by grade; empty where none were issued."""
    rows = session.execute(
        select(OneTimeCode.grade, func.count(), func.count().filter(OneTimeCode.used))
        .where(OneTimeCode.participation_id == participation_id)
        .group_by(OneTimeCode.grade)
    )
    return {grade: CodesState(issued=issued, used=used) for grade, issued, used in rows}


def withdraw_unused(session: Session, participation_id: int) -> int:
    """Make every slip that has not been used worthless, and return how many. What was answered stays. The caller commits."""
    unused = (OneTimeCode.participation_id == participation_id, ~OneTimeCode.used)
    number = session.scalar(select(func.count()).select_from(OneTimeCode).where(*unused)) or 0
    session.execute(delete(OneTimeCode).where(*unused), execution_options={"synchronize_session": False})
    return number


def use_code(session: Session, place: Mapping[str, Any], hashed: bytes) -> None:
    """Mark a code of the participation at `place` used, for the response that is written in the same transaction.

    Raises CodeUsedError or CodeUnknownError. Of two transactions that want the same code the second waits for the first and
    then finds it used. The loop is for PostgreSQL's nightly rewriting: a row that was taken out and put back while we waited
    for it is missed by the first try and met by the second.
    """
    this = (*(getattr(OneTimeCode, name) == value for name, value in place.items()), OneTimeCode.code_hash == hashed)
    mark = update(OneTimeCode).where(*this, ~OneTimeCode.used).values(used=True).returning(OneTimeCode.used)
    while not session.scalar(mark, execution_options={"synchronize_session": False}):
        is_used = session.scalar(select(OneTimeCode.used).where(*this))
        if is_used is None:
            raise CodeUnknownError
        if is_used:
            raise CodeUsedError

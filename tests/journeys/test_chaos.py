"""Crashes in small: a service and a PostgreSQL are killed under load, and every answer with a receipt is in exactly once.

`make chaos` does the same fifty times, with full disks, clock jumps and deploys too.
"""

import secrets
import sys
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import insert, select

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
from _ledger import balance
from _phones import Form
from chaos import Chaos

from survey_app.db import Database
from survey_app.models import Response

ROUNDS = {
    "sqlite": ("kill -9 of workers", "kill -9 of the whole service"),
    "postgresql": ("kill -9 of PostgreSQL", "database gone and back"),
}


@pytest.mark.slow  # it asks that somebody notices the crash, which on other machines takes other seconds
@pytest.mark.parametrize("kind", ROUNDS)
def test_no_answer_with_a_receipt_is_missing_or_doubled(kind: str, request: pytest.FixtureRequest) -> None:
    if kind == "postgresql":
        request.getfixturevalue("postgresql_url")  # says what to do where PostgreSQL is not installed
    with tempfile.TemporaryDirectory() as folder:  # one that the owner of PostgreSQL may enter
        chaos = Chaos(kind, Path(folder), workers=2, phones=4, is_whole=False)
        with chaos.standing() as setup:
            for number, name in enumerate(ROUNDS[kind]):
                chaos.play(setup, name, f"test-{number}")
            assert chaos.complaints == []
            assert all(line.received for line in chaos.lines.values())
            assert sum(line.sent_again for line in chaos.lines.values())
            assert any(line.instead for line in chaos.lines.values()), "somebody must have noticed"
            _show_that_faults_are_noticed(chaos)


def _show_that_faults_are_noticed(chaos: Chaos) -> None:
    """A receipt that leads nowhere, a response of which nobody knows, and one that is in twice."""
    first = chaos.forms[0]
    lost = Form("K" * 24, "Lời của riêng một người", first.action, b"", receipts=["0000 000 000"])
    assert len(balance(chaos.url, [*chaos.forms, lost]).missing) == 1
    assert balance(chaos.url, chaos.forms[1:]).other
    database = Database(chaos.url)
    with database.writing() as session:
        row = dict(session.execute(select(*Response.__table__.columns).limit(1)).mappings().one())
        session.execute(insert(Response), [row | {"key": secrets.token_bytes(16)}])
    database.engine.dispose()
    assert len(balance(chaos.url, chaos.forms).doubled) == 1

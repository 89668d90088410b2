"""The load driver in small: real phones on a real server, and every receipt that was shown is in the database exactly once."""

import datetime as dt
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

sys.path.append(str(Path(__file__).resolve().parents[2] / "bench"))
from _journeys import Address, run_journeys
from _province import check_receipts, environment, fill
from _servers import EMBEDDED, PRODUCTION, gunicorn

from survey_app.config import TIMEZONE

SCHOOLS, JOURNEYS, CLIENTS = 5, 60, 12


def test_every_receipt_is_in_the_database_once(database_url: str, tmp_path: Path) -> None:
    paths = fill(database_url, schools=SCHOOLS, today=dt.datetime.now(TIMEZONE).date())
    options = EMBEDDED if make_url(database_url).drivername == "sqlite" else PRODUCTION
    with gunicorn(options, "wsgi:app", environment(database_url, tmp_path)) as (port, _process):
        outcome = run_journeys(Address("127.0.0.1", port), paths * (JOURNEYS // SCHOOLS), clients=CLIENTS)
    assert outcome.errors == []
    assert len(set(outcome.receipts)) == JOURNEYS
    assert check_receipts(database_url, outcome.receipts) == ""
    assert check_receipts(database_url, [*outcome.receipts[1:], "0000 000 000"]), "a receipt that nobody has is noticed"
    assert check_receipts(database_url, outcome.receipts[1:]), "and a response of which nobody knows"


def test_load_is_driven_against_this_machine_only() -> None:
    with pytest.raises(SystemExit, match="loopback"):
        run_journeys(Address("192.0.2.1", 80), ["/"], clients=1)
    with pytest.raises(SystemExit, match="at most"):
        run_journeys(Address("127.0.0.1", 9), ["/"], clients=10_000)

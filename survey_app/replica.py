"""The replica from which public results are read, if there is one: a copy that PostgreSQL keeps up with the primary by itself.

It may be some seconds behind and it may be gone, so whoever reads from it must need neither its own writing nor this copy. It
is asked each time whether it follows; where it does not, nobody waits for it again for a while.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session

from survey_app.db import Database, RestoreUnfinishedError

CONNECT_SECONDS: Final = 2  # the primary is there as well: a page does not wait long for a copy
LEFT_ALONE_SECONDS: Final = 15.0  # after it was found away or behind
MOST_BEHIND_SECONDS: Final = (
    60.0  # a withdrawal reaches everybody within five minutes, of which pages are kept five at the most
)
# is this a copy, is it being sent what is new, and how old is the newest that it shows and has not caught up with
_STATE: Final = text(
    "SELECT pg_is_in_recovery() AS is_copy,"
    " EXISTS (SELECT 1 FROM pg_stat_wal_receiver WHERE pid IS NOT NULL) AS is_fed,"
    " CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END AS behind"
)


@dataclass(frozen=True)
class Following:
    """How a replica stands to its primary; `behind` in seconds."""

    is_copy: bool
    is_fed: bool
    behind: float

    @property
    def is_close(self) -> bool:
        """Whether it may be read from."""
        return self.is_copy and self.is_fed and self.behind <= MOST_BEHIND_SECONDS


class Replica:
    """Opens sessions on the copy, as long as it follows."""

    def __init__(self, url: str) -> None:
        self._database = Database(url, connect_seconds=CONNECT_SECONDS)
        self._left_alone_until = 0.0

    def open_session(self) -> Session | None:
        """A session that only reads, to be closed by the caller; None where the primary must be asked instead."""
        if time.monotonic() < self._left_alone_until:
            return None
        session = Session(self._database.engine)
        with suppress(DBAPIError, DisconnectionError, RestoreUnfinishedError):
            if find_following(session).is_close:
                return session
        session.close()
        self.leave_alone()
        return None

    def leave_alone(self) -> None:
        """Ask it nothing for a while."""
        self._left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS

    def ask(self) -> Following:
        """How it stands now, for who looks the installation over; raises what the database raises."""
        with self._database.reading() as session:
            return find_following(session)

    def close(self) -> None:
        """Let go of all connections."""
        self._database.engine.dispose()


def find_following(session: Session) -> Following:
    """How the server of this session follows another."""
    row = session.execute(_STATE).one()
    return Following(bool(row.is_copy), bool(row.is_fed), float(row.behind))

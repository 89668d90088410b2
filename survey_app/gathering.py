"""Short writes of one process on SQLite, committed together: whoever comes while the disk is busy goes with the next commit.

SQLite takes one writer at a time and asks the disk once for each commit, so with a writer a request eight people wait for
eight disks, one after the other, and sleep in between. Here they wait in a row; the first takes all who have come, and nobody
is told "done" before the commit that holds his row is on disk. No thread of its own, no delay: who is alone writes at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, Engine, TextClause
from sqlalchemy.exc import IntegrityError

MOST_TOGETHER: Final = 64


@dataclass(frozen=True)
class Write:
    """One statement that writes whole or not at all. `before` is run once on each connection, to make what it needs there."""

    statement: TextClause
    before: tuple[str, ...] = ()

    def run(self, connection: Connection, values: Mapping[str, Any]) -> bool:
        """Run it; False if it found nothing to write or what it would write is there already."""
        if self.before and "gathering" not in connection.info:
            for statement in self.before:
                connection.exec_driver_sql(statement)
            connection.info["gathering"] = True
        try:
            written = connection.execute(self.statement, values).rowcount
        except IntegrityError:
            return False
        return bool(self.before) or written > 0  # what a view is told to do instead is not counted


@dataclass
class _Job:
    write: Write
    values: Mapping[str, Any]
    is_over: bool = False
    written: bool = False
    failure: Exception | None = field(default=None)


class Gathering:
    """The row in which writes wait. `single` commits every statement, `together` what stands between its BEGIN and COMMIT."""

    def __init__(self, *, single: Engine, together: Engine) -> None:
        self._single, self._together = single, together
        self._jobs: list[_Job] = []
        self._row, self._turn = Lock(), Lock()

    def write(self, write: Write, values: Mapping[str, Any]) -> bool:
        """Write, alone or with others; on disk when this returns. What `Write.run` says."""
        job = _Job(write, values)
        with self._row:
            self._jobs.append(job)
        with self._turn:
            if not job.is_over:
                with self._row:  # the row keeps its order, so this job is among the first
                    jobs, self._jobs = self._jobs[:MOST_TOGETHER], self._jobs[MOST_TOGETHER:]
                self._commit(jobs)
        if job.failure is not None:
            raise job.failure
        return job.written

    def _commit(self, jobs: list[_Job]) -> None:
        engine = self._single if len(jobs) == 1 else self._together
        try:
            with engine.connect() as connection, connection.begin():
                written = [job.write.run(connection, job.values) for job in jobs]
        except Exception as failure:
            for job in jobs:
                job.failure = failure
        else:
            for job, was_written in zip(jobs, written, strict=True):
                job.written = was_written
        finally:
            for job in jobs:
                job.is_over = True

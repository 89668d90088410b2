"""Where backups lie: written under another name and moved when they are whole, their owner's alone, thinned out by age."""

import datetime as dt
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from survey_app.config import TIMEZONE

NAME: Final = re.compile(r"thuoc-do-(\d{8})-(\d{6})\.backup")
PART: Final = ".part"


def name_for(now: dt.datetime) -> str:
    """What a backup of this moment is called."""
    return f"thuoc-do-{now:%Y%m%d-%H%M%S}.backup"


@contextmanager
def write_whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when everything in it is on the disk; whatever goes wrong, there is none, and no half one.

    Raises `FileExistsError` where the name is taken, before and after the writing.
    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def find_backups(folder: Path) -> list[Path]:
    """The backups of a folder, the newest first, by the moment in their names."""
    found = [path for path in folder.glob("thuoc-do-*.backup") if NAME.fullmatch(path.name) and path.is_file()]
    return sorted(found, key=lambda path: path.name, reverse=True)


def moment_of(path: Path) -> dt.datetime:
    """The local moment in a backup's name."""
    found = NAME.fullmatch(path.name)
    assert found is not None
    return dt.datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=TIMEZONE)


def choose_kept(moments: Collection[dt.datetime], *, daily: int, weekly: int, monthly: int) -> set[dt.datetime]:
    """Which of these stay: the newest of each of the last `daily` days, `weekly` weeks and `monthly` months that have any."""
    kept: set[dt.datetime] = set()
    for number, part in ((daily, "%Y-%m-%d"), (weekly, "%G-%V"), (monthly, "%Y-%m")):
        newest: dict[str, dt.datetime] = {}
        for moment in sorted(moments, reverse=True):
            newest.setdefault(moment.strftime(part), moment)
        kept |= set(list(newest.values())[:number])
    return kept


def thin_out(folder: Path, *, daily: int, weekly: int, monthly: int) -> list[Path]:
    """Delete what `choose_kept` does not keep; nothing at all where all three are 0. Returns what was deleted."""
    if not (daily or weekly or monthly):
        return []
    found = {path: moment_of(path) for path in find_backups(folder)}
    kept = choose_kept(found.values(), daily=daily, weekly=weekly, monthly=monthly)
    deleted = [path for path, moment in found.items() if moment not in kept]
    for path in deleted:
        path.unlink(missing_ok=True)
    return deleted


def remove_drafts(folder: Path, *, older_than: dt.datetime) -> None:
    """Remove what a power cut has left half written."""
    for draft in folder.glob(f".thuoc-do-*.backup.*{PART}"):
        with suppress(FileNotFoundError):
            if draft.stat().st_mtime < older_than.timestamp():
                draft.unlink()


def _give_name(draft: Path, path: Path) -> None:
    """A link refuses a name that is taken, which a move does not; where a disk knows no links we look first."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        os.rename(draft, path)
    else:
        draft.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""One JSON object a line: what went wrong, where in the program, in which request. Nothing that a person sent.

An exception's own words are left out, for they quote: a database names the row that it refused, `int()` the text that is no
number. What remains is its kind and the lines of code. Words are kept where they speak of the machine alone: a database that is
away or full, and a worker that does not start. gunicorn's messages lose what they quote of a request: its address and its path.

This file imports nothing of ours: the process that watches over the workers reads it alone, so that a reload brings new code.
"""

import datetime as dt
import json
import logging
import re
import traceback
from pathlib import Path
from typing import Any, Final

FACTS: Final = ("request", "endpoint", "method", "status")  # what the application says about the request, where there is one
# gunicorn's messages for a process that never took a request
STARTING: Final = ("Exception in worker process", "Unhandled exception in main loop")
_ROOT: Final = Path(__file__).resolve().parent.parent
_HARMLESS: Final = re.compile(r"[A-Z0-9_]{1,20}")  # the name of a signal
_QUOTING: Final = re.compile(r"(?i)^(invalid request|error parsing|error handling request).*", re.DOTALL)


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        line |= {name: value for name in FACTS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[1] is not None:
            line |= _fault(record.exc_info[1], is_starting=record.msg in STARTING)
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not record.name.startswith("gunicorn"):
        return record.getMessage()
    template = _QUOTING.sub(lambda found: found[1], record.msg)
    given = record.args if isinstance(record.args, tuple) else ()
    if template != record.msg or not given:
        return template
    told = tuple(each if isinstance(each, int) or _HARMLESS.fullmatch(str(each)) else "…" for each in given)
    try:
        return template % told
    except (TypeError, ValueError):
        return template


def _fault(error: BaseException, *, is_starting: bool) -> dict[str, Any]:
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    fault: dict[str, Any] = {"error": " ← ".join(type(each).__name__ for each in chain)}
    machine = next((each for each in chain if type(each).__name__ == "OperationalError"), None)
    if is_starting:
        fault["cause"] = str(error)
    elif machine is not None:
        fault["cause"] = str(getattr(machine, "orig", machine)).partition("\n")[0]
    fault["trace"] = [_place(frame) for each in chain for frame in traceback.extract_tb(each.__traceback__)][-25:]
    return fault


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else "/".join(path.parts[-2:])
    return f"{name}:{frame.lineno} {frame.name}"

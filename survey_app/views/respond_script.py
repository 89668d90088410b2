"""The script of the respondent's pages: several small files, sent as one, so that a phone on a weak network asks once.

It knows nothing of what the files do; the page works without them.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import Response

from survey_app.views.public import blueprint

FOLDER: Final = Path(__file__).resolve().parent.parent / "static" / "respond"
FILES: Final = (
    "check.js",
    "draft.js",
    "parts.js",
    "aloud.js",
    "tens.js",
    "twice.js",
    "waiting.js",
    "told.js",
    "sending.js",
    "start.js",
)
OPENING: Final = '(function () {\n"use strict";\n'
END: Final = "})();\n"


@blueprint.get("/respond.js")
def respond_script() -> Response:
    """All files in one strict scope of their own, so that their functions know each other and nothing leaks out."""
    return Response(whole_script(), mimetype="text/javascript")


def whole_script(paths: tuple[Path, ...] = ()) -> str:
    """The script as it is sent; of other files where a page has a script of its own."""
    return _whole(_state(paths))[0]


def version(paths: tuple[Path, ...] = ()) -> str:
    """A short digest of the script, which its address carries."""
    return _whole(_state(paths))[1]


@cache
def _whole(state: tuple[tuple[Path, int], ...]) -> tuple[str, str]:
    text = OPENING + "".join(_without_remarks(path.read_text("utf-8")) for path, _changed in state) + END
    return text, hashlib.sha256(text.encode()).hexdigest()[:10]


def _state(paths: tuple[Path, ...]) -> tuple[tuple[Path, int], ...]:
    """The files that there are and when each was last changed."""
    wanted = paths or tuple(FOLDER / name for name in FILES)
    return tuple((path, path.stat().st_mtime_ns) for path in wanted if path.is_file())


def _without_remarks(text: str) -> str:
    """The text without indentation and remarks, which are for the reader of the file.

    No text spans two lines, and none holds "; // ", with which a remark behind a statement begins.
    """
    split = (line.strip().partition("; // ") for line in text.splitlines())
    lines = (statement + mark[:1] for statement, mark, _remark in split)
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))

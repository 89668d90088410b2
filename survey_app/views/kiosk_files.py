"""The files of the kiosk's page: its script, put together from the respondent's parts and its own, and its service worker.

It knows nothing of what the files do.
"""

import hashlib
from pathlib import Path
from typing import Final

from flask import current_app

from survey_app.views import respond_script

FOLDER: Final = Path(__file__).resolve().parent.parent / "static" / "kiosk"
WORKER: Final = FOLDER / "sw.js"
OWN_FILES: Final = ("memory.js", "screens.js", "idle.js", "network.js", "people.js", "begin.js")
# of the respondent's parts all but the one that begins: a kiosk begins anew for each person
PATHS: Final = (
    *(respond_script.FOLDER / name for name in respond_script.FILES if name != "start.js"),
    *(FOLDER / name for name in OWN_FILES),
)


def whole_script() -> str:
    """The script as it is sent."""
    return respond_script.whole_script(PATHS)


def version() -> str:
    """A short digest of the script, which its address carries."""
    return respond_script.version(PATHS)


def shell_version() -> str:
    """A digest of all that the worker keeps beside pages, and of the worker: with it a device notices a new release."""
    static = Path(current_app.static_folder or "")
    files = (WORKER, static / "style.css", static / "kiosk" / "kiosk.css", static / "icon.svg")
    digest = hashlib.sha256(version().encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]

"""The demo department on a real server of this process: for the browser tests, and for the pictures of the guides."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from survey_app import create_app
from survey_app.demo.fill import DemoAccess, fill_demo
from survey_app.migrate import upgrade

CHEAP_HASH = "scrypt:1024:8:1"


class QuietHandler(WSGIRequestHandler):
    """Logs nothing."""

    def log_request(self, *_details: object) -> None:
        """Not even the path: it holds a token."""


@dataclass(frozen=True)
class Demo:
    """The running demo."""

    url: str
    access: DemoAccess
    app: Flask


@contextmanager
def serve_demo(folder: Path) -> Iterator[Demo]:
    """Fill a demo in a folder and serve it on loopback."""
    app = create_app(
        {
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "INSTANCE_FOLDER": folder,
            "SECRET_KEY": "a test's secret",
            "PASSWORD_METHOD": CHEAP_HASH,
        }
    )
    database = app.extensions["database"]
    upgrade(database.engine)
    access = fill_demo(database, today=dt.datetime.now(dt.UTC).date(), password_method=CHEAP_HASH)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Demo(f"http://127.0.0.1:{server.server_port}", access, app)
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()

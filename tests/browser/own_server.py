"""A server that a test may stop, start again, and make fail: for what happens to answers on a bad network."""

import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from survey_app import create_app
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Comment, Participation, Response, Sending, Unit

DURING = dt.datetime(2026, 5, 20, 9, tzinfo=TIMEZONE)
SECRET = "a secret that a test may change"

Trouble = Callable[["OwnServer", dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SilentHandler(WSGIRequestHandler):
    """Logs nothing, and says nothing of connections that a test has cut."""

    def log(self, *_details: object) -> None:
        """Not even the path: it holds a token."""

    def connection_dropped(self, *_details: object) -> None:
        """That was the point."""


class OwnServer:
    """The application on a port of its own. `troubles` befall the next sendings, one each, before all goes well again."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.database_url = database_url
        self.folder = folder
        self.now = DURING
        self.troubles: list[Trouble] = []
        self.port = 0
        self.token = self.other_token = ""
        self.app: Flask
        self._server: BaseWSGIServer | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Database:
        database: Database = self.app.extensions["database"]
        return database

    def start(self, secret: str = SECRET) -> None:
        """Begin to answer, on the port of the last time."""
        self.app = create_app(
            {
                "DATABASE_URL": self.database_url,
                "INSTANCE_FOLDER": self.folder,
                "SECRET_KEY": secret,
                "CLOCK": lambda: self.now,
            }
        )
        self._server = make_server("127.0.0.1", self.port, self._answer, threaded=True, request_handler=SilentHandler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Answer nobody."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self.database.engine.dispose()

    def address(self, token: str = "") -> str:
        """Where the first school's questionnaire is answered, or another's, all parts on one page."""
        return f"{self.url}/k/{token or self.token}?mot-trang=1"

    def sheets(self, token: str | None = None) -> list[str]:
        """The sheets that are stored, of one school or all; there are as many sendings, or the test ends here."""
        with self.database.reading() as session:
            counts = [session.scalar(select(func.count()).select_from(table)) for table in (Response, Sending)]
            assert counts[0] == counts[1], "count(response) = count(sending)"
            found = select(Response.sheet)
            if token is not None:
                found = found.join(Unit, Response.unit_id == Unit.id).where(Unit.link_token == token)
            return sorted(session.scalars(found))

    def comments(self) -> list[str]:
        with self.database.reading() as session:
            return sorted(session.scalars(select(Comment.text)))

    def repeats(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.sum(Participation.repeats))) or 0

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and self.troubles:
            return self.troubles.pop(0)(self, environ, start_response)
        return self.app(environ, start_response)


def cut_before(_server: OwnServer, environ: dict[str, Any], _start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The connection breaks while the answers are on their way."""
    return _cut(environ)


def lose_reply(server: OwnServer, environ: dict[str, Any], _start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Everything is recorded, and the reply never arrives."""
    b"".join(server.app(environ, lambda *_details: lambda _data: None))
    return _cut(environ)


def reply_with(status: str, *headers: tuple[str, str]) -> Trouble:
    """A reply with this status and these headers instead of ours."""

    def trouble(_server: OwnServer, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response(status, [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [b"<!doctype html><title>-</title><h1>-</h1>"]

    return trouble


def _cut(environ: dict[str, Any]) -> Iterable[bytes]:
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionError("cut")

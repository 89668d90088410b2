"""`doctor` as an operator runs it, and what it says of a way in that is not as it should be."""

import datetime as dt
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from survey_app.installation.front_checks import check_front
from tests.conftest import Clock
from tests.front import NAME, find_programs, free_ports, make_certificate

NOW = dt.datetime.now(dt.UTC)


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A server that is not ours, or ours behind a proxy that hides nothing."""

    replies: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        status, body = self.replies.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_details: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Its address over TLS, and a context that knows its certificate."""
    make_certificate(find_programs()[1], tmp_path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(tmp_path / "fullchain.pem", tmp_path / "privkey.pem")
    server.socket = own.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"https://{NAME}:{server.server_port}", ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem"))
    server.shutdown()
    server.server_close()


def found(address: str, trusted: ssl.SSLContext | None = None) -> list[tuple[str, str]]:
    return [(each.subject, each.level) for each in check_front(address, now=NOW - dt.timedelta(days=30), trusted=trusted)]


def test_an_address_without_tls_or_where_nobody_answers() -> None:
    assert found("http://khaosat.example.vn") == [("Máy chủ web phía trước", "look")]
    assert found(f"https://{NAME}:{free_ports(1)[0]}") == [("Máy chủ web phía trước", "fault")]


def test_a_certificate_that_nobody_knows(elsewhere: tuple[str, ssl.SSLContext]) -> None:
    (finding,) = check_front(elsewhere[0], now=NOW)
    assert (finding.level, "Chứng thư" in finding.words) == ("fault", True)


def test_an_address_that_leads_to_something_else(elsewhere: tuple[str, ssl.SSLContext]) -> None:
    Elsewhere.replies = {"/health": (200, b"It works!")}
    assert found(*elsewhere) == [("Máy chủ web phía trước", "fault")]


def test_a_proxy_that_shows_the_counts_and_forgets_tls(elsewhere: tuple[str, ssl.SSLContext]) -> None:
    Elsewhere.replies = {"/health": (200, b"ok\n"), "/metrics": (200, b"")}
    assert found(*elsewhere) == [("TLS", "fault"), ("TLS", "good"), ("Máy chủ web phía trước", "fault")]


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["doctor", *arguments])
    return result.exit_code, result.output


def test_a_sound_installation_and_one_without_a_backup(app: Flask, clock: Clock, tmp_path: Path) -> None:
    clock.moment = dt.datetime.now(dt.UTC)
    app.config.update(SECRET_KEY="0123456789abcdef" * 4, PUBLIC_URL="https://khaosat.example.vn", CONTACT="0255 123")
    folder = app.config["BACKUP_FOLDER"] = tmp_path / "backups"
    app.config["INSTANCE_FOLDER"].mkdir(mode=0o700)
    folder.mkdir()
    database = app.extensions["database"]
    if not database.is_sqlite:  # the server of the tests may lose what it has written, and doctor says so
        assert "fsync = off" in run(app, "--offline")[1]
        return
    Path(database.engine.url.database or "").chmod(0o600)
    status, said = run(app, "--offline")
    assert (status, said.count("LỖI")) == (1, 1)
    assert "LỖI      Sao lưu: Chưa có bản sao lưu nào" in said
    assert "→ Chạy: .venv/bin/flask --app wsgi backup" in said
    file = folder / "thuoc-do-20270512-0215.backup"
    file.write_bytes(b"a backup")
    file.chmod(0o600)
    status, said = run(app, "--offline")
    assert (status, said.count("LỖI")) == (0, 0)
    assert said.splitlines()[-1].startswith("0 lỗi, ")
    assert run(app, "--offline", "--strict")[0] == 1, "the backup lies on the disk of the data"


def test_without_tables_it_says_what_to_run_and_goes_on(app: Flask, tmp_path: Path) -> None:
    from survey_app.db import Database

    app.extensions["database"] = Database(f"sqlite:///{tmp_path}/empty.sqlite3")
    status, said = run(app, "--offline")
    assert status == 1
    assert "Chưa có bảng." in said
    assert "upgrade-database" in said
    assert "Sao lưu" in said

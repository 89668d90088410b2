"""A request as bytes on the wire, sent to the application without a client that would put it right first."""

import io
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote_to_bytes

from flask import Flask

BOUNDARY = "q7boundary"


@dataclass(frozen=True)
class Upload:
    """A file as a browser sends it."""

    filename: str
    data: bytes
    content_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Ask:
    """A request. `path` and `query` are as they stand in the address line; `fields` are sent if there is no `body`."""

    method: str
    path: str
    query: str = ""
    fields: tuple[tuple[str, str | Upload], ...] = ()
    body: bytes | None = None
    content_type: str = "application/x-www-form-urlencoded"
    headers: tuple[tuple[str, str], ...] = ()
    claimed_length: str | None = None

    def with_fields(self, fields: list[tuple[str, str | Upload]]) -> "Ask":
        return replace(self, fields=tuple(fields))


@dataclass(frozen=True)
class Reply:
    """What came back, whole."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name.lower()), "")


def encode(value: str) -> bytes:
    """UTF-8, and for a lone surrogate the three bytes that a careless program sends."""
    return value.encode("utf-8", "surrogatepass")


def query_of(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote_plus(encode(name))}={quote_plus(encode(value))}" for name, value in pairs)


def in_path(value: str) -> str:
    return quote(encode(value), safe="")


def send(app: Flask, ask: Ask, *, cookie: str = "") -> Reply:
    """Send it and read the reply to its end."""
    body, content_type = _body(ask)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": ask.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(ask.path).decode("latin-1"),
        "QUERY_STRING": ask.query.encode("utf-8", "replace").decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if ask.method != "GET" or body:
        environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": ask.claimed_length or str(len(body))}
    for name, value in ask.headers:
        environ["HTTP_" + name.upper().replace("-", "_")] = encode(value).decode("latin-1")
    if cookie:
        environ["HTTP_COOKIE"] = f"{cookie}; {environ['HTTP_COOKIE']}" if "HTTP_COOKIE" in environ else cookie
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        started[:] = [int(status[:3]), tuple(headers)]

    parts = app.wsgi_app(environ, start_response)
    try:
        data = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return Reply(started[0], started[1], data)


def _body(ask: Ask) -> tuple[bytes, str]:
    if ask.body is not None:
        return ask.body, ask.content_type
    if not any(isinstance(value, Upload) for _, value in ask.fields):
        return query_of([(name, value) for name, value in ask.fields if isinstance(value, str)]).encode(), ask.content_type
    parts = []
    for name, value in ask.fields:
        about = f'Content-Disposition: form-data; name="{_quoted(name)}"'
        if isinstance(value, Upload):
            about += f'; filename="{_quoted(value.filename)}"\r\nContent-Type: {value.content_type}'
        data = value.data if isinstance(value, Upload) else encode(value)
        parts.append(f"--{BOUNDARY}\r\n".encode() + encode(about) + b"\r\n\r\n" + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def _quoted(value: str) -> str:
    return value.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")

"""The production set-up as it ships, on loopback: nginx with deploy/nginx/thuoc-do.conf and a certificate of its own, before
gunicorn with deploy/gunicorn.conf.py. Only names, ports and paths are put in; each must stand in the shipped file.
"""

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = "localhost"  # in the place of khaosat.example.vn: a name that every machine resolves
RESPONDENT, CLERK = "127.0.0.77", "127.0.0.78"  # where the two come from; the proxy itself comes from 127.0.0.1
STARTING = 240  # seconds that a busy machine may take to start Python


def find_programs() -> tuple[str, str, str]:
    """nginx, openssl and curl, or the test is skipped; where everything must be there, it fails."""
    names = ("nginx", "openssl", "curl")
    found = [shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") for name in names]
    if None in found:
        words = "nginx, openssl or curl is missing: apt-get install nginx openssl curl"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    nginx, openssl, curl = (str(program) for program in found)
    return nginx, openssl, curl


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Front:
    """Where it listens, what it writes, and how to ask it."""

    folder: Path
    tls_port: int
    plain_port: int
    service_port: int
    service: "subprocess.Popen[bytes] | None"  # None where several hosts stand behind it

    def connect(self, *, source: str = RESPONDENT, protocols: tuple[str, ...] = ("http/1.1",)) -> ssl.SSLSocket:
        """A checked TLS connection from an address of loopback."""
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        context.set_alpn_protocols(list(protocols))
        line = socket.create_connection(("127.0.0.1", self.tls_port), timeout=60, source_address=(source, 0))
        return context.wrap_socket(line, server_hostname=NAME)

    def ask(
        self,
        path: str,
        *,
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
        source: str = RESPONDENT,
        method: str = "",
    ) -> Reply:
        """Ask by HTTP/1.1 over TLS."""
        body = urlencode(data).encode() if isinstance(data, dict) else data
        sent = {"Host": NAME, "Connection": "close"} | (headers or {})
        if body is not None:
            sent = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))} | sent
        method = method or ("GET" if body is None else "POST")
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        with self.connect(source=source) as line:
            line.sendall(head.encode() + b"\r\n")
            with suppress(OSError):  # refused before all was sent
                line.sendall(body or b"")
            return read_reply(line)

    def address(self, path: str) -> str:
        return f"https://{NAME}:{self.tls_port}{path}"

    def curl(self, version: str) -> list[str]:
        """curl as a respondent's browser: from their address, checking the certificate. It says which protocol it can."""
        program = find_programs()[2]
        return [program, "-s", version, "--interface", RESPONDENT, "--cacert", str(self.folder / "fullchain.pem")]

    def written(self) -> bytes:
        """Everything that nginx and gunicorn have written, cached files and temporary ones included."""
        return b"\n".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file() and path.suffix != ".pem")


def read_reply(line: socket.socket) -> Reply:
    from http.client import HTTPResponse

    reply = HTTPResponse(line)
    reply.begin()
    return Reply(reply.status, reply.headers, reply.read())


def put_in(text: str, **changes: str) -> str:
    """The shipped file with what this machine needs; a change that finds no place is a fault of the test."""
    for there, here in changes.items():
        assert there in text, there
        text = text.replace(there, here)
    return text


def free_ports(number: int) -> list[int]:
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def make_certificate(openssl: str, folder: Path) -> None:
    """A certificate for NAME that is good for two days, signed by itself."""
    command = f"{openssl} req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN={NAME}"
    command += f" -addext subjectAltName=DNS:{NAME} -keyout {folder}/privkey.pem -out {folder}/fullchain.pem"
    subprocess.run(command.split(), check=True, capture_output=True)


HERE = {"server 127.0.0.1:8000": "server 127.0.0.1:{}"}  # the address of the service, as thuoc-do.conf says it


@contextmanager
def production(folder: Path, **settings: str) -> Iterator[Front]:
    """Start both, wait until they answer, and end them."""
    (port,) = free_ports(1)
    (folder / "counts").mkdir()
    with (
        (folder / "service.log").open("wb") as log,
        service_on(port, folder, log, **settings) as service,
        proxy_before(folder, {place: here.format(port) for place, here in HERE.items()}, service, port) as front,
    ):
        yield front


@contextmanager
def service_on(port: int, folder: Path, log: IO[bytes], **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """gunicorn with the shipped file."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GUNICORN")}
    surroundings |= {"INSTANCE_FOLDER": str(folder / "instance"), "PORT": str(port), "WORKERS": "2"}
    surroundings |= {"PUBLIC_URL": f"https://{NAME}", "RUNTIME_DIRECTORY": str(folder / "counts")} | settings
    call = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy/gunicorn.conf.py")]
    service = subprocess.Popen(call, cwd=folder, env=surroundings, stdout=log, stderr=log)
    try:
        yield service
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(timeout=60)


@contextmanager
def proxy_before(
    folder: Path, services: dict[str, str], service: "subprocess.Popen[bytes] | None", port: int, *, hosts: str = ""
) -> Iterator[Front]:
    """nginx with the shipped file; `services` puts in their addresses, `hosts` is the block that stands for several."""
    nginx, openssl, _curl = find_programs()
    plain_port, tls_port = free_ports(2)
    for name in ("cache", "logs", "temporary"):
        (folder / name).mkdir()
    make_certificate(openssl, folder)
    shipped = (ROOT / "deploy/nginx/thuoc-do.conf").read_text()
    if hosts:
        shipped = hosts + re.sub(r"(?ms)^upstream thuoc_do \{.*?^\}$", "", shipped)
    (folder / "thuoc-do.conf").write_text(
        put_in(
            shipped,
            **{
                "listen 80": f"listen 127.0.0.1:{plain_port}",
                "listen 443": f"listen 127.0.0.1:{tls_port}",
                "khaosat.example.vn": NAME,
                "/etc/ssl/thuoc-do/": f"{folder}/",
                "/var/cache/nginx/thuoc-do": f"{folder}/cache",
                "/var/log/nginx/": f"{folder}/logs/",
                "/srv/thuoc-do/app/": f"{ROOT}/",
            },
            **services,
        )
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/temporary;\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''}\ndaemon off; worker_processes 1; pid {folder}/nginx.pid;\n"
        f"error_log {folder}/logs/main.log info; worker_rlimit_nofile 20000;\n"
        "events { worker_connections 8192; }\n"  # as the guide has it; Debian's 768 are too few for a hall
        f"http {{ include /etc/nginx/mime.types; {temporary} access_log {folder}/logs/all.log; gzip on;"  # as Debian's does
        f" include {folder}/thuoc-do.conf; }}\n"
    )
    with (folder / "logs/standard.log").open("wb") as said:
        proxy = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")], stdout=said, stderr=said)
        front = Front(folder, tls_port, plain_port, port, service)
        try:
            _wait(front, proxy)
            yield front
        finally:
            proxy.send_signal(signal.SIGTERM)
            proxy.wait(timeout=60)


def _wait(front: Front, proxy: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTING
    while time.monotonic() < end:
        assert proxy.poll() is None, (front.folder / "logs/standard.log").read_text()
        assert front.service is None or front.service.poll() is None, (front.folder / "service.log").read_text()
        try:
            if front.ask("/health", source="127.0.0.1").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail("the service did not start: " + "".join(path.read_text() for path in front.folder.glob("*.log")))

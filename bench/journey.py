"""A respondent's journey against the real server on SQLite: medians of the form page and of a durable submission, bytes sent.

Run: PYTHONPATH=. .venv/bin/python bench/journey.py (loopback only; 200 journeys, then it stops the server it started).
"""

import http.client
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = 200
GZIP = {"Accept-Encoding": "gzip"}


def main() -> None:
    """Fill a demo department in a temporary folder, serve it, walk through it, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {"INSTANCE_FOLDER": folder, "PORT": str(port), "PYTHONPATH": str(ROOT)}
        environment.pop("DATABASE_URL", None)
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        subprocess.run([*flask, "upgrade-database"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        filled = subprocess.run([*flask, "fill-demo"], cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
        print(f"fill-demo                    {time.perf_counter() - started:8.2f} s")
        gunicorn = Path(sys.executable).with_name("gunicorn")
        options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8", "--log-level", "warning"]
        server = subprocess.Popen([str(gunicorn), *options, "wsgi:app"], cwd=ROOT, env=environment)
        try:
            path = urlsplit(re.search(r"http://\S+/[kq]/\S+", filled.stdout)[0]).path
            measure(port, path)
            measure_department(port, filled.stdout)
        finally:
            server.terminate()
            server.wait()


def measure(port: int, path: str) -> None:
    """Print medians over `JOURNEYS` journeys on one connection."""
    connection = connect(port)
    page, _ = fetch(connection, "GET", path)
    inner = re.search(r'class="choices">\s*<li><a href="([^"]+)"', page)
    path = inner[1] if inner else path
    loads, sends = [], []
    page_bytes = thanks_bytes = 0
    for _ in range(JOURNEYS):
        started = time.perf_counter()
        page, page_bytes = fetch(connection, "GET", path)
        loads.append(time.perf_counter() - started)
        action = re.search(r'<form method="post" action="([^"]+)"', page)[1]
        names = dict.fromkeys(re.findall(r'type="radio" name="([A-F][0-9]{2})"', page), "4")
        fields = {"csrf_token": re.search(r'name="csrf_token" value="(\w+)"', page)[1], "F02": "90"}
        body = urlencode(names | fields | {"sending_key": secrets.token_urlsafe(24), "channel": "qr"})
        started = time.perf_counter()
        thanks, thanks_bytes = fetch(connection, "POST", action, body)
        sends.append(time.perf_counter() - started)
        assert "Đã nhận phiếu" in thanks
    addresses = re.findall(r'(?:<link rel="\w+" href|<script src)="(/[^"]+)"', page)
    static = [fetch(connection, "GET", found)[1] for found in addresses]
    print(f"form page, median            {statistics.median(loads) * 1000:8.2f} ms")
    print(f"submission, median           {statistics.median(sends) * 1000:8.2f} ms")
    total = page_bytes + sum(static) + thanks_bytes
    print(f"bytes: form, static, thanks  {page_bytes} + {sum(static)} + {thanks_bytes} = {total}")


def measure_department(port: int, told: str) -> None:
    """Print medians of the department's pages, signed in as the demo's department; the first look apart from the later ones."""
    connection = connect(port)
    connection.request("GET", "/sign-in")
    reply = connection.getresponse()
    cookie = reply.getheader("Set-Cookie").split(";")[0]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', reply.read().decode())[1]
    username, password = re.findall(r": (\S+) / (\S+)$", told, re.MULTILINE)[-1]
    body = urlencode({"csrf_token": token, "username": username, "password": password})
    kind = "application/x-www-form-urlencoded"
    connection.request("POST", "/sign-in", body, {"Cookie": cookie, "Content-Type": kind})
    reply = connection.getresponse()
    reply.read()
    cookie = "; ".join(one.split(";")[0] for one in reply.headers.get_all("Set-Cookie") or [])
    campaign = "/department/campaigns/" + time.strftime("%Y")
    for path in ("/department", campaign, f"{campaign}/comparison", f"{campaign}/comparison?instrument=TH-PH&measure=B"):
        times = []
        for _ in range(31):
            started = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            reply = connection.getresponse()
            size = len(reply.read())
            assert reply.status == 200, (reply.status, path)
            times.append((time.perf_counter() - started) * 1000)
        print(f"{path:62} first {times[0]:6.1f} ms, median {statistics.median(times[1:]):6.1f} ms, {size:7,} bytes")


def connect(port: int) -> http.client.HTTPConnection:
    """A connection, once the server listens."""
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return connection
    raise SystemExit("the server did not start")


def fetch(connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None) -> tuple[str, int]:
    """The text of a reply and the bytes that crossed the network for it, headers included."""
    import gzip

    headers = GZIP | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    content = reply.read()
    assert reply.status == 200, (reply.status, path)
    size = len(content) + sum(len(name) + len(value) + 4 for name, value in reply.getheaders())
    text = gzip.decompress(content) if reply.getheader("Content-Encoding") == "gzip" else content
    return text.decode(), size


if __name__ == "__main__":
    main()

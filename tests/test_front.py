"""The production set-up: real nginx with the shipped configuration, before real gunicorn with the shipped one.

One start serves all tests of this file. A respondent comes from 127.0.0.77 and a clerk from 127.0.0.78, so that what is written
of either can be told apart.
"""

import datetime as dt
import gzip
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.installation.front_checks import check_front
from survey_app.models import Campaign, Response
from tests.front import CLERK, NAME, RESPONDENT, STARTING, Front, Reply, production, read_reply
from tests.pages import Page
from tests.respondents import TOKEN, add_school, answered, stored

COUNTS_TOKEN = "a token of the counts"
COMMENT = "Lời riêng của một người"


@pytest.fixture(scope="module")
def database_file(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    path = tmp_path_factory.mktemp("front-data") / "front.sqlite3"
    shutil.copy(sqlite_template, path)
    return path


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, database_file: Path) -> Iterator[Front]:
    database = Database(f"sqlite:///{database_file}")
    add_school(database)
    open_today(database)
    database.engine.dispose()
    folder = tmp_path_factory.mktemp("front")
    with production(folder, DATABASE_URL=f"sqlite:///{database_file}", METRICS_TOKEN=COUNTS_TOKEN, SECRET_KEY="s" * 40) as here:
        yield here


def open_today(database: Database) -> None:
    today = dt.datetime.now(TIMEZONE).date()
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.opens_on, campaign.closes_on = today - dt.timedelta(days=3), today + dt.timedelta(days=3)


def test_tls_is_new_and_the_name_is_ours(front: Front) -> None:
    with front.connect() as line:
        assert line.version() in ("TLSv1.2", "TLSv1.3")
    old = ssl.create_default_context(cafile=str(front.folder / "fullchain.pem"))
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("AES128-SHA:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", front.tls_port)) as plain:
        old.wrap_socket(plain, server_hostname=NAME)
    with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", front.tls_port)) as plain:
        ssl._create_unverified_context().wrap_socket(plain, server_hostname="another.example.vn")


def test_http_2_is_spoken(front: Front) -> None:
    with front.connect(protocols=("h2", "http/1.1")) as line:
        assert line.selected_alpn_protocol() == "h2"
        line.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))  # hello, and no settings of ours
        head = line.recv(9)
    assert head[3] == 4, "the first frame is the server's settings"


def test_plain_http_leads_to_tls_and_another_name_nowhere(front: Front) -> None:
    def ask(name: str) -> bytes:
        with socket.create_connection(("127.0.0.1", front.plain_port), source_address=(RESPONDENT, 0), timeout=30) as line:
            line.sendall(f"GET /k/{TOKEN} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
            return line.recv(2000)

    reply = ask(NAME).decode()
    assert reply.startswith("HTTP/1.1 301")
    assert f"Location: https://{NAME}/k/{TOKEN}\r\n" in reply
    assert ask("another.example.vn") == b""


def test_strict_transport_is_asked_for_on_pages_of_both(front: Front) -> None:
    for reply in (front.ask("/"), front.ask("/khong-co"), front.ask(f"/k/{TOKEN}/1", data=b"x" * 300_000)):
        assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert reply.headers.get_all("Content-Security-Policy") is not None


def test_open_pages_are_packed_and_pages_of_the_staff_are_not(front: Front) -> None:
    accepts = {"Accept-Encoding": "gzip"}
    page = front.ask(f"/k/{TOKEN}", headers=accepts)
    assert page.headers["Content-Encoding"] == "gzip"
    assert "Trường Tiểu học Hoa Ban" in gzip.decompress(page.body).decode()
    assert "Content-Encoding" not in front.ask("/sign-in", headers=accepts, source=CLERK).headers


def test_static_files_are_kept_for_a_year_and_served_without_the_service(front: Front) -> None:
    page = BeautifulSoup(front.ask(f"/k/{TOKEN}/1?mot-trang=1").text, "html.parser")
    addresses = [link["href"] for link in page.select("link[rel=stylesheet]")] + [link["src"] for link in page.select("script")]
    assert addresses
    for address in addresses:
        assert "?v=" in address
        first, second = front.ask(address), front.ask(address)
        assert "max-age=31536000, immutable" in second.headers["Cache-Control"]
        assert (second.headers["X-Cache"], second.body) == ("HIT", first.body)
        packed = front.ask(address, headers={"Accept-Encoding": "gzip"})
        assert len(gzip.decompress(packed.body)) <= len(first.body)
        other = front.ask(re.sub(r"v=\w+", "v=0123456789", address))
        other_again = front.ask(re.sub(r"v=\w+", "v=0123456789", address))
        assert other_again.headers["Cache-Control"] == other.headers["Cache-Control"] == "no-store"
        assert other_again.headers["X-Cache"] != "HIT"


@pytest.mark.parametrize("source", [RESPONDENT, CLERK])
def test_too_large_a_body_meets_a_page_that_says_what_to_do(front: Front, source: str) -> None:
    reply = front.ask(f"/k/{TOKEN}/1" if source == RESPONDENT else "/unit/settings", data=b"x" * 300_000, source=source)
    page = Page(reply.status, BeautifulSoup(reply.text, "html.parser"), reply.headers)
    assert reply.status == 413
    assert page.soup.html["lang"] == "vi"
    assert page.soup.h1.text == "Nội dung gửi lên quá lớn"
    assert "Retry-After" not in page.headers, "it will be too large in a minute as well"
    assert "Hãy quay lại trang trước" in page.soup.main.text
    assert "text/css" in front.ask(page.soup.select_one("link[rel=stylesheet]")["href"]).headers["Content-Type"]


@pytest.mark.parametrize("version", ["--http2", "--http1.1"])
@pytest.mark.parametrize("length", ["Content-Length: 300000", "Content-Length:"], ids=["said", "unsaid"])
def test_a_browser_meets_the_same_page(front: Front, tmp_path: Path, version: str, length: str) -> None:
    """By HTTP/2 and 1.1, with its length said beforehand or not: nginx once refused the page of the refusal too."""
    (tmp_path / "body").write_bytes(b"x" * 300_000)
    chunked = [] if "300000" in length or version == "--http2" else ["-H", "Transfer-Encoding: chunked"]
    call = [*front.curl(version), "-H", length, *chunked, "--data-binary", f"@{tmp_path}/body", "-w", "%{http_code}"]
    reply = subprocess.run([*call, front.address(f"/k/{TOKEN}/1")], capture_output=True, text=True, check=True).stdout
    assert "<h1>Nội dung gửi lên quá lớn</h1>" in reply
    assert reply.endswith("413")


def test_half_a_request_held_open_stops_nobody(front: Front) -> None:
    """The service has 16 threads; forty senders stop in the middle of a form, and the forty-first is answered."""
    lines = [front.connect() for _ in range(40)]
    try:
        for line in lines:
            line.sendall(f"POST /k/{TOKEN}/1 HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 4000\r\n\r\nA01=".encode())
        assert front.ask(f"/k/{TOKEN}").status == 200
    finally:
        for line in lines:
            line.close()


def test_what_watches_over_the_service_is_not_to_be_seen_from_outside(front: Front) -> None:
    authority = {"Authorization": f"Bearer {COUNTS_TOKEN}"}
    assert front.ask("/metrics", headers=authority).status == front.ask("/ready").status == 404
    assert front.ask("/health").text == "ok\n"
    assert ask_service(front, "/ready", authority).status == 200
    assert b"thuoc_do_requests_total{" in ask_service(front, "/metrics", authority).body


def ask_service(front: Front, path: str, headers: dict[str, str]) -> Reply:
    with socket.create_connection(("127.0.0.1", front.service_port), timeout=60) as line:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n{head}Connection: close\r\n\r\n".encode())
        return read_reply(line)


def test_doctor_finds_nothing_to_put_right_here(front: Front) -> None:
    """But for the certificate, which is good for two days."""
    trusted = ssl.create_default_context(cafile=str(front.folder / "fullchain.pem"))
    address, now = f"https://{NAME}:{front.tls_port}", dt.datetime.now(dt.UTC)
    assert [each.level for each in check_front(address, now=now, trusted=trusted)] == ["look", "good"]
    a_month_ago = now - dt.timedelta(days=30)
    assert [each.level for each in check_front(address, now=a_month_ago, trusted=trusted)] == ["good", "good"]


def test_counts_are_those_of_all_workers(front: Front) -> None:
    def counted() -> int:
        body = ask_service(front, "/metrics", {"Authorization": f"Bearer {COUNTS_TOKEN}"}).body.decode()
        return sum(int(float(n)) for n in re.findall(r'requests_total\{endpoint="unit.home",status="302"\} (\S+)', body))

    before = counted()
    for _ in range(12):
        assert front.ask("/unit", source=CLERK).status == 302
    assert counted() == before + 12


def test_a_form_of_the_staff_from_another_site_is_refused(front: Front) -> None:
    """The service knows from its proxy that the line is encrypted, and then asks where a form comes from."""
    page = front.ask("/sign-in", source=CLERK)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    assert cookie.startswith("__Host-thuoc-do=")
    token = BeautifulSoup(page.text, "html.parser").select_one("input[name=csrf_token]")["value"]
    form = {"csrf_token": token, "username": "nobody", "password": "nothing at all"}
    for referrer, words in (
        (f"https://{NAME}/sign-in", "Tên đăng nhập hoặc mật khẩu"),
        ("https://elsewhere.example/", "quá lâu"),
    ):
        reply = front.ask("/sign-in", data=form, headers={"Cookie": cookie, "Referer": referrer}, source=CLERK)
        assert words in reply.text, referrer


def test_a_respondent_leaves_no_trace_and_a_clerk_does(front: Front, database_file: Path) -> None:
    told = {
        "User-Agent": "TellTale/1.0",
        "X-Forwarded-For": "203.0.113.77",
        "X-Real-IP": "203.0.113.77",
        "Forwarded": "for=203.0.113.77",
        "Referer": "https://zalo.example/telltale",
        "Cookie": "telltale=1",
    }
    database = Database(f"sqlite:///{database_file}")
    before = stored(database, Response)
    page = front.ask(f"/q/{TOKEN}?lang=en&utm_source=telltale", headers=told)
    form = BeautifulSoup(front.ask(f"/k/{TOKEN}/1?mot-trang=1", headers=told).text, "html.parser")
    data = answered(Page(200, form, page.headers).form_data(), G01=COMMENT, sending_key="a-key-of-one-sending-0001")
    assert "data-receipt" in front.ask(f"/k/{TOKEN}/1", data=data, headers=told).text
    assert stored(database, Response) == before + 1
    for path, body in (("/k/ZZZZZZZZ", None), ("/bien-nhan", {"receipt": "0000000000"}), (f"/k/{TOKEN}/1", b"y" * 300_000)):
        front.ask(path, data=body, headers=told)
    front.ask(f"/k/{TOKEN}", headers=told | {"Bad Header": "telltale"})  # what no server can read
    for _ in range(60):  # and one who tries PINs
        last = front.ask("/kiosk/ZZZZZZZZ", headers=told)
    assert (last.status, last.headers["Retry-After"]) == (429, "60")
    assert "quá nhiều yêu cầu" in last.text
    for noise in (f"GET /k/{TOKEN} HTTP/1.1\r\n\r\n".encode(), b"\x16\x03\x01\x00\xff" + bytes(255)):  # no TLS, and broken TLS
        with socket.create_connection(("127.0.0.1", front.tls_port), source_address=(RESPONDENT, 0), timeout=30) as line:
            line.sendall(noise)
            line.recv(1000)
    front.ask("/unit?q=what-a-clerk-looks-for", source=CLERK)
    written = front.written()
    for trace in (RESPONDENT, "203.0.113.77", "TellTale", "telltale", TOKEN, COMMENT, "ZZZZZZZZ", "what-a-clerk-looks-for"):
        assert trace.encode() not in written, trace
    staff = (front.folder / "logs/thuoc-do-staff.log").read_text()
    assert f"{CLERK} [" in staff, "the test must see what is there"
    assert '"GET /unit" 302' in staff


def test_the_service_says_what_is_wrong_in_lines_of_json_and_nothing_else(front: Front) -> None:
    for line in (front.folder / "service.log").read_text().splitlines():
        assert {"time", "level", "message"} <= set(json.loads(line))


def test_a_reload_loses_no_request(front: Front) -> None:
    """From before the first new worker to after the last old one."""
    old = workers(front)
    front.service.send_signal(signal.SIGHUP)
    end = time.monotonic() + STARTING
    while old & workers(front):
        assert front.ask(f"/k/{TOKEN}").status == 200
        assert time.monotonic() < end, "the old workers stay"
    assert len(workers(front)) == 2
    assert front.ask(f"/k/{TOKEN}").status == 200


def workers(front: Front) -> set[str]:
    pid = front.service.pid
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def test_without_the_service_a_page_says_that_a_form_may_not_have_arrived(front: Front) -> None:
    """Last, for it ends the service. Files that were asked for before are still there."""
    style = BeautifulSoup(front.ask("/").text, "html.parser").select_one("link[rel=stylesheet]")["href"]
    front.ask(style)
    front.service.terminate()
    front.service.wait(timeout=60)
    reply = front.ask(f"/k/{TOKEN}/1", data={"A01": "5"})
    assert (reply.status, reply.headers["Retry-After"]) == (502, "30")
    assert "chưa được ghi nhận" in reply.text
    call = [*front.curl("--http2"), "--data", "A01=5", front.address(f"/k/{TOKEN}/1")]
    assert subprocess.run(call, capture_output=True, text=True, check=True).stdout == reply.text
    assert front.ask(style).status == 200
    assert not list((front.folder / "counts").iterdir()), "the folder of the counts goes with the service"
    assert RESPONDENT.encode() not in front.written()

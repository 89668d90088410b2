"""Several hosts on one machine: each a gunicorn with a folder, a port and processes of its own, all before one PostgreSQL.

They share what the operator gives to all of them (address of the database, secret, public address) and nothing else; nginx
stands before them with the shipped files. A host is killed as a machine is: every process at once.
"""

import http.client
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from tests.factories import PASSWORD
from tests.front import NAME, ROOT, Front, Reply, free_ports, proxy_before, put_in

sys.path.append(str(ROOT / "bench"))
from _supervised import Service

PATIENCE = 300  # seconds that a busy machine may take to start Python several times
SECRET = "one-secret-of-all-hosts-0123456789abcdef"
COUNTS_TOKEN = "a token of the counts"
HOSTS = ("10.0.0.11:8000", "10.0.0.12:8000", "10.0.0.13:8000")  # as the shipped example names them


@dataclass
class Host:
    """One of them."""

    service: Service
    settings: dict[str, str]

    def ask(self, path: str, *, data: dict[str, str] | bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        """Ask this host, past the balancer, as the proxy would."""
        body = urlencode(data).encode() if isinstance(data, dict) else data
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(data, dict) else {}
        line = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        sent = {"Host": NAME, "X-Forwarded-Proto": "https", "Referer": f"https://{NAME}/"} | kind | (headers or {})
        line.request("GET" if body is None else "POST", path, body=body, headers=sent)
        got = line.getresponse()
        reply = Reply(got.status, got.headers, got.read())
        line.close()
        return reply

    def counted(self, endpoint: str) -> int:
        """How many requests for this page its workers have counted."""
        text = self.ask("/metrics", headers={"Authorization": f"Bearer {COUNTS_TOKEN}"}).text
        pattern = rf'requests_total\{{endpoint="{re.escape(endpoint)}",status="\d+"\}} (\S+)'
        return sum(int(float(number)) for number in re.findall(pattern, text))


@dataclass
class Browser:
    """Keeps its cookies and may ask one host now and another then."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, host: Host, path: str) -> Reply:
        return self._ask(host, path, None)

    def post(self, host: Host, path: str, data: dict[str, str]) -> Reply:
        return self._ask(host, path, data)

    def send_picture(self, host: Host, content: bytes, fields: dict[str, str]) -> Reply:
        """Upload a logo."""
        parts = "".join(f'--edge\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
        head = '--edge\r\nContent-Disposition: form-data; name="logo"; filename="logo.png"\r\n\r\n'
        body = parts.encode() + head.encode() + content + b"\r\n--edge--\r\n"
        return self._ask(host, "/unit/logo.png", body, {"Content-Type": "multipart/form-data; boundary=edge"})

    def sign_in(self, host: Host, username: str, password: str = PASSWORD) -> Reply:
        token = field_of(self.get(host, "/sign-in"), "csrf_token")
        return self.post(host, "/sign-in", {"csrf_token": token, "username": username, "password": password})

    def _ask(self, host: Host, path: str, data: dict[str, str] | bytes | None, more: dict[str, str] | None = None) -> Reply:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = host.ask(path, data=data, headers={"Cookie": cookie} | (more or {}))
        for line in reply.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: crumb.value for name, crumb in SimpleCookie(line).items()}
        return reply


def field_of(reply: Reply, name: str) -> str:
    """What a hidden field of a page holds."""
    assert reply.status in (200, 422), (reply.status, reply.text[:500])
    return str(BeautifulSoup(reply.text, "html.parser").select_one(f"input[name={name}]")["value"])


@contextmanager
def hosts_on(url: str, folder: Path) -> Iterator[tuple[Host, ...]]:
    """Start as many as the shipped example names, and end them."""
    with ExitStack() as stack:
        hosts = []
        for number, port in enumerate(free_ports(len(HOSTS))):
            own = folder / f"host-{number}"
            (own / "counts").mkdir(parents=True)
            settings = {
                "DATABASE_URL": url,
                "SECRET_KEY": SECRET,
                "PUBLIC_URL": f"https://{NAME}",
                "WORKERS": "1",
                "THREADS": "4",
            }
            settings |= {"INSTANCE_FOLDER": str(own), "RUNTIME_DIRECTORY": str(own / "counts"), "METRICS_TOKEN": COUNTS_TOKEN}
            settings |= {"SENDINGS_PER_SLOT": "100000"}  # few people send much here
            options = ("--config", str(ROOT / "deploy/gunicorn.conf.py"))
            service = Service(options, port, settings, folder / f"host-{number}.log")
            stack.callback(service.stop)
            service.start()
            hosts.append(Host(service, settings))
        for host in hosts:
            host.service.await_reply()
        yield tuple(hosts)


@contextmanager
def balanced(hosts: tuple[Host, ...], folder: Path) -> Iterator[Front]:
    """nginx before them, by the two shipped files."""
    services = {place: f"127.0.0.1:{host.service.port}" for place, host in zip(HOSTS, hosts, strict=True)}
    block = put_in((ROOT / "deploy/nginx/thuoc-do-hosts.conf").read_text(), **services)
    with proxy_before(folder, {}, None, 0, hosts=block) as front:
        yield front

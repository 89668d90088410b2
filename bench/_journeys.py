"""Real journeys over HTTP, as phones make them: a connection, the form, the answers, the thanks. Loopback only, and bounded.

A journey takes what the page gives it (sending key, proof) and sends a tick for every question. Its time runs from the first
byte sent to the last byte of the thanks; making the answers up is not counted.
"""

import asyncio
import gzip
import ipaddress
import re
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

MOST_CLIENTS, MOST_JOURNEYS = 512, 20_000
PATIENCE = 60.0  # seconds for one reply
_HIDDEN = re.compile(rb'<input type="hidden" name="(\w+)" value="([^"]*)"')
_TICKS = re.compile(rb'type="radio" name="(\w+)" value="(\w+)"')
_ACTION = re.compile(rb'<form method="post"(?: action="([^"]+)")?')
_COMMENT = re.compile(rb'<textarea[^>]* name="(\w+)"')
_RECEIPT = re.compile(rb"<strong data-receipt[^>]*>([^<]+)</strong>")


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    @cached_property
    def text(self) -> bytes:
        """The page, unpacked."""
        return gzip.decompress(self.body) if self.body[:2] == b"\x1f\x8b" else self.body

    @property
    def receipt(self) -> str:
        """The receipt on the page, or ""."""
        shown = _RECEIPT.search(self.text)
        return shown[1].decode() if shown else ""


@dataclass
class Outcome:
    """What the clients saw."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)  # of whole journeys, in seconds
    receipts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """So many milliseconds or less a share of the journeys took."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Address:
    """Where the service is asked, by which name and, with `tls`, how the certificate is checked."""

    host: str
    port: int
    name: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection, its handshake done."""
        return await asyncio.open_connection(
            self.host, self.port, ssl=self.tls, server_hostname=self.name if self.tls else None
        )


def run_journeys(address: Address, paths: Sequence[str], *, clients: int) -> Outcome:
    """One journey for each of `paths`, by so many clients at once; each opens a connection of its own for a journey."""
    host = address.host
    if not ipaddress.ip_address(host).is_loopback:
        raise SystemExit(f"{host} is not this machine: load is driven against loopback addresses only")
    if clients > MOST_CLIENTS or len(paths) > MOST_JOURNEYS:
        raise SystemExit(f"at most {MOST_CLIENTS} clients and {MOST_JOURNEYS} journeys")
    with ThreadPoolExecutor(1) as own:  # who calls may have a loop of events already
        return own.submit(asyncio.run, _drive(address, list(paths), clients)).result()


async def _drive(address: Address, paths: list[str], clients: int) -> Outcome:
    outcome = Outcome()
    waiting = iter(paths)

    async def be_a_client() -> None:
        for path in waiting:
            try:
                await asyncio.wait_for(_journey(address, path, outcome), PATIENCE)
            except (OSError, ValueError, AssertionError, TimeoutError, asyncio.IncompleteReadError) as error:
                outcome.errors.append(f"{path}: {error!r}")

    started = time.perf_counter()
    await asyncio.gather(*(be_a_client() for _ in range(clients)))
    outcome.seconds = time.perf_counter() - started
    return outcome


async def _journey(address: Address, path: str, outcome: Outcome) -> None:
    started = time.perf_counter()
    reader, writer = await address.connect()
    try:
        page = await ask(reader, writer, "GET", path, host=address.name)
        spent = time.perf_counter() - started
        assert page.status == 200, f"GET {page.status}"
        action, sent = fill_in(path, page.text)
        body = urlencode(sent).encode()
        started = time.perf_counter()
        thanks = await ask(reader, writer, "POST", action, body, host=address.name)
        spent += time.perf_counter() - started
        assert thanks.status == 200, f"POST {thanks.status}"
        assert thanks.receipt, "no receipt"
        outcome.times.append(spent)
        outcome.receipts.append(thanks.receipt)
    finally:
        writer.close()


Tick = Callable[[list[str]], str]  # chooses from what a question offers


def _fourth(_offered: list[str]) -> str:
    return "4"


def fill_in(
    path: str, page: bytes, *, tick: Callable[[list[str]], str] = _fourth, words: str = ""
) -> tuple[str, dict[str, str]]:
    """Where the form of a page goes, and the form filled in: a tick for every question, `words` as the first comment."""
    found = _ACTION.search(page)
    assert found, "no form"
    sent = {name.decode(): value.decode() for name, value in _HIDDEN.findall(page)}
    offered: dict[str, list[str]] = {}
    for name, value in _TICKS.findall(page):
        offered.setdefault(name.decode(), []).append(value.decode())
    sent |= {name: tick(values) for name, values in offered.items() if name != "grade"}
    sent |= {"F02": "90"} if b'name="F02"' in page else {}
    comment = _COMMENT.search(page)
    if words:
        assert comment, "no room for a comment"
        sent[comment[1].decode()] = words
    return (found[1] or path.encode()).decode(), sent | {"reminded": "1"}


async def ask(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    accept: str = "text/html",
    connection: str = "keep-alive",
    host: str = "127.0.0.1",
) -> Reply:
    """One request and its whole reply; `body` is a form."""
    head = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Accept: {accept}", "Accept-Encoding: gzip"]
    head.append(f"Connection: {connection}")
    if body:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    writer.write("\r\n".join([*head, "", ""]).encode() + body)
    await writer.drain()
    told = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: (\d+)", told, re.IGNORECASE)
    assert length, "no length"
    return Reply(int(told.split(b" ", 2)[1]), told, await reader.readexactly(int(length[1])))

"""Phones that do not give up, as our script in the browser: what has no receipt yet is sent again, under the same key.

A phone takes a connection for each request. Now and then it hangs up before the reply has come, and now and then it sends once
more what it has a receipt for: neither may count twice. What it is told instead of a receipt must be honest: a connection that
breaks, or a page with a heading, a status that fits and, where it is worth coming again, the time after which.
"""

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from _journeys import Reply, ask, fill_in

PATIENCE = 15.0  # seconds for a reply
HANGS_UP, SENDS_ONCE_MORE = 0.05, 0.05
REFUSALS = (403, 410)  # "not yet", "over": right only where somebody has moved the clock
_HEADING, _TITLE = re.compile(rb"<h1[^>]*>\s*[^<\s]"), re.compile(rb"<title>([^<]*)")
_AFTER = re.compile(rb"\r\nretry-after: \d+\r\n", re.IGNORECASE)
_LETTERS = "bcdghklmnpqrstvx"


@dataclass
class Form:
    """A form that somebody has filled in: what was sent, how often, and the receipts that came."""

    key: str
    words: str  # its comment, which no other form has
    action: str
    body: bytes
    sendings: int = 0
    receipts: list[str] = field(default_factory=list)


@dataclass
class Told:
    """What the phones of one round were told."""

    forms: list[Form] = field(default_factory=list)
    instead: Counter[str] = field(default_factory=Counter)  # "broken", "503", …: how often instead of a form or a receipt
    faults: list[str] = field(default_factory=list)  # what no phone should ever be told
    waits: list[tuple[float, float]] = field(default_factory=list)  # when forms and receipts came, and how long that took

    @property
    def received(self) -> int:
        """Forms that have a receipt."""
        return sum(bool(form.receipts) for form in self.forms)

    @property
    def served(self) -> list[float]:
        """When forms and receipts came."""
        return [when for when, _ in self.waits]

    @property
    def sent_again(self) -> int:
        """Sendings beyond the first of each form."""
        return sum(form.sendings - 1 for form in self.forms)


class Phones:
    """So many phones at once, from `run` until `stop`, and then until everything that was filled in has its receipt."""

    def __init__(self, port: int, paths: Sequence[str], *, rng: random.Random, is_clock_moved: bool = False) -> None:
        self.told = Told()
        self._port, self._paths, self._rng, self._is_clock_moved = port, paths, rng, is_clock_moved
        self._until = self._end = float("inf")

    def stop(self, *, within: float) -> None:
        """No new forms; what is under way has so many seconds."""
        self._until, self._end = time.monotonic(), time.monotonic() + within

    async def run(self, number: int) -> Told:
        """Be so many phones."""
        await asyncio.gather(*(self._be_a_phone() for _ in range(number)))
        return self.told

    async def _be_a_phone(self) -> None:
        while time.monotonic() < self._until:
            path = self._rng.choice(self._paths)
            page = await self._insist(partial(self._ask, "GET", path), _is_form, lambda: self._until)
            if page is not None:
                await self._deliver(self._fill_in(path, page))
            await asyncio.sleep(self._rng.uniform(0, 0.2))

    def _fill_in(self, path: str, page: Reply) -> Form:
        words = "Cô giáo tên " + "".join(self._rng.choices(_LETTERS, k=14))
        action, sent = fill_in(path, page.text, tick=self._rng.choice, words=words)
        form = Form(sent["sending_key"], words, action, urlencode(sent).encode())
        self.told.forms.append(form)
        return form

    async def _deliver(self, form: Form) -> None:
        wanted = 2 if self._rng.random() < SENDS_ONCE_MORE else 1
        while len(form.receipts) < wanted:
            reply = await self._insist(partial(self._send, form), _is_receipt, lambda: self._end)
            if reply is None:
                return
            form.receipts.append(reply.receipt)

    async def _send(self, form: Form) -> Reply:
        form.sendings += 1
        accept = "text/html" if form.sendings == 1 else "*/*"  # as the script says that it tries again
        asked = self._ask("POST", form.action, form.body, accept=accept)
        if form.sendings > 1 or self._rng.random() > HANGS_UP:
            return await asked
        try:
            return await asyncio.wait_for(asked, self._rng.uniform(0, 0.03))
        except TimeoutError:
            raise HungUpError from None

    async def _insist(
        self,
        attempt: Callable[[], Coroutine[None, None, Reply]],
        is_right: Callable[[Reply], bool],
        end: Callable[[], float],
    ) -> Reply | None:
        """Try until the right page comes; None if time is over."""
        began = time.monotonic()
        while time.monotonic() < end():
            try:
                reply = await attempt()
            except HungUpError:
                self.told.instead["hung up"] += 1
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                self.told.instead["broken"] += 1
            else:
                if reply.status == 200 and is_right(reply):
                    self.told.waits.append((time.monotonic(), time.monotonic() - began))
                    return reply
                self._heed(reply)
            await asyncio.sleep(self._rng.uniform(0.1, 0.4))
        return None

    def _heed(self, reply: Reply) -> None:
        """Note what came instead, and whether it is honest."""
        self.told.instead[str(reply.status)] += 1
        heading = _HEADING.search(reply.text)
        title = _TITLE.search(reply.text)
        is_busy = reply.status in (429, 503) and _AFTER.search(reply.head)
        is_refused = reply.status in REFUSALS and self._is_clock_moved
        if not heading or not (is_busy or is_refused):
            self.told.faults.append(f"{reply.status}: {title[1].decode() if title else reply.text[:80]!r}")

    async def _ask(self, method: str, path: str, body: bytes = b"", *, accept: str = "text/html") -> Reply:
        """One request on a connection of its own."""
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                return await ask(reader, writer, method, path, body, accept=accept, connection="close")
            finally:
                writer.close()


class HungUpError(Exception):
    """Whoever holds the phone has gone away before the reply came."""


def _is_form(page: Reply) -> bool:
    return b'name="sending_key"' in page.text


def _is_receipt(page: Reply) -> bool:
    return page.receipt != ""

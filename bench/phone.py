"""The journey of a slow phone against the real server: bytes and requests from choice to thanks, time to the first card.

400 kbit/s both ways, 400 ms, a processor six times slower, nothing cached. "First card" is the end of the first frame in which
the page has its style and the first question is laid out. The bare page beside it is our form's own first heading, paragraph
and card from the same server, without style and script: no page with this content can be quicker.

Run: PYTHONPATH=. .venv/bin/python bench/phone.py (loopback only; it stops the server that it started).
"""

import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
RUNS = 11
SLOWER = 6
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s in bytes
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
# in the page: no frame is drawn before the style has come, and a message posted in a frame arrives when it has been drawn
WATCH = """
window.firstCard = new Promise((resolve) => {
  const look = () => {
    const card = document.querySelector("fieldset");
    const styles = [...document.querySelectorAll("link[rel=stylesheet]")];
    const isReady = card && card.getBoundingClientRect().height > 0 && styles.every((style) => style.sheet);
    if (!isReady) return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(0);
  };
  requestAnimationFrame(look);
});
"""
TICK = "for (const card of document.querySelectorAll('#phieu fieldset')) card.querySelector('[type=radio]').click()"


def main() -> None:
    """Serve a demo department, walk through it, print the table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare_page = Path(folder) / "bare.html"
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        with serve(Path(folder), bare_page) as address:
            rows = measure_journey(browser, address)
            form = write_bare_page(browser, address, bare_page)
            bare = f"http://{urlsplit(address).netloc}/bare"
            pairs = [(time_first_card(browser, form), time_first_card(browser, bare)) for _ in range(RUNS)]
        browser.close()
    report(rows, pairs)


@contextmanager
def serve(folder: Path, bare_page: Path) -> Iterator[str]:
    """gunicorn with a demo department; the address of a school that asks several kinds of people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "INSTANCE_FOLDER": str(folder),
        "PORT": str(port),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'bench'}",
        "BARE_PAGE": str(bare_page),
    }
    environment.pop("DATABASE_URL", None)
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run([*flask, "upgrade-database"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*flask, "fill-demo"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    options = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8", "--log-level", "warning"]
    server = subprocess.Popen([gunicorn, *options, "_phone_server:app"], cwd=ROOT, env=environment)
    try:
        wait_for(port)
        yield find_choice(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        server.wait()


def find_choice(base: str, folder: Path) -> str:
    """The address of a school that asks several kinds of people: the longest journey there is."""
    with closing(sqlite3.connect(folder / "thuoc-do.sqlite3")) as database:
        tokens = [token for (token,) in database.execute("SELECT link_token FROM unit WHERE kind = 'school' ORDER BY code")]
    addresses = (f"{base}/q/{token}" for token in tokens)
    return next(one for one in addresses if b'class="choices"' in urlopen(one).read())


def wait_for(port: int) -> None:
    """Return when the server listens."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


@contextmanager
def slow_phone(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """A phone with nothing in its memory, on a slow line."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, session
    context.close()


def measure_journey(browser: Browser, address: str) -> list[tuple[str, int]]:
    """What comes over the line from the choice to the thanks: each request and the bytes of its reply, head included."""
    with slow_phone(browser) as (page, session):
        paths: dict[str, str] = {}
        sizes: dict[str, int] = {}
        session.on("Network.requestWillBeSent", lambda event: paths.update({event["requestId"]: path_of(event)}))
        session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}))
        page.goto(address, wait_until="networkidle")
        if page.locator(".choices a").count():
            page.locator(".choices a").first.click()
        page.locator("#phieu").wait_for()
        page.wait_for_load_state("networkidle")
        page.evaluate(TICK)
        onward = page.locator("[data-step='1']")
        while onward.is_visible():
            onward.click()
        field = page.locator(".amount input")
        if field.count():
            field.fill("90")
        page.locator("[data-send]").click()
        page.locator("[data-receipt]").wait_for()
        page.wait_for_load_state("networkidle")
        return [(path, sizes[number]) for number, path in paths.items() if sizes.get(number)]  # nothing: it was at hand


def path_of(event: dict[str, dict[str, str]]) -> str:
    """How a request is named in the table."""
    request = event["request"]
    found = urlsplit(request["url"])
    return f"{request['method']} {found.path}" if found.scheme != "data" else "data:"


def write_bare_page(browser: Browser, address: str, path: Path) -> str:
    """Write the bare page; return the address of the form."""
    page = browser.new_page(java_script_enabled=True)
    page.goto(address)
    if page.locator(".choices a").count():
        page.locator(".choices a").first.click()
    page.locator("#phieu").wait_for()
    parts = [
        page.locator(one).first.evaluate("element => element.outerHTML") for one in ("h1", "main p:not(.state *)", "fieldset")
    ]
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    path.write_text(
        f'<!doctype html><html lang="vi"><head>{meta}<title>-</title><link rel="icon" href="data:,"></head>{"".join(parts)}'
    )
    form = page.url
    page.close()
    return form


def time_first_card(browser: Browser, address: str) -> float:
    """Milliseconds from the start of the navigation to the frame with the first card."""
    with slow_phone(browser) as (page, _session):
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        return float(page.evaluate("window.firstCard"))


def report(rows: list[tuple[str, int]], pairs: list[tuple[float, float]]) -> None:
    """Print the tables."""
    for path, size in rows:
        print(f"{path:40} {size:7,} bytes")
    print(f"{f'{len(rows)} requests':40} {sum(size for _, size in rows):7,} bytes (aims: 5, 25,600)")
    ours, bare = ([pair[place] for pair in pairs] for place in (0, 1))
    gap = statistics.median(one - other for one, other in pairs)
    print(f"first card, our form  {statistics.median(ours):7.0f} ms ({min(ours):.0f} to {max(ours):.0f})")
    print(f"first card, bare page {statistics.median(bare):7.0f} ms ({min(bare):.0f} to {max(bare):.0f})")
    print(f"our form after it     {gap:7.0f} ms, median of {len(pairs)} pairs (aim: 600)")


if __name__ == "__main__":
    main()

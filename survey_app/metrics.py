"""What is counted of requests: how many and how long, by endpoint and status. Never by path, unit, address or account.

Pages of the staff are counted at once. Everything that is open to everybody is counted ten requests at a time: whoever keeps
the figures of every few seconds, and knows who stood at a kiosk, shall not see that one form has come. Of fewer than ten
requests a worker says nothing until the tenth; what it holds back when it ends is never counted.
"""

import os
from threading import Lock
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

GATHERED: Final = 10  # as few as nowhere else in a published figure
SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"  # where the workers of one service add up; deploy/gunicorn.conf.py makes it
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

_REGISTRY: Final = CollectorRegistry()
_REQUESTS: Final = Counter("thuoc_do_requests", "Requests answered", ["endpoint", "status"], registry=_REGISTRY)
_SECONDS: Final = Histogram(
    "thuoc_do_request_seconds",
    "Seconds from the arrival of a request to its reply",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=_REGISTRY,
)
_waiting: Final[dict[str, list[tuple[int, float]]]] = {}
_lock: Final = Lock()


def count(endpoint: str, status: int, seconds: float, *, at_once: bool) -> None:
    """Count one request; those that are not counted `at_once` wait until ten of their endpoint have come."""
    if at_once:
        _add(endpoint, [(status, seconds)])
        return
    with _lock:
        held = _waiting.setdefault(endpoint, [])
        held.append((status, seconds))
        if len(held) < GATHERED:
            return
        del _waiting[endpoint]
    _add(endpoint, held)


def exposition() -> bytes:
    """All counts of all workers, in the text form that Prometheus reads."""
    if SHARED_FOLDER not in os.environ:
        return generate_latest(_REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def _add(endpoint: str, requests: list[tuple[int, float]]) -> None:
    for status, seconds in requests:
        _REQUESTS.labels(endpoint, str(status)).inc()
        _SECONDS.labels(endpoint).observe(seconds)

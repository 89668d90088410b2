"""How the production set-up serves: `make serve`, the systemd unit and the container all start gunicorn with this file.

Each figure has its reason beside it; WORKERS, THREADS, BIND and PORT change the ones that depend on the machine.
"""

import importlib.util
import logging
import os
import select
import shutil
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from gunicorn.glogging import Logger

PROJECT = Path(__file__).resolve().parent.parent
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as survey_app/metrics.py calls it


def _load(path: Path) -> ModuleType:
    """One file alone. Importing the package here would keep its old code in the workers after a reload."""
    spec = importlib.util.spec_from_file_location("thuoc_do_log_lines", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_lines = _load(PROJECT / "survey_app" / "log_lines.py").JsonLines()

chdir = str(PROJECT)
wsgi_app = "wsgi:app"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or '8000'}"  # a proxy stands in front, on this machine

# Threads, for a request waits for the disk: a commit is on it before the receipt is shown. As many workers as cores, since
# Python computes on one core a process; more threads than eight only lengthen the queue inside instead of before the door.
worker_class = "gthread"
workers = int(os.environ.get("WORKERS") or max(2, os.cpu_count() or 2))
threads = int(os.environ.get("THREADS") or 8)

# A thread that computes a report of 1,000 schools may take a minute; the watch is on the worker's main thread, which no request
# holds. So this ends a worker that hangs as a whole, not a long request.
timeout = 60
# What has begun may end when the service stops or reloads: longer than the database's own wait (15 s) and a document's setting.
graceful_timeout = 30
# Our nginx opens a connection for each request, so that a reload closes none just as a form comes; another proxy may keep its.
keepalive = 5

# Renewed now and then, so that memory lost in a library is given back; not all at once. Rarely: each leaves a file of counts.
max_requests = 100_000
max_requests_jitter = 20_000

# Not loaded before the workers are made: then `systemctl reload` (HUP) brings new code; NewWorkers, below, bridges the wait.
preload_app = False
backlog = 2048  # a school hall that sends at once waits here, not before an error
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
worker_tmp_dir = memory  # a sign of life must not wait for a disk
control_socket_disable = True  # nobody steers the service by a file

# Of forwarded headers only the scheme is believed, and only from the proxy on this machine (in a container:
# FORWARDED_ALLOW_IPS). An address of a respondent is asked for nowhere.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
forwarder_headers = ""
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

accesslog = None  # an address and a time beside a school's link is the one trace that is written nowhere
loglevel = os.environ.get("LOG_LEVEL") or "warning"


class JsonLogger(Logger):  # type: ignore[misc]
    """Everything that is logged goes to standard error, one JSON object a line."""

    def setup(self, cfg: Any) -> None:
        """Replace the handlers that gunicorn has made."""
        super().setup(cfg)
        handler = logging.StreamHandler()
        handler.setFormatter(_lines)
        self.error_log.handlers = [handler]
        root = logging.getLogger()
        root.handlers = [handler]
        root.setLevel(logging.WARNING)


logger_class = JsonLogger


def on_starting(_server: Any) -> None:
    """Make a folder for the counts of all workers, new for each start and kept through a reload.

    In memory: they are written through a map of the file, and on a full disk that would end the worker, not only the count.
    """
    os.environ[SHARED_FOLDER] = tempfile.mkdtemp(prefix="thuoc-do-counts-", dir=os.environ.get("RUNTIME_DIRECTORY") or memory)


class NewWorkers:
    """Lets each new worker stand before the next one is made.

    gunicorn ends the old workers as soon as it has made the last new one. Each of these loads the program for seconds, and
    until then whoever asks would wait. So when the old ones go, all new ones but the last serve already: from two workers on.
    """

    longest = 60.0  # seconds that one may take; then the next is made all the same
    left = 0  # workers still to be made
    told = telling = -1  # a pipe; the newest worker closes its end when it has loaded the program, or by dying

    @classmethod
    def await_newest(cls) -> None:
        """Wait for the worker that was made last, if it is one of a reload."""
        if cls.telling >= 0:
            os.close(cls.telling)
            select.select([cls.told], [], [], cls.longest)
            os.close(cls.told)
            cls.told = cls.telling = -1


def on_reload(server: Any) -> None:
    """As many new workers will be made now."""
    NewWorkers.left = server.cfg.workers


def pre_fork(_server: Any, _worker: Any) -> None:
    """Wait for the one before, and be able to wait for this one."""
    NewWorkers.await_newest()
    if NewWorkers.left:
        NewWorkers.left -= 1
        if NewWorkers.left:
            NewWorkers.told, NewWorkers.telling = os.pipe()


def post_worker_init(_worker: Any) -> None:
    """In the new worker, which has loaded the program: tell."""
    if NewWorkers.telling >= 0:
        os.close(NewWorkers.telling)
        NewWorkers.telling = -1


def child_exit(_server: Any, worker: Any) -> None:
    """Tell the counts that a worker has ended."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Take the folder of the counts away."""
    shutil.rmtree(os.environ[SHARED_FOLDER], ignore_errors=True)

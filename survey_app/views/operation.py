"""For whoever runs the service and the programs that watch over it: alive, ready, counted; and what the log says of a request.

No page is here, and nothing about a respondent. A request is known by a number: the proxy's, or one of our own. It stands in
the log and on the page that tells of a fault, so that the two can be brought together, and is kept nowhere else.
"""

import logging
import re
import secrets
import time
from hmac import compare_digest
from typing import Final

from flask import Blueprint, Flask, Response, abort, current_app, has_request_context, request
from flask.typing import ResponseReturnValue

from survey_app import metrics
from survey_app.db import get_database
from survey_app.migrate import find_state
from survey_app.views.headers import STAFF_BLUEPRINTS

FAULT: Final = 500  # from this status on it is ours
_KNOWN_TO_PROXY: Final = re.compile(r"[0-9a-f]{16,32}")
_BEGUN, _NUMBER, _TOLD = "thuoc_do.begun", "thuoc_do.request", "thuoc_do.told"  # where one request keeps them

blueprint = Blueprint("operation", __name__)


@blueprint.get("/health")
def health() -> ResponseReturnValue:
    """Whether this process answers at all. Asks nothing of the database, so that nobody restarts a service for its sake."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """Whether requests may be sent here: the database can be reached and has the tables of this release."""
    state = find_state(get_database().engine)
    return {"database": state}, 200 if state == "current" else 503


@blueprint.get("/metrics")
def counts() -> ResponseReturnValue:
    """The counts, for who knows the token. Without a token in the settings there is no such page."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(given.encode(), token.encode()):
        abort(404)
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def register(app: Flask) -> None:
    """Number, time and count every request, and note every fault."""
    app.register_blueprint(blueprint)
    app.before_request(begin)
    app.after_request(finish)
    app.logger.addFilter(_FACTS)


def begin() -> None:
    """Remember when the request came."""
    request.environ[_BEGUN] = time.perf_counter()


def finish(reply: Response) -> Response:
    """Count the request; a fault that nobody has noted yet gets its line in the log."""
    if request.blueprint == blueprint.name:
        return reply
    seconds = time.perf_counter() - request.environ.get(_BEGUN, time.perf_counter())
    is_staff = request.blueprint in STAFF_BLUEPRINTS
    metrics.count(request.endpoint or "none", reply.status_code, seconds, at_once=is_staff)
    if reply.status_code >= FAULT and _TOLD not in request.environ:
        current_app.logger.error("Answered %s on %s", reply.status_code, request.endpoint, extra={"status": reply.status_code})
    return reply


def request_number() -> str:
    """What this request is called in the log."""
    if _NUMBER not in request.environ:
        given = request.headers.get("X-Request-ID", "")
        request.environ[_NUMBER] = given if _KNOWN_TO_PROXY.fullmatch(given) else secrets.token_hex(8)
    number: str = request.environ[_NUMBER]
    return number


class RequestFacts(logging.Filter):
    """Adds to whatever the application logs in which request it happened: its number, its endpoint and its method."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        if has_request_context():
            record.request, record.endpoint, record.method = request_number(), request.endpoint, request.method
            request.environ[_TOLD] = True
        return True


_FACTS: Final = RequestFacts()  # one, for all applications of a process share a logger

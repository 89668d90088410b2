"""What every reply owes the browser: the security headers, how long it may be kept, and versioned addresses of static files."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

from survey_app.views import kiosk_files, public, respond_script

# everything comes from files of our own: no inline script or style, no frame around us, no form that posts elsewhere
CONTENT_SECURITY_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
# their pages name an empty icon, so that a phone does not ask for one
NO_ICON, NO_ICON_BLUEPRINTS = "; img-src 'self' data:", ("respond", "kiosk")
# nothing here uses them: a script slipped in from somewhere could not either
NO_DEVICES = "camera=(), microphone=(), geolocation=()"
STAFF_BLUEPRINTS = ("sign_in", "unit", "department", "management", "account")
VERSIONED = ("static", "public.chart_style", "public.respond_script", "kiosk.script")


def register(app: Flask) -> None:
    """Set headers on every reply, and put a version into the address of every static file."""
    app.after_request(set_headers)
    app.url_defaults(add_version)


def _referrer_policy() -> str:
    """What a browser tells the next address of this one. Staff forms need the site; a secret link tells nothing but that."""
    if request.endpoint == "sign_in.first_sign_in":
        return "origin"
    return "same-origin" if request.blueprint in STAFF_BLUEPRINTS else "no-referrer"


def set_headers(response: Response) -> Response:
    """The headers, chosen by who is served: staff pages are never kept, respondents' addresses are never passed on."""
    headers = response.headers
    if response.status_code == 308:
        headers["Location"] = _without_host(headers["Location"])
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY + (NO_ICON if request.blueprint in NO_ICON_BLUEPRINTS else "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = _referrer_policy()
    if response.mimetype == "text/html":  # of other replies it says nothing, and each phone pays for it
        headers["Permissions-Policy"] = NO_DEVICES
    if current_app.config["PUBLIC_URL"].startswith("https://"):  # behind a proxy the request itself looks plain
        headers["Strict-Transport-Security"] = "max-age=31536000"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"  # a page that opened one of ours holds no handle to it
    is_static = request.endpoint in VERSIONED
    if request.blueprint in STAFF_BLUEPRINTS or (
        not is_static and current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    ):
        headers["Cache-Control"] = "no-store"
    elif is_static and "v" in request.args and response.status_code < 400:
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if _is_current(request.args["v"]) else "no-store"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache"
    return response


def _without_host(address: str) -> str:
    """Where an address goes on this site. Only the router answers 308, to put slashes right, and it takes the host from the
    request: a Host header that is another's, or none, must not come back as a place to go to.
    """
    return "/" + address.partition("://")[2].partition("/")[2].lstrip("/")


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Add the digest of a static file to its address: a changed file has a new address, so it may be kept for a year."""
    path = None
    if endpoint == "public.chart_style":
        path = public.CHART_STYLE
    elif endpoint == "static" and current_app.static_folder:
        path = Path(current_app.static_folder) / values["filename"]
    if path is not None and path.is_file():
        values.setdefault("v", digest_of(path))
    elif endpoint == "public.respond_script":
        values.setdefault("v", respond_script.version())
    elif endpoint == "kiosk.script":
        values.setdefault("v", kiosk_files.version())


def _is_current(version: str) -> bool:
    """Whether the file is the one that the address means. While a new version is being put in place an old worker may be asked
    for the new address: what it then answers must not be kept for a year, by nobody.
    """
    current: dict[str, Any] = dict(request.view_args or {})
    add_version(request.endpoint or "", current)
    return bool(current.get("v") == version)


def digest_of(path: Path) -> str:
    """A short digest of a file's content, computed again only when the file has changed."""
    return _digest(path, path.stat().st_mtime_ns)


@cache
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]

"""Gzip for what phones download. Staff pages are left alone: they mix secrets with typed text, which compression would leak.

The pages that refuse a respondent are packed too: they carry every answer back, and a crowd gets them all at once. A proxy in
front may do the same; it then finds these replies already encoded. A respondent's page holds no secret of a session.
"""

import gzip
import re

from flask import Flask, Response, request

COMPRESSED_TYPES = ("text/html", "text/css", "text/javascript", "image/svg+xml")
OPEN_BLUEPRINTS = ("respond", "kiosk", "open_data")
OPEN_ENDPOINTS = ("static", "public.respond_script", "public.privacy", "public.answering_help")  # the same for everybody
RESULTS = "public.result"  # begins the names of the pages of published results
SMALLEST = 600  # below this the header costs what the packing saves
LEVEL = 6
_ASIDE = re.compile(rb"/\*.*?\*/\s*|^[ ]+", re.DOTALL | re.MULTILINE)  # remarks and indentation are for who reads the file


def register(app: Flask) -> None:
    """Compress the replies to respondents."""
    app.after_request(compress)


def compress(reply: Response) -> Response:
    """The reply, gzipped where that is safe, asked for and worth it."""
    endpoint = request.endpoint or ""
    is_open = request.blueprint in OPEN_BLUEPRINTS or endpoint in OPEN_ENDPOINTS or endpoint.startswith(RESULTS)
    types = (*COMPRESSED_TYPES, "application/json") if request.blueprint == "open_data" else COMPRESSED_TYPES
    if not is_open or reply.mimetype not in types:
        return reply
    reply.vary.add("Accept-Encoding")
    is_part = reply.status_code == 206
    if is_part or reply.content_encoding or not request.accept_encodings["gzip"]:
        return reply
    if (reply.content_length or 0) < SMALLEST:
        return reply
    reply.direct_passthrough = False
    whole = b"".join(reply.iter_encoded())
    reply.close()  # the file behind a static reply
    if reply.mimetype == "text/css":
        whole = _ASIDE.sub(b"", whole)
    reply.set_data(gzip.compress(whole, LEVEL, mtime=0))
    reply.content_encoding = "gzip"
    if not reply.headers.get("ETag", "").startswith("W/"):
        reply.headers.pop("ETag", None)  # it named the unpacked bytes
    return reply

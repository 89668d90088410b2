"""The application of bench/phone.py: ours, and beside it the bare page that our form is measured against."""

import gzip
import os
from pathlib import Path

from flask import Response

from wsgi import app


@app.get("/bare")
def bare() -> Response:
    """A file that the benchmark has written from our form's own first heading, paragraph and card; packed as our pages are."""
    packed = gzip.compress(Path(os.environ["BARE_PAGE"]).read_bytes(), 6, mtime=0)
    return Response(packed, mimetype="text/html", headers={"Content-Encoding": "gzip", "Cache-Control": "no-store"})

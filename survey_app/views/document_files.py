"""An official document as a file to take away: which forms there are, and what the file is called."""

from collections.abc import Callable
from typing import Final

from flask import Response

from survey_app.documents.model import Document
from survey_app.exports.docx import build_docx
from survey_app.exports.official_pdf import build_official_pdf
from survey_app.views.downloads import send_download

BUILDERS: Final[dict[str, Callable[[Document], bytes]]] = {"docx": build_docx, "pdf": build_official_pdf}
FORM_NAMES: Final = {"docx": "Word", "pdf": "PDF"}


def send_document(document: Document, name: str, form: str, *, action: str) -> Response:
    """The document in one of its forms; `name` is that of the file without its ending."""
    return send_download(BUILDERS[form](document), f"{name}.{form}", action=action, subject=f"{name}.{form}")

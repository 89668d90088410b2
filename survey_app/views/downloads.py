"""Files that staff take away, and the note of it in the audit log."""

from flask import Response

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database

MIMETYPES = {
    "csv": "text/csv",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "sav": "application/x-spss-sav",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def send_download(data: bytes, filename: str, *, action: str, subject: str) -> Response:
    """The file as an attachment, after the audit log has who took what."""
    with get_database().writing() as session:
        record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())
    response = Response(data, mimetype=MIMETYPES[filename.rpartition(".")[2]])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response

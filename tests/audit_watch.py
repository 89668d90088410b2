"""Whatever test posts a form of the staff: if the database was changed, the audit log was written in the same request."""

import re
from typing import Any, Final

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy import event

STAFF: Final = ("unit", "department", "management", "account")
# POST endpoints whose change is no line of the log, and why
NO_ENTRY: Final = {
    "unit.save_paper_entry": "a time beside each sheet of paper would tell when whose form was typed; batches are logged",
    "unit.save_paper_second": "the same",
    "unit.resolve_paper_form": "the same; that the two entries were compared is logged",
}
# what a request writes beside what was asked of it
BESIDE: Final = {
    "sign_in_attempt": "counts guesses",
    "request_count": "counts requests that cost much",
    "account_session": "its own session: opened, used, over",
    "sums_state": "reckoned from answers, at any look, as all tables that begin with stored_",
    "cell_sums": "the same",
    "flagged_sums": "the same",
}
_CHANGE: Final = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


def watch(app: Flask) -> None:
    """Let every POST of the staff fail that changes something and says nothing of it."""

    @event.listens_for(app.extensions["database"].engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_further: Any) -> None:
        found = _CHANGE.match(statement)
        if found and has_request_context():
            g.setdefault("changed_tables", set()).add(found[1])

    @app.after_request
    def ask(response: Response) -> Response:
        changed = g.pop("changed_tables", set())
        is_staff = (request.endpoint or "").partition(".")[0] in STAFF
        if request.method == "POST" and is_staff and response.status_code < 400 and request.endpoint not in NO_ENTRY:
            silent = {table for table in changed - set(BESIDE) if not table.startswith("stored_")}
            assert not silent or "audit_entry" in changed, f"{request.endpoint} changed {silent} and left no line in the log"
        return response

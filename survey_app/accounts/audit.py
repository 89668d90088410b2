"""The audit log: who exported or changed what. Nothing about respondents is ever in it."""

import datetime as dt

from sqlalchemy.orm import Session

from survey_app.models import AuditEntry


def record_action(session: Session, action: str, *, subject: str, account_id: int | None, now: dt.datetime) -> None:
    """Note a staff action; `account_id` is None for a command typed by an operator. The caller commits."""
    session.add(AuditEntry(at=now.astimezone(dt.UTC), account_id=account_id, action=action, subject=subject[:200]))

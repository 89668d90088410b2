"""What becomes of one unit from a day on, recorded by hand: it closes, exists again, carries others on. The caller commits."""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionnaires.faults import quote
from survey_app.campaigns.unit_columns import KIND_LABELS
from survey_app.models import Unit, UnitPredecessor


class FateRefusedError(Exception):
    """What cannot be recorded, and why, in words for the clerk."""


def close_unit(unit: Unit, day: dt.date) -> None:
    """Let a unit end: from this day on it gets no questionnaire. Its results stay."""
    if unit.kind == "department":
        raise FateRefusedError("Sở không ngừng hoạt động được: mọi đơn vị đều thuộc về Sở.")
    unit.closed_on = day


def reopen_unit(unit: Unit) -> None:
    """Let a unit exist again."""
    unit.closed_on = None


def add_predecessor(session: Session, unit: Unit, code: str, *, since: dt.date, is_whole: bool) -> Unit:
    """Let a unit carry on another since a day. `is_whole`: the other has gone into it and ends, unless it has ended before."""
    other = session.scalar(select(Unit).where(Unit.code == code.strip().upper()))
    if other is None:
        raise FateRefusedError(
            f"Không có đơn vị mang mã {quote(code.strip()[:40])}. Hãy kiểm tra lại mã trong danh sách đơn vị."
        )
    if other.id == unit.id:
        raise FateRefusedError("Một đơn vị không nối tiếp chính nó. Hãy ghi mã của đơn vị trước đây.")
    if other.kind != unit.kind:
        raise FateRefusedError(f"{other.name} là loại {quote(KIND_LABELS[other.kind])}; chỉ nối các đơn vị cùng loại.")
    link = session.get(UnitPredecessor, (unit.id, other.id))
    if link is None:
        session.add(UnitPredecessor(unit_id=unit.id, predecessor_id=other.id, since=since))
    else:
        link.since = since
    if is_whole and other.closed_on is None:
        close_unit(other, since)
    session.flush()
    return other


def remove_predecessor(session: Session, unit: Unit, code: str) -> bool:
    """Take a link back that was a mistake; whether there was one. Nothing is opened again by it."""
    other = select(Unit.id).where(Unit.code == code).scalar_subquery()
    done = session.execute(
        delete(UnitPredecessor).where(UnitPredecessor.unit_id == unit.id, UnitPredecessor.predecessor_id == other)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]

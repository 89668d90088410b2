"""Where the department's reports on a sealed campaign are kept, and what they rest on.

A sealed campaign's answers cannot change, so its report is made once: at night, or for the first who asks. What may still move
is looked up each time, and another state asks for another report: units, where they lie and what they carry on, campaigns and
their targets, the letterhead, what was counted again for an early campaign, the program. Knows neither figures nor pages.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.config import PROJECT_FOLDER
from survey_app.models import Campaign, StoredPairs, StoredQuality, StoredReportFile, StoredReportPage, Unit
from survey_app.results.earlier_units import lineage_mark
from survey_app.results.sums import writing_beside

PROGRAM = ("analysis", "survey_app/documents", "survey_app/exports", "survey_app/results", "templates/documents")


def find_state(
    session: Session,
    campaign: Campaign,
    scope: Collection[str] | None,
    *,
    settings: object,
    scope_name: str = "",
    hidden: Collection[str] = (),
) -> str:
    """A digest of all that a report rests on besides the answers of a sealed campaign; `settings` are those of the letterhead.

    The night and a reader of the same part must name the same, or what the night has made is never read.
    """
    terms = (settings, scope_name, sorted(hidden))
    units = session.execute(select(Unit.code, Unit.name, Unit.kind, Unit.levels, Unit.parent_id).order_by(Unit.id)).all()
    campaigns = session.execute(select(*Campaign.__table__.columns).order_by(Campaign.id)).all()
    counted = [session.scalar(select(func.count()).select_from(table)) for table in (StoredQuality, StoredPairs)]
    named = (campaign.code, None if scope is None else sorted(scope), terms)
    whole = (*named, units, lineage_mark(session), campaigns, counted, program_digest())
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def find_pages(session: Session, campaign: Campaign, reader: str, *, state: str) -> dict[str, str] | None:
    """The pages of a reader by name, None where there are none of this state."""
    stored = session.get(StoredReportPage, (campaign.id, reader))
    if stored is None or stored.state != state:
        return None
    found: dict[str, str] = json.loads(zlib.decompress(stored.data))
    return found


def store_pages(session: Session, campaign: Campaign, reader: str, pages: Mapping[str, str], *, state: str) -> None:
    """Keep the pages of a reader in place of earlier ones, in a transaction of its own if `session` only reads."""
    data = zlib.compress(json.dumps(pages, ensure_ascii=False).encode(), 6)
    values = {"state": state, "data": data}
    with writing_beside(session) as writer:
        dialect = sqlite if writer.get_bind().dialect.name == "sqlite" else postgresql
        statement = dialect.insert(StoredReportPage).values(campaign_id=campaign.id, reader=reader, **values)
        writer.execute(statement.on_conflict_do_update(index_elements=["campaign_id", "reader"], set_=values))


def find_file(session: Session, campaign: Campaign, reader: str, name: str, *, state: str) -> bytes | None:
    """A file of a reader, None where there is none of this state."""
    stored = session.get(StoredReportFile, (campaign.id, reader, name))
    return zlib.decompress(stored.data) if stored is not None and stored.state == state else None


def store_file(session: Session, campaign: Campaign, reader: str, name: str, data: bytes, *, state: str) -> None:
    """Keep a file of a reader in place of an earlier one, in a transaction of its own if `session` only reads."""
    values = {"state": state, "data": zlib.compress(data, 1)}
    with writing_beside(session) as writer:
        dialect = sqlite if writer.get_bind().dialect.name == "sqlite" else postgresql
        statement = dialect.insert(StoredReportFile).values(campaign_id=campaign.id, reader=reader, name=name, **values)
        writer.execute(statement.on_conflict_do_update(index_elements=["campaign_id", "reader", "name"], set_=values))


@cache
def program_digest() -> str:
    """A digest of what makes figures, words and pages: after an update nobody reads what the last release had set."""
    digest = hashlib.sha256()
    for folder in PROGRAM:
        for path in sorted(Path(PROJECT_FOLDER / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()

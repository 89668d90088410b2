"""The one door out: reads responses for analysis. Nothing else does.

What leaves are counts and sums per grade, never a sheet: whoever reads results cannot come across a single response. The one
exception is `read_rows`, for the row files of `results.row_files`: sheets of a sealed campaign, without key, channel, pace and
flag, in an order that means nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from analysis.pair_sheets import pair_sums_from_sheets
from analysis.pair_sums import PairSums
from analysis.sheets import sums_by_cell
from analysis.sums import Sums
from analysis.unit_quality import UnitQuality, quality_by_unit
from questionnaires import Questionnaire
from survey_app.collecting.answers import read_percents
from survey_app.collecting.responses import SLOT_SECONDS
from survey_app.config import TIMEZONE
from survey_app.models import Participation, Response, Sending

Cells = Mapping[str, Sums]  # by grade; "" not stated

# the whole of the responses' key, so that each participation is one stretch of it
_IS_ITS_RESPONSE = and_(
    Response.campaign_id == Participation.campaign_id,
    Response.unit_id == Participation.unit_id,
    Response.participation_id == Participation.id,
)
_CHUNK = 5_000  # responses in memory at a time, besides those of the participation being read


class BareRow(NamedTuple):
    """What one response says, and nothing of how, when or from where it came."""

    grade: str
    sheet: str
    percents: str


def count_responses(session: Session, participation_ids: Collection[int]) -> dict[int, int]:
    """How many responses each participation has, in one statement; those without any are left out."""
    statement = (
        select(Participation.id, func.count())
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .group_by(Participation.id)
    )
    return dict(session.execute(statement).all())


def is_imported(session: Session, participation: Participation) -> bool:
    """Whether a participation has responses and every one of them was collected elsewhere and imported."""
    its_own = select(Response.key).where(
        Response.campaign_id == participation.campaign_id,
        Response.unit_id == participation.unit_id,
        Response.participation_id == participation.id,
    )
    received = its_own.where(Response.channel != "import").limit(1)
    return session.execute(its_own.limit(1)).first() is not None and session.execute(received).first() is None


def is_imported_campaign(session: Session, campaign_id: int) -> bool:
    """Whether a campaign has responses and every one of them was imported."""
    its_own = select(Response.key).where(Response.campaign_id == campaign_id)
    received = its_own.where(Response.channel != "import").limit(1)
    return session.execute(its_own.limit(1)).first() is not None and session.execute(received).first() is None


def count_channels(session: Session, participation: Participation) -> dict[str, int]:
    """How many responses of a participation came by which channel."""
    return channels_by_participation(session, [participation.id]).get(participation.id, {})


def channels_by_participation(session: Session, participation_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many responses came by which channel, of each of these participations that has any."""
    statement = (
        select(Participation.id, Response.channel, func.count())
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .group_by(Participation.id, Response.channel)
        .order_by(Participation.id, Response.channel)
    )
    found: dict[int, dict[str, int]] = {}
    for participation_id, channel, number in session.execute(statement):
        found.setdefault(participation_id, {})[channel] = number
    return found


def count_breakdowns(session: Session, participation_ids: Collection[int]) -> dict[int, dict[tuple[str, str], int]]:
    """How many responses each participation has, by grade and channel, as of one moment; those without any are left out."""
    statement = (
        select(Participation.id, Response.grade, Response.channel, func.count())
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .group_by(Participation.id, Response.grade, Response.channel)
    )
    found: dict[int, dict[tuple[str, str], int]] = {}
    for participation_id, grade, channel, number in session.execute(statement):
        found.setdefault(participation_id, {})[grade, channel] = number
    return found


def count_days(session: Session, participation_ids: Collection[int]) -> dict[int, dict[dt.date, int]]:
    """How many responses each participation got on which local day, paper and imports on the day they were recorded."""
    statement = (
        select(Sending.participation_id, Sending.slot, func.count())
        .where(Sending.participation_id.in_(participation_ids))
        .group_by(Sending.participation_id, Sending.slot)
    )
    found: dict[int, Counter[dt.date]] = {}
    for participation_id, slot, number in session.execute(statement):
        day = dt.datetime.fromtimestamp(slot * SLOT_SECONDS, TIMEZONE).date()
        found.setdefault(participation_id, Counter())[day] += number
    return {participation_id: dict(days) for participation_id, days in found.items()}


def read_cells(
    session: Session, questionnaire: Questionnaire, *, participation_ids: Collection[int]
) -> Iterator[tuple[int, Cells]]:
    """The sums per grade of each participation that has responses, in one statement."""
    statement = (
        select(Participation.id, Response.grade, Response.sheet, Response.percents)
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .order_by(Participation.id)
        .execution_options(yield_per=_CHUNK)
    )
    for participation_id, rows in groupby(session.execute(statement), key=itemgetter(0)):
        _, grades, sheets, percents = zip(*rows, strict=True)
        answers = [read_percents(text) or None for text in percents]
        yield participation_id, sums_by_cell(questionnaire, sheets, grades, percents=answers)


def count_groups(session: Session, participation: Participation, *, places: Sequence[int]) -> dict[tuple[str, ...], int]:
    """How many responses of a participation share a grade and the answers at these places of the sheet."""
    parts = [Response.grade, *(func.substr(Response.sheet, place + 1, 1) for place in places)]
    # as a table of its own, because PostgreSQL takes two bound places for two different expressions
    stated = select(*(part.label(f"part_{k}") for k, part in enumerate(parts))).where(*_of(participation)).subquery()
    rows = session.execute(select(*stated.c, func.count()).group_by(*stated.c))
    return {tuple(row[:-1]): row[-1] for row in rows}


def read_rows(session: Session, participation: Participation, *, rng: Random) -> list[BareRow]:
    """The bare rows of a sealed participation in a fresh order; `rng` is one that nobody can foresee (`SystemRandom`).

    Raises ValueError before sealing: of two readings with answers between them the difference would say who came last.
    """
    if participation.campaign.sealed_on is None:
        raise ValueError(f"campaign {participation.campaign.code} is not sealed")
    statement = select(Response.grade, Response.sheet, Response.percents).where(*_of(participation))
    rows = [BareRow(*row) for row in session.execute(statement.execution_options(yield_per=_CHUNK))]
    rng.shuffle(rows)
    return rows


def read_quality(
    session: Session, questionnaire: Questionnaire, *, participation_ids: Collection[int]
) -> dict[int, UnitQuality]:
    """What the flags of the forms come to, for each of these participations of one instrument that has responses.

    All forms are in memory at once, because twins are judged against the other units: for the night, not for a page.
    """
    statement = (
        select(Participation.id, Response.grade, Response.sheet, Response.percents, Response.pace, Response.honeypot)
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .order_by(Participation.id)
    )
    rows = session.execute(statement).all()
    return quality_by_unit(
        questionnaire,
        [row.sheet for row in rows],
        [row.id for row in rows],
        grades=[row.grade for row in rows],
        percents=[read_percents(row.percents) or None for row in rows],
        pace=[row.pace for row in rows],
        honeypot=[row.honeypot for row in rows],
    )


def read_pairs(
    session: Session, questionnaire: Questionnaire, *, participation_ids: Collection[int]
) -> Iterator[tuple[int, PairSums]]:
    """The sums of pairs of items over all forms of each participation that has responses, one participation in memory."""
    statement = (
        select(Participation.id, Response.sheet)
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .order_by(Participation.id)
        .execution_options(yield_per=_CHUNK)
    )
    for participation_id, rows in groupby(session.execute(statement), key=itemgetter(0)):
        yield participation_id, pair_sums_from_sheets(questionnaire, [row.sheet for row in rows])


def count_arrivals(session: Session, campaign_id: int) -> dict[int, dict[int, int]]:
    """How many forms came in each ten-minute slot, by participation; without imports and paper, which have no receipt.

    To be asked before sealing: afterwards a slot is a day.
    """
    arrivals: dict[int, dict[int, int]] = {}
    for participation_id, slot, number in session.execute(
        select(Sending.participation_id, Sending.slot, func.count())
        .where(Sending.campaign_id == campaign_id, Sending.receipt_mark.is_not(None))
        .group_by(Sending.participation_id, Sending.slot)
    ):
        arrivals.setdefault(participation_id, {})[slot] = number
    return arrivals


def _of(participation: Participation) -> tuple[ColumnElement[bool], ...]:
    return (
        Response.campaign_id == participation.campaign_id,
        Response.unit_id == participation.unit_id,
        Response.participation_id == participation.id,
    )

"""The one door out: reads responses for analysis. Nothing else does.

What leaves are counts and sums per grade, never a sheet: whoever reads results cannot come across a single response. The
exceptions are `read_rows`, for the row files of `results.row_files`, and `read_campaign_rows`, for the archive: sheets of a
sealed campaign, without key, channel, pace and flag; who takes them puts them into an order that means nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from analysis.pair_sheets import pair_sums_from_sheets
from analysis.pair_sums import PairSums
from analysis.sheets import sums_by_cell
from analysis.sums import Sums
from analysis.unit_quality import CountedQuality, UnitQuality, count_quality, count_sheets, judge_quality
from questionnaires import Questionnaire
from survey_app.collecting.answers import read_percents
from survey_app.collecting.responses import SLOT_SECONDS
from survey_app.config import TIMEZONE
from survey_app.models import Campaign, Participation, Response, Sending, StoredQuality

Cells = Mapping[str, Sums]  # by grade; "" not stated

# the whole of the responses' key, so that each participation is one stretch of it
_IS_ITS_RESPONSE = and_(
    Response.campaign_id == Participation.campaign_id,
    Response.unit_id == Participation.unit_id,
    Response.participation_id == Participation.id,
)
_CHUNK = 5_000  # responses in memory at a time, besides those of the participation being read
_BATCH = 20_000  # responses whose flags are counted at once; a participation is never torn apart


class BareRow(NamedTuple):
    """What one response says, and nothing of how, when or from where it came."""

    grade: str
    sheet: str
    percents: str


def count_responses(session: Session, participation_ids: Collection[int]) -> dict[int, int]:
    """How many responses each participation has, in one statement; those without any are left out.

    Of a sealed campaign that was counted when it was sealed, and no response can come after it; of others it is counted now.
    """
    counted = aliased(Participation)
    counted_campaigns = select(counted.campaign_id).join(StoredQuality, StoredQuality.participation_id == counted.id)
    live = select(func.count()).select_from(Response).where(_IS_ITS_RESPONSE).correlate(Participation).scalar_subquery()
    number = case(
        (and_(Campaign.sealed_on.is_not(None), Campaign.id.in_(counted_campaigns)), func.coalesce(StoredQuality.forms, 0)),
        else_=live,
    )
    rows = session.execute(
        select(Participation.id, number)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .outerjoin(StoredQuality, StoredQuality.participation_id == Participation.id)
        .where(Participation.id.in_(participation_ids))
    )
    return {participation_id: responses for participation_id, responses in rows if responses}


def count_of_campaign(session: Session, campaign_id: int) -> dict[int, int]:
    """How many responses each participation of a campaign has now; those without any are left out."""
    numbers = select(Response.participation_id, func.count().label("number")).where(Response.campaign_id == campaign_id)
    return {row.participation_id: row.number for row in session.execute(numbers.group_by(Response.participation_id))}


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


def count_days(
    session: Session,
    participation_ids: Collection[int],
    *,
    since: dt.date | None = None,
    before: dt.date | None = None,
) -> dict[int, dict[dt.date, int]]:
    """How many responses each participation got on which local day, paper and imports on the day they were recorded.

    With `since` from that day on, with `before` up to the day before it: so many rows are read, and no more.
    """
    bounds = [*([] if since is None else [Sending.slot >= _first_slot(since)])]
    bounds += [] if before is None else [Sending.slot < _first_slot(before)]
    statement = (
        select(Sending.participation_id, Sending.slot, func.count())
        .where(Sending.participation_id.in_(participation_ids), *bounds)
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
    with session.execute(statement) as found:  # closed also where a sheet cannot be read
        for participation_id, rows in groupby(found, key=itemgetter(0)):
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


def read_campaign_rows(session: Session, campaign: Campaign) -> Iterator[tuple[int, BareRow]]:
    """The bare rows of a sealed campaign with their participation, some thousand in memory; for the archive, which sorts them.

    Raises ValueError before sealing.
    """
    if campaign.sealed_on is None:
        raise ValueError(f"campaign {campaign.code} is not sealed")
    statement = select(Response.participation_id, Response.grade, Response.sheet, Response.percents)
    its_own = statement.where(Response.campaign_id == campaign.id).execution_options(yield_per=_CHUNK)
    with session.execute(its_own) as found:
        for participation_id, grade, sheet, percents in found:
            yield participation_id, BareRow(grade, sheet, percents)


def read_quality(
    session: Session, questionnaire: Questionnaire, *, participation_ids: Collection[int]
) -> dict[int, UnitQuality]:
    """What the flags of the forms come to, for each of these participations of one instrument that has responses.

    Read twice, some participations in memory at a time: twins are judged against what the other units answer.
    """
    answers = count_sheets(questionnaire, [], [])
    for rows in _read_batches(session, participation_ids):
        answers = answers + count_sheets(questionnaire, [row.sheet for row in rows], [row.id for row in rows])
    counted: dict[int, CountedQuality] = {}
    for rows in _read_batches(session, participation_ids):
        counted |= count_quality(
            questionnaire,
            [row.sheet for row in rows],
            [row.id for row in rows],
            grades=[row.grade for row in rows],
            percents=[read_percents(row.percents) or None for row in rows],
            pace=[row.pace for row in rows],
            honeypot=[row.honeypot for row in rows],
            answers=answers,
        )
    return judge_quality(counted)


def _read_batches(session: Session, participation_ids: Collection[int]) -> Iterator[list[Any]]:
    """Whole forms but their keys, those of a participation never apart."""
    statement = (
        select(Participation.id, Response.grade, Response.sheet, Response.percents, Response.pace, Response.honeypot)
        .join(Response, _IS_ITS_RESPONSE)
        .where(Participation.id.in_(participation_ids))
        .order_by(Participation.id)
        .execution_options(yield_per=_CHUNK)
    )
    batch: list[Any] = []
    with session.execute(statement) as found:
        for _, rows in groupby(found, key=itemgetter(0)):
            if len(batch) >= _BATCH:
                yield batch
                batch = []
            batch += rows
    if batch:
        yield batch


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
    with session.execute(statement) as found:
        for participation_id, rows in groupby(found, key=itemgetter(0)):
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


def _first_slot(day: dt.date) -> int:
    """The slot with which a local day begins."""
    return int(dt.datetime.combine(day, dt.time.min, TIMEZONE).timestamp()) // SLOT_SECONDS

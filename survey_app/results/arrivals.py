"""Responses by day of many collections at once, and what they forecast. A day that is over is counted once and kept.

So a look at a thousand units reads a row for each, whatever came before today. Days hang on no answer and on nobody.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analysis.forecast import Forecast, forecast_collections
from survey_app.campaigns.steering import paused_days
from survey_app.models import Campaign, Participation, StoredArrivals
from survey_app.results.progress import UnitProgress
from survey_app.results.store import count_days
from survey_app.results.sums import writing_beside

Days = tuple[int, ...]
ONE_DAY = dt.timedelta(days=1)


def full_days(session: Session, campaign: Campaign, *, today: dt.date) -> dict[int, Days]:
    """The responses of every full day from the first on, of each participation of a campaign.

    What was recorded before the first day counts as of the first. Days that were not kept yet are counted and kept, in a
    transaction of their own if `session` only reads.
    """
    until = max(min(today, campaign.closes_on + ONE_DAY), campaign.opens_on)
    stored = select(Participation.id, StoredArrivals.until, StoredArrivals.counts).outerjoin(
        StoredArrivals, StoredArrivals.participation_id == Participation.id
    )
    found: dict[int, Days] = {}
    late: dict[int, tuple[dt.date, Days]] = {}
    for participation_id, known_until, counts in session.execute(stored.where(Participation.campaign_id == campaign.id)):
        days = tuple(int(number) for number in counts.split(",")) if counts else ()
        is_sound = known_until is not None and known_until <= until and len(days) == (known_until - campaign.opens_on).days
        if is_sound and known_until == until:
            found[participation_id] = days
        else:
            late[participation_id] = (known_until, days) if is_sound else (campaign.opens_on, ())
    if late:
        fresh = _count(session, campaign, late, until=until)
        _keep(session, fresh, until=until)
        found |= fresh
    return found


def forecasts(session: Session, campaign: Campaign, rows: Sequence[UnitProgress], *, today: dt.date) -> dict[int, Forecast]:
    """What the days so far forecast, by participation: nothing before the first day or after the last, in a pause, or without a
    number.
    """
    if campaign.paused_on is not None or not campaign.opens_on <= today <= campaign.closes_on:
        return {}
    days = full_days(session, campaign, today=today)
    wanted = [row for row in rows if row.needed and row.eligible and row.participation_id in days]
    found = forecast_collections(
        [days[row.participation_id] for row in wanted],
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        received=[max(row.received, sum(days[row.participation_id])) for row in wanted],
        eligible=[row.eligible or 0 for row in wanted],
        needed=[row.needed or 0 for row in wanted],
        paused=paused_days(session, campaign.id),
    )
    return {row.participation_id: one for row, one in zip(wanted, found, strict=True)}


def _count(
    session: Session, campaign: Campaign, late: Mapping[int, tuple[dt.date, Days]], *, until: dt.date
) -> dict[int, Days]:
    """The days that are missing, counted in as many statements as there are days from which they are missing."""
    found: dict[int, Days] = {}
    for since in {since for since, _ in late.values()}:
        ids: Collection[int] = [i for i, (known_until, _) in late.items() if known_until == since]
        is_first = since == campaign.opens_on
        counted = count_days(session, ids, since=None if is_first else since, before=until)
        for i in ids:
            by_day = [0] * (until - since).days
            for day, number in counted.get(i, {}).items():
                if by_day:
                    by_day[max((day - since).days, 0)] += number
            found[i] = (*late[i][1], *by_day)
    return found


def _keep(session: Session, fresh: Mapping[int, Days], *, until: dt.date) -> None:
    """Whoever comes second keeps the same."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = [{"participation_id": i, "until": until, "counts": ",".join(map(str, days))} for i, days in sorted(fresh.items())]
    with writing_beside(session) as writer:
        statement = dialect.insert(StoredArrivals)
        writer.execute(
            statement.on_conflict_do_update(
                index_elements=["participation_id"],
                set_={"until": statement.excluded.until, "counts": statement.excluded.counts},
            ),
            rows,
        )

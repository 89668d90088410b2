"""When a campaign takes answers and when its results are final, from its two dates and the grace period."""

import datetime as dt
from typing import Literal

from survey_app.config import TIMEZONE
from survey_app.models import Campaign

Phase = Literal["planned", "open", "grace", "entry", "closed"]


def phase_of(campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> Phase:
    """Where a campaign stands.

    In "grace" no form is handed out any more, but one begun in time is still accepted. In "entry" staff may still enter paper
    forms; results are not final before it is over.
    """
    opens = dt.datetime.combine(campaign.opens_on, dt.time.min, TIMEZONE)
    closes = dt.datetime.combine(campaign.closes_on + dt.timedelta(days=1), dt.time.min, TIMEZONE)
    if not campaign.opened or now < opens:
        return "planned"
    if now < closes:
        return "open"
    if now < closes + dt.timedelta(minutes=grace_minutes):
        return "grace"
    entered = dt.datetime.combine((campaign.paper_until or campaign.closes_on) + dt.timedelta(days=1), dt.time.min, TIMEZONE)
    return "entry" if now < entered else "closed"

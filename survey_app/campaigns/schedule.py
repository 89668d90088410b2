"""When a campaign takes answers and when its results are final, from its two dates and the grace period."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from survey_app.config import TIMEZONE
from survey_app.models import Campaign

Phase = Literal["planned", "open", "paused", "grace", "entry", "closed"]


@dataclass(frozen=True)
class Terms:
    """The moments at which a campaign's phase changes, in seconds since the epoch, and what people have decided about it."""

    opened: bool
    paused: bool
    opens: float
    closes: float
    refuses: float
    ends: float

    def phase(self, now: float) -> Phase:
        """Where the campaign stands at a moment; see `phase_of`."""
        if not self.opened or now < self.opens:
            return "planned"
        if self.paused:
            return "paused"
        if now < self.closes:
            return "open"
        if now < self.refuses:
            return "grace"
        return "entry" if now < self.ends else "closed"


def terms_of(campaign: Campaign, *, grace_minutes: int) -> Terms:
    """The terms of a campaign. `grace_minutes` is the installation's, for campaigns that have none of their own."""
    if campaign.grace_minutes is not None:
        grace_minutes = campaign.grace_minutes
    closes = _midnight(campaign.closes_on, days=1)
    return Terms(
        opened=campaign.opened,
        paused=campaign.paused_on is not None,
        opens=_midnight(campaign.opens_on),
        closes=closes,
        refuses=closes + 60 * grace_minutes,
        ends=_midnight(campaign.paper_until or campaign.closes_on, days=1),
    )


def phase_of(campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> Phase:
    """Where a campaign stands.

    In "grace" no form is handed out any more, but one begun in time is still accepted. In "entry" staff may still enter paper
    forms; results are not final before it is over. A campaign that is "paused" stays so, whatever its dates, until somebody
    resumes or closes it: what waits on phones meanwhile must have a day left to arrive.
    """
    return terms_of(campaign, grace_minutes=grace_minutes).phase(now.timestamp())


def _midnight(day: dt.date, *, days: int = 0) -> float:
    return dt.datetime.combine(day + dt.timedelta(days=days), dt.time.min, TIMEZONE).timestamp()

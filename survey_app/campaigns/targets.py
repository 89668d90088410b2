"""The targets of a campaign: what share of satisfied is to be reached by which year, and which of them judges this year.

Plans set several (90% in 2026, 95% by 2030). A campaign is judged by the one of its own year: the latest that is due by then;
before the first is due, the first. Those further ahead are there to be read beside it, never to judge by. Administrative
procedures are another service, for which plans set a target of its own: an instrument on them is judged by that one. Every
verdict of the service, on whatever page or in whatever file, is given against `judging_target`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.models import Campaign, CampaignTarget

MOST: Final = 4
PROCEDURES: Final = 0.95  # what plans ask for, every year, where nobody chose another


@dataclass(frozen=True, order=True)
class Target:
    """A share in (0, 1) and the year by whose end it is to be reached."""

    by_year: int
    share: float


def measures_procedures(questionnaire: Questionnaire) -> bool:
    """Whether an instrument is on administrative procedures and not on the service of schools."""
    return questionnaire.audience == "citizen"


def judging_target(campaign: Campaign, questionnaire: Questionnaire) -> float:
    """The share by which the results of an instrument of a campaign are judged."""
    return campaign.procedures_target if measures_procedures(questionnaire) else campaign.target


def find_targets(session: Session, campaign: Campaign) -> tuple[Target, ...]:
    """The targets of a campaign by year; of one that was made without horizons, its only one."""
    rows = session.scalars(select(CampaignTarget).where(CampaignTarget.campaign_id == campaign.id))
    found = tuple(sorted(Target(row.by_year, row.share) for row in rows))
    return found or (Target(campaign.closes_on.year, campaign.target),)


def write_targets(session: Session, campaign: Campaign, shares: Mapping[int, float]) -> None:
    """Make these the targets of a campaign that is not open yet, and the one of its year what it is judged by.

    The caller commits.
    """
    targets = [Target(year, share) for year, share in sorted(shares.items())]
    session.execute(delete(CampaignTarget).where(CampaignTarget.campaign_id == campaign.id))
    session.add_all(CampaignTarget(campaign_id=campaign.id, by_year=one.by_year, share=one.share) for one in targets)
    campaign.target = target_of(targets, campaign.closes_on.year).share
    session.flush()


def target_of(targets: Sequence[Target], year: int) -> Target:
    """The target by which a year is judged."""
    ordered = sorted(targets)
    return max((one for one in ordered if one.by_year <= year), default=ordered[0])

"""The targets that plans set, with the year by which they are to be reached: what verdicts of the department are given against.

Provinces differ, so these are defaults; a campaign's own target stands among them and is the one that pages show first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.campaigns.targets import find_targets, judging_target, measures_procedures
from survey_app.models import Campaign


@dataclass(frozen=True)
class Target:
    """A share in [0, 1] and what it is called.

    `is_in_force` says that it is the target of the campaign, `is_ahead` that it is to be reached in a later year.
    """

    value: float
    name: str
    is_in_force: bool = False
    is_ahead: bool = False


# share, year by which it is to be reached (None: earlier plans), name
SCHOOLS: Final[tuple[tuple[float, int | None, str], ...]] = (
    (0.85, None, "các kế hoạch trước"),
    (0.90, 2026, "năm 2026"),
    (0.95, 2030, "đến năm 2030"),
)


def targets_of(session: Session, campaign: Campaign, questionnaire: Questionnaire | None = None) -> tuple[Target, ...]:
    """The targets of a campaign, or of one of its instruments, the lowest first, each value once.

    Where the campaign has horizons of its own, they stand for those of the plans.
    """
    now = campaign.closes_on.year
    if questionnaire is not None and measures_procedures(questionnaire):
        return (Target(judging_target(campaign, questionnaire), "thủ tục hành chính", is_in_force=True),)
    own = find_targets(session, campaign)
    named = {one.share: (one.by_year, _name_of(one.by_year, now)) for one in own} if len(own) > 1 else _by_value(SCHOOLS)
    named.setdefault(campaign.target, (now, f"đợt khảo sát năm {now}"))
    return tuple(
        Target(value, name, is_in_force=value == campaign.target, is_ahead=_is_ahead(value, year, campaign))
        for value, (year, name) in sorted(named.items())
    )


def _by_value(set_by_plans: Iterable[tuple[float, int | None, str]]) -> dict[float, tuple[int | None, str]]:
    return {value: (year, name) for value, year, name in set_by_plans}


def _name_of(by_year: int, now: int) -> str:
    return f"đến năm {by_year}" if by_year > now else f"năm {by_year}"


def _is_ahead(value: float, year: int | None, campaign: Campaign) -> bool:
    return value != campaign.target and year is not None and year > campaign.closes_on.year

"""The rules of early warning with their thresholds: which there are, what may be set, what holds until somebody sets it.

Knows rules and levels. Must not know units, figures or pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import WarningRule


@dataclass(frozen=True)
class Rule:
    """A rule: its group, the level at which it fires (None: nothing to set) between two bounds, and what "worse" means.

    `step` is by how much the weight must grow after "done" for the warning to be new again.
    """

    group: str
    level: int | None = None
    least: int = 0
    most: int = 100
    step: int = 1


# in the order of a list: what cannot be made good later comes first
RULES: Final[dict[str, Rule]] = {
    "whole": Rule("progress", level=10, least=1, most=100, step=5),  # per cent of the units
    "silent": Rule("progress", level=3, least=1, most=30, step=7),  # days
    "behind": Rule("progress", level=3, least=0, most=14, step=10),  # days before the end; weight in per cent missing
    "short": Rule("progress", step=10),
    "missed": Rule("results", step=20),  # weight in tenths of a point: two points are what a change has to be to matter
    "leaning": Rule("results", level=20, least=5, most=50, step=20),  # per cent: the error of `analysis.leaning`
    "fall": Rule("results", step=20),
    "overfull": Rule("quality", level=0, least=0, most=50, step=5),  # per cent more than could answer
    "straight": Rule("quality", level=50, least=10, most=100, step=10),  # per cent of the forms
    "fast": Rule("quality", level=20, least=5, most=100, step=10),
    "identical": Rule("quality", level=10, least=2, most=1000, step=10),  # pairs beyond what chance explains
    "burst": Rule("quality", level=1, least=1, most=100, step=1),  # bursts
    "assessment": Rule("duties", level=1, least=1, most=60, step=14),  # days overdue
    "action": Rule("duties", level=1, least=1, most=180, step=1),
}
FIGURES: Final = ("results", "quality")  # groups that rest on answers, so that they are shown only when results are
# what rests on a count alone, though it is a question of quality
COUNTS_ONLY: Final = ("overfull",)


@dataclass(frozen=True)
class Setting:
    """What holds for a rule now."""

    is_on: bool
    level: int


Settings = Mapping[str, Setting]


def load_settings(session: Session) -> Settings:
    """What holds for every rule: set by the department, else the default."""
    stored = {row.rule: row for row in session.scalars(select(WarningRule))}
    found = {}
    for name, rule in RULES.items():
        row = stored.get(name)
        level = rule.level if row is None or row.level is None else row.level
        found[name] = Setting(row is None or row.is_on, level or 0)
    return found


def write_settings(session: Session, settings: Settings) -> list[str]:
    """Keep what differs from what holds; the names of the rules that changed. The caller commits."""
    known = load_settings(session)
    changed = [name for name in RULES if name in settings and settings[name] != known[name]]
    for name in changed:
        row = session.get(WarningRule, name) or WarningRule(rule=name)
        row.is_on, row.level = settings[name].is_on, None if RULES[name].level is None else settings[name].level
        session.add(row)
    return changed


def is_of_progress(rule: str) -> bool:
    """Whether a warning of this rule says how far a unit has come, which nobody can mend while the campaign is paused."""
    return rule in RULES and RULES[rule].group == "progress"


def is_of_results(rule: str) -> bool:
    """Whether a warning of this rule says something of the answers."""
    return RULES[rule].group in FIGURES and rule not in COUNTS_ONLY

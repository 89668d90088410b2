"""What an address of the comparison asks for, found and narrowed to the reader's scope.

The reports are those of the whole department, so that everyone compares with the same and what is withheld in the whole is
withheld in every part. They are narrowed to the scope, and to a commune, after they were made.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import abort, current_app, request

from analysis.charts.importance_places import has_limits
from analysis.reports import ChangeReport, DepartmentReport, DimensionGrid, DriversReport, UnitFigures
from questionnaires import Questionnaire
from survey_app import clock
from survey_app.accounts.scope import ScopeUnit
from survey_app.campaigns.participations import get_questionnaire
from survey_app.db import get_database
from survey_app.models import Campaign, Instrument
from survey_app.results.access import describe_all
from survey_app.results.comparison import (
    Asked,
    NoChange,
    answering_places,
    find_all_drivers,
    find_change,
    find_comparison,
    find_grid,
    find_ranked,
)
from survey_app.results.reports import NotShown, compared_kinds, measure_codes
from survey_app.views import comparison_page
from survey_app.views.campaign_scope import get_campaign
from survey_app.views.comparison_choice import WITHOUT_MEASURE, Choice, View
from survey_app.views.own_scope import own_scope
from survey_app.views.selection import NO_COMMUNE, communes_of_names


@dataclass(frozen=True)
class Found:
    """The campaign, what was chosen, and the reports that the view is made of, narrowed to what its reader may see.

    `report` is None where there is none to show, and `not_shown` says why; `no_change` says why there is no change.
    """

    campaign: Campaign
    choice: Choice
    questionnaire: Questionnaire
    instruments: dict[str, str]
    kinds: list[str]
    communes: tuple[tuple[str, str], ...]
    participations: dict[str, int]
    access: str
    report: DepartmentReport | None
    not_shown: NotShown | None = None
    grid: DimensionGrid | None = None
    change: ChangeReport | None = None
    no_change: NoChange | None = None
    drivers: DriversReport | None = None

    @property
    def noun(self) -> str:
        """What a unit is called."""
        return comparison_page.noun_of(self.questionnaire)

    @property
    def choice_words(self) -> str:
        """What is compared, for the line under which the fields of the choice are folded on a phone."""
        choice = self.choice
        words = [self.instruments.get(choice.instrument, self.questionnaire.short_title)]
        if choice.measure and choice.view not in WITHOUT_MEASURE and self.report is not None:
            words.append(self.report.measure_title)
        if len(self.kinds) > 1:
            words.append(comparison_page.KIND_NAMES[choice.kind])
        if len(self.communes) > 1:
            words.append(dict(self.communes).get(choice.commune, "tất cả xã, phường"))
        return "; ".join([*words, *([f"tìm “{choice.name}”"] if choice.name else [])])

    @property
    def has_file(self) -> bool:
        """Whether there is something to take away."""
        view, report = self.choice.view, self.report
        if report is None or not report.units:
            return False
        if view == "drivers":
            return self.drivers is not None and bool(self.drivers.drivers) and has_limits(self.drivers.drivers)
        if view == "benchmark":
            return any(unit.benchmark for unit in report.units)
        return {"dimensions": self.grid, "change": self.change}.get(view, report) is not None


def get_found(campaign_code: str, view: View) -> Found:
    """What the address of this request asks for; unknown instruments, measures and kinds lead nowhere."""
    with get_database().reading() as session:
        campaign, scope = get_campaign(session, campaign_code), own_scope(session)
        places = _in_scope(answering_places(session, campaign), scope)
        choice = Choice.of(view, request.args)
        instrument = _get_instrument(campaign, choice, places)
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        kinds = compared_kinds(session, instrument)
        if choice.measure not in measure_codes(questionnaire) or (choice.kind or kinds[0]) not in kinds:
            abort(404)
        choice = replace(choice, instrument=instrument.code, kind=choice.kind or kinds[0])
        participations = places.get(instrument.code, {})
        found = Found(
            campaign=campaign,
            choice=choice,
            questionnaire=questionnaire,
            instruments={
                one.code: get_questionnaire(session, one.id, one.digest).short_title
                for one in campaign.instruments
                if one.code in places
            },
            kinds=kinds,
            communes=(),
            participations=participations,
            access=describe_all(session, campaign, participation_ids=participations.values()),
            report=None,
        )
        asked = Asked(session, campaign, instrument, choice.kind, clock.now(), current_app.config["GRACE_MINUTES"])
        return _with_reports(found, asked, scope)


def _in_scope(places: dict[str, dict[str, int]], scope: dict[str, ScopeUnit]) -> dict[str, dict[str, int]]:
    """The participations of the reader's units, by those instruments that concern the reader and that one of them answers."""
    own = {
        code: {unit: number for unit, number in units.items() if unit in scope and code not in scope[unit].hidden}
        for code, units in places.items()
    }
    return {code: units for code, units in own.items() if units}


def _get_instrument(campaign: Campaign, choice: Choice, places: Collection[str]) -> Instrument:
    """The instrument that was chosen, else the first that a unit of the scope answers."""
    codes = [one.code for one in campaign.instruments]
    wanted = choice.instrument or next((code for code in codes if code in places), codes[0])
    return next((one for one in campaign.instruments if one.code == wanted), None) or abort(404)


def _with_reports(found: Found, asked: Asked, scope: dict[str, ScopeUnit]) -> Found:
    choice = found.choice
    measure = "" if choice.view in WITHOUT_MEASURE else choice.measure
    outcome = (find_ranked if choice.view == "ranks" else find_comparison)(asked, measure)
    if isinstance(outcome, NotShown):
        return replace(found, not_shown=outcome)
    own = tuple(unit for unit in outcome.units if unit.code in found.participations)
    shown = tuple(unit for unit in own if _is_in(unit, choice.commune))
    codes = {unit.code for unit in shown}
    found = replace(found, report=replace(outcome, units=shown), communes=communes_of_names(unit.group for unit in own))
    if choice.view == "dimensions" or (choice.view == "drivers" and choice.name):
        grid = find_grid(asked)
        if isinstance(grid, DimensionGrid):
            found = replace(found, grid=replace(grid, rows=tuple(row for row in grid.rows if row.code in codes)))
    if choice.view == "drivers":
        return replace(found, drivers=find_all_drivers(asked))
    if choice.view == "change":
        change = find_change(asked, measure)
        if isinstance(change, ChangeReport):
            gone = set() if choice.commune else set(scope)  # units that answered last time only have no commune here
            rows = tuple(row for row in change.rows if row.code in codes | gone)
            return replace(found, change=replace(change, rows=rows))
        if not isinstance(change, NotShown):
            return replace(found, no_change=change)
    return found


def _is_in(unit: UnitFigures, commune: str) -> bool:
    return not commune or unit.group == ("" if commune == NO_COMMUNE else commune)

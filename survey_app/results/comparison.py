"""What the department's comparison asks for: a report, its rank sets, dimensions, change since the campaign before, drivers.

Every function gives the whole of a kind of unit; a view narrows it to what its reader may see, afterwards, so that what is
withheld in the whole is withheld in every part. Each is reckoned once per state and kept (`stored_comparisons`). Rank sets are
simulated: with many draws when a campaign is sealed, with fewer for a reader who asks before.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.reports import (
    ChangeReport,
    DepartmentReport,
    DimensionGrid,
    DriversReport,
    add_ranks,
    build_department_change,
    build_dimension_grid,
    build_frame,
)
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.campaigns.targets import judging_target
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.drivers import find_drivers, pairs_mark
from survey_app.results.earlier_units import follow_report, lineage_mark
from survey_app.results.progress import shows_results
from survey_app.results.reports import (
    NotShown,
    answering_units,
    compared_kinds,
    convention_of,
    find_department_report,
    measure_codes,
)
from survey_app.results.stored_comparisons import ComparisonKey, find_state, find_stored, joined_state, read_or_make, store

DRAWS: Final = 10_000  # of the rank sets of a sealed campaign, made at night
FEWER_DRAWS: Final = 1_000  # of those that somebody waits for
MOST_AT_ONCE: Final = 500_000  # draws times units that somebody waits for: half a second
FEW_UNITS: Final = 100  # up to which the many draws take no time worth saving
SEED: Final = 2026  # the same answers give the same sets on every page

NoChange = Literal["first", "another convention", "another measure"]
Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Asked:
    """Whose units are compared: an instrument of a campaign, one kind of unit, and the moment of asking.

    `known` holds what was found for this reader already.
    """

    session: Session
    campaign: Campaign
    instrument: Instrument
    kind: str
    now: dt.datetime
    grace_minutes: int
    collection: str = "own"
    known: dict[ComparisonKey, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_open(self) -> bool:
        """Whether answers may still come."""
        return phase_of(self.campaign, now=self.now, grace_minutes=self.grace_minutes) != "closed"

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        return get_questionnaire(self.session, self.instrument.id, self.instrument.digest)

    def key(self, subject: str, measure_code: str = "") -> ComparisonKey:
        """Where a comparison of these units is kept."""
        return ComparisonKey(self.instrument.id, self.collection, self.kind, subject, measure_code)

    @cached_property
    def state(self) -> str | None:
        """What comparisons of these units rested on when it was first asked for."""
        return self.find_state()

    def find_state(self) -> str | None:
        """What comparisons of these units rest on now; None while sums have to be made, or nothing may be shown."""
        phase = phase_of(self.campaign, now=self.now, grace_minutes=self.grace_minutes)
        if not shows_results(self.campaign, phase):
            return None
        return find_state(self.session, self.campaign, self.instrument, collection=self.collection, is_open=phase != "closed")


def find_comparison(asked: Asked, measure_code: str = "") -> DepartmentReport | NotShown:
    """The units compared on the whole questionnaire (""), one dimension or one item, without ranks."""

    def build() -> DepartmentReport | NotShown:
        return find_department_report(
            asked.session,
            asked.campaign,
            asked.instrument.code,
            now=asked.now,
            grace_minutes=asked.grace_minutes,
            measure_code=measure_code,
            kind=asked.kind,
            collection=asked.collection,
        )

    return _kept(asked, asked.key("report", measure_code), DepartmentReport, build)


def find_ranked(asked: Asked, measure_code: str = "", *, draws: int = 0) -> DepartmentReport | NotShown:
    """The same with rank sets of at least `draws` draws; with 0, of as many as are there or can be waited for."""
    key = asked.key("ranks", measure_code)
    if asked.state is not None:
        found = find_stored(asked.session, key, DepartmentReport, state=asked.state)
        if found is not None and (found.ranking is None or found.ranking.draws >= draws):
            return found
    report = find_comparison(asked, measure_code)
    if isinstance(report, NotShown):
        return report
    ranked = add_ranks(report, draws=draws or _draws_at_once(len(report.units)), seed=SEED)
    if asked.state is not None and asked.state == asked.find_state():
        store(asked.session, key, ranked, state=asked.state)
    return ranked


def _draws_at_once(units: int) -> int:
    return DRAWS if units <= FEW_UNITS else min(FEWER_DRAWS, MOST_AT_ONCE // units)


def find_grid(asked: Asked) -> DimensionGrid | NotShown:
    """The units on the whole questionnaire and every dimension beside each other."""

    def build() -> DimensionGrid | NotShown:
        report = find_comparison(asked)
        if isinstance(report, NotShown):
            return report
        questionnaire = asked.questionnaire
        units = answering_units(
            asked.session, asked.instrument.id, questionnaire, collection=asked.collection, is_open=asked.is_open
        )
        return build_dimension_grid(
            questionnaire,
            [unit.sums for unit in units.values() if unit.kind == asked.kind],
            target=judging_target(asked.campaign, questionnaire),
            convention=convention_of(asked.campaign),
            frame=build_frame(questionnaire, [unit.sums for unit in units.values()]),
        )

    return _kept(asked, asked.key("dimensions"), DimensionGrid, build)


def find_change(asked: Asked, measure_code: str = "") -> ChangeReport | NoChange | NotShown:
    """The units against the latest earlier closed campaign of the same instrument; why there is nothing to compare, else.

    All units are judged together, whoever reads: the level of the tests is that of the department.
    """
    earlier = find_earlier(asked)
    if earlier is None:
        return "first"
    if earlier.campaign.convention != asked.campaign.convention:
        return "another convention"
    labels = earlier.campaign.code, asked.campaign.code  # short: they stand over columns and in every row of a list

    def build() -> ChangeReport | NoChange | NotShown:
        later_report, earlier_report = find_comparison(asked, measure_code), find_comparison(earlier, measure_code)
        if isinstance(later_report, NotShown):
            return later_report
        if isinstance(earlier_report, NotShown):
            return "another measure"
        followed, broken = follow_report(
            asked.session,
            earlier_report,
            instruments=(earlier.instrument, asked.instrument),
            kind=asked.kind,
            collection=asked.collection,
        )
        questionnaires = earlier.questionnaire, asked.questionnaire
        return build_department_change(followed, later_report, questionnaires=questionnaires, labels=labels, broken=broken)

    besides = (earlier.state, lineage_mark(asked.session), *labels)
    return _kept(asked, asked.key("change", measure_code), ChangeReport, build, besides=besides)


def find_earlier(asked: Asked) -> Asked | None:
    """The same units' instrument in the latest earlier campaign that is closed."""
    rows = asked.session.execute(
        select(Instrument, Campaign)
        .join(Campaign, Instrument.campaign_id == Campaign.id)
        .where(Instrument.code == asked.instrument.code, Campaign.opened, Campaign.closes_on < asked.campaign.closes_on)
        .order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    ).all()
    for instrument, campaign in rows:
        earlier = replace(asked, campaign=campaign, instrument=instrument)
        kinds = compared_kinds(asked.session, instrument, collection=asked.collection)
        if not earlier.is_open and asked.kind in kinds:
            return earlier
    return None


def find_all_drivers(asked: Asked) -> DriversReport | None:
    """What goes with satisfaction on the whole over all these units; None before sealing, or where nothing may be shown."""
    mark = pairs_mark(asked.session, asked.instrument, collection=asked.collection)
    if mark is None or asked.campaign.sealed_on is None:
        return None

    def build() -> DriversReport | None:
        report = find_comparison(asked)
        if isinstance(report, NotShown):
            return None
        return find_drivers(asked.session, asked.instrument, asked.questionnaire, department=report)

    return _kept(asked, asked.key("drivers"), DriversReport, build, besides=(mark,))


def answering_places(session: Session, campaign: Campaign) -> dict[str, dict[str, int]]:
    """By instrument of a campaign the participations of its units' own collection, by unit code."""
    rows = session.execute(
        select(Instrument.code, Unit.code, Participation.id)
        .join(Participation, Participation.instrument_id == Instrument.id)
        .join(Unit, Participation.unit_id == Unit.id)
        .where(Instrument.campaign_id == campaign.id, Participation.collection == "own")
        .order_by(Instrument.id, Participation.id)
    )
    found: dict[str, dict[str, int]] = {}
    for instrument_code, unit_code, participation_id in rows:
        found.setdefault(instrument_code, {})[unit_code] = participation_id
    return found


def store_sums(session: Session, campaign: Campaign) -> None:
    """Read the answers of a sealed campaign into sums, where that is still to be done.

    To be done before `store_comparisons`, and in a session of its own: what rests on sums that are not there yet is not kept,
    and a session of SQLite does not see what it has let be stored beside itself.
    """
    for instrument in session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id).order_by(Instrument.id)):
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        answering_units(session, instrument.id, questionnaire, collection="own", is_open=False)


def store_comparisons(session: Session, campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> None:
    """Reckon and keep what readers of a sealed campaign will ask for; what is there already is left as it is."""
    for instrument in session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id).order_by(Instrument.id)):
        for kind in compared_kinds(session, instrument):
            asked = Asked(session, campaign, instrument, kind, now, grace_minutes)
            questionnaire = asked.questionnaire
            wholes = ("", *(dimension.code for dimension in questionnaire.dimensions))
            for measure_code in wholes:
                find_ranked(asked, measure_code, draws=DRAWS)
                find_change(asked, measure_code)
            for measure_code in measure_codes(questionnaire):
                if measure_code not in wholes:
                    find_ranked(asked, measure_code)  # single items are many, and their ranks rest on one answer a form
            find_grid(asked)
            find_all_drivers(asked)


def _kept(
    asked: Asked,
    key: ComparisonKey,
    shape: type[Shape],
    build: Callable[[], object],
    *,
    besides: tuple[str | None, ...] = (),
) -> Shape:
    """What is stored in the state of now, else what is made now; kept unless something moved while it was made.

    `besides` are further states that it rests on.
    """
    if key in asked.known:
        return cast(Shape, asked.known[key])
    made = read_or_make(
        asked.session,
        key,
        shape,
        build,
        state=joined_state(asked.state, besides),
        state_now=lambda: joined_state(asked.find_state(), besides),
    )
    asked.known[key] = made
    return cast(Shape, made)  # or why there is none, as the caller's own type says

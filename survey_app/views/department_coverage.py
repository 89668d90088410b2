"""The progress of a campaign: which units have enough, which will miss their number, which are silent; as a page and files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analysis.vietnamese import sort_key
from survey_app import clock
from survey_app.accounts.scope import ScopeUnit
from survey_app.campaigns.collections import OWN
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.tokens import print_token
from survey_app.db import get_database
from survey_app.exports.coverage_table import Words, coverage_to_csv, coverage_to_xlsx
from survey_app.exports.posters import build_posters_pdf
from survey_app.models import Campaign
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.paging import paginate, read_page
from survey_app.results.access import access_by_participation, describe_access, describe_all
from survey_app.results.coverage import (
    ORDER,
    Coverage,
    CoverageSummary,
    find_coverage,
    states_of_units,
    summarise_groups,
)
from survey_app.results.progress import campaign_progress
from survey_app.views import coverage_words, selection
from survey_app.views.campaign_scope import current_phase, get_campaign, in_scope, instrument_titles, timing_of
from survey_app.views.department import blueprint
from survey_app.views.downloads import send_download
from survey_app.views.own_scope import own_scope
from survey_app.views.selection import Wanted

PAGE_ROWS: Final = 50

UNDER_THE_DEPARTMENT = "Trực thuộc Sở"


@dataclass(frozen=True)
class FoundCoverage:
    """The rows of a campaign in the reader's scope, with what their filters need; `levels` by the code of a unit."""

    campaign: Campaign
    scope: Mapping[str, ScopeUnit]
    rows: tuple[Coverage, ...]
    titles: Mapping[str, str]
    levels: Mapping[str, Collection[str]]

    def choose(self, wanted: Wanted) -> tuple[Coverage, ...]:
        """The rows that the reader asked for, in the order asked for."""
        by_id = {row.progress.participation_id: row for row in self.rows}
        chosen = [
            by_id[row.participation_id]
            for row in selection.select_progress([row.progress for row in self.rows], wanted, levels=self.levels)
        ]
        found = [row for row in chosen if not wanted.state or row.state == wanted.state]
        if wanted.printed:
            found = [row for row in found if (row.prints is not None) == (wanted.printed == "yes")]
        if wanted.sort == "state":
            found.sort(key=lambda row: ORDER.index(row.state))
        return tuple(found)


@blueprint.get("/campaigns/<campaign_code>")
def campaign(campaign_code: str) -> ResponseReturnValue:
    """How far every unit has come, by state, commune and level, and one by one, filtered and sorted as the reader likes."""
    wanted = Wanted.of(request.args)
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
        progress = [row.progress for row in found.rows]
        access = describe_all(session, found.campaign, participation_ids=[row.participation_id for row in progress])
    main_ids = {row.participation_id for row in selection.main_rows(progress)}
    main = [row for row in found.rows if row.progress.participation_id in main_ids]
    states = states_of_units(main)
    rows, pager = paginate(found.choose(wanted), read_page(request.args), size=PAGE_ROWS)
    return render_template(
        "department/campaign.html",
        campaign=found.campaign,
        timing=timing_of(found.campaign),
        access=access,
        wanted=wanted,
        chosen={name: value for name, value in vars(wanted).items() if value},
        rows=rows,
        pager=pager,
        summary=selection.summarise(progress),
        states=[(state, coverage_words.STATES[state], list(states.values()).count(state)) for state in ORDER],
        state_names=coverage_words.STATES,
        states_met=[state for state in ORDER if state in states.values()],
        communes=selection.communes_of(progress),
        by_commune=_by_commune(main),
        by_level=_by_level(main, found.scope),
        by_collection=_by_collection(found.rows),
        collection_names=coverage_words.COLLECTIONS,
        levels=offered_levels(found),
        printed=selection.PRINTED,
        units_printed=len({row.progress.unit_id for row in main if row.prints is not None}),
        instruments=found.titles,
        sorts=tuple(selection.SORTS.items()),
        words=coverage_words,
    )


@blueprint.get("/campaigns/<campaign_code>/progress.csv")
def progress_csv(campaign_code: str) -> Response:
    """The rows that the reader filtered, for a program."""
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
        chosen = found.choose(Wanted.of(request.args))
        table = coverage_to_csv(chosen, words_of(session, found, chosen))
    return send_download(table, f"tien-do-{found.campaign.code}.csv", action="download-progress", subject=found.campaign.code)


@blueprint.get("/campaigns/<campaign_code>/progress.xlsx")
def progress_xlsx(campaign_code: str) -> Response:
    """The rows that the reader filtered, for a spreadsheet."""
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
        chosen = found.choose(Wanted.of(request.args))
        title = f"Tiến độ: {found.campaign.name}"
        table = coverage_to_xlsx(chosen, words_of(session, found, chosen), title=title, made_on=clock.now().date())
    return send_download(table, f"tien-do-{found.campaign.code}.xlsx", action="download-progress", subject=found.campaign.code)


@blueprint.get("/campaigns/<campaign_code>/posters.pdf")
def posters(campaign_code: str) -> Response:
    """The posters of the schools that the reader filtered, in one file."""
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
        chosen_rows = found.choose(Wanted.of(request.args))
        own = (row.progress for row in chosen_rows if row.progress.collection == OWN)  # others have posters of their own
        codes = {print_token(found.scope[row.unit_code].link_token) for row in own}
        chosen = [
            poster
            for poster in posters_for(session, found.campaign, public_url=current_app.config["PUBLIC_URL"])
            if poster.code in codes
        ]
    if not chosen:
        abort(404)
    code = found.campaign.code
    subject = f"{code}: {len(chosen)}"
    return send_download(build_posters_pdf(chosen), f"ap-phich-{code}.pdf", action="download-posters", subject=subject)


def find_rows(session: Session, campaign_code: str) -> FoundCoverage:
    """The coverage of the campaign of an address, in the reader's scope."""
    found, scope = get_campaign(session, campaign_code), own_scope(session)
    rows = in_scope(campaign_progress(session, found, collection=None), scope)
    phase, today = current_phase(found), clock.now().date()
    return FoundCoverage(
        campaign=found,
        scope=scope,
        rows=find_coverage(session, found, rows, phase=phase, today=today),
        titles=instrument_titles(session, found, rows),
        levels={code: unit.levels for code, unit in scope.items()},
    )


def offered_levels(found: FoundCoverage) -> list[tuple[str, str]]:
    """The levels that occur among the rows, with their names."""
    taught = {level for row in found.rows for level in found.levels[row.progress.unit_code]}
    return [(code, name) for code, name in LEVEL_NAMES.items() if code in taught]


def words_of(session: Session, found: FoundCoverage, rows: Collection[Coverage]) -> Words:
    """The words of an exported table of these rows."""
    ids = [row.progress.participation_id for row in rows]
    access = access_by_participation(session, found.campaign, participation_ids=ids)
    return Words(
        titles=found.titles,
        access={i: describe_access(one) for i, one in access.items()},
        states=coverage_words.STATES,
        collections=coverage_words.COLLECTIONS,
        prints=coverage_words.PRINTS,
    )


def _by_commune(rows: Collection[Coverage]) -> tuple[CoverageSummary, ...]:
    """By commune in Vietnamese order, the units directly under the department last."""
    groups = {row.progress.unit_id: (row.progress.commune or UNDER_THE_DEPARTMENT,) for row in rows}
    found = summarise_groups(rows, groups)
    return tuple(sorted(found, key=lambda group: (group.name == UNDER_THE_DEPARTMENT, sort_key(group.name))))


def _by_level(rows: Collection[Coverage], scope: Mapping[str, ScopeUnit]) -> tuple[CoverageSummary, ...]:
    """By level in the order of levels; a school of two levels counts in both, a unit that is no school in neither."""
    names = LEVEL_NAMES
    groups = {
        row.progress.unit_id: [names[level] for level in scope[row.progress.unit_code].levels if level in names] for row in rows
    }
    in_order = list(names.values())
    return tuple(sorted(summarise_groups(rows, groups), key=lambda group: in_order.index(group.name)))


def _by_collection(rows: Collection[Coverage]) -> tuple[CoverageSummary, ...]:
    """The collections side by side; nothing where there is only one."""
    found: list[CoverageSummary] = []
    for code, name in coverage_words.COLLECTIONS.items():
        own = [row for row in rows if row.progress.collection == code]
        found += summarise_groups(own, {row.progress.unit_id: (name,) for row in own})
    return tuple(found) if len(found) > 1 else ()

"""The department's pages: how far campaigns have come, what units need for them, a fair comparison. Only its scope is shown."""

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.charts.wording import INDEX
from analysis.reports import DepartmentReport
from questionnaires import Questionnaire
from survey_app import clock
from survey_app.accounts.guard import current_account, guard
from survey_app.accounts.scope import ScopeUnit, find_scope
from survey_app.campaigns.opening import CODE_PATTERN
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.campaigns.tokens import print_token
from survey_app.db import get_database
from survey_app.exports.csv_department import department_report_to_csv
from survey_app.exports.csv_progress import progress_to_csv
from survey_app.exports.posters import build_posters_pdf
from survey_app.improvement.self_assessments import find_latest_overdue
from survey_app.models import Campaign
from survey_app.results.access import access_by_participation, describe_access, describe_all
from survey_app.results.progress import UnitProgress, campaign_progress
from survey_app.results.reports import NotShown, compared_kinds, find_department_report
from survey_app.views import comparison_page, selection
from survey_app.views.campaign_rounds import describe_timing, is_provisional
from survey_app.views.downloads import send_download
from survey_app.views.report_page import ReportPage, find_report_page, render_report, send_chart, send_figures
from survey_app.views.selection import Wanted

blueprint = Blueprint("department", __name__, url_prefix="/department")
guard(blueprint, "department")

NEWEST = 3  # campaigns whose progress the first page counts; older ones are one line each


@blueprint.get("")
def home() -> ResponseReturnValue:
    """All campaigns, those that run and then the newest first; the first of them with how far they have come."""
    now = clock.now()
    with get_database().reading() as session:
        scope = _scope(session)
        campaigns = session.scalars(
            select(Campaign).where(Campaign.opened).order_by(Campaign.opens_on.desc(), Campaign.id.desc())
        ).all()
        campaigns = sorted(campaigns, key=lambda campaign: _phase(campaign) not in ("open", "grace"))
        rounds = [
            (
                campaign,
                _timing(campaign),
                selection.summarise(_in_scope(campaign_progress(session, campaign), scope)) if place < NEWEST else None,
            )
            for place, campaign in enumerate(campaigns)
        ]
        overdue = find_latest_overdue(session, {unit.unit_id for unit in scope.values()}, today=now.date())
    return render_template("department/home.html", rounds=rounds, overdue=overdue, today=now.date())


@blueprint.get("/campaigns/<campaign_code>")
def campaign(campaign_code: str) -> ResponseReturnValue:
    """How far every school has come, filtered and sorted as the reader likes."""
    wanted = Wanted.of(request.args)
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        scope = _scope(session)
        rows = _in_scope(campaign_progress(session, found), scope)
        instruments = _instruments(session, found, rows)
        timing = _timing(found)
        access = describe_all(session, found, participation_ids=[row.participation_id for row in rows])
    levels = {code: unit.levels for code, unit in scope.items()}
    offered_levels = {level for row in rows for level in levels[row.unit_code]}
    return render_template(
        "department/campaign.html",
        campaign=found,
        timing=timing,
        access=access,
        wanted=wanted,
        chosen={name: value for name, value in vars(wanted).items() if value},
        rows=selection.select_progress(rows, wanted, levels=levels),
        summary=selection.summarise(rows),
        communes=selection.communes_of(rows),
        levels=[(code, name) for code, name in selection.LEVEL_NAMES.items() if code in offered_levels],
        instruments=instruments,
        sorts=tuple(selection.SORTS.items()),
    )


@blueprint.get("/campaigns/<campaign_code>/progress.csv")
def progress_csv(campaign_code: str) -> Response:
    """The progress of the schools that the reader filtered, for a spreadsheet."""
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        chosen = _chosen_rows(session, found)
        titles = _instruments(session, found, chosen)
        by_row = access_by_participation(session, found, participation_ids=[row.participation_id for row in chosen])
        access = {i: describe_access(one) for i, one in by_row.items()}
    name = f"tien-do-{found.code}.csv"
    table = progress_to_csv(chosen, titles=titles, access=access)
    return send_download(table, name, action="download-progress", subject=found.code)


@blueprint.get("/campaigns/<campaign_code>/posters.pdf")
def posters(campaign_code: str) -> Response:
    """The posters of the schools that the reader filtered, in one file."""
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        scope = _scope(session)
        codes = {print_token(scope[row.unit_code].link_token) for row in _chosen_rows(session, found)}
        chosen = [
            poster
            for poster in posters_for(session, found, public_url=current_app.config["PUBLIC_URL"])
            if poster.code in codes
        ]
    if not chosen:
        abort(404)
    subject = f"{found.code}: {len(chosen)}"
    return send_download(build_posters_pdf(chosen), f"ap-phich-{found.code}.pdf", action="download-posters", subject=subject)


@blueprint.get("/campaigns/<campaign_code>/comparison")
def comparison(campaign_code: str) -> ResponseReturnValue:
    """The schools that answer one instrument, compared on the whole questionnaire or one dimension."""
    name = request.args.get("name", "").strip()[:200]
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        rows = _in_scope(campaign_progress(session, found), _scope(session))
        questionnaire, measure_code, outcome = _find_comparison(session, found, rows)
        instruments = _instruments(session, found, rows)
        kinds = compared_kinds(session, next(one for one in found.instruments if one.code == questionnaire.code))
        timing = _timing(found)
        participations = _participations(rows, questionnaire)
        access = describe_all(session, found, participation_ids=participations.values())
    report = outcome if isinstance(outcome, DepartmentReport) else None
    return render_template(
        "department/comparison.html",
        campaign=found,
        timing=timing,
        instruments=instruments,
        instrument_code=questionnaire.code,
        measures=[("", INDEX), *((d.code, f"{d.code}. {d.title}") for d in questionnaire.dimensions)],
        measure_code=measure_code,
        kinds=[(kind, comparison_page.KIND_NAMES[kind]) for kind in kinds],
        kind=request.args.get("kind") or next(iter(kinds), ""),
        questionnaire=questionnaire,
        is_open=is_provisional(found),
        report=report,
        not_shown=outcome if report is None else None,
        name=name,
        page=report
        and comparison_page.build_page(report, participations, name=name, questionnaire=questionnaire, access=access),
    )


@blueprint.get("/campaigns/<campaign_code>/comparison.csv")
def comparison_csv(campaign_code: str) -> Response:
    """The figures of the comparison for a spreadsheet, all schools of the scope."""
    found, _, report, access = _get_comparison(campaign_code)
    name = _comparison_file("so-sanh", found, report) + ".csv"
    return send_download(department_report_to_csv(report, access=access), name, action="download-comparison", subject=name)


@blueprint.get("/campaigns/<campaign_code>/comparison/<any(funnel, units):chart>.png")
def comparison_chart(campaign_code: str, chart: comparison_page.Chart) -> Response:
    """A chart of the comparison as a picture for a document."""
    found, questionnaire, report, _ = _get_comparison(campaign_code)
    picture = comparison_page.draw_chart(
        report, chart, questionnaire=questionnaire, campaign_name=found.name, is_open=is_provisional(found)
    )
    name = _comparison_file({"funnel": "pheu", "units": "don-vi"}[chart], found, report) + ".png"
    return send_download(picture, name, action="download-chart", subject=name)


@blueprint.get("/reports/<int(max=2147483647):participation_id>")
def unit_report(participation_id: int) -> ResponseReturnValue:
    """The report of a unit in the scope, as the unit itself reads it."""
    return render_report(_get_page(participation_id), template="department/unit_report.html")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/dimensions.png")
def unit_report_chart(participation_id: int) -> Response:
    """The chart of dimensions as a picture for a document."""
    return send_chart(_get_page(participation_id), "dimensions")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/items.png")
def unit_report_items_chart(participation_id: int) -> Response:
    """The chart of items as a picture for a document."""
    return send_chart(_get_page(participation_id), "items")


@blueprint.get("/reports/<int(max=2147483647):participation_id>.csv")
def unit_report_csv(participation_id: int) -> Response:
    """The figures of the report for a spreadsheet."""
    return send_figures(_get_page(participation_id))


def _scope(session: Session) -> dict[str, ScopeUnit]:
    return find_scope(session, current_account().unit_id)


def _in_scope(rows: tuple[UnitProgress, ...], scope: dict[str, ScopeUnit]) -> tuple[UnitProgress, ...]:
    return tuple(row for row in rows if row.unit_code in scope)


def _chosen_rows(session: Session, campaign: Campaign) -> tuple[UnitProgress, ...]:
    scope = _scope(session)
    rows = _in_scope(campaign_progress(session, campaign), scope)
    return selection.select_progress(rows, Wanted.of(request.args), levels={code: unit.levels for code, unit in scope.items()})


def _get_campaign(session: Session, code: str) -> Campaign:
    if not CODE_PATTERN.fullmatch(code):  # whatever no code can be, a NUL among it, is not asked of the database
        abort(404)
    return session.scalar(select(Campaign).where(Campaign.code == code, Campaign.opened)) or abort(404)


def _instruments(session: Session, campaign: Campaign, rows: tuple[UnitProgress, ...]) -> dict[str, str]:
    """The titles by code of the instruments that some row answers, in the order in which they were frozen."""
    answered = {row.instrument_code for row in rows}
    return {
        one.code: get_questionnaire(session, one.id, one.digest).short_title
        for one in campaign.instruments
        if one.code in answered
    }


def _phase(campaign: Campaign) -> Phase:
    return phase_of(campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])


def _timing(campaign: Campaign) -> str:
    today = clock.now().date()
    return describe_timing(_phase(campaign), opens_on=campaign.opens_on, closes_on=campaign.closes_on, today=today)


def _find_comparison(
    session: Session, campaign: Campaign, rows: tuple[UnitProgress, ...]
) -> tuple[Questionnaire, str, DepartmentReport | NotShown]:
    """What the address asks to compare, among the units of the scope; without an instrument, the first that they answer.

    The whole stays the department's, so everyone compares with the same.
    """
    answered = {row.instrument_code for row in rows}
    codes = [one.code for one in campaign.instruments]
    first = next((code for code in codes if code in answered), codes[0])
    instrument_code, measure_code = request.args.get("instrument") or first, request.args.get("measure", "")
    outcome = find_department_report(
        session,
        campaign,
        instrument_code,
        now=clock.now(),
        grace_minutes=current_app.config["GRACE_MINUTES"],
        measure_code=measure_code,
        kind=request.args.get("kind", ""),
    )
    if isinstance(outcome, NotShown) and outcome.reason == "unknown":
        abort(404)
    instrument = next(one for one in campaign.instruments if one.code == instrument_code)
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    if isinstance(outcome, DepartmentReport):
        scope = _scope(session)
        outcome = replace(outcome, units=tuple(unit for unit in outcome.units if unit.code in scope))
    return questionnaire, measure_code, outcome


def _participations(rows: tuple[UnitProgress, ...], questionnaire: Questionnaire) -> dict[str, int]:
    """The participations by unit code of the units that answer a questionnaire."""
    return {row.unit_code: row.participation_id for row in rows if row.instrument_code == questionnaire.code}


def _get_comparison(campaign_code: str) -> tuple[Campaign, Questionnaire, DepartmentReport, str]:
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        rows = _in_scope(campaign_progress(session, found), _scope(session))
        questionnaire, _, outcome = _find_comparison(session, found, rows)
        report = outcome if isinstance(outcome, DepartmentReport) else abort(404)
        access = describe_all(session, found, participation_ids=_participations(rows, questionnaire).values())
        return found, questionnaire, report, access


def _comparison_file(word: str, campaign: Campaign, report: DepartmentReport) -> str:
    return "-".join(filter(None, (word, campaign.code, report.questionnaire_code, report.measure_code)))


def _get_page(participation_id: int) -> ReportPage:
    with get_database().reading() as session:
        page = find_report_page(session, participation_id, unit_id=None, now=clock.now())
        if page is None or page.unit_code not in _scope(session):
            abort(404)
    return page

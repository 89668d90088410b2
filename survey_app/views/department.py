"""The department's pages: how far campaigns have come, what units need for them, a fair comparison. Only its scope is shown."""

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.reports import DepartmentReport, UnitReport
from survey_app import clock
from survey_app.accounts.guard import current_account, guard
from survey_app.accounts.scope import ScopeUnit, find_scope
from survey_app.campaigns.opening import CODE_PATTERN
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.schedule import phase_of
from survey_app.campaigns.tokens import print_token
from survey_app.db import get_database
from survey_app.exports.csv_department import department_report_to_csv
from survey_app.exports.csv_progress import progress_to_csv
from survey_app.exports.csv_unit import unit_report_to_csv
from survey_app.exports.posters import build_posters_pdf
from survey_app.models import Campaign
from survey_app.results.progress import UnitProgress, campaign_progress
from survey_app.results.reports import NotShown, find_department_report
from survey_app.views import comparison_page, selection
from survey_app.views.campaign_rounds import describe_timing
from survey_app.views.downloads import send_download
from survey_app.views.report_page import ReportPage, draw_report_chart, find_report_page, render_report
from survey_app.views.selection import Wanted

blueprint = Blueprint("department", __name__, url_prefix="/department")
guard(blueprint, "department")

NEWEST = 3  # campaigns whose progress the first page counts; older ones are one line each


@blueprint.get("")
def home() -> ResponseReturnValue:
    """All campaigns, the newest with how far they have come."""
    now = clock.now()
    with get_database().reading() as session:
        scope = _scope(session)
        campaigns = session.scalars(
            select(Campaign).where(Campaign.opened).order_by(Campaign.opens_on.desc(), Campaign.id.desc())
        ).all()
        rounds = [
            (
                campaign,
                _timing(campaign),
                selection.summarise(_in_scope(campaign_progress(session, campaign), scope)) if place < NEWEST else None,
            )
            for place, campaign in enumerate(campaigns)
        ]
    return render_template("department/home.html", rounds=rounds, today=now.date())


@blueprint.get("/campaigns/<campaign_code>")
def campaign(campaign_code: str) -> ResponseReturnValue:
    """How far every school has come, filtered and sorted as the reader likes."""
    wanted = Wanted.of(request.args)
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        scope = _scope(session)
        rows = _in_scope(campaign_progress(session, found), scope)
        instruments = _instruments(session, found)
        timing = _timing(found)
    levels = {code: unit.levels for code, unit in scope.items()}
    offered_levels = {level for row in rows for level in levels[row.unit_code]}
    return render_template(
        "department/campaign.html",
        campaign=found,
        timing=timing,
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
        titles = _instruments(session, found)
    name = f"tien-do-{found.code}.csv"
    return send_download(progress_to_csv(chosen, titles=titles), name, action="download-progress", subject=found.code)


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
        instruments = _instruments(session, found)
        instrument_code = request.args.get("instrument") or next(iter(instruments), "")
        if instrument_code not in instruments:
            abort(404)
        measure_code = request.args.get("measure", "")
        outcome = _find_comparison(session, found, instrument_code, measure_code)
        participations = {
            row.unit_code: row.participation_id for row in campaign_progress(session, found, instrument_code=instrument_code)
        }
        instrument = next(one for one in found.instruments if one.code == instrument_code)
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        timing = _timing(found)
    if isinstance(outcome, NotShown) and outcome.reason == "unknown":
        abort(404)
    report = outcome if isinstance(outcome, DepartmentReport) else None
    return render_template(
        "department/comparison.html",
        campaign=found,
        timing=timing,
        instruments=instruments,
        instrument_code=instrument_code,
        measures=[("", "Toàn phiếu"), *((d.code, f"{d.code}. {d.title}") for d in questionnaire.dimensions)],
        measure_code=measure_code,
        questionnaire=questionnaire,
        report=report,
        not_shown=outcome if report is None else None,
        name=name,
        page=comparison_page.build_page(report, participations, name=name, questionnaire=questionnaire) if report else None,
    )


@blueprint.get("/campaigns/<campaign_code>/comparison.csv")
def comparison_csv(campaign_code: str) -> Response:
    """The figures of the comparison for a spreadsheet, all schools of the scope."""
    instrument_code, measure_code = request.args.get("instrument", ""), request.args.get("measure", "")
    with get_database().reading() as session:
        found = _get_campaign(session, campaign_code)
        outcome = _find_comparison(session, found, instrument_code, measure_code)
    if isinstance(outcome, NotShown):
        abort(404)
    name = "-".join(part for part in ("so-sanh", found.code, instrument_code, measure_code) if part) + ".csv"
    return send_download(department_report_to_csv(outcome), name, action="download-comparison", subject=name)


@blueprint.get("/reports/<int(max=2147483647):participation_id>")
def unit_report(participation_id: int) -> ResponseReturnValue:
    """The report of a unit in the scope, as the unit itself reads it."""
    return render_report(_get_page(participation_id), template="department/unit_report.html")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/dimensions.png")
def unit_report_chart(participation_id: int) -> Response:
    """The chart of dimensions as a picture for a document."""
    page, found = _get_report(participation_id)
    name = f"linh-vuc-{page.progress.campaign_code}-{page.progress.instrument_code}-{page.unit_code}.png"
    return send_download(draw_report_chart(page, found), name, action="download-chart", subject=name)


@blueprint.get("/reports/<int(max=2147483647):participation_id>.csv")
def unit_report_csv(participation_id: int) -> Response:
    """The figures of the report for a spreadsheet."""
    page, found = _get_report(participation_id)
    name = f"ket-qua-{page.progress.campaign_code}-{page.progress.instrument_code}-{page.unit_code}.csv"
    return send_download(unit_report_to_csv(found), name, action="download-report", subject=name)


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


def _instruments(session: Session, campaign: Campaign) -> dict[str, str]:
    """The titles of a campaign's instruments by code, in the order in which they were frozen."""
    return {one.code: get_questionnaire(session, one.id, one.digest).short_title for one in campaign.instruments}


def _timing(campaign: Campaign) -> str:
    now = clock.now()
    phase = phase_of(campaign, now=now, grace_minutes=current_app.config["GRACE_MINUTES"])
    return describe_timing(phase, opens_on=campaign.opens_on, closes_on=campaign.closes_on, today=now.date())


def _find_comparison(
    session: Session, campaign: Campaign, instrument_code: str, measure_code: str
) -> DepartmentReport | NotShown:
    """The comparison with the units of the scope; the whole stays the department's, so everyone compares with the same."""
    outcome = find_department_report(
        session,
        campaign,
        instrument_code,
        now=clock.now(),
        grace_minutes=current_app.config["GRACE_MINUTES"],
        measure_code=measure_code,
    )
    if isinstance(outcome, NotShown):
        return outcome
    scope = _scope(session)
    return replace(outcome, units=tuple(unit for unit in outcome.units if unit.code in scope))


def _get_page(participation_id: int) -> ReportPage:
    with get_database().reading() as session:
        page = find_report_page(session, participation_id, unit_id=None, now=clock.now())
        if page is None or page.unit_code not in _scope(session):
            abort(404)
    return page


def _get_report(participation_id: int) -> tuple[ReportPage, UnitReport]:
    page = _get_page(participation_id)
    if not isinstance(page.outcome, UnitReport):
        abort(404)
    return page, page.outcome

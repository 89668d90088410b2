"""The page of one unit's report, which the unit itself and the department above it read alike."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from flask import Response, abort, current_app, render_template
from sqlalchemy.orm import Session

from analysis.charts import (
    describe_dimensions,
    describe_distributions,
    draw_dimensions,
    draw_distributions,
    svg_dimensions,
    svg_distributions,
    to_png,
)
from analysis.reports import QualityReport, UnitReport
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.documents import quality_words, report_words
from survey_app.exports.csv_unit import unit_report_to_csv
from survey_app.models import Participation
from survey_app.results.access import Access, access_by_participation, describe_access
from survey_app.results.progress import UnitCampaign, unit_campaigns
from survey_app.results.quality import knows_arrivals
from survey_app.results.reports import NotShown, UnitReports, find_unit_reports
from survey_app.results.store import count_channels, is_imported
from survey_app.views.downloads import send_download
from survey_app.views.filters import capitalise

Chart = Literal["dimensions", "items"]
_CHARTS: Final = {"dimensions": ("linh-vuc", draw_dimensions), "items": ("cau-hoi", draw_distributions)}


@dataclass(frozen=True)
class ReportPage:
    """What stands behind one participation: how far it has come, and its report or why there is none."""

    participation_id: int
    unit_code: str
    unit_name: str
    progress: UnitCampaign
    questionnaire: Questionnaire
    outcome: UnitReport | NotShown
    collected_elsewhere: bool
    access: Access
    quality: QualityReport | None
    is_sealed: bool
    arrivals_known: bool
    channels: Mapping[str, int]

    @property
    def file_name(self) -> str:
        """What files of this page are called, after a word for what they hold."""
        return f"{self.progress.campaign_code}-{self.progress.instrument_code}-{self.unit_code}"


def find_report_page(session: Session, participation_id: int, *, unit_id: int | None, now: dt.datetime) -> ReportPage | None:
    """The page of a participation; with `unit_id`, only if it is that unit's own."""
    participation = session.get(Participation, participation_id)
    if participation is None or unit_id not in (None, participation.unit_id):
        return None
    grace = current_app.config["GRACE_MINUTES"]
    campaigns = unit_campaigns(session, participation.unit_id, now=now, grace_minutes=grace)
    progress = next((found for found in campaigns if found.participation_id == participation_id), None)
    if progress is None:
        return None
    instrument, campaign = participation.instrument, participation.campaign
    found = find_unit_reports(session, participation_id, now=now, grace_minutes=grace, unit_id=participation.unit_id)
    return ReportPage(
        participation_id=participation_id,
        unit_code=participation.unit.code,
        unit_name=participation.unit.name,
        progress=progress,
        questionnaire=get_questionnaire(session, instrument.id, instrument.digest),
        outcome=found.report if isinstance(found, UnitReports) else found,
        collected_elsewhere=is_imported(session, participation),
        access=access_by_participation(session, campaign, participation_ids=[participation_id])[participation_id],
        quality=found.quality if isinstance(found, UnitReports) else None,
        is_sealed=campaign.sealed_on is not None,
        arrivals_known=knows_arrivals(session, participation_id),
        channels=count_channels(session, participation),
    )


def render_report(page: ReportPage, *, template: str) -> str:
    """The report, or the page that says when there will be one."""
    report = page.outcome if isinstance(page.outcome, UnitReport) else None
    if report is None:
        return render_template(template, page=page, progress=page.progress, report=None, not_shown=page.outcome)
    is_open = page.progress.phase != "closed"
    has_figures, uncovered = report_words.has_figures(report), 0 if is_open else page.progress.received - report.forms
    return render_template(
        template,
        page=page,
        progress=page.progress,
        report=report,
        is_open=is_open,
        has_figures=has_figures,
        finding=report_words.finding(report, collection=page.progress.collection),
        among=report_words.among_answered(report.index_share, page.progress.collection),
        next_step=report_words.next_step(report, is_open=is_open),
        dimensions_sentence=describe_dimensions(report),
        dimensions_chart=svg_dimensions(report),
        items_sentence=describe_distributions(report),
        items_chart=svg_distributions(report),
        notes=report_words.notes(
            report,
            page.questionnaire,
            collection=page.progress.collection,
            uncovered=uncovered,
            collected_elsewhere=page.collected_elsewhere,
            access=f"{capitalise(describe_access(page.access))}.",
            channels="" if is_open else quality_words.describe_channels(page.channels),
        ),
        quality=_quality_page(page) if has_figures and not is_open else None,
        no_quality=quality_words.missing_quality(is_sealed=page.is_sealed, uncovered=uncovered),
    )


def _quality_page(page: ReportPage) -> quality_words.QualityPage | None:
    if page.quality is None:
        return None
    return quality_words.build_quality_page(
        page.quality,
        page.questionnaire,
        repeats=page.access.repeats if page.access.rung == "marked" else None,
        collected_elsewhere=page.collected_elsewhere,
        arrivals_known=page.arrivals_known,
    )


def send_chart(page: ReportPage, chart: Chart) -> Response:
    """A chart of the report as a picture that says by itself whose it is; 404 where there is no report."""
    report = _get_report(page)
    word, draw = _CHARTS[chart]
    figure = draw(
        report,
        heading=report_words.chart_heading(page.progress, report),
        interval_name=report_words.interval_name(page.progress.collection),
    )
    name = f"{word}-{page.file_name}.png"
    return send_download(to_png(figure), name, action="download-chart", subject=name)


def send_figures(page: ReportPage) -> Response:
    """The figures of the report for a spreadsheet; 404 where there is no report."""
    name = f"ket-qua-{page.file_name}.csv"
    return send_download(
        unit_report_to_csv(_get_report(page), access=describe_access(page.access)), name, action="download-report", subject=name
    )


def _get_report(page: ReportPage) -> UnitReport:
    return page.outcome if isinstance(page.outcome, UnitReport) else abort(404)

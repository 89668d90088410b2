"""The list to ring up: units that are silent or will miss their number, with what is missing and a message to copy."""

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.campaigns.collections import OWN
from survey_app.campaigns.tokens import link_url
from survey_app.db import get_database
from survey_app.exports.coverage_table import coverage_to_csv, coverage_to_xlsx
from survey_app.paging import paginate, read_page
from survey_app.results.coverage import ORDER, TO_REMIND, Coverage, State
from survey_app.results.reminders import Round, write_group_reminder, write_reminder
from survey_app.views import coverage_words, selection
from survey_app.views.campaign_scope import current_phase
from survey_app.views.department import blueprint
from survey_app.views.department_coverage import PAGE_ROWS, FoundCoverage, find_rows, offered_levels, words_of
from survey_app.views.downloads import send_download
from survey_app.views.selection import Wanted


@blueprint.get("/campaigns/<campaign_code>/reminders")
def reminders(campaign_code: str) -> ResponseReturnValue:
    """Whom to remind, worst first, a page at a time; a message for each state, and one for the unit that is picked out."""
    wanted = Wanted.of(request.args)
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
    rows = _to_remind(found, wanted)
    picked_id = request.args.get("unit", 0, type=int)
    picked = next((row for row in found.rows if row.progress.participation_id == picked_id and _is_own(row)), None)
    progress = [row.progress for row in found.rows]
    shown, pager = paginate(rows, read_page(request.args), size=PAGE_ROWS)
    return render_template(
        "department/reminders.html",
        campaign=found.campaign,
        is_paused=current_phase(found.campaign) == "paused",
        wanted=wanted,
        chosen={name: value for name, value in vars(wanted).items() if value},
        rows=shown,
        pager=pager,
        messages=_group_messages(found, rows),
        picked=picked,
        message=_message(found, picked) if picked else "",
        instruments=found.titles,
        communes=selection.communes_of(progress),
        levels=offered_levels(found),
        printed=selection.PRINTED,
        states=[(state, coverage_words.STATES[state]) for state in ORDER if any(row.state == state for row in found.rows)],
        summary=selection.summarise(progress),
        words=coverage_words,
    )


@blueprint.get("/campaigns/<campaign_code>/reminders.csv")
def reminders_csv(campaign_code: str) -> Response:
    """The list with a message in every row, for a program that sends text messages."""
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
        rows = _to_remind(found, Wanted.of(request.args))
        table = coverage_to_csv(rows, words_of(session, found, rows), messages=_messages(found, rows))
    code = found.campaign.code
    return send_download(table, f"danh-sach-nhac-{code}.csv", action="download-reminders", subject=code)


@blueprint.get("/campaigns/<campaign_code>/reminders.xlsx")
def reminders_xlsx(campaign_code: str) -> Response:
    """The list with a message in every row, for a spreadsheet."""
    with get_database().reading() as session:
        found = find_rows(session, campaign_code)
        rows = _to_remind(found, Wanted.of(request.args))
        table = coverage_to_xlsx(
            rows,
            words_of(session, found, rows),
            title=f"Danh sách nhắc: {found.campaign.name}",
            made_on=clock.now().date(),
            messages=_messages(found, rows),
        )
    code = found.campaign.code
    return send_download(table, f"danh-sach-nhac-{code}.xlsx", action="download-reminders", subject=code)


def _to_remind(found: FoundCoverage, wanted: Wanted) -> tuple[Coverage, ...]:
    """The rows of the wanted state, without one of all that need a call; the worst state first, then by name."""
    rows = [row for row in found.choose(wanted) if _is_own(row)]  # the link in the message leads to the unit's own collection
    rows = [row for row in rows if wanted.state or row.state in TO_REMIND]
    return tuple(sorted(rows, key=lambda row: ORDER.index(row.state)))


def _is_own(row: Coverage) -> bool:
    return row.progress.collection == OWN


def _round(found: FoundCoverage) -> Round:
    home = f"{current_app.config['PUBLIC_URL']}{url_for('unit.home')}"
    is_paused = current_phase(found.campaign) == "paused"
    return Round(found.campaign.name, found.campaign.closes_on, clock.now().date(), home, is_paused=is_paused)


def _message(found: FoundCoverage, row: Coverage) -> str:
    link = link_url(current_app.config["PUBLIC_URL"], found.scope[row.progress.unit_code].link_token)
    return write_reminder(row, _round(found), form=found.titles[row.progress.instrument_code], link=link)


def _messages(found: FoundCoverage, rows: tuple[Coverage, ...]) -> dict[int, str]:
    return {row.progress.participation_id: _message(found, row) for row in rows}


def _group_messages(found: FoundCoverage, rows: tuple[Coverage, ...]) -> list[tuple[State, str, str]]:
    """State, its name and its message, for each state in the list."""
    summary = selection.summarise(row.progress for row in found.rows)
    messages: list[tuple[State, str, str]] = []
    for state in dict.fromkeys(row.state for row in rows):
        names = list(dict.fromkeys(row.progress.unit_name for row in rows if row.state == state))
        text = write_group_reminder(names, state, _round(found), enough=summary.enough, counted=summary.counted)
        messages.append((state, coverage_words.STATES[state], text))
    return messages

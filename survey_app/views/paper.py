"""The unit's paper forms: printing them, opening a batch, how far a batch has come, closing it."""

import random
from dataclasses import dataclass

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from questionnaires.translations import languages_of, translated
from survey_app import clock
from survey_app.accounts.guard import current_account
from survey_app.campaigns.participations import get_questionnaire
from survey_app.collecting import paper
from survey_app.collecting.paper_entry import count_blanks
from survey_app.collecting.paper_state import batches_of, find_paper_participation
from survey_app.db import get_database
from survey_app.exports.paper_form import PaperForm, build_paper_form_pdf
from survey_app.languages import NAMES, SOURCE, languages, use_language
from survey_app.models import Campaign, Participation, Unit
from survey_app.results.progress import UnitCampaign, unit_campaigns
from survey_app.views.downloads import send_download
from survey_app.views.paper_desk import Desk, desk_of, load_desk, note, read_number, take, takes_forms
from survey_app.views.paper_words import paper_words
from survey_app.views.unit import blueprint


@dataclass(frozen=True)
class PaperInstrument:
    """One questionnaire of the unit with its batches. `languages` are those in which it can be printed, with their names."""

    found: UnitCampaign
    takes_forms: bool
    last_day: str
    next_number: int
    languages: tuple[tuple[str, str], ...]
    batches: tuple[Desk, ...]


@dataclass(frozen=True)
class FormTile:
    """One form in the overview of a batch."""

    position: int
    is_entered: bool
    blanks: int
    is_sampled: bool
    is_twice: bool


@blueprint.get("/paper", endpoint="paper")
def show() -> ResponseReturnValue:
    """What can be printed, and all batches."""
    return _list_page()


@blueprint.post("/paper", endpoint="open_paper_batch")
def open_batch() -> ResponseReturnValue:
    """Open the next batch of a questionnaire."""
    participation_id, declared = read_number(request.form.get("participation_id")), read_number(request.form.get("declared"))
    try:
        with get_database().writing() as session:
            participation = _get_participation(session, participation_id)
            batch, is_new = paper.open_batch(
                session,
                participation,
                declared=declared,
                number=read_number(request.form.get("number")),
                now=clock.now(),
                grace_minutes=current_app.config["GRACE_MINUTES"],
            )
            if is_new:
                note(session, "open-paper-batch", batch, forms=declared)
            return redirect(url_for("unit.paper_batch", batch_id=batch.id))
    except paper.PaperRefusedError as refused:
        return _list_page(problem=str(refused), problem_at=participation_id), 422


@blueprint.get("/paper/forms/<int(max=2147483647):participation_id>.pdf", endpoint="paper_form")
def form_pdf(participation_id: int) -> Response:
    """The questionnaire to print, in a language that it has."""
    language = request.args.get("lang", SOURCE)
    with get_database().reading() as session:
        participation = _get_participation(session, participation_id)
        instrument, unit = participation.instrument, participation.unit
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        if language not in _languages_of(questionnaire):
            abort(404)
        use_language(language)
        shown = translated(questionnaire, language)
        form = PaperForm(
            questionnaire=shown,
            digest=instrument.digest,
            unit_name=unit.name,
            department_name=_department_name(unit),
            campaign_name=participation.campaign.name,
            words=paper_words(shown, _department_name(unit) or unit.name),
            language=language,
        )
    name = f"phieu-giay-{questionnaire.code.lower()}{'' if language == SOURCE else f'-{language}'}.pdf"
    use_language(SOURCE)
    return send_download(build_paper_form_pdf(form), name, action="download-paper-form", subject=form.questionnaire.code)


@blueprint.get("/paper/batches/<int(max=2147483647):batch_id>", endpoint="paper_batch")
def show_batch(batch_id: int) -> ResponseReturnValue:
    """How far a batch has come, and its next step."""
    return batch_page(batch_id)


@blueprint.post("/paper/batches/<int(max=2147483647):batch_id>", endpoint="change_paper_batch")
def change_batch(batch_id: int) -> ResponseReturnValue:
    """Correct the number of forms, compare the two entries, close the batch, or throw it away."""
    deed = request.form.get("deed", "")
    try:
        with get_database().writing() as session:
            match deed:
                case "correct-declared":
                    batch, desk = take(session, batch_id)
                    paper.correct_declared(session, batch, declared=read_number(request.form.get("declared")), state=desk.state)
                    note(session, "correct-paper-batch", batch, forms=batch.declared)
                case "compare":
                    batch, desk = take(session, batch_id)
                    paper.compare_entries(batch, desk.questionnaire, state=desk.state)
                    note(session, "compare-paper-batch", batch, forms=len(desk.state.second))
                    return redirect(url_for("unit.paper_comparison", batch_id=batch_id))
                case "close":
                    batch, desk = take(session, batch_id)
                    forms = paper.close_batch(session, batch, state=desk.state, rng=random.SystemRandom(), now=clock.now())
                    note(session, "close-paper-batch", batch, forms=forms)
                case "discard":
                    return _discard(session, batch_id)
                case _:
                    abort(400)
    except paper.PaperRefusedError as refused:
        return batch_page(batch_id, problem=str(refused)), 409
    return redirect(url_for("unit.paper_batch", batch_id=batch_id))


def _discard(session: Session, batch_id: int) -> ResponseReturnValue:
    forms = load_desk(session, batch_id).entered
    if request.form.get("sure") != "1":
        raise paper.PaperRefusedError("Chưa xóa gì. Nếu chắc chắn muốn xóa xấp, hãy đánh dấu vào ô xác nhận rồi bấm lại.")
    batch = paper.discard_batch(session, batch_id, unit_id=current_account().unit_id)
    note(session, "discard-paper-batch", batch, forms=forms)
    return redirect(url_for("unit.paper"))


def _list_page(*, problem: str = "", problem_at: int = 0) -> str:
    unit_id = current_account().unit_id
    with get_database().reading() as session:
        found = unit_campaigns(session, unit_id, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
        desks = [desk_of(session, batch) for batch in batches_of(session, unit_id)]
        instruments = [_instrument(session, one, desks) for one in found if one.collection == "own"]
    # a question that nobody can answer any more and for which no paper ever came is not worth a line
    shown = [one for one in instruments if one.takes_forms or one.batches or one.found.phase == "planned"]
    return render_template(
        "paper/list.html",
        instruments=shown,
        late=[desk for desk in desks if desk.closed_on is None and not desk.takes_forms],
        problem=problem,
        problem_at=problem_at,
        most_forms=paper.MOST_FORMS,
    )


def _instrument(session: Session, found: UnitCampaign, desks: list[Desk]) -> PaperInstrument:
    participation = session.get_one(Participation, found.participation_id)
    campaign: Campaign = participation.campaign
    questionnaire = get_questionnaire(session, participation.instrument_id, participation.instrument.digest)
    return PaperInstrument(
        found=found,
        takes_forms=takes_forms(campaign),
        last_day=f"{campaign.paper_until or campaign.closes_on:%d/%m/%Y}",
        next_number=paper.next_number(session, found.participation_id),
        languages=tuple((language, NAMES.get(language, language)) for language in _languages_of(questionnaire)),
        batches=tuple(desk for desk in desks if desk.participation_id == found.participation_id),
    )


def batch_page(batch_id: int, *, problem: str = "") -> str:
    """The page of a batch; `problem` says why a deed was refused."""
    with get_database().reading() as session:
        desk = load_desk(session, batch_id)
    state = desk.state
    places = sorted({*state.first, *state.missing})
    tiles = [
        FormTile(
            position=position,
            is_entered=position in state.first,
            blanks=count_blanks(desk.questionnaire, state.first[position]) if position in state.first else 0,
            is_sampled=position in state.sample,
            is_twice=position in state.second,
        )
        for position in places
    ]
    saved = read_number(request.args.get("saved"))
    entry_page = "unit.paper_second" if request.args.get("entry") == "2" else "unit.paper_entry"
    return render_template(
        "paper/batch.html",
        desk=desk,
        tiles=tiles,
        problem=problem,
        most_forms=paper.MOST_FORMS,
        saved_address=url_for(entry_page, batch_id=batch_id, position=saved) if saved else "",
    )


def _get_participation(session: Session, participation_id: int) -> Participation:
    return find_paper_participation(session, participation_id, unit_id=current_account().unit_id) or abort(404)


def _languages_of(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The languages that the questionnaire and the frame around it both have, the source first."""
    return tuple(language for language in languages_of(questionnaire) if language in languages())


def _department_name(unit: Unit) -> str:
    above: Unit | None = unit.parent
    while above is not None and above.kind != "department":
        above = above.parent
    return above.name if above is not None else ""

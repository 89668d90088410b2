"""A batch of paper forms as its pages show it: plain values of the unit's own batch, and how a refusal is told."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app
from sqlalchemy.orm import Session

from analysis.entry_errors import entry_error_rate
from analysis.estimates import Estimate, Result
from questionnaires import Questionnaire
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.collecting import paper
from survey_app.collecting.paper_entry import compared_questions
from survey_app.collecting.paper_keys import form_code
from survey_app.collecting.paper_state import BatchState, read_state
from survey_app.models import Campaign, Instrument, PaperBatch, Participation


@dataclass(frozen=True)
class Desk:
    """One batch of the unit, open or closed. `takes_forms` is False once the time for entering paper is over."""

    batch_id: int
    participation_id: int
    number: int
    declared: int
    closed_on: dt.date | None
    questionnaire: Questionnaire
    form_code: str
    campaign_name: str
    last_day: dt.date
    takes_forms: bool
    is_sealed: bool
    state: BatchState
    error_rate: Result
    differing: int

    @property
    def entered(self) -> int:
        """How many forms are in, of an open batch as drafts."""
        return self.declared if self.closed_on else len(self.state.first)

    @property
    def twice(self) -> int:
        """How many forms have been entered a second time."""
        return len(self.state.second)

    @property
    def is_compared(self) -> bool:
        """Whether the two entries have been compared, so that the error rate stands."""
        return isinstance(self.error_rate, Estimate)


def load_desk(session: Session, batch_id: int) -> Desk:
    """The unit's own batch; 404 for any other."""
    batch = session.get(PaperBatch, batch_id)
    if batch is None or batch.unit_id != current_account().unit_id:
        abort(404)
    return desk_of(session, batch)


def desk_of(session: Session, batch: PaperBatch) -> Desk:
    """A batch with its drafts and its campaign."""
    campaign = session.get_one(Campaign, batch.campaign_id)
    instrument = session.get_one(Instrument, session.get_one(Participation, batch.participation_id).instrument_id)
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    return Desk(
        batch_id=batch.id,
        participation_id=batch.participation_id,
        number=batch.number,
        declared=batch.declared,
        closed_on=batch.closed_on,
        questionnaire=questionnaire,
        form_code=form_code(questionnaire, digest=instrument.digest),
        campaign_name=campaign.name,
        last_day=campaign.paper_until or campaign.closes_on,
        takes_forms=takes_forms(campaign),
        is_sealed=campaign.sealed_on is not None,
        state=read_state(session, batch, questionnaire, secret=current_app.config["SECRET_KEY"]),
        error_rate=entry_error_rate(
            batch.differing, batch.compared, forms=batch.compared // max(len(compared_questions(questionnaire)), 1)
        ),
        differing=batch.differing,
    )


def takes_forms(campaign: Campaign) -> bool:
    """Whether paper forms of a campaign may be entered now."""
    phase = phase_of(campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    return campaign.sealed_on is None and phase in paper.ENTRY_PHASES


def take(session: Session, batch_id: int) -> tuple[PaperBatch, Desk]:
    """The unit's batch, locked for a change, with what stands in it now; 404 for another unit's."""
    try:
        batch = paper.take_batch(
            session,
            batch_id,
            unit_id=current_account().unit_id,
            now=clock.now(),
            grace_minutes=current_app.config["GRACE_MINUTES"],
        )
    except paper.BatchNotFoundError:
        abort(404)
    return batch, desk_of(session, batch)


def note(session: Session, action: str, batch: PaperBatch, *, forms: int) -> None:
    """Put a deed into the audit log: which batch and how many forms, never what stands in them."""
    participation = session.get_one(Participation, batch.participation_id)
    subject = f"{participation.campaign.code} {participation.instrument.code} batch {batch.number}: {forms} forms"
    record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())


def read_number(text: Any) -> int:
    """A number as typed; 0 for what is none, which every check of a number refuses."""
    digits = str(text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else 0

"""Paper forms on their way in. A batch is opened, its forms are typed as drafts, a sample of them twice; then it is closed.

Until then drafts can be corrected. Closing sends all forms of a batch through the one door, in random order, in one
transaction that also deletes the drafts: nothing is left that says which paper became which response.

Every change begins with `take_batch`, which locks the batch: two clerks at one batch, a double tap and a repeat after a power
cut wait for each other and then meet what the first has done.
"""

import datetime as dt
import random
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.collecting.answers import NewResponse, read_percents
from survey_app.collecting.paper_entry import Entry, compared_questions, find_differences, merged, read_comments
from survey_app.collecting.paper_state import FIRST, SECOND, BatchState, read_drafts
from survey_app.collecting.responses import Destination, record
from survey_app.models import Campaign, PaperBatch, PaperDraft, Participation

MOST_FORMS: Final = 500  # in one batch; a bundle that one hand can hold, and a list that one eye can follow
ENTRY_PHASES: Final = ("open", "paused", "grace", "entry")  # a pause is for those who answer, not for those who type


class PaperRefusedError(Exception):
    """Why this cannot be done with the batch now, in words for the clerk."""


class BatchNotFoundError(Exception):
    """The unit has no such batch."""


class DraftChangedError(Exception):
    """Somebody else has changed the form since this page was opened; `stored` is what stands there now, None for nothing."""

    def __init__(self, stored: Entry | None) -> None:
        super().__init__("draft changed")
        self.stored = stored


def open_batch(
    session: Session, participation: Participation, *, declared: int, number: int, now: dt.datetime, grace_minutes: int
) -> tuple[PaperBatch, bool]:
    """Open the next batch of a participation, and say whether it is new. The caller commits.

    `number` is what the page offered: pressing the button twice finds the batch that the first press made.
    """
    _refuse_outside_entry(session, participation.campaign_id, now=now, grace_minutes=grace_minutes)
    _refuse_wrong_number(declared)
    session.execute(select(Participation.id).where(Participation.id == participation.id).with_for_update())
    same = select(PaperBatch).where(PaperBatch.participation_id == participation.id, PaperBatch.number == number)
    found = session.scalar(same)
    if found is not None and found.closed_on is None and found.declared == declared and not read_drafts(session, found.id):
        return found, False
    batch = PaperBatch(
        campaign_id=participation.campaign_id,
        unit_id=participation.unit_id,
        participation_id=participation.id,
        number=next_number(session, participation.id),
        declared=declared,
    )
    session.add(batch)
    session.flush()
    return batch, True


def next_number(session: Session, participation_id: int) -> int:
    """The number that the next batch of a participation gets."""
    last = select(func.max(PaperBatch.number)).where(PaperBatch.participation_id == participation_id)
    return (session.scalar(last) or 0) + 1


def take_batch(session: Session, batch_id: int, *, unit_id: int, now: dt.datetime, grace_minutes: int) -> PaperBatch:
    """The unit's batch, locked for a change; refused if it is closed or its campaign takes no more paper."""
    batch = session.get(PaperBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.unit_id != unit_id:
        raise BatchNotFoundError
    if batch.closed_on is not None:
        raise PaperRefusedError(
            f"Xấp {batch.number} đã đóng ngày {batch.closed_on:%d/%m/%Y}: {batch.declared} phiếu đã được ghi nhận, "
            "không sửa được nữa."
        )
    _refuse_outside_entry(session, batch.campaign_id, now=now, grace_minutes=grace_minutes)
    return batch


def save_draft(session: Session, batch: PaperBatch, position: int, entry: Entry, *, seen: str) -> None:
    """Keep a form as it was entered the first time. `seen` is the mark of what the page showed, "" for an empty form.

    Of a form that was entered twice the first entry stays as it is until the two are compared, or the comparison would measure
    nothing; afterwards a correction counts for both. The caller commits.
    """
    drafts = read_drafts(session, batch.id)
    first = {place: draft for (place, number), draft in drafts.items() if number == FIRST}
    is_twice = (position, SECOND) in drafts
    if not 1 <= position <= max(batch.declared, *first, 1):
        raise PaperRefusedError(f"Xấp {batch.number} không có phiếu số {position}.")
    stored = first.get(position)
    if stored == entry:
        return
    if (stored.mark if stored else "") != seen:
        raise DraftChangedError(stored)
    if stored is None and len(first) >= batch.declared:
        raise PaperRefusedError(
            f"Xấp {batch.number} đã nhập đủ {batch.declared} phiếu. Nếu trong xấp còn phiếu, hãy sửa số phiếu của xấp trước."
        )
    if is_twice and not batch.compared:
        raise PaperRefusedError(
            f"Phiếu {position} đã được nhập lần hai. Hãy nhập xong lần hai rồi sửa ở trang so sánh, để tỷ lệ nhập sai là thật."
        )
    _write(session, batch, position, FIRST, entry)
    if is_twice:
        _write(session, batch, position, SECOND, entry)


def save_second(session: Session, batch: PaperBatch, position: int, entry: Entry, *, seen: str, state: BatchState) -> None:
    """Keep a form of the sample as it was entered the second time. The caller commits."""
    if batch.compared:
        raise PaperRefusedError("Hai lần nhập đã được so sánh. Cần sửa gì, hãy sửa ở trang so sánh.")
    if position not in state.sample:
        raise PaperRefusedError(f"Phiếu {position} không nằm trong số phiếu nhập lần hai.")
    stored = state.second.get(position)
    if stored == entry:
        return
    if (stored.mark if stored else "") != seen:
        raise DraftChangedError(stored)
    _write(session, batch, position, SECOND, entry)


def delete_drafts(session: Session, batch: PaperBatch, position: int) -> None:
    """Take a form out of the batch, both entries of it. The caller commits."""
    session.execute(delete(PaperDraft).where(PaperDraft.batch_id == batch.id, PaperDraft.position == position))


def correct_declared(session: Session, batch: PaperBatch, *, declared: int, state: BatchState) -> None:
    """Set how many forms the batch really holds. The caller commits."""
    _refuse_wrong_number(declared)
    if declared < len(state.first):
        raise PaperRefusedError(
            f"Đã nhập {len(state.first)} phiếu, nhiều hơn {declared}. Hãy xóa phiếu nhập thừa trước, hoặc ghi đúng số đã nhập."
        )
    if batch.compared and declared != len(state.first):
        raise PaperRefusedError("Xấp đã so sánh nên không thêm phiếu được; phiếu còn sót hãy nhập vào một xấp mới.")
    batch.declared = declared


def compare_entries(batch: PaperBatch, questionnaire: Questionnaire, *, state: BatchState) -> None:
    """Count once how many answers of the sample differ; what is corrected afterwards does not change the counts."""
    if state.stage != "comparing":
        raise PaperRefusedError("Chưa nhập đủ lần hai, hoặc đã so sánh rồi. Hãy tải lại trang.")
    batch.compared = len(state.second) * len(compared_questions(questionnaire))
    batch.differing = sum(
        len(find_differences(questionnaire, state.first[position], entry)) for position, entry in state.second.items()
    )


def resolve(
    session: Session,
    batch: PaperBatch,
    position: int,
    *,
    choices: dict[str, str],
    questionnaire: Questionnaire,
    state: BatchState,
) -> None:
    """Settle a form that was entered differently: by question "1" or "2", whichever entry the paper bears out."""
    first, second = state.first.get(position), state.second.get(position)
    if not batch.compared or first is None or second is None:
        raise PaperRefusedError("Phiếu này không còn chỗ khác nhau. Hãy tải lại trang.")
    names = {difference.question.name for difference in find_differences(questionnaire, first, second)}
    if set(choices) != names or not set(choices.values()) <= {"1", "2"}:
        raise PaperRefusedError(f"Phiếu {position}: hãy chọn một trong hai ở từng câu khác nhau.")
    settled = merged(questionnaire, first, second, take_second={name for name, choice in choices.items() if choice == "2"})
    _write(session, batch, position, FIRST, settled)
    _write(session, batch, position, SECOND, settled)


def close_batch(session: Session, batch: PaperBatch, *, state: BatchState, rng: random.Random, now: dt.datetime) -> int:
    """Record all forms of a batch and delete the drafts; return how many. The caller commits, all of it or nothing."""
    if state.stage != "ready":
        raise PaperRefusedError("Xấp chưa đóng được: còn phiếu chưa nhập, chưa nhập lần hai, hoặc còn chỗ khác nhau chưa sửa.")
    responses = [_to_response(entry, rng=rng) for entry in state.first.values()]
    rng.shuffle(responses)
    destination = Destination(batch.campaign_id, batch.unit_id, batch.participation_id)
    recorded = record(session, destination, responses, now=now)
    assert recorded == batch.declared, "a random sending key was there before"
    discard_drafts(session, batch)
    batch.closed_on = now.date()
    return recorded


def discard_drafts(session: Session, batch: PaperBatch) -> None:
    """Delete all drafts of a batch. The caller commits."""
    session.execute(delete(PaperDraft).where(PaperDraft.batch_id == batch.id))


def discard_batch(session: Session, batch_id: int, *, unit_id: int) -> PaperBatch:
    """Delete an open batch with its drafts, also where its campaign takes no more paper; what was closed stays."""
    batch = session.get(PaperBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.unit_id != unit_id:
        raise BatchNotFoundError
    if batch.closed_on is not None:
        raise PaperRefusedError(f"Xấp {batch.number} đã đóng; phiếu đã được ghi nhận nên không xóa được.")
    discard_drafts(session, batch)
    session.delete(batch)
    session.flush()
    return batch


def _to_response(entry: Entry, *, rng: random.Random) -> NewResponse:
    return NewResponse(
        sending_key=f"paper-{rng.getrandbits(192):048x}",
        sheet=entry.sheet,
        percents=read_percents(entry.percents),
        grade=entry.grade,
        comments=read_comments(entry),
        channel="paper",
    )


def _write(session: Session, batch: PaperBatch, position: int, number: int, entry: Entry) -> None:
    session.merge(PaperDraft(batch_id=batch.id, position=position, entry=number, **vars(entry)))
    session.flush()


def _refuse_wrong_number(declared: int) -> None:
    if not 1 <= declared <= MOST_FORMS:
        raise PaperRefusedError(f"Số phiếu của một xấp từ 1 đến {MOST_FORMS}. Nhiều hơn thì chia thành nhiều xấp.")


def _refuse_outside_entry(session: Session, campaign_id: int, *, now: dt.datetime, grace_minutes: int) -> None:
    campaign = session.get_one(Campaign, campaign_id)
    phase = phase_of(campaign, now=now, grace_minutes=grace_minutes)
    if campaign.sealed_on is not None or phase not in ENTRY_PHASES:
        last = campaign.paper_until or campaign.closes_on
        raise PaperRefusedError(
            "Đợt khảo sát chưa mở nên chưa nhập phiếu giấy được."
            if phase == "planned"
            else f"Đã hết hạn nhập phiếu giấy của đợt này (ngày {last:%d/%m/%Y})."
        )

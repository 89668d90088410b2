"""A file of answers between its upload and its recording: what may be kept of it lies in one row, for a day at the most.

Every change names the version of the draft that the page showed, so that two clerks at one draft never record what one of them
has not seen. Recording deletes the draft in the transaction that writes the responses.
"""

import datetime as dt
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.collecting.answer_file import AnswerFile
from survey_app.collecting.import_plan import Choices, build_plan, to_responses
from survey_app.collecting.import_record import find_import, find_imports, record_import
from survey_app.collecting.responses import CampaignSealedError, Destination
from survey_app.models import Campaign, ImportDraft, Participation

KEPT_FOR: Final = dt.timedelta(hours=24)
IMPORT_PHASES: Final = ("open", "paused", "grace", "entry")  # as long as paper may be typed: results are not final before


class ImportRefusedHereError(Exception):
    """Why this import cannot be made now, in words for the clerk."""


class DraftMovedError(Exception):
    """The draft is not what the page showed: recorded, thrown away, replaced, changed, or too old."""


@dataclass(frozen=True)
class Draft:
    """A file that waits, with what has been said about it."""

    version: str
    file: AnswerFile
    choices: Choices


def why_closed(campaign: Campaign, collection: str, *, now: dt.datetime, grace_minutes: int) -> str:
    """Why a participation takes no import now, "" if it does."""
    if collection != "own":
        return "Phiếu này do nơi khác thu về đơn vị, nên đơn vị không nhập thêm được."
    if campaign.access == "codes":
        return "Đợt này mỗi phiếu cần một mã dùng một lần. Câu trả lời thu ở nơi khác không có mã nên không nhập được."
    phase = phase_of(campaign, now=now, grace_minutes=grace_minutes)
    if phase == "planned":
        return f"Nhập được từ ngày {campaign.opens_on:%d/%m/%Y}, khi đợt khảo sát mở."
    if campaign.sealed_on is not None or phase not in IMPORT_PHASES:
        last = campaign.paper_until or campaign.closes_on
        return f"Đã hết hạn nhập (ngày {last:%d/%m/%Y}): kết quả của đợt này đã chốt, không thêm phiếu được nữa."
    return ""


def find_own_participation(session: Session, participation_id: int, *, unit_id: int) -> Participation | None:
    """The unit's participation in an opened campaign, None for any other."""
    found = session.get(Participation, participation_id)
    return found if found is not None and found.unit_id == unit_id and found.campaign.opened else None


def keep_draft(session: Session, participation: Participation, file: AnswerFile, *, now: dt.datetime) -> Draft:
    """Put a file in place of whatever waited for this participation. The caller commits."""
    draft = Draft(secrets.token_hex(8), file, Choices())
    session.merge(
        ImportDraft(
            participation_id=participation.id,
            version=draft.version,
            made_at=now.astimezone(dt.UTC),
            content=file.to_json(),
            choices=_write_choices(draft.choices),
        )
    )
    session.flush()
    return draft


def find_draft(session: Session, participation_id: int, *, now: dt.datetime) -> Draft | None:
    """The file that waits; one older than a day counts as gone."""
    row = session.get(ImportDraft, participation_id, populate_existing=True)
    return _to_draft(row) if row is not None and not _is_stale(row, now=now) else None


def change_choices(session: Session, participation_id: int, choices: Choices, *, seen: str, now: dt.datetime) -> Draft:
    """Keep what the clerk has said about the file. The caller commits."""
    row = _take(session, participation_id, seen=seen, now=now)
    row.version, row.choices = secrets.token_hex(8), _write_choices(choices)
    session.flush()
    return _to_draft(row)


def discard_draft(session: Session, participation_id: int) -> bool:
    """Throw the waiting file away, and say whether there was one. The caller commits."""
    done = session.execute(delete(ImportDraft).where(ImportDraft.participation_id == participation_id))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def purge_drafts(session: Session, *, now: dt.datetime) -> int:
    """Delete every draft that is a day old, and those of sealed campaigns; return how many. The caller commits."""
    rows = session.execute(
        select(ImportDraft, Campaign.sealed_on)
        .join(Participation, ImportDraft.participation_id == Participation.id)
        .join(Campaign, Participation.campaign_id == Campaign.id)
    ).all()
    stale = [row for row, sealed_on in rows if sealed_on is not None or _is_stale(row, now=now)]
    for row in stale:
        session.delete(row)
    session.flush()
    return len(stale)


def record_draft(
    session: Session,
    participation: Participation,
    questionnaire: Questionnaire,
    *,
    seen: str,
    are_others: bool,
    grades: Collection[str],
    secret: str,
    rng: Random,
    now: dt.datetime,
) -> int:
    """Record every row of the waiting file and delete the draft; return how many. The caller commits, all of it or nothing.

    Raises DraftMovedError, or ImportRefusedHereError with what keeps it from being done. `are_others` says that the clerk has
    confirmed that no row was imported before.
    """
    row = _take(session, participation.id, seen=seen, now=now)
    draft = _to_draft(row)
    plan = build_plan(draft.file, questionnaire, draft.choices, grades=grades)
    if not plan.is_ready:
        raise ImportRefusedHereError("Chưa nhập phiếu nào: tệp còn chỗ cần sửa.")
    destination = Destination.of(participation)
    responses = to_responses(plan, rng=rng)
    same = find_import(session, destination, responses, secret=secret)
    if same is not None:
        raise ImportRefusedHereError(
            f"Tệp này đã được nhập ngày {same.imported_on:%d/%m/%Y} ({same.responses} phiếu), nên không nhập lại."
        )
    if find_imports(session, participation.id) and not are_others:
        raise ImportRefusedHereError("Hãy xác nhận rằng không phiếu nào của tệp này đã được nhập trước đây.")
    try:
        recorded = record_import(session, destination, responses, secret=secret, now=now)
    except CampaignSealedError:
        raise ImportRefusedHereError("Đợt khảo sát vừa khóa sổ nên không nhập thêm phiếu được nữa.") from None
    assert recorded == len(draft.file.lines), "rows read are rows recorded"
    session.delete(row)
    session.flush()
    return recorded


def frame_grades(participation: Participation, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The grades in which the unit's respondents can be: those of the questionnaire, as far as the unit has them."""
    asked = tuple(grade.code for grade in questionnaire.grades)
    held = {number.grade for number in participation.eligible_numbers if number.grade and number.number}
    return tuple(code for code in asked if code in held) if held else asked


def _take(session: Session, participation_id: int, *, seen: str, now: dt.datetime) -> ImportDraft:
    """The draft, locked for a change, if it is the one that the page showed."""
    row = session.get(ImportDraft, participation_id, with_for_update=True, populate_existing=True)
    if row is None or row.version != seen or _is_stale(row, now=now):
        raise DraftMovedError
    return row


def _is_stale(row: ImportDraft, *, now: dt.datetime) -> bool:
    made_at = row.made_at if row.made_at.tzinfo else row.made_at.replace(tzinfo=dt.UTC)  # SQLite keeps no zone
    return made_at < now - KEPT_FOR


def _to_draft(row: ImportDraft) -> Draft:
    return Draft(row.version, AnswerFile.from_json(row.content), _read_choices(row.choices))


def _write_choices(choices: Choices) -> str:
    words: Sequence[tuple[str, str, str]] = [(kind, word, value) for (kind, word), value in choices.words.items()]
    return json.dumps({"targets": list(choices.targets.items()), "words": words}, ensure_ascii=False)


def _read_choices(text: str) -> Choices:
    content = json.loads(text)
    return Choices(
        targets={int(place): target for place, target in content["targets"]},
        words={(kind, word): value for kind, word, value in content["words"]},
    )

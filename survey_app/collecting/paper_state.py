"""How far a batch of paper forms has come: what is entered, which forms are entered twice, where the two differ. Reads only."""

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import ceil
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.collecting.paper_entry import Difference, Entry, find_differences
from survey_app.models import Campaign, PaperBatch, PaperDraft, Participation, Unit

FIRST, SECOND = 1, 2
LEAST_SAMPLE: Final = 5
SAMPLE_SHARE: Final = 10  # every tenth form

Stage = Literal["entering", "second", "comparing", "resolving", "ready", "closed"]


@dataclass(frozen=True)
class BatchState:
    """An open or closed batch with its drafts by position.

    `sample` is empty until all forms are entered once; `missing` are the positions still to be entered; `differences` those
    that are not settled yet, by position.
    """

    stage: Stage
    first: dict[int, Entry]
    second: dict[int, Entry]
    sample: tuple[int, ...]
    missing: tuple[int, ...]
    differences: dict[int, tuple[Difference, ...]]

    @property
    def waiting(self) -> tuple[int, ...]:
        """The forms of the sample that have not been entered the second time."""
        return tuple(position for position in self.sample if position not in self.second)


@dataclass(frozen=True)
class OpenBatches:
    """The batches that a unit has not closed in a campaign, and how many forms lie in them as drafts."""

    unit_code: str
    unit_name: str
    batches: int
    forms: int


def read_state(session: Session, batch: PaperBatch, questionnaire: Questionnaire, *, secret: str) -> BatchState:
    """Where a batch stands now."""
    drafts = read_drafts(session, batch.id)
    first = {position: entry for (position, number), entry in drafts.items() if number == FIRST}
    second = {position: entry for (position, number), entry in drafts.items() if number == SECOND}
    free = [position for position in range(1, batch.declared + 1) if position not in first]
    missing = tuple(free[: max(batch.declared - len(first), 0)])
    sample = tuple(sorted(second)) if batch.compared else ()
    if not batch.compared and not missing:
        sample = choose_sample(batch.id, first, secret=secret)
    differences = {}
    if batch.compared:
        found = {position: find_differences(questionnaire, first[position], entry) for position, entry in second.items()}
        differences = {position: some for position, some in sorted(found.items()) if some}
    stage = _stage(batch, missing=missing, sample=sample, second=second, differences=differences)
    return BatchState(stage, first, second, sample, missing, differences)


def read_drafts(session: Session, batch_id: int) -> dict[tuple[int, int], Entry]:
    """The drafts of a batch by position and entry, in the order of positions."""
    rows = session.scalars(
        select(PaperDraft).where(PaperDraft.batch_id == batch_id).order_by(PaperDraft.position, PaperDraft.entry)
    )
    return {(row.position, row.entry): Entry(row.sheet, row.percents, row.grade, row.comments) for row in rows}


def choose_sample(batch_id: int, positions: Iterable[int], *, secret: str) -> tuple[int, ...]:
    """The forms to be entered twice: a tenth, at least five, or all where there are fewer.

    They are those whose keyed hashes are the smallest, so that nobody can choose or foresee them, and correcting the number of
    forms moves the choice as little as possible; a generator seeded by the batch would draw afresh.
    """

    def lot(position: int) -> bytes:
        return hmac.digest(secret.encode(), f"paper sample:{batch_id}:{position}".encode(), "sha256")

    drawn = sorted(positions, key=lot)
    return tuple(sorted(drawn[: max(LEAST_SAMPLE, ceil(len(drawn) / SAMPLE_SHARE))]))


def batches_of(session: Session, unit_id: int) -> list[PaperBatch]:
    """All batches of a unit, the newest campaign first."""
    return list(
        session.scalars(
            select(PaperBatch)
            .where(PaperBatch.unit_id == unit_id)
            .order_by(PaperBatch.campaign_id.desc(), PaperBatch.participation_id, PaperBatch.number)
        )
    )


def open_batches(session: Session, campaign_id: int) -> tuple[OpenBatches, ...]:
    """Which units have batches of a campaign that are not closed, by unit code."""
    rows = session.execute(
        select(Unit.code, Unit.name, func.count(PaperBatch.id.distinct()), func.count(PaperDraft.position))
        .join(PaperBatch, PaperBatch.unit_id == Unit.id)
        .outerjoin(PaperDraft, (PaperDraft.batch_id == PaperBatch.id) & (PaperDraft.entry == FIRST))
        .where(PaperBatch.campaign_id == campaign_id, PaperBatch.closed_on.is_(None))
        .group_by(Unit.code, Unit.name)
        .order_by(Unit.code)
    )
    return tuple(OpenBatches(*row) for row in rows)


def campaigns_with_open_batches(session: Session) -> tuple[Campaign, ...]:
    """The campaigns of which some batch is not closed, by code."""
    waiting = select(PaperBatch.campaign_id).where(PaperBatch.closed_on.is_(None))
    return tuple(session.scalars(select(Campaign).where(Campaign.id.in_(waiting)).order_by(Campaign.code)))


def find_paper_participation(session: Session, participation_id: int, *, unit_id: int) -> Participation | None:
    """The unit's own participation in an opened campaign, None for any other and for what others collect about the unit."""
    participation = session.get(Participation, participation_id)
    if participation is None or (participation.unit_id, participation.collection) != (unit_id, "own"):
        return None
    return participation if participation.campaign.opened else None


def _stage(
    batch: PaperBatch,
    *,
    missing: Collection[int],
    sample: Collection[int],
    second: Collection[int],
    differences: Collection[int],
) -> Stage:
    if batch.closed_on is not None:
        return "closed"
    if missing:
        return "entering"
    if not batch.compared:
        return "comparing" if set(sample) <= set(second) else "second"
    return "resolving" if differences else "ready"

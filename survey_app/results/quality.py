"""The quality of a campaign's forms: counted once when it is sealed, shown afterwards from what was stored.

Why at sealing. Bursts are reckoned from ten-minute slots, which become days then; twins need all forms of all units at once;
and a closed campaign has one answer, so a page costs the same however many forms there are. Why not before: figures of an open
campaign are those of its snapshot, and nobody knows, by design, which forms a snapshot covers. So where a snapshot has stayed
behind for good, because fewer than ten forms came after it, the flags are not shown either: with and without flagged forms
would be figures of other people than the report's.

Nothing is shown from here that has not passed the gate of `analysis.build_quality`.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.bursts import find_bursts
from analysis.estimates import Convention
from analysis.frame import Frame
from analysis.insight_figures import Burst, IdenticalSheets, QualityReport
from analysis.layout import LAYOUT_VERSION
from analysis.quality import FlagTally
from analysis.reports import UnitSums, build_quality_reports
from analysis.sums import Sums
from analysis.unit_quality import UnitQuality
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.collecting.responses import SLOT_SECONDS
from survey_app.config import TIMEZONE
from survey_app.models import Campaign, FlaggedSums, Instrument, Participation, StoredBurst, StoredQuality
from survey_app.results.store import count_arrivals, read_quality


@dataclass(frozen=True)
class StoredFlags:
    """What was counted of a participation's flagged forms when it was sealed, before any gate."""

    forms: int
    tally: FlagTally
    identical: IdenticalSheets
    flagged: Mapping[str, Sums]


def count_flags(session: Session, campaign: Campaign) -> dict[int, UnitQuality]:
    """What the flags of a campaign's forms come to, by participation. Reads every form twice."""
    found: dict[int, UnitQuality] = {}
    for instrument in session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id)):
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        for collection in ("own", "independent", "sample"):
            ids = list(
                session.scalars(
                    select(Participation.id).where(
                        Participation.instrument_id == instrument.id, Participation.collection == collection
                    )
                )
            )
            if ids:
                found |= read_quality(session, questionnaire, participation_ids=ids)
    return found


def store_quality(session: Session, campaign: Campaign, flags: Mapping[int, UnitQuality] | None = None) -> None:
    """Store the flags of a campaign's forms and, unless it is sealed, its bursts; what was stored is replaced.

    To be called in the transaction that seals the campaign, before it is sealed. The caller commits, and gives what
    `count_flags` counts if he has it.
    """
    has_arrivals = campaign.sealed_on is None or _had_arrivals(session, campaign)
    if campaign.sealed_on is None:
        _store_bursts(session, campaign)
    its_own = select(Participation.id).where(Participation.campaign_id == campaign.id)
    for table in (StoredQuality, FlaggedSums):
        session.execute(
            delete(table).where(table.participation_id.in_(its_own)), execution_options={"synchronize_session": False}
        )
    _store_flags(session, count_flags(session, campaign) if flags is None else flags, has_arrivals=has_arrivals)


def needs_quality(session: Session, campaign: Campaign) -> bool:
    """Whether a sealed campaign has forms whose flags were never counted, or were stored in another layout."""
    stored = select(StoredQuality.version).join(Participation).where(Participation.campaign_id == campaign.id).limit(1)
    return campaign.sealed_on is not None and session.scalar(stored) != LAYOUT_VERSION


def knows_arrivals(session: Session, participation_id: int) -> bool:
    """Whether bursts were looked for; afterwards no stored burst means that there was none."""
    return participation_id in arrivals_known(session, [participation_id])


def arrivals_known(session: Session, participation_ids: Collection[int]) -> set[int]:
    """Those of the participations for which bursts were looked for."""
    rows = session.execute(
        select(StoredQuality.participation_id, StoredQuality.tally).where(StoredQuality.participation_id.in_(participation_ids))
    )
    return {participation_id for participation_id, tally in rows if _says_arrivals(tally)}


def find_quality_report(
    session: Session,
    questionnaire: Questionnaire,
    unit: UnitSums,
    *,
    participation_id: int,
    frame: Frame,
    convention: Convention,
) -> QualityReport | None:
    """The quality of one unit's forms; None before sealing, and where the unit's figures do not rest on all of them."""
    units = {participation_id: unit}
    return find_quality_reports(session, questionnaire, units, frame=frame, convention=convention).get(participation_id)


def find_quality_reports(
    session: Session,
    questionnaire: Questionnaire,
    units: Mapping[int, UnitSums],
    *,
    frame: Frame,
    convention: Convention,
) -> dict[int, QualityReport]:
    """The quality of the forms of many units by participation, each as `find_quality_report` gives it; None is left out."""
    stored = {
        participation_id: found
        for participation_id, found in find_stored(session, units).items()
        if found.forms == sum(sums.forms for sums in units[participation_id].cells.values())
    }
    codes = {participation_id: units[participation_id].code for participation_id in stored}
    bursts = find_bursts_stored(session, stored)
    reports = build_quality_reports(
        questionnaire,
        [replace(units[participation_id], flagged=found.flagged) for participation_id, found in stored.items()],
        frame=frame,
        tallies={codes[participation_id]: found.tally for participation_id, found in stored.items()},
        identical={codes[participation_id]: found.identical for participation_id, found in stored.items()},
        bursts={codes[participation_id]: found for participation_id, found in bursts.items()},
        convention=convention,
    )
    return dict(zip(stored, reports, strict=True))


def describe_slot(slot: int) -> str:
    """The ten minutes of a slot in local time: "12/05/2026, 19:20 – 19:30"."""
    begin = dt.datetime.fromtimestamp(slot * SLOT_SECONDS, TIMEZONE)
    end = begin + dt.timedelta(seconds=SLOT_SECONDS)
    return f"{begin:%d/%m/%Y, %H:%M} – {end:%H:%M}"


def _had_arrivals(session: Session, campaign: Campaign) -> bool:
    """Whether bursts were looked for when the campaign was sealed: a slot is a day now, so nobody can look again."""
    its_own = select(Participation.id).where(Participation.campaign_id == campaign.id)
    tallies = session.scalars(select(StoredQuality.tally).where(StoredQuality.participation_id.in_(its_own)))
    return any(map(_says_arrivals, tallies))


def _says_arrivals(tally: str) -> bool:
    return bool(json.loads(tally).get("arrivals"))


def _store_bursts(session: Session, campaign: Campaign) -> None:
    its_own = select(Participation.id).where(Participation.campaign_id == campaign.id)
    session.execute(
        delete(StoredBurst).where(StoredBurst.participation_id.in_(its_own)), execution_options={"synchronize_session": False}
    )
    rows = [
        {
            "participation_id": participation_id,
            "slot": int(burst.slot),
            "arrivals": burst.arrivals,
            "expected": burst.expected,
            "p_value": burst.p_value,
        }
        for participation_id, arrivals in sorted(count_arrivals(session, campaign.id).items())
        for burst in find_bursts(arrivals)
    ]
    if rows:
        session.execute(insert(StoredBurst), rows)


def find_bursts_stored(session: Session, participation_ids: Collection[int]) -> dict[int, list[Burst]]:
    """The bursts of those participations that had any."""
    rows = session.execute(
        select(StoredBurst.participation_id, StoredBurst.slot, StoredBurst.arrivals, StoredBurst.expected, StoredBurst.p_value)
        .where(StoredBurst.participation_id.in_(participation_ids))
        .order_by(StoredBurst.participation_id, StoredBurst.slot)
    )
    found: dict[int, list[Burst]] = {}
    for participation_id, slot, arrivals, expected, p_value in rows:
        found.setdefault(participation_id, []).append(Burst(describe_slot(slot), arrivals, expected, p_value))
    return found


def _store_flags(session: Session, found: Mapping[int, UnitQuality], *, has_arrivals: bool) -> None:
    if not found:
        return
    session.execute(
        insert(StoredQuality),
        [
            {
                "participation_id": i,
                "version": LAYOUT_VERSION,
                "forms": one.forms,
                "tally": _to_json(one, has_arrivals=has_arrivals),
            }
            for i, one in found.items()
        ],
    )
    rows = [
        {"participation_id": i, "grade": grade, "data": sums.to_bytes()}
        for i, one in found.items()
        for grade, sums in sorted(one.flagged.items())
    ]
    if rows:
        session.execute(insert(FlaggedSums), rows)


def find_stored(session: Session, participation_ids: Collection[int]) -> dict[int, StoredFlags]:
    """The counts of these participations that were stored in this layout. They have passed no gate."""
    flagged: dict[int, dict[str, Sums]] = {}
    for participation_id, grade, data in session.execute(
        select(FlaggedSums.participation_id, FlaggedSums.grade, FlaggedSums.data)
        .join(StoredQuality, StoredQuality.participation_id == FlaggedSums.participation_id)
        .where(FlaggedSums.participation_id.in_(participation_ids), StoredQuality.version == LAYOUT_VERSION)
    ):
        flagged.setdefault(participation_id, {})[grade] = Sums.from_bytes(data)
    rows = session.execute(
        select(StoredQuality.participation_id, StoredQuality.forms, StoredQuality.tally)
        .where(StoredQuality.participation_id.in_(participation_ids), StoredQuality.version == LAYOUT_VERSION)
        .order_by(StoredQuality.participation_id)
    )
    return {
        participation_id: _from_json(forms, tally, flagged.get(participation_id, {})) for participation_id, forms, tally in rows
    }


def _from_json(forms: int, tally: str, flagged: Mapping[str, Sums]) -> StoredFlags:
    kept = json.loads(tally)
    return StoredFlags(
        forms=forms,
        tally=FlagTally(by_flag=kept["by_flag"], straight_values=tuple(kept["straight_values"])),
        identical=IdenticalSheets(**kept["identical"]),
        flagged=flagged,
    )


def _to_json(found: UnitQuality, *, has_arrivals: bool) -> str:
    return json.dumps(
        {
            "by_flag": dict(found.tally.by_flag),
            "straight_values": found.tally.straight_values,
            "identical": vars(found.identical),
            "arrivals": has_arrivals,
        }
    )

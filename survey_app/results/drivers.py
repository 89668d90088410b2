"""What goes with satisfaction on the whole, over all units that answered an instrument in a sealed campaign.

The sums of pairs that this rests on need every form once, so they are made when a campaign is sealed and kept per unit: no page
reads a form for them. A unit is told the drivers of all units, since its own forms alone have an order without limits.
"""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from analysis.pair_layout import PAIRS_VERSION
from analysis.pair_sums import PairSums
from analysis.reports import DepartmentReport, DriversReport, UnitSums, build_drivers_report
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.models import Campaign, Instrument, Participation, StoredPairs, Unit
from survey_app.results.annual_figures import AnnualReport
from survey_app.results.reports import find_department_report
from survey_app.results.settled import made_once
from survey_app.results.store import read_pairs
from survey_app.results.stored_comparisons import ComparisonKey, find_state, joined_state, read_or_make

SEED = 2026  # of the draws of units: the same answers give the same limits on every page


def count_pairs(session: Session, campaign: Campaign) -> dict[int, bytes]:
    """The sums of pairs of a campaign's forms as they are stored, by participation. Reads every form."""
    found: dict[int, bytes] = {}
    for instrument in session.scalars(select(Instrument).where(Instrument.campaign_id == campaign.id)):
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        ids = session.scalars(select(Participation.id).where(Participation.instrument_id == instrument.id)).all()
        found |= {i: pairs.to_bytes() for i, pairs in read_pairs(session, questionnaire, participation_ids=ids)}
    return found


def store_pairs(session: Session, campaign: Campaign, pairs: Mapping[int, bytes] | None = None) -> None:
    """Keep the sums of pairs of every participation; what was stored is replaced. The caller commits, and gives what
    `count_pairs` counts if he has it.
    """
    its_own = select(Participation.id).where(Participation.campaign_id == campaign.id)
    session.execute(
        delete(StoredPairs).where(StoredPairs.participation_id.in_(its_own)), execution_options={"synchronize_session": False}
    )
    counted = count_pairs(session, campaign) if pairs is None else pairs
    rows = [{"participation_id": i, "version": PAIRS_VERSION, "data": data} for i, data in counted.items()]
    if rows:
        session.execute(insert(StoredPairs), rows)


def needs_pairs(session: Session, campaign: Campaign) -> bool:
    """Whether a sealed campaign has sums of pairs of another layout, or none at all."""
    stored = select(StoredPairs.version).join(Participation).where(Participation.campaign_id == campaign.id).limit(1)
    return campaign.sealed_on is not None and session.scalar(stored) != PAIRS_VERSION


def find_unit_drivers(
    session: Session, report: AnnualReport, *, now: dt.datetime, grace_minutes: int
) -> dict[str, DriversReport]:
    """The drivers over all units of the unit's kind, by instrument of its report; those that cannot be shown left out."""
    campaign = session.scalars(select(Campaign).where(Campaign.code == report.campaign_code)).one()
    found = {}
    for instrument in campaign.instruments:
        if instrument.code not in {part.questionnaire.code for part in report.parts}:
            continue

        def find(instrument: Instrument = instrument) -> DriversReport | None:
            department = find_department_report(
                session, campaign, instrument.code, now=now, grace_minutes=grace_minutes, kind=report.unit_kind
            )
            if not isinstance(department, DepartmentReport):
                return None
            questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
            return find_drivers(session, instrument, questionnaire, department=department)

        drivers = made_once(session, instrument.id, ("drivers", report.unit_kind, PAIRS_VERSION), find)
        if drivers is not None and drivers.reason is None:
            found[instrument.code] = drivers
    return found


def find_kept_drivers(
    session: Session, instrument: Instrument, questionnaire: Questionnaire, *, department: DepartmentReport, kind: str
) -> DriversReport | None:
    """The same as `find_drivers` over units of a kind and their own collection, read where the comparison has kept it."""
    mark, campaign = pairs_mark(session, instrument, collection="own"), instrument.campaign
    if mark is None or campaign.sealed_on is None:
        return None

    def state() -> str | None:
        now = find_state(session, campaign, instrument, collection="own", is_open=False)
        return joined_state(now, (mark,))

    found = read_or_make(
        session,
        ComparisonKey(instrument.id, "own", kind, "drivers"),
        DriversReport,
        lambda: find_drivers(session, instrument, questionnaire, department=department),
        state=state(),
        state_now=state,
    )
    return found if isinstance(found, DriversReport) else None


def pairs_mark(session: Session, instrument: Instrument, *, collection: str) -> str | None:
    """Which sums of pairs there are in a collection, and of which version; None where there are none."""
    pairs = session.execute(
        select(StoredPairs.participation_id, StoredPairs.version)
        .join(Participation, StoredPairs.participation_id == Participation.id)
        .where(Participation.instrument_id == instrument.id, Participation.collection == collection)
        .order_by(StoredPairs.participation_id)
    ).all()
    return repr(pairs) if pairs else None


def find_drivers(
    session: Session, instrument: Instrument, questionnaire: Questionnaire, *, department: DepartmentReport
) -> DriversReport | None:
    """The drivers over the units of the department's own comparison; None before sealing, or where nothing was stored."""
    rows = session.execute(
        select(Unit.code, StoredPairs.data)
        .join(Participation, Participation.unit_id == Unit.id)
        .join(StoredPairs, StoredPairs.participation_id == Participation.id)
        .where(
            Participation.instrument_id == instrument.id,
            Participation.collection == "own",
            StoredPairs.version == PAIRS_VERSION,
            Unit.code.in_([unit.code for unit in department.units]),
        )
        .order_by(Unit.code)
    ).all()
    if not rows:
        return None
    units = [UnitSums(code, "", "", {}, None, pairs=PairSums.from_bytes(data)) for code, data in rows]
    return build_drivers_report(
        questionnaire, units, subject=department.questionnaire_title, figures=department.dimensions, seed=SEED
    )

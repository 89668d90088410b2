"""What an archive takes of a campaign from the database, as plain values: its units with sums, and what their reports say.

Reports come from where the service's pages and backups have them, so the fingerprints are theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.strata import Eligible, UnitSums
from questionnaires import Questionnaire
from survey_app.archives.manifest import ArchivedCampaign, ArchivedPart, ArchiveFaultError
from survey_app.archives.units import ArchivedUnit, Source
from survey_app.models import Campaign, Participation, Unit
from survey_app.results.access import access_by_participation, describe_access, describe_all
from survey_app.results.group_reports import InstrumentGroups, find_group_reports
from survey_app.results.reports import NotShown
from survey_app.results.store import Cells, count_responses

COLLECTIONS: Final = ("own", "independent", "sample")
NOT_SEALED: Final = (
    "Đợt {code} chưa khóa sổ nên chưa lưu trữ được: phiếu còn có thể đến. Đợt đã hết hạn thì lệnh close-campaigns (chạy mỗi "
    "đêm) sẽ khóa sổ; sau đó hãy chạy lại lệnh này."
)
SPOILT: Final = "Đợt {code} có phiếu không đọc được trong cơ sở dữ liệu nên không lưu trữ được."
NOBODY: Final = "Đợt {code} không giao cho đơn vị nào nên không có gì để lưu trữ."


@dataclass(frozen=True)
class GatheredPart:
    """One part of the archive with what its reports rest on."""

    archived: ArchivedPart
    instrument: str
    content: str
    questionnaire: Questionnaire
    target: float


@dataclass(frozen=True)
class Gathering:
    """Everything but single forms. `numbers` gives the number in the archive of each participation, the other maps go by it."""

    campaign: ArchivedCampaign
    parts: tuple[GatheredPart, ...]
    units: tuple[ArchivedUnit, ...]
    numbers: Mapping[int, int]
    eligible: Mapping[int, Eligible]
    cells: Mapping[int, Cells]

    @property
    def contents(self) -> dict[str, str]:
        """The content of each instrument by its code."""
        return {part.instrument: part.content for part in self.parts}


def prepare(session: Session, campaign: Campaign) -> None:
    """Bring stored sums and reports up to date, which writes beside the session. Raises ArchiveFaultError if there are none."""
    if campaign.sealed_on is None:
        raise ArchiveFaultError(NOT_SEALED.format(code=campaign.code))
    found = [_groups(session, campaign, collection) for collection in COLLECTIONS]  # each of them, not up to the first
    if not any(found):
        raise ArchiveFaultError(NOBODY.format(code=campaign.code))


def gather(session: Session, campaign: Campaign) -> Gathering:
    """Gather a sealed campaign that is prepared."""
    assert campaign.sealed_on is not None
    found = [(collection, groups) for collection in COLLECTIONS for groups in _groups(session, campaign, collection)]
    codes = {instrument.id: instrument.code for instrument in campaign.instruments}
    contents = {instrument.id: instrument.content for instrument in campaign.instruments}
    found.sort(key=lambda one: (codes[one[1].instrument_id], COLLECTIONS.index(one[0])))
    numbers = {participation: number for number, (participation, _) in enumerate(_sums(found), 1)}
    parts: list[GatheredPart] = []
    units: list[ArchivedUnit] = []
    for collection, groups in found:
        ids = list(groups.participations.values())
        archived = ArchivedPart(
            instrument=codes[groups.instrument_id],
            collection=collection,
            kind=groups.unit_kind,
            units=len(ids),
            access=describe_all(session, campaign, participation_ids=ids),
            fingerprint=groups.groups.fingerprint,
            department=groups.groups.department.fingerprint,
        )
        parts.append(
            GatheredPart(
                archived, archived.instrument, contents[groups.instrument_id], groups.questionnaire, groups.groups.target
            )
        )
        units += _units(session, campaign, groups, archived, numbers)
    return Gathering(
        campaign=ArchivedCampaign(
            code=campaign.code,
            name=campaign.name,
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            sealed_on=campaign.sealed_on,
            convention=campaign.convention,
            access=campaign.access,
            results_while_open=campaign.results_while_open,
        ),
        parts=tuple(parts),
        units=tuple(sorted(units, key=lambda unit: unit.participation)),
        numbers=numbers,
        eligible={numbers[participation]: unit.eligible for participation, unit in _sums(found)},
        cells={numbers[participation]: unit.cells for participation, unit in _sums(found)},
    )


def _groups(session: Session, campaign: Campaign, collection: str) -> tuple[InstrumentGroups, ...]:
    try:
        found = find_group_reports(session, campaign, collection=collection, with_units=False)
    except ValueError:  # somebody has spoilt a sheet in the database: its words might quote one
        raise ArchiveFaultError(SPOILT.format(code=campaign.code)) from None
    assert not isinstance(found, NotShown)
    return found


def _sums(found: Iterable[tuple[str, InstrumentGroups]]) -> Iterator[tuple[int, UnitSums]]:
    """Every participation with its sums."""
    for _, groups in found:
        yield from ((groups.participations[code], unit) for code, unit in groups.sums.items())


def _units(
    session: Session, campaign: Campaign, groups: InstrumentGroups, part: ArchivedPart, numbers: Mapping[int, int]
) -> Iterator[ArchivedUnit]:
    """The units of a part. Their single forms go only where the figures were made from exactly these and shown once."""
    ids = list(groups.participations.values())
    responses = count_responses(session, ids)
    access = access_by_participation(session, campaign, participation_ids=ids)
    places = _find_places(session, groups.instrument_id, part.collection)
    for unit in groups.sums.values():
        forms = sum(cell.forms for cell in unit.cells.values())
        participation = groups.participations[unit.code]
        number = responses.get(participation, 0)
        source: Source = "sums" if campaign.results_while_open or forms != number else "rows"
        levels, parent_code, parent_name, parent_kind = places[unit.code]
        yield ArchivedUnit(
            participation=numbers[participation],
            instrument=part.instrument,
            collection=part.collection,
            kind=part.kind,
            code=unit.code,
            name=unit.name,
            levels=levels,
            parent_code=parent_code or "",
            parent_name=parent_name or "",
            parent_kind=parent_kind or "",
            responses=number,
            forms=forms,
            source=source,
            access=describe_access(access[participation]),
        )


def _find_places(
    session: Session, instrument_id: int, collection: str
) -> dict[str, tuple[str, str | None, str | None, str | None]]:
    """The levels of each unit, and what it lies in, by its code."""
    parent = aliased(Unit)
    rows = session.execute(
        select(Unit.code, Unit.levels, parent.code, parent.name, parent.kind)
        .join(Participation, Participation.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Participation.instrument_id == instrument_id, Participation.collection == collection)
    )
    return {code: (levels, parent_code, name, kind) for code, levels, parent_code, name, kind in rows}

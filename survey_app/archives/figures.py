"""The figures of an archived campaign, from the archive alone: the same builders as the service, so the same figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from analysis import METHOD_VERSION
from analysis.build_groups import build_groups_report
from analysis.build_unit import build_unit_reports
from analysis.estimates import Convention
from analysis.frame import Frame
from analysis.group_figures import GroupsReport
from analysis.reports import UnitReport, UnitSums, build_frame
from analysis.sheets import SheetError
from questionnaires import Questionnaire
from survey_app.archives.manifest import ArchivedInstrument, ArchivedPart, ArchiveFaultError
from survey_app.archives.read import Archive, Cells, read_sums
from survey_app.archives.units import ArchivedUnit
from survey_app.results.group_reports import asked_levels, places_of
from survey_app.results.progress import commune_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Engine

STRETCH: Final = 200  # units whose full reports are in memory at a time


@dataclass(frozen=True)
class PartFigures:
    """One part of an archive with its figures; `units` are those of the part by participation, with their sums.

    `access` says of each of them how its answers were taken.
    """

    part: ArchivedPart
    questionnaire: Questionnaire
    groups: GroupsReport
    frame: Frame
    units: dict[int, UnitSums]
    access: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether the department's figures are those that the service showed."""
        return (self.groups.fingerprint, self.groups.department.fingerprint) == (self.part.fingerprint, self.part.department)

    def reports(self) -> Iterator[UnitReport]:
        """The full report of every unit, in the order of `units`."""
        left, groups = iter(self.units.values()), self.groups
        while some := list(islice(left, STRETCH)):
            yield from build_unit_reports(
                self.questionnaire, some, frame=self.frame, target=groups.target, convention=groups.convention
            )


def is_comparable(archive: Archive) -> bool:
    """Whether this program computes by the method by which the archived figures were computed."""
    return archive.manifest.method_version == METHOD_VERSION


def part_figures(engine: "Engine", archive: Archive) -> Iterator[PartFigures]:
    """The figures of each part in the order of the manifest, one instrument in memory."""
    rows = {unit.code: unit for unit in archive.units}
    places = places_of(
        [
            (one.code, one.levels, one.parent_code or None, one.parent_name or None, one.parent_kind or None)
            for one in rows.values()
        ]
    )
    for instrument in archive.manifest.instruments:
        questionnaire = archive.questionnaire(instrument)
        asked = asked_levels(questionnaire)
        own_places = [place for place in places if place.kind != "level" or place.code in asked]
        for part, frame, units in _units_by_part(engine, archive, instrument, questionnaire):
            groups = build_groups_report(
                questionnaire,
                list(units.values()),
                places=own_places,
                target=instrument.target,
                convention=cast(Convention, archive.manifest.campaign.convention),
                frame=frame,
                with_units=False,
            )
            access = {one.participation: one.access for one in archive.units}
            yield PartFigures(part, questionnaire, groups, frame, units, tuple(access[number] for number in units))


def _units_by_part(
    engine: "Engine", archive: Archive, instrument: ArchivedInstrument, questionnaire: Questionnaire
) -> Iterator[tuple[ArchivedPart, Frame, dict[int, UnitSums]]]:
    """Each part of an instrument with the frame of its collection, which all kinds of unit share, and its own units."""
    try:
        cells = read_sums(engine, archive, instrument, questionnaire)
    except SheetError:  # its words quote an answer
        raise ArchiveFaultError(f"Các dòng phiếu {instrument.code} trong thư mục lưu trữ có câu trả lời không đúng.") from None
    own = [unit for unit in archive.units if unit.instrument == instrument.code]
    sums = {unit.participation: _sums_of(unit, archive, cells) for unit in own}
    for part in archive.manifest.parts:
        if part.instrument == instrument.code:
            together = [unit for unit in own if unit.collection == part.collection]
            frame = build_frame(questionnaire, [sums[unit.participation] for unit in together])
            yield part, frame, {unit.participation: sums[unit.participation] for unit in together if unit.kind == part.kind}


def _sums_of(unit: ArchivedUnit, archive: Archive, cells: Mapping[int, Cells]) -> UnitSums:
    return UnitSums(
        code=unit.code,
        name=unit.name,
        group=commune_name(unit.parent_kind or None, unit.parent_name or None),
        cells=cells[unit.participation],
        eligible=archive.eligible.get(unit.participation),
    )

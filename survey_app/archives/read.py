"""Reading an archive: every file is held against the manifest before anything of it is believed. Knows no database."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.layout import LAYOUT_VERSION
from analysis.strata import Eligible
from analysis.sums import Sums, SumsError
from questionnaires import Questionnaire
from survey_app.archives.forms import read_cells
from survey_app.archives.manifest import MANIFEST, NOT_OURS, ArchivedInstrument, ArchiveFaultError, Manifest
from survey_app.archives.tables import count_by, digest_of, read_rows
from survey_app.archives.units import ELIGIBLE, UNITS, ArchivedUnit, read_eligible, read_units

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Engine

Cells = Mapping[str, Sums]


@dataclass(frozen=True)
class Archive:
    """An archive whose files are those of its manifest. `digest` is that of the manifest itself."""

    folder: Path
    manifest: Manifest
    digest: str
    units: tuple[ArchivedUnit, ...]
    eligible: Mapping[int, Eligible]

    def questionnaire(self, instrument: ArchivedInstrument) -> Questionnaire:
        """The instrument as it was asked."""
        return Questionnaire.from_json((self.folder / instrument_file(instrument.code)).read_text("utf-8"))


def instrument_file(code: str) -> str:
    """What the file of an instrument's content is called."""
    return f"instrument-{code}.json"


def forms_file(code: str) -> str:
    """What the file of an instrument's single forms is called."""
    return f"responses-{code}.parquet"


def sums_file(code: str) -> str:
    """What the file of an instrument's sums is called."""
    return f"sums-{code}.parquet"


def open_archive(engine: "Engine", folder: Path) -> Archive:
    """An archive that is whole. Raises ArchiveFaultError, in words for the operator, for anything else."""
    try:
        text = (folder / MANIFEST).read_bytes()
        manifest = Manifest.from_json(text.decode("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ArchiveFaultError(NOT_OURS) from None
    for name, mark in manifest.files.items():
        if digest_of(folder / name) != mark.sha256:
            raise ArchiveFaultError(f"Tệp {name} trong thư mục lưu trữ không còn như lúc ghi. Hãy lấy lại bản lưu khác.")
    units, eligible = tuple(read_units(engine, folder)), read_eligible(engine, folder)
    archive = Archive(folder, manifest, hashlib.sha256(text).hexdigest(), units, eligible)
    for name, number in ((UNITS, len(units)), (ELIGIBLE, _count_numbers(eligible))):
        if manifest.files[name].rows != number:
            raise ArchiveFaultError(f"Tệp {name} có {number} dòng, tệp manifest.json ghi {manifest.files[name].rows}.")
    for instrument in manifest.instruments:
        if digest_of(folder / instrument_file(instrument.code)) != instrument.digest:
            raise ArchiveFaultError(f"Bộ câu hỏi {instrument.code} trong thư mục lưu trữ không phải bộ đã dùng trong đợt.")
    return archive


def read_sums(
    engine: "Engine", archive: Archive, instrument: ArchivedInstrument, questionnaire: Questionnaire
) -> dict[int, Cells]:
    """The sums of every participation of an instrument by grade, as many forms as were counted; {} where there are none."""
    units = {unit.participation: unit for unit in archive.units if unit.instrument == instrument.code}
    rows = {number: unit.forms for number, unit in units.items() if unit.source == "rows"}
    found: dict[int, Cells] = {number: {} for number in units}
    path = archive.folder / forms_file(instrument.code)
    counted = count_by(engine, path, "participation")
    if counted != {number: forms for number, forms in rows.items() if forms} or sum(counted.values()) != instrument.rows:
        raise ArchiveFaultError(f"Tệp {path.name} không có đúng số dòng mà {UNITS} và manifest.json ghi.")
    found |= dict(read_cells(engine, path, questionnaire, forms=counted))
    if len(rows) < len(units):
        found |= _read_stored(engine, archive.folder / sums_file(instrument.code))
    differing = [units[number].code for number, cells in found.items() if _forms(cells) != units[number].forms]
    if differing:
        raise ArchiveFaultError(f"Số phiếu của {', '.join(differing[:10])} khác với số ghi trong {UNITS}.")
    return found


def _read_stored(engine: "Engine", path: Path) -> dict[int, Cells]:
    """Sums that were archived as they were shown."""
    found: dict[int, dict[str, Sums]] = {}
    try:
        for participation, grade, data in read_rows(
            engine, path, ["participation", "grade", "data"], order="participation, grade"
        ):
            found.setdefault(participation, {})[grade or ""] = Sums.from_bytes(bytes(data))
    except SumsError:
        raise ArchiveFaultError(
            f"Tệp {path.name} giữ số đã gộp theo cách ghi của phiên bản khác (bản này đọc cách {LAYOUT_VERSION}): hãy dùng "
            "phiên bản ghi trong manifest.json."
        ) from None
    return dict(found)


def _forms(cells: Cells) -> int:
    return sum(sums.forms for sums in cells.values())


def _count_numbers(eligible: Mapping[int, Eligible]) -> int:
    return sum(len(one) if isinstance(one, Mapping) else 1 for one in eligible.values())

"""Writing the archive of a sealed campaign: what may lie outside the database, whole or not at all.

What goes: of each response its unit, its grade and its answers, sorted by what they say; units, eligible numbers, instruments
and the fingerprints of reports. What does not: keys, channel, pace and flags of a form, sendings with their days, languages and
marks, codes, comments, the links and numbers by which the service knows a unit. Nothing in the folder says when, in which order
or by which way a form came. Where figures were shown while answers came in, or before the last came, only the sums that were
shown go and no single form: whoever set rows against the earlier figures would learn who came when (`results.row_files`).

The archive gets its name when sums and figures that are computed from its files alone are those of the database.
"""

import datetime as dt
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from analysis import METHOD_VERSION
from analysis.layout import LAYOUT_VERSION
from survey_app.archives.figures import part_figures
from survey_app.archives.forms import write_forms
from survey_app.archives.gathering import GatheredPart, Gathering, gather, prepare
from survey_app.archives.manifest import MANIFEST, ArchivedInstrument, ArchiveFaultError, FileMark, Manifest
from survey_app.archives.read import forms_file, instrument_file, open_archive, sums_file
from survey_app.archives.tables import digest_of, open_engine, write_parquet, write_raw
from survey_app.archives.units import ELIGIBLE, UNITS, write_eligible, write_units
from survey_app.archives.words import DICTIONARY, READ_FIRST, dictionary_csv, read_first
from survey_app.backups.dump import find_version, snapshot
from survey_app.campaigns.sealing import count_rows
from survey_app.db import Database
from survey_app.models import Campaign
from survey_app.results.store import read_campaign_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Engine

DIFFERS: Final = "Số phiếu trong cơ sở dữ liệu thay đổi trong lúc lưu trữ. Chưa ghi gì; hãy chạy lại."
OTHER_FIGURES: Final = "Số liệu tính lại từ thư mục lưu trữ khác với báo cáo của đợt. Chưa ghi gì; hãy báo cho người bảo trì."
_SUMS: Final = {"participation": "INTEGER", "grade": "VARCHAR", "data": "VARCHAR"}


@dataclass(frozen=True)
class Made:
    """An archive that was written, with the digest of its manifest."""

    manifest: Manifest
    digest: str


@contextmanager
def write_archive(database: Database, campaign_id: int, folder: Path, *, now: dt.datetime) -> Iterator[Made]:
    """Write an archive that gets its name at the end of the block, if nothing is raised in it; else there is none.

    Raises `FileExistsError` where the name is taken, ArchiveFaultError with words for the operator.
    """
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    draft.mkdir(mode=0o700)
    try:
        scratch = draft / "scratch"
        scratch.mkdir(mode=0o700)
        with open_engine(scratch) as engine:
            with database.reading() as session:  # brings sums up to date beside us: nothing is written while we read
                prepare(session, session.get_one(Campaign, campaign_id))
            with snapshot(database) as session:
                campaign = session.get_one(Campaign, campaign_id)
                gathering = gather(session, campaign)
                manifest = _write(session, engine, campaign, gathering, draft, now=now)
            archive = open_archive(engine, draft)
            for found in part_figures(engine, archive):
                if not found.is_same or any(unit.cells != gathering.cells[number] for number, unit in found.units.items()):
                    raise ArchiveFaultError(OTHER_FIGURES)
        shutil.rmtree(scratch)
        _sync(draft)
        yield Made(manifest, archive.digest)
        if folder.exists():
            raise FileExistsError(folder)
        os.rename(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _sync_folder(folder.parent)


def _write(
    session: Session, engine: "Engine", campaign: Campaign, gathering: Gathering, folder: Path, *, now: dt.datetime
) -> Manifest:
    responses = count_rows(session, campaign.id)[0]
    if responses != sum(unit.responses for unit in gathering.units):
        raise ArchiveFaultError(DIFFERS)
    raw = folder / "scratch" / "rows"
    files: dict[str, int] = {
        UNITS: write_units(engine, folder, raw, gathering.units),
        ELIGIBLE: write_eligible(engine, folder, raw, gathering.eligible),
    }
    rows = _write_forms(session, engine, campaign, folder, gathering)
    files |= {forms_file(code): number for code, number in rows.items()}
    files |= _write_sums(engine, folder, gathering)
    for code, content in gathering.contents.items():
        (folder / instrument_file(code)).write_text(content, "utf-8")
        files[instrument_file(code)] = 0
    questionnaires = [part.questionnaire for part in {part.instrument: part for part in gathering.parts}.values()]
    (folder / DICTIONARY).write_bytes(dictionary_csv(questionnaires))
    (folder / READ_FIRST).write_text(read_first(campaign.code, campaign.name), "utf-8")
    files |= {DICTIONARY: 0, READ_FIRST: 0}
    manifest = Manifest(
        version=find_version(),
        method_version=METHOD_VERSION,
        layout_version=LAYOUT_VERSION,
        made_on=now.date(),
        campaign=gathering.campaign,
        instruments=tuple(_instrument(part, rows) for part in {part.instrument: part for part in gathering.parts}.values()),
        parts=tuple(part.archived for part in gathering.parts),
        responses=responses,
        covered=sum(unit.forms for unit in gathering.units),
        rows=sum(rows.values()),
        participations=len(gathering.units),
        files={name: FileMark(number, digest_of(folder / name)) for name, number in sorted(files.items())},
    )
    (folder / MANIFEST).write_text(manifest.to_json(), "utf-8")
    return manifest


def _instrument(part: GatheredPart, rows: dict[str, int]) -> ArchivedInstrument:
    asked = part.questionnaire
    digest = hashlib.sha256(part.content.encode()).hexdigest()
    return ArchivedInstrument(part.instrument, asked.title, asked.version, digest, part.target, rows[part.instrument])


def _write_forms(session: Session, engine: "Engine", campaign: Campaign, folder: Path, gathering: Gathering) -> dict[str, int]:
    """The single forms of each instrument, every one that was counted and none besides."""
    place = {part.instrument: folder / "scratch" / f"rows-{part.instrument}" for part in gathering.parts}
    wanted = {unit.participation: unit for unit in gathering.units if unit.source == "rows"}
    written: Counter[int] = Counter()
    seen = 0
    with ExitStack() as stack:
        sinks = {code: stack.enter_context(path.open("w", encoding="utf-8", newline="")) for code, path in place.items()}
        for participation_id, row in read_campaign_rows(session, campaign):
            seen += 1
            unit = wanted.get(gathering.numbers[participation_id])
            if unit is not None:
                written[unit.participation] += 1
                sinks[unit.instrument].write(f"{unit.participation}\t{row.grade}\t{row.sheet}\t{row.percents}\n")
    if seen != sum(unit.responses for unit in gathering.units) or written != Counter(
        {number: unit.forms for number, unit in wanted.items() if unit.forms}
    ):
        raise ArchiveFaultError(DIFFERS)
    for part in {part.instrument: part for part in gathering.parts}.values():
        write_forms(engine, folder / forms_file(part.instrument), place[part.instrument], part.questionnaire)
        place[part.instrument].unlink()
    counts: Counter[str] = Counter(dict.fromkeys(place, 0))
    for number, forms in written.items():
        counts[wanted[number].instrument] += forms
    return dict(counts)


def _write_sums(engine: "Engine", folder: Path, gathering: Gathering) -> dict[str, int]:
    """The sums of those whose single forms stay behind."""
    files: dict[str, int] = {}
    stored = {unit.participation: unit for unit in gathering.units if unit.source == "sums"}
    for code in dict.fromkeys(unit.instrument for unit in stored.values()):
        raw = folder / "scratch" / "rows"
        rows = (
            (number, grade, sums.to_bytes().hex())
            for number, unit in stored.items()
            if unit.instrument == code
            for grade, sums in sorted(gathering.cells[number].items())
        )
        files[sums_file(code)] = write_raw(raw, rows)
        select = "participation, grade, unhex(data) AS data"
        write_parquet(engine, folder / sums_file(code), raw, _SUMS, select=select, order="participation, grade")
    return files


def _sync(folder: Path) -> None:
    """Have everything on the disk, and its owner's alone."""
    for path in folder.iterdir():
        path.chmod(0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

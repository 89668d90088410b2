"""The annual report of a unit in its four forms, all from one report, and a whole campaign's reports in a folder.

A file is there whole or not at all, and a list in the folder says what is done, so a run that was cut goes on where it was.
"""

import csv
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Final, Literal

from survey_app.documents.annual_document import build_annual_document
from survey_app.documents.model import Document
from survey_app.documents.settings import UnitSettings
from survey_app.exports.annual_workbook import build_annual_workbook
from survey_app.exports.csv_text import to_text
from survey_app.exports.docx import build_docx
from survey_app.exports.official_html import build_official_html
from survey_app.exports.official_pdf import build_official_pdf
from survey_app.results.annual_figures import AnnualReport

FORMS: Final[dict[str, Callable[[Document], bytes]]] = {
    "docx": build_docx,
    "pdf": build_official_pdf,
    "html": build_official_html,
}
ALL_FORMS: Final = ("docx", "pdf", "xlsx", "html")
LIST_NAME: Final = "danh-sach.csv"
LIST_HEADER: Final = ("Mã đơn vị", "Đơn vị", "Dấu của bản đã xuất", "Thư mục")
PRIVATE: Final = 0o700  # comments are in the reports: other accounts of the machine read them only if somebody lets them
UNITS_A_WORKER: Final = 100  # then a fresh process takes over, so that memory stays flat whatever a library keeps

Job = tuple[AnnualReport, UnitSettings]
Outcome = Literal["written", "kept", "failed"]


def build_annual_file(report: AnnualReport, settings: UnitSettings, form: str) -> bytes:
    """The report in one of its forms: docx, pdf, xlsx, html."""
    if form == "xlsx":
        return build_annual_workbook(report)
    return FORMS[form](build_annual_document(report, settings))


def file_name(report: AnnualReport) -> str:
    """What the files of a report are called, without the ending."""
    return f"bao-cao-{report.campaign_code}-{report.unit_code}"


def write_annual_files(report: AnnualReport, settings: UnitSettings, folder: Path) -> None:
    """Write all four forms into a folder of the unit; the charts are drawn once for all of them."""
    place = folder / report.unit_code
    place.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    document = build_annual_document(report, settings)
    for form in ALL_FORMS:
        content = build_annual_workbook(report) if form == "xlsx" else FORMS[form](document)
        path = place / f"{file_name(report)}.{form}"
        unfinished = path.with_suffix(f".{form}.dang-ghi")
        unfinished.write_bytes(content)
        unfinished.replace(path)


def mark_of(report: AnnualReport, settings: UnitSettings) -> str:
    """A digest of everything that the files are made of; another one asks for the files anew."""
    comments = [(part.comments, part.comment_counts) for part in report.parts]
    whole = repr((report.fingerprint, report.actions, comments, settings))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def export_all(jobs: Iterable[Job], folder: Path, *, workers: int) -> Iterator[tuple[str, Outcome]]:
    """Write the files of all units and yield, for each, its code and what became of it. One that fails stops no other."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    done = _read_list(folder)
    context = multiprocessing.get_context("spawn")  # a fork would share the database's connection
    waiting: dict[Future[None], Job] = {}
    with ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=UNITS_A_WORKER) as pool:
        for report, settings in jobs:
            if done.get(report.unit_code) == mark_of(report, settings) and _has_all(report, folder):
                yield report.unit_code, "kept"
                continue
            if len(waiting) >= 2 * workers:  # no more reports in memory than are being written
                yield from _finish(waiting, folder, wait(waiting, return_when=FIRST_COMPLETED).done)
            waiting[pool.submit(write_annual_files, report, settings, folder)] = (report, settings)
        yield from _finish(waiting, folder, wait(waiting).done)


def _finish(waiting: dict[Future[None], Job], folder: Path, done: set[Future[None]]) -> Iterator[tuple[str, Outcome]]:
    for future in done:
        report, settings = waiting.pop(future)
        fault = future.exception()
        if isinstance(fault, OSError):
            raise fault  # a full disk is the same for everybody
        if fault is None:
            _add_to_list(folder, (report.unit_code, report.unit_name, mark_of(report, settings), report.unit_code))
        yield report.unit_code, "written" if fault is None else "failed"


def _has_all(report: AnnualReport, folder: Path) -> bool:
    return all((folder / report.unit_code / f"{file_name(report)}.{form}").exists() for form in ALL_FORMS)


def _add_to_list(folder: Path, row: tuple[str, ...]) -> None:
    """One line more, on the disk before the next unit is taken; a line that was cut is closed first."""
    path = folder / LIST_NAME
    is_new = not path.exists()
    is_cut = not is_new and not path.read_bytes().endswith(b"\n")
    with path.open("a", newline="", encoding="utf-8-sig" if is_new else "utf-8") as file:
        entries = csv.writer(file)
        if is_cut:
            file.write("\r\n")
        if is_new:
            entries.writerow(LIST_HEADER)
        entries.writerow(map(to_text, row))
        file.flush()
        os.fsync(file.fileno())


def _read_list(folder: Path) -> dict[str, str]:
    """The marks of what is done, by unit; the last entry of a unit holds, and a line that was cut counts for nothing."""
    path = folder / LIST_NAME
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:  # a cut may go through a letter
        rows = [row for row in csv.reader(file) if len(row) == len(LIST_HEADER)]
    return {code: mark for code, _name, mark, _folder in rows[1:]}

"""The department's reports in their forms, all from one document, and all of them in a folder."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from survey_app.documents.causes_document import build_causes_document
from survey_app.documents.department_document import build_department_document
from survey_app.documents.infographic import build_infographic
from survey_app.documents.model import Document
from survey_app.documents.settings import UnitSettings
from survey_app.exports.department_workbook import build_department_workbook
from survey_app.exports.docx import build_docx
from survey_app.exports.infographic import build_infographic_pdf, build_infographic_png
from survey_app.exports.official_html import build_official_html
from survey_app.exports.official_pdf import build_official_pdf
from survey_app.exports.table_workbook import build_table_workbook
from survey_app.results.department_figures import DepartmentReportFigures

FORMS: Final[Mapping[str, Callable[[Document], bytes]]] = {
    "docx": build_docx,
    "pdf": build_official_pdf,
    "html": build_official_html,
}
ALL_FORMS: Final = ("docx", "pdf", "xlsx", "html")
REPORT, CAUSES, PICTURE = "bao-cao", "nguyen-nhan", "ket-qua"
FILES: Final = (
    *(f"{REPORT}.{form}" for form in ALL_FORMS),
    *(f"{CAUSES}.{form}" for form in ALL_FORMS[:3]),
    *(f"{PICTURE}.{form}" for form in ("pdf", "png")),
)


def build_department_file(report: DepartmentReportFigures, document: Document, form: str) -> bytes:
    """The annual report in one of its forms."""
    return build_department_workbook(report, document) if form == "xlsx" else FORMS[form](document)


def build_causes_file(document: Document, form: str) -> bytes:
    """The report on why points were lost in one of its forms."""
    return build_table_workbook(document) if form == "xlsx" else FORMS[form](document)


def build_named_file(report: DepartmentReportFigures, settings: UnitSettings, name: str) -> bytes:
    """One of `FILES`."""
    word, form = name.split(".")
    if word == REPORT:
        return build_department_file(report, build_department_document(report, settings), form)
    if word == CAUSES:
        return build_causes_file(build_causes_document(report, settings), form)
    told = build_infographic(report, settings.official_name)
    return build_infographic_pdf(told) if form == "pdf" else build_infographic_png(told)


def write_whole(path: Path, content: bytes) -> None:
    """A file that is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.dang-ghi")
    unfinished.write_bytes(content)
    unfinished.replace(path)

"""The department's reports as parts of pages: their contents and sheets, and the words beside the picture. Plain text out.

Set outside a request, so that a nightly command makes the same pages as a reader's first look.
"""

from typing import Final

from survey_app.documents.causes_document import build_causes_document
from survey_app.documents.department_document import build_department_document
from survey_app.documents.infographic import build_infographic
from survey_app.documents.settings import UnitSettings
from survey_app.exports.official_html import page_parts
from survey_app.results.department_figures import DepartmentReportFigures

REPORT, CAUSES, ALTERNATIVE, SCOPE = "report", "causes", "alternative", "scope"
_TOP: Final = 2  # a page has its own heading of depth 1


def build_department_pages(figures: DepartmentReportFigures, settings: UnitSettings) -> dict[str, str]:
    """All parts by name; "report-contents" and "report-sheet" are HTML, so are those of "causes"."""
    pages = {
        ALTERNATIVE: build_infographic(figures, settings.official_name).alt,
        SCOPE: "" if figures.is_whole else figures.scope_name,
    }
    for name, build in ((REPORT, build_department_document), (CAUSES, build_causes_document)):
        contents, sheet = page_parts(build(figures, settings), top=_TOP)
        pages |= {f"{name}-contents": contents, f"{name}-sheet": sheet}
    return pages

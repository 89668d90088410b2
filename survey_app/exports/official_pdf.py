"""An official document as PDF: tagged (PDF/UA-1), in the layout of Nghị định 30/2020/NĐ-CP.

The same document gives the same bytes. Knows no survey: a `Document` goes in. Charts stand in it as drawings.
"""

from functools import lru_cache
from threading import Lock
from typing import Any, Final

from survey_app.documents.model import Chart, Document
from survey_app.exports.drawings import svgs_of
from survey_app.exports.official_data import document_data
from survey_app.exports.printable import break_words, printable
from survey_app.exports.table_plan import TablePlan, is_long, plan_table
from survey_app.exports.table_widths import CELL_MARGIN
from survey_app.exports.typesetting import typeset

LONGEST_FIGURE: Final = 24  # letters that are kept on one line: an interval, a change with its unit
NO_BREAK: Final = "\u00a0"
MOST_KEPT: Final = 200  # files of some 60 kB each, in each process
_ONE_AT_A_TIME: Final = Lock()


def build_kept_pdf(document: Document) -> bytes:
    """The document as a file for strangers: made once and one at a time, so that nobody can keep the service busy by asking."""
    with _ONE_AT_A_TIME:
        return _keep_pdf(document)


def build_official_pdf(document: Document) -> bytes:
    """The document as a file to print, sign and send."""
    pictures: list[str] = []

    def draw(chart: Chart) -> list[str]:
        first = len(pictures)
        pictures.extend(svgs_of(chart))
        return [str(place) for place in range(first, len(pictures))]

    data = printable(document_data(document, draw=draw))
    data["pictures"] = pictures
    day = document.letterhead.date
    data["date"] = None if day is None else {"year": day.year, "month": day.month, "day": day.day}
    for table in _tables(data["blocks"]):
        _fit(table, plan_table(table))
    for annex in data["annexes"]:
        tables = _tables(annex["blocks"])
        plans = [plan_table(table, in_annex=True) for table in tables]
        annex["is_turned"] = any(plan.is_turned for plan in plans)
        for table, plan in zip(tables, plans, strict=True):
            _fit(table, plan_table(table, in_annex=True, is_turned=True) if annex["is_turned"] else plan)
    return typeset("official.typ", data)


@lru_cache(maxsize=MOST_KEPT)
def _keep_pdf(document: Document) -> bytes:
    return build_official_pdf(document)


def _tables(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables among the blocks, their figures kept on one line."""
    tables = [block for block in blocks if block["kind"] == "table"]
    for cell in (cell for table in tables for row in table["rows"] for cell in row["cells"]):
        if cell["kind"] == "figure" and len(cell["text"]) <= LONGEST_FIGURE:
            cell["text"] = cell["text"].replace(" ", NO_BREAK)
    return tables


def _fit(table: dict[str, Any], plan: TablePlan) -> None:
    """Writes into a table how it is set."""
    table |= {"size": plan.size, "widths": plan.widths, "is_turned": plan.is_turned, "inset": CELL_MARGIN}
    for row in table["rows"]:
        row["is_long"] = is_long(row, plan)
    if plan.longest_word is not None:
        for words in (*table["columns"], *(cell for row in table["rows"] for cell in row["cells"])):
            name = "title" if "title" in words else "text"
            words[name] = break_words(words[name], plan.longest_word)

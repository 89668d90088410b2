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
from survey_app.exports.table_plan import INSET, is_long, plan_table
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
    for block in data["blocks"]:
        _plan(block)
    for annex in data["annexes"]:
        turned = [_plan(block) for block in annex["blocks"]]
        annex["is_turned"] = any(turned)
    return typeset("official.typ", data)


@lru_cache(maxsize=MOST_KEPT)
def _keep_pdf(document: Document) -> bytes:
    return build_official_pdf(document)


def _plan(block: dict[str, Any]) -> bool:
    """Fits a table to the page; True if the page lies on its side for it."""
    if block["kind"] != "table":
        return False
    for row in block["rows"]:
        for cell in row["cells"]:
            if cell["kind"] == "figure" and len(cell["text"]) <= LONGEST_FIGURE:
                cell["text"] = cell["text"].replace(" ", NO_BREAK)
    plan = plan_table(block)
    block |= {"size": plan.size, "widths": plan.widths, "is_turned": plan.is_turned, "inset": INSET}
    for row in block["rows"]:
        row["is_long"] = is_long(row, plan)
    if plan.longest_word is not None:
        for words in (*block["columns"], *(cell for row in block["rows"] for cell in row["cells"])):
            name = "title" if "title" in words else "text"
            words[name] = break_words(words[name], plan.longest_word)
    return plan.is_turned

"""An official document as HTML: a part of a page, or one file that opens by a double click and asks nothing of any network.

Knows no survey: a `Document` goes in. The words are set by templates/documents, the same for both.
"""

import re
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

import analysis.charts
from survey_app.config import PROJECT_FOLDER
from survey_app.documents.model import Chart, Document, Heading
from survey_app.exports.official_data import composed, document_data

STYLES: Final = (
    Path(__file__).parent / "official_file.css",
    Path(__file__).parent.parent / "static" / "document.css",
    Path(analysis.charts.__file__).parent / "chart.css",  # only for a document with charts
)
DEEPEST: Final = 6  # HTML has no heading below
LONG: Final = 30  # rows; a table of the text with more can be folded on a screen
WIDE: Final = 8  # columns; a table with more is scrolled on a screen and lies on the long side of a sheet
_RANGE: Final = re.compile(r"\(?[+−]?\d[\d.,]* – [+−]?\d[\d.,]*\)?")
_ID: Final = re.compile(r'\bid="([^"]+)"')


def build_official_html(document: Document) -> bytes:
    """The document as one file, the same bytes for the same document."""
    has_charts = any(isinstance(block, Chart) for block in document.blocks())
    style = "\n".join(map(_style, STYLES if has_charts else STYLES[:-1]))
    return _templates().get_template("documents/file.html").render(page=official_page(document, top=1), style=style).encode()


def page_parts(document: Document, *, top: int) -> tuple[str, str]:
    """The contents and the sheet of a document as HTML to put into a page."""
    page = official_page(document, top=top)
    macros = _templates().get_template("documents/_document.html").module
    return str(getattr(macros, "contents")(page)), str(getattr(macros, "sheet")(page))  # noqa: B009 - a module made at run time


def official_page(document: Document, *, top: int) -> dict[str, Any]:
    """What the macro `sheet` of templates/documents/_document.html prints; the document's name is a heading of depth `top`."""
    taken: set[str] = set()

    def draw(chart: Chart) -> tuple[str]:
        drawing = _with_own_ids(chart.drawing(), taken)
        taken.update(_ID.findall(drawing))
        return (drawing,)

    page = document_data(document, draw=draw)
    page["tag"] = f"h{top}"
    _prepare(page["blocks"], top=top)
    for block in page["blocks"]:  # those of an annex are folded with it
        block["is_long"] = block["kind"] == "table" and len(block["rows"]) > LONG
    parts = [block for block in page["blocks"] if block["kind"] == "heading" and block["level"] == 1]
    for place, part in enumerate(parts, 1):
        part["id"] = f"document-part-{place}"
    for place, annex in enumerate(page["annexes"], 1):
        annex |= {"tag": f"h{min(top + 1, DEEPEST)}", "id": f"document-annex-{place}"}
        _prepare(annex["blocks"], top=top)
        annex["is_wide"] = any(block.get("is_wide") for block in annex["blocks"])
    # a short document needs no contents, a long one is lost without
    titles = [block.text for block in document.body if isinstance(block, Heading) and block.level == 1]
    entries = [(part["id"], title) for part, title in zip(parts, titles, strict=True)]
    for annex, written in zip(page["annexes"], document.annexes, strict=True):
        entries.append((annex["id"], f"{annex['label']}. {written.title}"))
    page["contents"] = composed(entries) if document.annexes else []
    return page


def _prepare(blocks: list[dict[str, Any]], *, top: int) -> None:
    for block in blocks:
        for run in [*block.get("runs", ()), *chain.from_iterable(block.get("items", ()))]:
            run["text"] = _unbroken(run["text"])
        if block["kind"] == "heading":
            block["tag"] = f"h{min(top + block['depth'], DEEPEST)}"
        elif block["kind"] == "table":
            block["is_wide"] = len(block["columns"]) > WIDE
            # the column that says what a row is about: a number in front of it does not
            names = [place for place, column in enumerate(block["columns"]) if column["align"] == "left"]
            block["names"] = names[0] if names else 0


def _unbroken(text: str) -> Markup:
    """The words with every range in one piece; a no-break space does not do it, for a line may end behind the dash."""
    marked = _RANGE.sub(r'<span class="document-range">\g<0></span>', str(escape(text)))
    return Markup(marked)  # noqa: S704  # nosec B704  # escaped on the line before


def _with_own_ids(drawing: str, taken: set[str]) -> str:
    """The drawing with other names for parts whose names a drawing before it has."""
    names = set(_ID.findall(drawing))
    if not names & taken:
        return drawing
    number = 2
    while {f"{name}-{number}" for name in names} & taken:
        number += 1

    def renamed(found: re.Match[str]) -> str:
        words = (f"{word}-{number}" if word in names else word for word in found[2].split(" "))
        return f'{found[1]}="{" ".join(words)}"'

    drawing = re.sub(r'\b(id|aria-labelledby|aria-describedby|for)="([^"]*)"', renamed, drawing)
    return re.sub(r"(url\(#|href=\"#)([^)\"]+)", lambda found: f"{found[1]}{found[2]}-{number}", drawing)


@cache
def _templates() -> Environment:
    folder = FileSystemLoader(PROJECT_FOLDER / "templates")
    return Environment(loader=folder, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@cache
def _style(path: Path) -> str:
    return path.read_text("utf-8")

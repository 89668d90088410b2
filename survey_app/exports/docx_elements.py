"""The small pieces of WordprocessingML that documents are made of: paragraphs, runs, rules.

Children stand in the order of the schema (ECMA-376 part 1, annex A): a reader that meets another order offers to repair the
file. Knows lengths and styles, not what a document says.
"""

from collections.abc import Iterable
from typing import Final, Literal

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from survey_app.documents.model import Run
from survey_app.exports.xml_text import to_xml_text

Alignment = Literal["left", "center", "right", "both"]

TWIPS_PER_MM: Final = 1440 / 25.4
POINTS_PER_MM: Final = 72 / 25.4
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def twips(millimetres: float) -> int:
    """A length in the unit that Word counts in, the twentieth of a point."""
    return round(millimetres * TWIPS_PER_MM)


def element(tag: str, *children: BaseOxmlElement | None, **attributes: str | int) -> BaseOxmlElement:
    """An element "w:..." with attributes of the same namespace; children that are None are left out."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def flag(tag: str, is_on: bool) -> BaseOxmlElement | None:
    """A property that is there or not."""
    return element(tag) if is_on else None


def text_run(run: Run) -> BaseOxmlElement:
    """A run of text; line feeds become breaks, and a gap to fill in stands in brackets on grey."""
    text = to_xml_text(run.text)
    properties = (
        element("w:rStyle", val="Blank") if run.is_blank else None,
        flag("w:b", run.bold),
        flag("w:i", run.italic),
    )
    made = element("w:r", element("w:rPr", *properties) if any(child is not None for child in properties) else None)
    made.extend(_text_parts(f"[{text.strip(' []')}]" if run.is_blank else text))
    return made


def _text_parts(text: str) -> Iterable[BaseOxmlElement]:
    for place, line in enumerate(text.split("\n")):
        if place:
            yield element("w:br")
        for column, part in enumerate(line.split("\t")):
            if column:
                yield element("w:tab")
            if part:
                made = element("w:t")
                made.text = part
                made.set(_SPACE, "preserve")
                yield made


def paragraph(
    style: str,
    runs: str | Iterable[Run] = (),
    *,
    keep_next: bool = False,
    before: float | None = None,
    after: float | None = None,
    indents: tuple[float, float] | None = None,
    hanging: float | None = None,
    align: Alignment | None = None,
) -> BaseOxmlElement:
    """A paragraph in a style. `before` and `after` are the spaces around it in points, `indents` left and right in millimetres,
    `hanging` how far its first line stands out to the left."""
    if isinstance(runs, str):
        runs = (Run(runs),)
    indent = None
    if indents is not None:
        first = {"firstLine": 0} if hanging is None else {"hanging": twips(hanging)}
        indent = element("w:ind", left=twips(indents[0]), right=twips(indents[1]), **first)
    spaces = {name: round(space * 20) for name, space in (("before", before), ("after", after)) if space is not None}
    properties = element(
        "w:pPr",
        element("w:pStyle", val=style),
        flag("w:keepNext", keep_next),
        element("w:spacing", **spaces) if spaces else None,
        indent,
        None if align is None else element("w:jc", val=align),
    )
    return element("w:p", properties, *(text_run(run) for run in runs))


def rule(length: float, *, within: float, keep_next: bool = False) -> BaseOxmlElement:
    """A drawn line of a length in the middle of a column, both in millimetres: a paragraph with a border and indents."""
    side = twips((within - length) / 2)
    properties = element(
        "w:pPr",
        element("w:pStyle", val="Rule"),
        flag("w:keepNext", keep_next),
        element("w:pBdr", element("w:top", val="single", sz=6, space=1, color="000000")),
        element("w:ind", left=side, right=side, firstLine=0),
    )
    return element("w:p", properties)


def layout_table(widths: Iterable[float], *rows: tuple[list[BaseOxmlElement], ...]) -> BaseOxmlElement:
    """A table without lines that sets paragraphs side by side, each row on one page; widths in millimetres."""
    columns = [twips(width) for width in widths]
    no_margin = element("w:tblCellMar", element("w:left", w=0, type="dxa"), element("w:right", w=0, type="dxa"))
    properties = element(
        "w:tblPr",
        element("w:tblW", w=sum(columns), type="dxa"),
        element("w:tblInd", w=0, type="dxa"),
        element("w:tblLayout", type="fixed"),
        no_margin,
        element("w:tblLook", val="0000", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=0),
    )
    made = element("w:tbl", properties, element("w:tblGrid", *(element("w:gridCol", w=width) for width in columns)))
    for row in rows:
        made.append(
            element(
                "w:tr",
                element("w:trPr", element("w:cantSplit")),
                *(
                    element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), *content)
                    for width, content in zip(columns, row, strict=True)
                ),
            )
        )
    return made

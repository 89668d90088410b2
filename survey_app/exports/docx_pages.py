"""Pages of an official Word document: A4, margins, the number of the page in the top margin, a section for each annex.

Lengths are those of Nghị định 30/2020/NĐ-CP, Phụ lục I. Knows pages, not what stands on them.
"""

from dataclasses import dataclass
from typing import Final

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from survey_app.exports.docx_elements import element, paragraph, twips

SHORT_SIDE: Final = 210.0
LONG_SIDE: Final = 297.0
HEADER_DISTANCE: Final = 10.0  # millimetres from the edge to the number, which stands in the margin of 20


@dataclass(frozen=True)
class Page:
    """A page in millimetres. Charts are drawn for the 165 that an upright page leaves between 30 and 15."""

    is_wide: bool = False
    top: float = 20.0
    bottom: float = 20.0
    left: float = 30.0
    right: float = 15.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper."""
        return (LONG_SIDE, SHORT_SIDE) if self.is_wide else (SHORT_SIDE, LONG_SIDE)

    @property
    def text_width(self) -> float:
        """Between the margins at the sides."""
        return self.size[0] - self.left - self.right

    @property
    def text_height(self) -> float:
        """Between the margins above and below."""
        return self.size[1] - self.top - self.bottom


def add_page_number(document: WordDocument) -> str:
    """Write the header with the number of the page and return the id under which sections refer to it."""
    header = document.sections[0].header
    header.is_linked_to_previous = False
    root = header._element
    for child in list(root):
        root.remove(child)
    root.append(_number_paragraph())
    return str(next(rel_id for rel_id, rel in document.part.rels.items() if rel.reltype == RELATIONSHIP_TYPE.HEADER))


def section(page: Page, header_id: str) -> BaseOxmlElement:
    """A section whose pages are numbered from 1, the first without its number."""
    reference = OxmlElement("w:headerReference")
    reference.set(qn("w:type"), "default")
    reference.set(qn("r:id"), header_id)
    width, height = page.size
    orientation = {"orient": "landscape"} if page.is_wide else {}
    return element(
        "w:sectPr",
        reference,
        element("w:type", val="nextPage"),
        element("w:pgSz", w=twips(width), h=twips(height), **orientation),
        element(
            "w:pgMar",
            top=twips(page.top),
            right=twips(page.right),
            bottom=twips(page.bottom),
            left=twips(page.left),
            header=twips(HEADER_DISTANCE),
            footer=twips(HEADER_DISTANCE),
            gutter=0,
        ),
        element("w:pgNumType", start=1),
        element("w:cols", space=twips(12.7)),
        element("w:titlePg"),
    )


def section_end(page: Page, header_id: str) -> BaseOxmlElement:
    """The paragraph, hardly to be seen, that ends a section before the last."""
    made = paragraph("Tail")
    made[0].append(section(page, header_id))
    return made


def _number_paragraph() -> BaseOxmlElement:
    made = paragraph("Header")
    instruction = element("w:instrText")
    instruction.text = "PAGE"
    number = element("w:t")
    number.text = "2"
    parts = (
        element("w:fldChar", fldCharType="begin"),
        instruction,
        element("w:fldChar", fldCharType="separate"),
        number,
        element("w:fldChar", fldCharType="end"),
    )
    made.extend(element("w:r", part) for part in parts)
    return made

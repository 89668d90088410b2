"""An official document as a Word file in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I (docs/decisions.md).

The same document gives the same bytes on any day and machine. Knows the shape of documents, no survey and no database.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

import docx
from docx.document import Document as WordDocument
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from survey_app.documents.layout import item_text, with_end
from survey_app.documents.model import Block, Chart, Document, Heading, Paragraph, Table
from survey_app.exports.docx_elements import element, paragraph
from survey_app.exports.docx_file import apply_properties, pack
from survey_app.exports.docx_formalities import annex_head, foot_elements, head_elements
from survey_app.exports.docx_pages import Page, add_page_number, section, section_end
from survey_app.exports.docx_styles import apply_settings, apply_styles
from survey_app.exports.docx_tables import needs_wide_page, table_elements
from survey_app.exports.xml_text import to_xml_text

CAPTION_ROOM: Final = 18.0  # millimetres under a chart for two lines
PARAGRAPH_STYLES: Final = {"body": "BodyText", "basis": "Basis", "item": "Item", "note": "Note"}


def build_docx(document: Document) -> bytes:
    """The Word file of a document."""
    word = docx.Document()
    apply_styles(word)
    apply_settings(word)
    apply_properties(word, document)
    header_id = add_page_number(word)
    body = word.element.body
    for child in list(body):
        body.remove(child)
    page = Page()
    body.extend(head_elements(document))
    text = list(_blocks(word, with_end(document.body), page=page, is_annex=False))
    _keep_with_next(text[-1])
    body.extend(text)
    body.extend(foot_elements(document))
    for place, annex in enumerate(document.annexes):
        body.append(section_end(page, header_id))
        tables = [block for block in annex.blocks if isinstance(block, Table)]
        page = Page(is_wide=needs_wide_page(tables, Page().text_width))
        body.extend(annex_head(document, annex, place, width=page.text_width))
        body.extend(_blocks(word, annex.blocks, page=page, is_annex=True))
    body.append(paragraph("Tail"))
    body.append(section(page, header_id))
    buffer = io.BytesIO()
    word.save(buffer)
    return pack(buffer.getvalue())


def _blocks(word: WordDocument, blocks: Sequence[Block], *, page: Page, is_annex: bool) -> Iterator[BaseOxmlElement]:
    for block in blocks:
        match block:
            case Heading():
                yield paragraph(f"Heading{block.level}", block.text)
            case Paragraph():
                yield paragraph(PARAGRAPH_STYLES[block.style], item_text(block) if block.style == "item" else block.runs)
            case Table():
                yield from table_elements(block, width=page.text_width, is_annex=is_annex)
            case Chart():
                yield from _chart(word, block, page=page)
            case _:
                assert_never(block)


def _chart(word: WordDocument, chart: Chart, *, page: Page) -> Iterator[BaseOxmlElement]:
    """Its pictures with their text alternative, each with the caption on the same page."""
    for place, picture in enumerate(chart.pictures()):
        made = paragraph("Picture")
        made.append(element("w:r", element("w:drawing", _inline(word, picture, chart, page=page))))
        yield made
        yield paragraph("Caption", f"{chart.title} (tiếp theo)" if place else chart.title)


def _inline(word: WordDocument, picture: bytes, chart: Chart, *, page: Page) -> BaseOxmlElement:
    inline = word.part.new_pic_inline(io.BytesIO(picture), width=Mm(page.text_width))
    most_width, most_height = Mm(Page().text_width), Mm(page.text_height - CAPTION_ROOM)
    scale = min(most_width / inline.extent.cx, most_height / inline.extent.cy)
    width, height = round(inline.extent.cx * scale), round(inline.extent.cy * scale)
    for extent in inline.xpath("./wp:extent | .//a:xfrm/a:ext"):
        extent.cx, extent.cy = width, height
    inline.docPr.set("descr", to_xml_text(chart.alt))
    inline.docPr.set("title", to_xml_text(chart.title))
    return inline


def _keep_with_next(last: BaseOxmlElement) -> None:
    """Let the last words stand on the page of the signature."""
    properties = last[0]
    if properties.find(element("w:keepNext").tag) is None:
        properties.insert(1, element("w:keepNext"))

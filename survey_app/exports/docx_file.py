"""The file around a Word document: who wrote it, in which language, and bytes that depend on the document alone.

Drops what the writer's template brings along: another document's picture, styles for old programs, a foreign theme.
"""

import datetime as dt
import io
import re
import zipfile
from typing import Final

from docx.document import Document as WordDocument
from docx.opc.part import Part
from docx.opc.rel import Relationships

from survey_app.documents.model import Document
from survey_app.exports.docx_styles import FONT, LANGUAGE
from survey_app.exports.xml_text import to_xml_text

UNDATED: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001  the file's format knows no zone here
FIRST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
MOST_LETTERS: Final = 255  # of a property
_KEPT: Final = {
    "styles",
    "settings",
    "header",
    "image",
    "officeDocument",
    "core-properties",
    "extended-properties",
    "theme",
    "fontTable",
}
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_APPLICATION: Final = (
    f'{_DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
    "<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"
)
_FONTS: Final = (
    f'{_DECLARATION}<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="{FONT}">'
    '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/>'
    "</w:font></w:fonts>"
)
_THEME_FACE: Final = re.compile(rb'(<a:latin typeface=")[^"]*')


def apply_properties(word: WordDocument, document: Document) -> None:
    """Name the document to programs and shelves, and drop the template's parts that are not ours."""
    date = document.letterhead.date
    written = dt.datetime.combine(date, dt.time()) if date else UNDATED
    properties = word.core_properties
    properties.title = _short(document.title)
    properties.subject = _short(document.subject or document.summary)
    properties.author = properties.last_modified_by = _short(document.letterhead.issuer)
    properties.language = LANGUAGE
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = written
    properties.revision = 1
    package = word.part.package
    for rels in (package.rels, word.part.rels):
        _drop_foreign(rels)
    for rel in (*package.rels.values(), *word.part.rels.values()):
        part: Part = rel.target_part
        match rel.reltype.rsplit("/", 1)[1]:
            case "extended-properties":
                part._blob = _APPLICATION.encode()
            case "fontTable":
                part._blob = _FONTS.encode()
            case "theme":  # whatever somebody adds by hand has our face too
                part._blob = _THEME_FACE.sub(rb"\g<1>" + FONT.encode(), part.blob)


def pack(file: bytes) -> bytes:
    """The same parts in the same order, with a date that never changes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIRST_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()


def _drop_foreign(rels: Relationships) -> None:
    for rel_id in [key for key, rel in rels.items() if rel.reltype.rsplit("/", 1)[1] not in _KEPT]:
        del rels[rel_id]


def _short(text: str) -> str:
    return " ".join(to_xml_text(text).split())[:MOST_LETTERS]

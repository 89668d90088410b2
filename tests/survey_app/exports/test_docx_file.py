"""The Word file as a file: nothing to repair, the same bytes for the same document, and text from people stays text."""

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.documents.model import Annex, Document, plain
from survey_app.exports.docx import build_docx
from tests.official_documents import ITEM, LONG_NAME, minimal_document, rich_document, wide_table
from tests.word_schema import faults, repeated_ids


@pytest.fixture(scope="module")
def rich() -> bytes:
    return build_docx(rich_document())


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("document", [rich_document(), minimal_document()], ids=["rich", "minimal"])
def test_nothing_in_the_file_is_out_of_the_order_of_the_schema(document: Document) -> None:
    files = parts(build_docx(document))
    checked = [name for name in files if re.fullmatch(r"word/(document|styles|settings|header\d+)\.xml", name)]
    assert len(checked) == 4
    for name in checked:
        assert not faults(files[name]), name
    assert not repeated_ids(files["word/document.xml"])
    known = set(re.findall(r'w:styleId="([^"]+)"', files["word/styles.xml"].decode()))
    named = set(
        re.findall(
            r'<w:(?:pStyle|rStyle|tblStyle|next|basedOn) w:val="([^"]+)"',
            (files["word/document.xml"] + files["word/styles.xml"]).decode(),
        )
    )
    assert named <= known


def test_the_schema_check_finds_what_stands_wrong() -> None:
    xml = parts(build_docx(minimal_document()))["word/document.xml"]
    wrong = xml.replace(b'<w:pStyle w:val="Kind"/>', b'<w:jc w:val="left"/><w:pStyle w:val="Kind"/>')
    assert faults(wrong) == ["pPr: jc pStyle []"]


def test_the_file_is_of_todays_word_and_names_its_writer(rich: bytes) -> None:
    files = parts(rich)
    assert (
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
        in files["word/settings.xml"].decode()
    )
    assert not [name for name in files if "thumbnail" in name or "customXml" in name or "stylesWithEffects" in name]
    properties = docx.Document(io.BytesIO(rich)).core_properties
    assert (properties.author, properties.subject, properties.language) == (LONG_NAME, "Khảo sát năm 2026", "vi-VN")
    assert properties.title.startswith("Báo cáo kết quả khảo sát sự hài lòng")
    assert properties.created == dt.datetime(2026, 6, 5, tzinfo=dt.UTC)
    assert b"python-docx" not in b"".join(files.values())


def test_the_same_document_gives_the_same_bytes(rich: bytes) -> None:
    assert build_docx(rich_document()) == rich
    assert build_docx(replace(rich_document(), archive="VT")) != rich


@settings(max_examples=15)
@given(text=st.text(st.characters(codec=None), max_size=80))
def test_whatever_people_write_can_be_opened(text: str) -> None:
    table = wide_table(1)
    table = replace(table, title=text, rows=(replace(table.rows[0], cells=(text, *table.rows[0].cells[1:])),), notes=(text,))
    head = replace(minimal_document().letterhead, issuer=f"A{text}", superior=text)
    document = replace(
        minimal_document(),
        letterhead=head,
        summary=text,
        addressees=(text,),
        recipients=(text,),
        body=(plain(text), table),
        annexes=(Annex(text, ()),),
    )
    assert not faults(parts(build_docx(document))["word/document.xml"])


def test_signs_that_xml_forbids_go_and_all_else_stays() -> None:
    document = replace(minimal_document(), body=(plain("a\x00b\ud83dc\x0bd\te\r\nf <b>&amp; " + ITEM),))
    (paragraph,) = [p for p in docx.Document(io.BytesIO(build_docx(document))).paragraphs if p.text.startswith("ab")]
    assert paragraph.text == f"abc\nd\te\nf <b>&amp; {ITEM}./."

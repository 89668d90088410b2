"""The Word file, read back part by part: the layout of Nghị định 30/2020/NĐ-CP to the millimetre, and nothing to repair."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from survey_app.documents.model import Annex, Chart, Signature, plain
from survey_app.exports.docx import build_docx
from tests.official_documents import LONG_NAME, minimal_document, rich_document

TWIP = 635  # of Word's own units in an inch's 914,400


@pytest.fixture(scope="module")
def rich() -> bytes:
    return build_docx(rich_document())


@pytest.fixture(scope="module")
def word(rich: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(rich))


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def words(file: bytes) -> str:
    return "\n".join("".join(node.itertext()) for node in docx.Document(io.BytesIO(file)).element.body.iter(qn("w:p")))


def test_the_paper_is_a4_with_the_margins_of_the_decree(word: WordDocument) -> None:
    upright, _, wide, last = word.sections
    for section in (upright, last):
        assert (section.page_width, section.page_height) == (pytest.approx(Mm(210), abs=TWIP), pytest.approx(Mm(297), abs=TWIP))
    assert (wide.page_width, wide.page_height) == (pytest.approx(Mm(297), abs=TWIP), pytest.approx(Mm(210), abs=TWIP))
    for section in word.sections:
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert margins == tuple(pytest.approx(Mm(length), abs=TWIP) for length in (20, 20, 30, 15))


def test_pages_are_numbered_in_the_top_margin_from_the_second_and_anew_in_each_annex(word: WordDocument) -> None:
    assert len(word.sections) == 1 + len(rich_document().annexes)
    for section in word.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        (number,) = section.header.paragraphs
        assert number._p.xpath("string(.//w:instrText)") == "PAGE"
        assert (number.style.name, number.style.font.size, number.alignment) == ("Header", Pt(13), None)
        assert number.style.paragraph_format.alignment == 1
        assert not section.first_page_header.paragraphs[0].text
        assert section.header_distance + Pt(13) < section.top_margin


def test_every_letter_is_black_times_new_roman_in_vietnamese(rich: bytes, word: WordDocument) -> None:
    for xml in parts(rich).values():
        assert not re.search(rb"Theme=|themeColor", xml)
    styles = parts(rich)["word/styles.xml"].decode()
    fonts = set(re.findall(r"<w:rFonts [^>]+>", styles))
    assert fonts == {
        "<w:rFonts " + " ".join(f'w:{name}="Times New Roman"' for name in ("ascii", "hAnsi", "eastAsia", "cs")) + "/>"
    }
    assert set(re.findall(r'<w:color w:val="([^"]+)"', styles)) == {"000000"}
    assert '<w:lang w:val="vi-VN" w:eastAsia="vi-VN"' in styles
    assert "w:color" not in parts(rich)["word/document.xml"].decode().replace('w:color="000000"', "").replace(
        'w:color="auto"', ""
    )
    assert word.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"


def test_sizes_and_weights_are_those_of_the_decree(word: WordDocument) -> None:
    expected = {
        "Cơ quan chủ quản": (12, False, False),
        "Cơ quan ban hành": (12, True, False),
        "Quốc hiệu": (12, True, False),
        "Tiêu ngữ": (13, True, False),
        "Số và ký hiệu": (13, False, False),
        "Địa danh và ngày tháng": (13, False, True),
        "Tên loại văn bản": (14, True, False),
        "Trích yếu": (14, True, False),
        "Căn cứ": (13, False, True),
        "Nơi nhận": (12, True, True),
        "Danh sách nơi nhận": (11, False, False),
        "Chức vụ người ký": (13, True, False),
        "Họ tên người ký": (13, True, False),
        "Phụ lục": (14, True, False),
        "Kèm theo": (13, False, True),
    }
    used = {paragraph.style.name for paragraph in _all_paragraphs(word)}
    assert set(expected) <= used
    for name, (size, bold, italic) in expected.items():
        font = word.styles[name].font
        assert (font.size, bool(font.bold), bool(font.italic)) == (Pt(size), bold, italic), name
    body = word.styles["Body Text"].paragraph_format
    assert body.first_line_indent == pytest.approx(Mm(12.7), abs=TWIP)
    assert (body.space_after, body.line_spacing, body.alignment) == (Pt(6), 1.15, 3)


def test_the_head_says_who_writes_when_and_what(word: WordDocument) -> None:
    head = word.tables[0]
    left, right = head.rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == ["ỦY BAN NHÂN DÂN XÃ ĐĂK RƠ WA", LONG_NAME.upper(), ""]
    assert [paragraph.text for paragraph in right.paragraphs] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
    ]
    assert [cell.text for cell in head.rows[1].cells] == ["Số: 05/BC-THCSNBN", "Quảng Ngãi, ngày 05 tháng 6 năm 2026"]
    first, second = word.paragraphs[:2]
    assert (first.text, second.text) == ("BÁO CÁO", rich_document().summary)


def test_rules_are_drawn_as_long_as_the_decree_wants() -> None:
    document = docx.Document(io.BytesIO(build_docx(minimal_document())))
    left, right = document.tables[0].rows[0].cells
    motto = right.paragraphs[-1]
    assert _rule_length(motto, Mm(92)) == pytest.approx(Mm(56.2), abs=Mm(0.5))  # the motto in bold 13
    issuer = _rule_length(left.paragraphs[-1], Mm(73)) / Mm(63.5)  # TRƯỜNG TIỂU HỌC NGHĨA LỘ in bold 12
    assert 1 / 3 <= issuer <= 1 / 2
    summary = next(paragraph for paragraph in document.paragraphs if paragraph.style.name == "Đường kẻ")
    assert 1 / 3 <= _rule_length(summary, Mm(165)) / Mm(57.4) <= 1 / 2
    assert "__" not in words(build_docx(rich_document()))


def test_the_foot_stays_together_and_on_the_page_of_the_last_words(word: WordDocument) -> None:
    foot = next(table for table in word.tables if "Nơi nhận" in table.rows[0].cells[0].text)
    left, right = foot.rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Ban đại diện cha mẹ học sinh;",
        "- Công đoàn, Đoàn Thanh niên và các tổ chuyên môn của nhà trường;",
        "- Lưu: VT, NBN (5).",
    ]
    assert [paragraph.text for paragraph in right.paragraphs] == ["KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "[họ và tên người ký]"]
    assert right.paragraphs[-1].paragraph_format.space_before >= Pt(4 * 15)
    assert foot.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    last = next(paragraph for paragraph in word.paragraphs if paragraph.text.endswith("./."))
    assert last.paragraph_format.keep_with_next
    assert last._p.getnext().getnext() is foot._tbl


def test_headings_are_those_that_word_navigates_by(word: WordDocument) -> None:
    headings = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings[:3] == [
        ("Heading 1", "I. Công tác chỉ đạo"),
        ("Heading 2", "1. Tổ chức thực hiện"),
        ("Heading 3", "a) Phân công"),
    ]
    for level in (1, 2, 3):
        style = word.styles[f"Heading {level}"]
        assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level - 1)
        assert style.paragraph_format.keep_with_next
        assert bool(style.font.bold) == (level < 3)
    assert word.styles["Heading 1"].font.all_caps


def test_tables_repeat_their_head_and_keep_rows_whole(word: WordDocument) -> None:
    tables = [table for table in word.tables if table.style is not None and table.style.name == "Table Grid"]
    assert len(tables) == len(rich_document().tables())
    for table, source in zip(tables, rich_document().tables(), strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            [column.title for column in source.columns],
            *([cell if isinstance(cell, str) else cell.text for cell in row.cells] for row in source.rows),
        ]
        caption = docx.text.paragraph.Paragraph(table._tbl.getprevious(), word)
        assert (caption.text, caption.style.name, caption.paragraph_format.keep_with_next) == (source.title, "Caption", True)
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert sum(widths) <= (252 if source.code == "grades" else 165) * 1440 / 25.4 + len(widths)
        assert [cell.width // TWIP for cell in table.rows[1].cells] == widths
    (whole, *_) = tables[0].rows[1].cells
    assert whole.paragraphs[0].runs[0].bold
    assert {cell.paragraphs[0].alignment for cell in tables[0].rows[0].cells} == {1}
    assert [cell.paragraphs[0].alignment for cell in tables[0].rows[1].cells] == [None, 2, 2, 1]


def test_charts_have_a_text_alternative_and_stay_with_their_caption(word: WordDocument) -> None:
    charts = [block for block in rich_document().blocks() if isinstance(block, Chart)]
    pictures = [paragraph for paragraph in word.paragraphs if paragraph._p.xpath(".//w:drawing")]
    assert len(pictures) == len(charts) == len(word.inline_shapes)
    for paragraph, chart, shape in zip(pictures, charts, word.inline_shapes, strict=True):
        assert shape._inline.docPr.get("descr") == chart.alt
        assert paragraph.style.paragraph_format.keep_with_next
        assert docx.text.paragraph.Paragraph(paragraph._p.getnext(), word).text == chart.title
        assert shape.width <= Mm(165.1)
        assert shape.height <= Mm(240)
    assert len({shape._inline.graphic.graphicData.pic.blipFill.blip.embed for shape in word.inline_shapes}) == 2


def test_gaps_are_marked_to_fill_in(word: WordDocument) -> None:
    gaps = [run.text for paragraph in word.paragraphs for run in paragraph.runs if run.style.name == "Chỗ cần điền"]
    assert gaps == ["[quyết định phân công nhiệm vụ của nhà trường]", "[họ và tên]", "[số điện thoại]"]
    nobody = replace(minimal_document(), signature=Signature((), ""))
    assert "[chức vụ người ký]" in words(build_docx(nobody))


def test_a_document_without_annexes_and_addressees_is_one_section() -> None:
    document = docx.Document(io.BytesIO(build_docx(replace(minimal_document(), addressees=()))))
    assert len(document.sections) == 1
    assert not [paragraph for paragraph in document.paragraphs if "Kính gửi" in paragraph.text]
    assert "Kính gửi: Sở Giáo dục" in words(build_docx(minimal_document()))


def test_the_only_annex_has_no_number() -> None:
    file = build_docx(replace(minimal_document(), annexes=(Annex("Biểu mẫu", (plain("Nội dung"),)),)))
    assert "Phụ lụcBIỂU MẪU" in words(file)
    assert "Nội dung" in words(file)


def _all_paragraphs(word: WordDocument) -> list[docx.text.paragraph.Paragraph]:
    return [docx.text.paragraph.Paragraph(element, word) for element in word.element.body.iter(qn("w:p"))]


def _rule_length(paragraph: docx.text.paragraph.Paragraph, column: int) -> int:
    assert paragraph._p.pPr.find(qn("w:pBdr")) is not None
    return column - paragraph.paragraph_format.left_indent - paragraph.paragraph_format.right_indent

"""Slips as PDF: every code is read back from the paper, stands there in letters, and each bundle has its cover."""

import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey_app.campaigns.codes import make_codes
from survey_app.campaigns.qr import qr_svg
from survey_app.exports.slips import Bundle, Slip, SlipSheets, build_slips_pdf
from tests.survey_app.exports.test_posters import HOSTS, NAMES, alternatives_of, fonts_of, read_codes, text_of


def make_sheets(name: str = NAMES[0], *, host: str = HOSTS[1], numbers: dict[str, int] | None = None) -> SlipSheets:
    def slip(code: str) -> Slip:
        url = f"{host}/q/K4M7P2Q9/1234567#ma-{code}"
        return Slip(code, url, qr_svg(url))

    return SlipSheets(
        unit_name=unicodedata.normalize("NFC", name),
        campaign_name="Khảo sát sự hài lòng năm 2026",
        questionnaire_title="Cha mẹ học sinh tiểu học",
        invitation="Mời Ông/Bà đến làm thủ tục hành chính cho biết mức độ hài lòng về việc tiếp nhận và giải quyết hồ sơ.",
        minutes=5,
        address=host.split("://")[1],
        token="K4M7-P2Q9",
        last_day="29/05/2026",
        bundles=tuple(
            Bundle(label, tuple(map(slip, make_codes(number))))
            for label, number in (numbers or {"Khối 1": 12, "Khối 2": 3}).items()
        ),
    )


def urls_of(bundle: Bundle) -> list[str]:
    return [slip.url for slip in bundle.slips]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_read_from_the_paper_and_stands_there_in_letters(tmp_path: Path, name: str, host: str) -> None:
    sheets = make_sheets(name, host=host)
    pdf = build_slips_pdf(sheets)
    first, second = (urls_of(bundle) for bundle in sheets.bundles)
    pages = [sorted(codes) for codes in read_codes(pdf, tmp_path, resolution=150)]
    assert pages == [[], sorted(first[:10]), sorted(first[10:]), [], sorted(second)]
    text = text_of(pdf)
    for bundle in sheets.bundles:
        for slip in bundle.slips:
            assert text.count(slip.code) == 1
    assert unicodedata.is_normalized("NFC", text)
    assert text.replace(" ", "").count(sheets.unit_name.replace(" ", "")) == 15 + 2, "on every slip and every cover"
    for words in (
        sheets.invitation,
        "ẩn danh trong khoảng 5 phút, đến hết 29/05/2026",
        "K4M7-P2Q9",
        "Người phát được dặn không ghi mã nào đưa cho ai.",
    ):
        assert text.count(words) == 15, words
    assert text.replace(" ", "").count(sheets.address) == 15


def test_each_bundle_has_a_cover_that_says_how_many_and_how_to_hand_them_out() -> None:
    sheets = make_sheets(numbers={"Khối 3": 120, "Khối 4": 1})
    reader = PdfReader(io.BytesIO(build_slips_pdf(sheets)))
    assert len(reader.pages) == 1 + 12 + 1 + 1
    assert [bookmark.title for bookmark in reader.outline] == ["Khối 3, 120 phiếu mời", "Khối 4, 1 phiếu mời"]
    cover = " ".join(reader.pages[0].extract_text().split())
    for words in (
        "Trường Tiểu học Nghĩa Lộ",
        "Cha mẹ học sinh tiểu học. Khảo sát sự hài lòng năm 2026, nhận trả lời đến hết 29/05/2026.",
        "Xáo trộn, rồi phát ngẫu nhiên mỗi người một phiếu trong đúng khối này.",
        "không ghi lại ai nhận phiếu nào",
        "Hệ thống không lưu mã, không in lại được",
    ):
        assert words in cover


@pytest.mark.parametrize(("number", "words"), [(1, "1 phiếu mời"), (1234, "1.234 phiếu mời")])
def test_a_unit_without_grades_has_one_bundle_without_a_name(number: int, words: str) -> None:
    reader = PdfReader(io.BytesIO(build_slips_pdf(make_sheets(numbers={"": number}))))
    assert [bookmark.title for bookmark in reader.outline] == [words]
    assert "khối" not in reader.pages[0].extract_text()


def test_the_file_is_tagged_titled_and_has_our_fonts_only() -> None:
    sheets = make_sheets()
    pdf = build_slips_pdf(sheets)
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "Phiếu mời có mã dùng một lần: Trường Tiểu học Nghĩa Lộ"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    alternatives = alternatives_of(root["/StructTreeRoot"])
    assert {f"Mã QR mở địa chỉ {url}" for bundle in sheets.bundles for url in urls_of(bundle)} <= alternatives
    assert {re.sub(r"^/[A-Z]{6}\+|-Identity-H$", "", name) for name in fonts_of(pdf)} == {"Tinos-Regular", "Tinos-Bold"}


def test_the_widest_code_keeps_to_one_line() -> None:
    sheets = make_sheets(numbers={"": 1})
    widest = Slip("MM2M-M2MM-2MM2", "http://localhost", sheets.bundles[0].slips[0].qr)
    assert widest.code in text_of(build_slips_pdf(replace(sheets, bundles=(Bundle("", (widest,)),))))


def test_no_slip_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no slip"):
        build_slips_pdf(make_sheets(numbers={"Khối 1": 0}))

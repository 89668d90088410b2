"""What leads to a person is masked in every form in which people write it; what schools write about stays as it is."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.collecting import masking
from survey_app.collecting.masking import (
    BANK,
    DIGITS,
    EMAIL,
    LINK,
    NETWORK,
    PAPERS,
    PHONE,
    Span,
    cover,
    find_spans,
    find_words,
    mask,
)
from survey_app.demo.comments import COMMENTS, FURTHER

PHONES = """0905123456
0905 123 456
0905.123.456
0905-123-456
0905/123/456
0905\N{NO-BREAK SPACE}123\N{NO-BREAK SPACE}456
0905\u200b123\u2060456
0905–123–456
0905—123—456
0905|123|456
0905\u202f123\u2009456
0905\u00ad123\u00ad456
0905\u2060\u2060\u2060123456
0905 . 123 . 456
0*9*0*5*1*2*3*4*5*6
090 512 34 56
09 05 12 34 56
0 9 0 5 1 2 3 4 5 6
0905 - 123 - 456
0905, 123, 456
0905. 123. 456
+84905123456
+84 905 123 456
(+84) 905-123-456
+84 (0) 905 123 456
84905123456
0084 905 123 456
O905123456
02553822123
0255 3 822 123
0255.3822.123
(0255) 3822 123
01689 123 456"""
OTHERS = (
    ("ĐT 3822123", f"ĐT {PHONE}"),
    ("đt: 3822.123", f"đt: {PHONE}"),
    ("SĐT của tôi là 905123456", f"SĐT của tôi là {PHONE}"),
    ("zalo 0905123456", f"zalo {PHONE}"),
    ("sđt0905123456.", f"sđt{PHONE}."),
    ("lan.nguyen@gmail.com", EMAIL),
    ("Lan_90+truong@mail.edu.vn nhé", f"{EMAIL} nhé"),
    ("lan.nguyen (at) gmail.com", EMAIL),
    ("lan a còng gmail.com", EMAIL),
    ("lan @ gmail . com", EMAIL),
    ("lan@gmail", EMAIL),
    ("gửi về lan @gmail.com nhé", f"gửi về {EMAIL} nhé"),
    ("051199001234", PAPERS),
    ("051 199 001 234", PAPERS),
    ("0511 9900 1234", PAPERS),
    ("CCCD 051199001234", f"CCCD {PAPERS}"),
    ("CMND 212345678", f"CMND {PAPERS}"),
    ("212345678", PAPERS),
    ("212 345 678", DIGITS),
    ("212.345.678", DIGITS),
    ("hộ chiếu C1234567", f"hộ chiếu {PAPERS}"),
    ("thẻ HS4511234567890", f"thẻ {PAPERS}"),
    ("mã học sinh 5112345678", f"mã học sinh {PAPERS}"),
    ("STK 0071000123456 Vietcombank", f"STK {BANK} Vietcombank"),
    ("số tài khoản Agribank 4502205123456", f"số tài khoản Agribank {BANK}"),
    ("TK 123 456 789", f"TK {BANK}"),
    ("9704 1234 5678 9012", BANK),
    ("1900 2345 6789 0123", BANK),
    ("stk 1900 2345 678", f"stk {BANK}"),
    ("chuyển vào 19012345678901", f"chuyển vào {DIGITS}"),
    ("zalo.me/0905123456", LINK),
    ("https://zalo.me/g/abcxyz123", LINK),
    ("xem facebook.com/lan.nguyen.39 ạ", f"xem {LINK} ạ"),
    ("truonghoc.edu.vn/tin?id=1", LINK),
    ("t.me/abcd", LINK),
    ("hỏi @lan.nguyen89", f"hỏi {NETWORK}"),
    ("Facebook: lan.nguyen89", f"Facebook: {NETWORK}"),
    ("fb Lan Nguyễn", f"fb {NETWORK}"),
    ("zalo tên Đặng Thị Hoa Ban nhé", f"zalo tên {NETWORK} nhé"),
    ("nick zalo meobeo_1990", f"nick zalo {NETWORK}"),
    ("Gọi 0905 123 456 hoặc lan@gmail.com", f"Gọi {PHONE} hoặc {EMAIL}"),
    ("Con tôi sinh 2015, gọi 0905123456 lúc 7h30", f"Con tôi sinh 2015, gọi {PHONE} lúc 7h30"),
)
KEPT = """năm 2026
năm học 2024-2025
năm học 2024 - 2025, 2025 - 2026
các năm 2020 2021 2022 2023
nhóm Zalo 2024-2025
lớp 5A
lớp 5A1, 5A2 và 5A3
khối 6, 7, 8, 9
lớp 05 06 07 08 09
500.000đ
500.000 đồng
đóng 1.500.000 đồng
1,500,000 VND
120.000.000 đồng
thu 1500000 một năm
12.500.000đ và 3.000.000đ
mỗi tháng 350.000, cả năm 3.150.000
2 triệu 500 nghìn
điện thoại 100000 đồng một tháng
ngày 20/5/2026
20-11-2025
20.11.2025
từ 12/05/2026 - 15/05/2026
12.05.2026 - 15.05.2026
từ 7h30 đến 11h30
07.30 - 11.30, 13.30 - 17.00
từ 6 giờ 45 đến 17 giờ 15
các tháng 07, 08, 09, 10, 11
95,5%
điểm 9.5, 8.75, 10
Thông tư 27/2020/TT-BGDĐT
Quyết định 2329/QĐ-BGDĐT 2017
gọi 113 hoặc 111
tổng đài 18001567, 1900 6868
phòng 101, 102, 103, 104
tiết 1-2-3-4-5
xe 76A-123.45
Sân 20m x 30m
có 1200 học sinh, 45 lớp
@ Ban giám hiệu: xin cảm ơn
nhóm Zalo: giáo viên nên trả lời
trên Facebook của trường
Facebook: Trường Tiểu học Hoa Ban
Zalo 30 phút mới trả lời
bài.Cô giáo tốt.Em thích
tot.co giao hay
=> Đề nghị sửa mái hiên
1. Thầy cô 2. Bạn bè 3. Cơ sở"""


@pytest.mark.parametrize("number", PHONES.split("\n"))
def test_a_telephone_number_is_masked_however_it_is_written(number: str) -> None:
    assert mask(f"Xin gọi {number}, cảm ơn.") == f"Xin gọi {PHONE}, cảm ơn."
    assert mask(number) == PHONE


@pytest.mark.parametrize(("text", "masked"), OTHERS)
def test_addresses_papers_and_accounts_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", KEPT.split("\n"))
def test_what_schools_write_about_is_left_alone(text: str) -> None:
    assert mask(text) == text


def test_masking_again_changes_nothing() -> None:
    for text, masked in OTHERS:
        assert mask(masked) == masked, text
    for number in PHONES.split("\n"):
        assert find_spans(mask(number)) == ()


def test_other_digits_than_ours_are_digits_too() -> None:
    assert mask("gọi \uff10\uff19\uff10\uff15\uff11\uff12\uff13\uff14\uff15\uff16") == f"gọi {DIGITS}"


@pytest.mark.parametrize(
    "text",
    ["0 " * 1000, "a." * 1000, "1" * 2000, "a@" * 1000, "Aa " * 666, "zalo " * 400, "1.111." * 333, "+84 " * 500, "-" * 2000],
)
def test_no_text_of_a_stranger_takes_long(text: str) -> None:
    began = time.process_time()
    mask(text)
    assert time.process_time() - began < 20, "a pattern that looks back and forth would take hours"


def test_spans_that_meet_are_covered_once() -> None:
    assert cover("Cô Lan lớp 3B", [Span(3, 6, "[…]"), Span(3, 10, "[x]"), Span(7, 12, "[y]")]) == "Cô […]B"


def test_words_are_found_whole_and_in_any_case() -> None:
    assert list(find_words("Lan nói: cô lan, cô Lanh và Lan.", "Lan")) == [(0, 3), (12, 15), (28, 31)]
    assert list(find_words("cô  Lan\nAnh", "lan anh")) == [(4, 11)]
    assert list(find_words("a.b (c", "(c")) == [(4, 6)]
    assert list(find_words("gì cũng được", "  ")) == []


def test_the_demo_has_something_to_mask() -> None:
    texts = [
        text for words in (COMMENTS, FURTHER) for by_item in words.values() for choices in by_item.values() for text in choices
    ]
    marks = {span.mark for text in texts for span in find_spans(text)}
    assert {PHONE, EMAIL, BANK, LINK} <= marks
    assert all(text == text.strip() and len(text) <= 500 for text in texts)


FRAGMENTS = (
    *PHONES.splitlines(),
    *(text for pair in OTHERS for text in pair),
    "@",
    ".",
    " a còng ",
    "(at)",
    "ZALO",
    "Www.",
    "x",
    "O",
)


@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8)), max_size=6).map("".join))
def test_what_is_passed_over_at_a_glance_holds_nothing_to_mask(text: str) -> None:
    found = find_spans(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masking, "_MAY_LEAD", re.compile(""))
        assert find_spans(text) == found

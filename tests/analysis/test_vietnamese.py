"""Names in Vietnamese order."""

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from analysis.vietnamese import sort_key


def mixed(names: list[str]) -> list[str]:
    return random.Random(1).sample(names, len(names))


def test_letters_come_before_tones_and_word_before_word() -> None:
    order = [
        "Trường 2",
        "Trường 10",
        "Trường An",
        "Trường Ăn",
        "Trường Ân",
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "mạ non",
        "mãng cầu",
        "măng",
        "mâm",
        "Quảng Ngãi",
        "Sơn Hà",
        "Sơn Hạ",
        "Sơn Tây",
        "Tịnh Khê",
        "Trà Bồng",
        "Tư Nghĩa",
    ]
    for group in (order[:5], order[5:12], order[12:15], order[15:]):
        assert sorted(mixed(group), key=sort_key) == group


def test_d_stands_before_d_with_a_stroke_and_both_before_e() -> None:
    names = ["Dũng", "Dương", "Đạt", "Đăk Hà", "Em", "Ê-đê"]
    assert sorted(mixed(names), key=sort_key) == names


def test_case_signs_and_normal_form_do_not_decide() -> None:
    composed = "Trường Tiểu học Nghĩa Lộ"
    assert sort_key(unicodedata.normalize("NFD", composed)) == sort_key(composed)
    assert sort_key("nghĩa - lộ")[0] == sort_key("Nghĩa Lộ")[0]


@given(st.lists(st.text()))
def test_any_text_can_be_sorted(names: list[str]) -> None:
    assert sorted(mixed(names), key=sort_key) == sorted(names, key=sort_key)

"""Link tokens can be printed, read out, typed on a Vietnamese keyboard, and never mistaken for one another."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.campaigns.tokens import ALPHABET, link_url, make_link_token, normalise_token, print_token, scan_url

TOKENS = st.text(alphabet=ALPHABET, min_size=8, max_size=8)


def test_tokens_are_eight_signs_without_look_alikes_vowels_or_words() -> None:
    tokens = {make_link_token() for _ in range(2500)}
    assert len(tokens) == 2500
    assert all(re.fullmatch("[CFGHJKMNPQRTVX2-9]{8}", token) for token in tokens)
    assert not any(re.search("[A-Z]{3}", token) for token in tokens)


@given(TOKENS)
def test_a_printed_token_is_read_back(token: str) -> None:
    assert normalise_token(print_token(token)) == token
    assert normalise_token(f"  {print_token(token).lower()} ") == token


@pytest.mark.parametrize("text", ["cf23 gh45", "CF23GH45", "cf23‑gh45", "cf23–gh45", "\u00a0CF23.GH45\n", "c f 2 3 g h 4 5"])
def test_case_spaces_and_hyphens_do_not_matter(text: str) -> None:
    assert normalise_token(text) == "CF23GH45"


@pytest.mark.parametrize("text", ["", "CF23-GH4", "CF23-GH456", "CF23-GH4O", "CF23-GH41", "ĐF23-GH45", "CF23/GH45", "²F23GH45"])
def test_what_is_no_token_is_not_guessed_at(text: str) -> None:
    assert normalise_token(text) is None


@given(st.text())
def test_any_text_is_a_token_or_none(text: str) -> None:
    token = normalise_token(text)
    assert token is None or (len(token) == 8 and unicodedata.normalize("NFC", token).isascii())


def test_the_address_of_a_link() -> None:
    assert link_url("https://khaosat.example.vn/", "CF23GH45") == "https://khaosat.example.vn/k/CF23GH45"
    assert scan_url("https://khaosat.example.vn/", "CF23GH45") == "https://khaosat.example.vn/q/CF23GH45"

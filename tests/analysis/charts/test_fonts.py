"""The shipped faces hold every letter a Vietnamese report can contain."""

import itertools
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from analysis.charts import FONT_DIRECTORY

FACES = ("tinos-regular.ttf", "tinos-bold.ttf", "tinos-italic.ttf", "tinos-bold-italic.ttf")
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # none, huyền, hỏi, ngã, sắc, nặng
SIGNS = "₫đĐ“”‘’\"'–—‑…•×·%≥≤−±°§←→↑↓≠‰€½²" + "".join(map(chr, range(0x20, 0x7F)))


def vietnamese_letters() -> set[str]:
    """Every vowel with every tone and every consonant, in both cases, composed."""
    vowels = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product(VOWELS, TONES)}
    lower = vowels | set("bcdđghklmnpqrstvxfjwz")
    return lower | {letter.upper() for letter in lower}


def test_there_are_72_vowels_with_tones_and_each_is_one_character() -> None:
    vowels = {letter for letter in vietnamese_letters() if unicodedata.normalize("NFD", letter)[0].lower() in "aeiouy"}
    assert len(vowels) == 2 * 12 * 6
    assert all(len(letter) == 1 for letter in vowels)


@pytest.mark.parametrize("face", FACES)
def test_a_face_has_every_vietnamese_letter_and_sign(face: str) -> None:
    with TTFont(FONT_DIRECTORY / face) as font:
        cmap = font.getBestCmap()
        outlines = font["glyf"]
        missing = {letter for letter in vietnamese_letters() | set(SIGNS) if ord(letter) not in cmap}
        assert not missing
        assert not {letter for letter in vietnamese_letters() if outlines[cmap[ord(letter)]].numberOfContours == 0}


@pytest.mark.parametrize("face", FACES)
def test_a_face_calls_itself_tinos_and_may_be_embedded(face: str) -> None:
    with TTFont(FONT_DIRECTORY / face) as font:
        assert font["name"].getDebugName(1) == "Tinos"
        assert font["OS/2"].fsType == 0


def test_the_licence_lies_beside_the_faces() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT_DIRECTORY / "OFL.txt").read_text(encoding="utf-8")

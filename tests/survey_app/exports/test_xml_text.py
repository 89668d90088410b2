"""Text from people on its way into files that are XML inside."""

from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.exports.xml_text import to_xml_text


@given(text=st.text(st.characters(codec=None)))
def test_whatever_is_left_can_stand_in_xml_and_comes_back_as_it_was(text: str) -> None:
    kept = to_xml_text(text)
    assert ElementTree.fromstring(f"<a>{escape(kept)}</a>").text == (kept or None)
    assert to_xml_text(kept) == kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đăk Rơ Wa 📊 <b>&", "Đăk Rơ Wa 📊 <b>&"),
        ("To\u0302\u0309", "Tổ"),
        ("a\r\nb\rc\x0bd\x0ce\u2028f", "a\nb\nc\nd\ne\nf"),
        ("\x00a\x1b\ufffe\ud83db", "ab"),
        ("", ""),
    ],
)
def test_only_what_xml_forbids_is_lost(text: str, expected: str) -> None:
    assert to_xml_text(text) == expected

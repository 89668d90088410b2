"""A page put together from packed parts is, unpacked, the page itself."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from survey_app.views.kept_pages import KeptPage, place_for

WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=400)


@given(texts=st.lists(WORDS, min_size=4, max_size=4), shared=WORDS, value=st.binary(max_size=70), other=st.integers(0, 255))
def test_packed_parts_make_the_page(texts: list[str], shared: str, value: bytes, other: int) -> None:
    first, second, third, fourth = texts
    text = first + place_for("key") + second + place_for("bulk") + third * 30 + place_for("key") + fourth + first
    page = KeptPage.of(text, {"key": len(value)}, {"bulk": shared.encode()})
    for values in ({"key": value}, {"key": bytes([other]) * len(value)}):
        parts = (first.encode(), second.encode() + shared.encode() + third.encode() * 30, (fourth + first).encode())
        assert page.plain(values) == values["key"].join(parts)
        assert gzip.decompress(page.packed(values)) == page.plain(values)

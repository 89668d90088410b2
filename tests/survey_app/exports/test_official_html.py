"""The official document as HTML: what a reader of the page hears, and a file that needs nothing but itself."""

import dataclasses
import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from survey_app.documents.model import Annex, Chart, Document, item, plain
from survey_app.exports.official_html import LONG, build_official_html
from tests.pages import PageClient
from tests.sample_document import (
    ALPHABET,
    LONG_NAME,
    MARKUP,
    dimensions_chart,
    dimensions_table,
    minimal_document,
    rich_document,
)
from tests.sample_page import ADDRESS, make_application


@pytest.fixture(scope="module")
def file() -> BeautifulSoup:
    return BeautifulSoup(build_official_html(rich_document()), "html.parser")


def words(tag: Tag | BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


def levels(soup: BeautifulSoup) -> list[int]:
    return [int(tag.name[1]) for tag in soup.find_all(re.compile(r"^h[1-6]$"))]


def test_every_word_stands_in_the_file_and_markup_stays_text(file: BeautifulSoup) -> None:
    text = words(file)
    for part in (
        ALPHABET,
        ALPHABET.upper(),
        LONG_NAME,
        LONG_NAME.upper(),
        MARKUP,
        "Số: 05/BC-PTDTBT",
        "- Lưu: VT.",
        "xem xét./.",
    ):
        assert part in text
    hostile = dataclasses.replace(minimal_document(), summary="<script>alert(1)</script> & <b>")
    assert not BeautifulSoup(build_official_html(hostile), "html.parser").select("script, b")


def test_the_file_asks_nothing_of_any_network_and_is_light() -> None:
    data = build_official_html(rich_document())
    text = data.decode()
    assert len(data) < 120_000
    assert "default-src 'none'" in text
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", text)
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", text)
    assert "<script" not in text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert build_official_html(rich_document()) == build_official_html(rich_document())


def test_headings_name_the_document_and_leave_no_level_out(file: BeautifulSoup) -> None:
    found = levels(file)
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(found))
    assert file.title is not None
    assert file.h1 is not None
    assert words(file.h1) == words(file.title)


def test_a_long_document_has_contents_that_lead_to_its_parts_and_annexes_and_a_short_one_has_none(file: BeautifulSoup) -> None:
    entries = {link["href"][1:]: words(link) for link in file.select(".document-contents a")}
    assert len(entries) == len(file.select("article > .document-heading-1, .document-annex-name")) >= 2
    for name, said in entries.items():
        part = file.find(id=name)
        assert part is not None
        assert re.sub(r"\W", "", words(part)).casefold() == re.sub(r"\W", "", said).casefold()
    assert ".document-contents, .document-annex summary::after { display: none; }" in str(file.style), "paper has page numbers"
    short = BeautifulSoup(build_official_html(minimal_document()), "html.parser")
    assert not short.select(".document-contents")


def test_a_table_has_a_caption_heads_of_columns_and_a_head_for_each_row(file: BeautifulSoup) -> None:
    tables = file.find_all("table")
    assert len(tables) == 3
    for table in tables:
        assert table.caption is not None
        assert all(head["scope"] == "col" for head in table.select("thead th"))
        assert all(len(row.select("th[scope=row]")) == 1 for row in table.select("tbody tr"))
    named = [words(head) for head in tables[1].select("tbody th")]
    assert named[0] == "Nhà vệ sinh của học sinh", "the name, not the number before it"
    strong = tables[0].select("tr.strong")
    assert [words(row.select_one("th")) for row in strong] == ["Toàn phiếu"]


def test_who_hears_the_page_is_told_why_a_figure_is_absent_and_where_something_is_to_be_filled_in(file: BeautifulSoup) -> None:
    absent = file.select("td.absent")
    assert Counter(words(cell.select_one(".document-said")) for cell in absent) == {"chưa đủ 10 phiếu": 3, "không xét": 1}
    assert all(cell.select_one("[aria-hidden=true]").get_text() == "–" for cell in absent)
    gaps = [words(gap) for gap in file.select("mark.document-gap")]
    assert len(gaps) == 4
    assert all(gap.startswith("chỗ cần điền: [") for gap in gaps)


def test_a_chart_is_drawn_in_the_page_with_its_words_beside_it(file: BeautifulSoup) -> None:
    figures = file.find_all("figure")
    assert len(figures) == 2
    for figure in figures:
        assert figure.svg is not None
        assert figure.figcaption is not None
    assert words(figures[0].select_one(".document-said")) == " ".join(dimensions_chart().alt.split())


def test_a_long_table_of_the_text_can_be_folded_and_stands_open_for_whoever_has_no_script() -> None:
    table = dimensions_table()
    (first, *_) = table.rows
    just, long = (dataclasses.replace(table, rows=(first,) * number) for number in (LONG, LONG + 1))
    document = dataclasses.replace(minimal_document(), body=(just, long), annexes=(Annex("Thêm", (long,)),))
    soup = BeautifulSoup(build_official_html(document), "html.parser")
    (fold,) = soup.select("details.document-fold[open]")
    assert len(fold.select("tbody tr")) == LONG + 1
    assert fold.summary is not None
    assert words(fold.summary) == f"{table.title} ({LONG + 1} dòng)"


def test_no_line_ends_within_a_range_and_words_stay_words() -> None:
    told = plain("Được 92% (91,5 – 93,0), kém +2,7 – +2,8 <b>điểm</b> – rõ")
    document = dataclasses.replace(minimal_document(), body=(told, item("mất 0,64 điểm (0,63 – 0,65)")))
    soup = BeautifulSoup(build_official_html(document), "html.parser")
    assert [words(one) for one in soup.select(".document-range")] == ["(91,5 – 93,0)", "+2,7 – +2,8", "(0,63 – 0,65)"]
    assert "+2,7 – +2,8 <b>điểm</b> – rõ" in soup.get_text()


def test_two_charts_that_name_their_parts_alike_do_not_disturb_each_other() -> None:
    one = dimensions_chart()
    named = '<svg aria-labelledby="a t"><title id="a">x</title><pattern id="t"/><rect fill="url(#t)"/><use href="#t"/></svg>'
    other = Chart("Khác", "khác", outlines=one.outlines, drawing=lambda: named)
    document = dataclasses.replace(
        minimal_document(), body=(one, one, other), annexes=(Annex("Thêm", (one, other, dimensions_table())),)
    )
    soup = BeautifulSoup(build_official_html(document), "html.parser")
    names = [tag["id"] for tag in soup.select("[id]")]
    assert len(names) == len(set(names))
    for tag in soup.select("[aria-labelledby], [aria-describedby]"):
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert set(tag.get(attribute, "").split()) <= set(names)
    assert set(re.findall(r"url\(#(.+?)\)", str(soup))) <= set(names)
    assert set(re.findall(r'href="#(.+?)"', str(soup))) <= set(names)


@pytest.mark.parametrize("document", [rich_document(), minimal_document()], ids=["rich", "minimal"])
def test_it_is_a_part_of_a_staff_page_below_the_heading_of_the_page(tmp_path: Path, document: Document) -> None:
    soup = PageClient(make_application(tmp_path, document).test_client()).get(ADDRESS).soup
    found = levels(soup)
    assert found[:2] == [1, 2]
    assert min(found[1:]) == 2


def test_next_to_nothing_is_still_a_document() -> None:
    soup = BeautifulSoup(build_official_html(minimal_document()), "html.parser")
    text = words(soup)
    assert "Kính gửi" not in text
    assert "Số: ......../KH" in text
    assert "thực hiện./." in text
    assert not soup.select("table, figure, .document-annex, mark")
    assert "chart-row" not in str(soup.style), "no style for charts that are not there"

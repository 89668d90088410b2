"""Filtering and sorting long tables; timing in words."""

import datetime as dt
import unicodedata

import pytest

from survey_app.results.progress import UnitProgress
from survey_app.views.campaign_rounds import describe_timing
from survey_app.views.filters import begin_small, format_date
from survey_app.views.selection import Wanted, communes_of, fold, is_named, select_progress, summarise


def row(
    code: str, name: str, *, commune: str = "", received: int = 0, needed: int | None = 10, form: str = "TH-PH"
) -> UnitProgress:
    return UnitProgress(1, code, name, commune, form, received, None, needed)


ROWS = (
    row("A", "Trường Tiểu học Đăk Rơ Wa", commune="Xã Ba Tơ", received=9, needed=10),
    row("B", "Trường Tiểu học Ngọk Bay", commune="Xã Đăk Hà", received=0),
    row("B", "Trường Tiểu học Ngọk Bay", commune="Xã Đăk Hà", received=12, form="THCS-HS"),
    row("C", "Trường THPT Trà Bồng", received=5, needed=None),
    row("D", "Trường THPT Y", received=20, needed=10),
)
LEVELS = {"A": ("TH",), "B": ("TH", "THCS"), "C": ("THPT",), "D": ("THPT",)}


def codes(**wanted: str) -> str:
    return "".join(found.unit_code for found in select_progress(ROWS, Wanted.of(wanted), levels=LEVELS))


@pytest.mark.parametrize("typed", ["dak ro wa", "ĐĂK", "Đăk Wa", unicodedata.normalize("NFD", "đăk"), ""])
def test_a_name_is_found_with_and_without_diacritics(typed: str) -> None:
    assert is_named("Trường Tiểu học Đăk Rơ Wa", typed)


@pytest.mark.parametrize("typed", ["đak", "ngok", "dak dak2"])
def test_typed_diacritics_must_be_there(typed: str) -> None:
    assert not is_named("Trường Tiểu học Đăk Rơ Wa", typed)


def test_folding_knows_the_letter_d_with_a_stroke() -> None:
    assert fold("Đường Ở Xã Ẵ") == "duong o xa a"


def test_filters_narrow_and_unknown_choices_find_nothing_or_count_as_none() -> None:
    assert codes() == "ABBCD"
    assert codes(commune="Xã Đăk Hà") == "BB"
    assert codes(commune="-") == "CD"
    assert codes(level="THPT") == "CD"
    assert codes(instrument="THCS-HS") == "B"
    assert codes(name="tra bong", level="TH") == ""
    assert Wanted.of({"sort": "share"}).sort == "name"


def test_sorting_by_progress_puts_the_furthest_behind_first_and_the_unknown_last() -> None:
    assert codes(sort="received") == "BCABD"
    assert codes(sort="progress") == "BABDC"


def test_a_school_has_enough_only_if_all_its_forms_have() -> None:
    summary = summarise(ROWS)
    assert (summary.units, summary.silent, summary.enough, summary.received) == (4, 0, 1, 46)
    assert (summary.counted, summary.unknown) == (3, 1), "a school without eligible numbers is not behind: nobody knows"
    assert summarise(ROWS[1:2]).silent == 1
    assert summarise(()).units == 0


def test_communes_are_offered_in_vietnamese_order() -> None:
    assert [value for value, _ in communes_of(ROWS)] == ["Xã Ba Tơ", "Xã Đăk Hà", "-"]


@pytest.mark.parametrize(
    ("phase", "today", "words"),
    [
        ("planned", dt.date(2026, 5, 1), "Bắt đầu nhận phiếu ngày 04/05/2026, còn 3 ngày"),
        ("open", dt.date(2026, 5, 12), "Đang mở, còn 17 ngày (đến hết 29/05/2026)"),
        ("open", dt.date(2026, 5, 29), "Đang mở, hôm nay là ngày cuối"),
        ("grace", dt.date(2026, 5, 30), "Vừa hết hạn, đang nhận những phiếu làm dở"),
        ("closed", dt.date(2026, 6, 2), "Đã kết thúc ngày 29/05/2026"),
    ],
)
def test_timing_is_said_in_the_words_of_today(phase: str, today: dt.date, words: str) -> None:
    assert describe_timing(phase, opens_on=dt.date(2026, 5, 4), closes_on=dt.date(2026, 5, 29), today=today) == words


def test_small_words_of_templates() -> None:
    assert format_date(dt.date(2026, 5, 4)) == "04/05/2026"
    assert (begin_small("Cơ sở vật chất"), begin_small("THPT")) == ("cơ sở vật chất", "THPT")

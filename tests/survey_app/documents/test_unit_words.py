"""What documents would call a unit: the suggestions a clerk finds in the settings."""

import pytest

from survey_app.documents import unit_words
from survey_app.documents.unit_words import NamedUnit

PROVINCE = "Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi"


def school(name: str, *, levels: tuple[str, ...] = ("TH",), parent: str = "Xã Đăk Rơ Wa", kind: str = "commune") -> NamedUnit:
    return NamedUnit(name, "school", levels, parent, kind, PROVINCE)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Trường Tiểu học Ngọk Bay", "THNB"),
        ("Trường Tiểu học và Trung học cơ sở Mái Rông", "TH&THCSMR"),
        ("Trường TH&THCS Đăk Pxi", "TH&THCSĐP"),
        ("Trường Trung học phổ thông chuyên Lê Khiết", "THPTCLK"),
        ("Trường Tiểu học số 2 Nghĩa Lộ", "TH2NL"),
        ("Trường Mầm non 1-6", "MN16"),
        ("Trường Mầm non Sơn Ca (điểm trường Đồi Sim)", "MNSC"),
        ("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Sông Mẫu", "TTGDNN-GDTXSM"),
        ("Trường Tiểu học Hội An - Ya Ly", "THHAYL"),  # a join between names is none
    ],
)
def test_the_symbol_has_the_level_and_first_letters(name: str, symbol: str) -> None:
    assert unit_words.suggest_symbol(school(name)) == symbol


def test_a_symbol_fits_its_field_however_long_the_name() -> None:
    name = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Gió Lộng Suối Ngàn Thôn Đăk Lau Xa"
    assert unit_words.suggest_symbol(school(name)) == "PTDTBTTH&THCSGLSN"
    assert len(unit_words.suggest_symbol(school("Trường THPT TRƯỜNGSA " * 9))) == unit_words.LONGEST_SYMBOL


@pytest.mark.parametrize(
    ("parent", "superior", "place"),
    [
        ("Xã Đăk Rơ Wa", "UBND xã Đăk Rơ Wa", "Đăk Rơ Wa"),
        ("Phường 1", "UBND phường 1", "Phường 1"),
        ("Đặc khu Lý Sơn", "UBND đặc khu Lý Sơn", "Lý Sơn"),
        ("Ủy ban nhân dân xã Sơn Hạ", "UBND xã Sơn Hạ", "Sơn Hạ"),
        ("Phòng Văn hóa - Xã hội xã Ya Ly", "UBND xã Ya Ly", "Ya Ly"),
        ("Cẩm Thành", "UBND Cẩm Thành", "Cẩm Thành"),
    ],
)
def test_a_school_of_a_commune_stands_under_its_committee(parent: str, superior: str, place: str) -> None:
    unit = school("Trường Tiểu học Nghĩa Lộ", parent=parent)
    assert (unit_words.suggest_superior(unit), unit_words.suggest_place(unit)) == (superior, place)


def test_a_school_of_the_department_stands_under_it_and_signs_in_the_province() -> None:
    unit = school("Trường THPT Ba Gia", levels=("THPT",), parent=PROVINCE, kind="department")
    assert unit_words.suggest_superior(unit) == PROVINCE
    assert unit_words.suggest_place(unit) == "Quảng Ngãi"
    assert unit_words.suggest_addressees(unit) == (PROVINCE,)


def test_who_signs_depends_on_what_the_unit_is() -> None:
    centre = school("Trung tâm GDNN - GDTX Sông Mẫu", levels=("GDTX",), parent=PROVINCE, kind="department")
    commune = NamedUnit("Xã Ya Ly", "commune", (), PROVINCE, "department", PROVINCE)
    department = NamedUnit(PROVINCE, "department", (), department_name=PROVINCE)
    assert unit_words.suggest_posts(school("Trường Tiểu học Hoa Ban")) == ("HIỆU TRƯỞNG",)
    assert unit_words.suggest_posts(centre) == ("GIÁM ĐỐC",)
    assert unit_words.suggest_posts(commune) == ("TRƯỞNG PHÒNG",)
    assert unit_words.suggest_superior(department) == "UBND tỉnh Quảng Ngãi"
    assert unit_words.suggest_addressees(department) == ()


def test_what_nobody_can_know_stays_empty() -> None:
    lonely = NamedUnit("Trường Tiểu học Hoa Ban", "school", ("TH",))
    assert unit_words.suggest_superior(lonely) == ""
    assert unit_words.suggest_place(lonely) == ""
    assert unit_words.suggest_addressees(lonely) == ()

"""The thousand schools of the large demo: as many, as different in size and as long in name as a province has them.

Names are put together from words, so that none is that of a real school; communes are those of `communes.csv`.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from random import Random
from typing import Final

from survey_app.campaigns.grades import grades_of
from survey_app.demo.schools import DEPARTMENT_CODE, LARGEST_GRADE, LONG_NAME, DemoSchool, load_communes

SHOWN_SCHOOL: Final = "TH-001"  # Hoa Ban: a plain case, with an account

_FIRST: Final = (
    "Hoa, Suối, Đồi, Gió, Bến, Ngàn, Lá, Mây, Cánh, Đồng, Rừng, Bãi, Hòn, Nà, Thác, Ghềnh, Vườn, Nắng, Trăng, Sao, Cầu, Đá, "
    "Khe, Ngọn, Đèo, Rẫy, Mái, Triền, Bờ, Lối"
)
_SECOND: Final = (
    "Ban, Reo, Sim, Thông, Xưa, Me, Biếc, Hồng, Vàng, Sớm, Mới, Cỏ, Lau, Tre, Bạc, Ngọc, Khuê, Thơm, Lành, Êm, Ấm, Quế, Trúc, "
    "Mận, Gạo, Sen, Dứa, Ổi, Ngô, Cau, Sỏi, Ngát, Xanh Thẳm, Đầu Nguồn, Hừng Đông, Lưng Chừng Núi"
)
_HIGHLAND: Final = "Đăk, Ngọk, Kon, Plei, Măng, Ya, Y, Ea"
_HIGHLAND_SECOND: Final = "Sơ Lăl, H’ring Mây, Rơ Sim, Têm Xa, Krông Êch, Pơ Nuê, Hơ Năk, Blô Ŏng, Tơ Čư, Kơ Bưr"
_BOARDING: Final = {
    ("TH",): "Trường Phổ thông dân tộc bán trú Tiểu học",
    ("TH", "THCS"): "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở",
    ("THCS",): "Trường Phổ thông dân tộc bán trú Trung học cơ sở",
    ("THCS", "THPT"): "Trường Phổ thông dân tộc nội trú Trung học cơ sở và Trung học phổ thông",
}
_KINDS: Final[tuple[tuple[tuple[str, ...], str, int], ...]] = (
    (("MN",), "Trường Mầm non", 320),
    (("TH",), "Trường Tiểu học", 290),
    (("TH", "THCS"), "Trường Tiểu học và Trung học cơ sở", 60),
    (("THCS",), "Trường Trung học cơ sở", 245),
    (("THCS", "THPT"), "Trường Trung học cơ sở và Trung học phổ thông", 12),
    (("THPT",), "Trường Trung học phổ thông", 58),
    (("GDTX",), "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên", 15),
)
_BOARDING_EVERY, _HIGHLAND_EVERY = 6, 9  # every so many schools
# what a province has of everything: schools with three answers, with none, without a dissatisfied person, by number among all
_THREE_ANSWERS, _NO_ANSWERS, _ALL_SATISFIED = (11, 350, 700), (13, 200, 444, 810), (29, 501)


def build_large_schools(rng: Random) -> tuple[tuple[DemoSchool, ...], dict[str, str]]:
    """A thousand schools, and all communes by code."""
    communes = load_communes()
    places = sorted(communes)
    schools = []
    for levels, kind, number in _KINDS:
        for k, name in enumerate(islice(_names(rng), number), start=1):
            boarding = _BOARDING.get(levels) if k % _BOARDING_EVERY == 0 else None
            schools.append(_build_school(rng, f"{'-'.join(levels)}-{k:03}", f"{boarding or kind} {name}", levels, places))
    return tuple(_make_special(school, number) for number, school in enumerate(schools)), communes


def _names(rng: Random) -> Iterator[str]:
    """Names without end, "Hoa Ban" first, none twice."""
    plain = [f"{first} {second}" for first, second in product(_FIRST.split(", "), _SECOND.split(", "))]
    highland = [f"{first} {second}" for first, second in product(_HIGHLAND.split(", "), _HIGHLAND_SECOND.split(", "))]
    first = plain.pop(0)
    rng.shuffle(plain)
    rng.shuffle(highland)
    yield first
    for number, name in enumerate(plain, start=2):
        yield highland.pop() if number % _HIGHLAND_EVERY == 0 else name


def _build_school(rng: Random, code: str, name: str, levels: tuple[str, ...], places: list[str]) -> DemoSchool:
    """Most schools are small, a few are very large, as in a province of mountains with a coast."""
    size = rng.triangular(0.1, 1.7, 0.4)
    enrolment = {
        grade: round(LARGEST_GRADE[level] * size * rng.uniform(0.85, 1)) for level in levels for grade in grades_of([level])
    }
    of_department = not {"THPT", "GDTX"}.isdisjoint(levels)
    return DemoSchool(
        code=code,
        name=name,
        levels=levels,
        parent_code=DEPARTMENT_CODE if of_department else rng.choice(places),
        enrolment=enrolment,
        quality=rng.triangular(0.9, 2.2, 1.55),
        canteen=rng.random() < (0.95 if "MN" in levels else 0.4),
        participation=rng.triangular(0.1, 0.98, 0.7),
    )


def _make_special(school: DemoSchool, number: int) -> DemoSchool:
    if school.code == SHOWN_SCHOOL:
        return replace(school, participation=0.72, quality=1.5, canteen=True, enrolment=dict.fromkeys(school.enrolment, 62))
    if school.code == "TH-THCS-002":
        return replace(school, name=LONG_NAME)
    if number in _THREE_ANSWERS:
        return replace(school, most_answers=3)
    if number in _NO_ANSWERS:
        return replace(school, most_answers=0)
    return replace(school, quality=99.0) if number in _ALL_SATISFIED else school

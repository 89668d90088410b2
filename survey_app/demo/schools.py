"""The schools of the demo department: who they are, how large, how good. Fictional names in communes that exist.

`communes.csv` lists the 96 communes of Quảng Ngãi since 1 July 2025 with the codes of the statistics office (Tổng cục Thống kê,
Danh mục đơn vị hành chính).
"""

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from survey_app.campaigns.grades import grades_of
from survey_app.campaigns.unit_columns import HEADERS, grade_header

DEPARTMENT_CODE = "SGDDT-MAU"
DEPARTMENT_NAME = "Sở Giáo dục và Đào tạo (dữ liệu mẫu)"
DESK_CODE = "MOTCUA-MAU"
DESK_NAME = "Bộ phận Tiếp nhận và Trả kết quả của Sở (dữ liệu mẫu)"
COMMUNES_IN_USE = 24

_NAMES = {
    ("MN",): (
        "Trường Mầm non",
        "Cỏ May, Chuồn Chuồn Ớt, Hạt Mưa, Cánh Diều Nhỏ, Mây Hồng, Sóc Nâu, Giọt Sương, Ong Vàng, Hoa Mua, Đom Đóm, Nắng Mai, "
        "Quả Thông, Chích Bông, Ếch Cốm, Thỏ Ngọc",
    ),
    ("TH",): (
        "Trường Tiểu học",
        "Hoa Ban, Suối Reo, Đồi Sim, Gió Ngàn, Bến Đò Xưa, Ngàn Thông, Lá Me, Sông Mây, Cánh Cò, Hoa Gạo, Đồng Dâu, Rừng Trắc, "
        "Bãi Ngô, Hòn Sỏi, Nà Sim, Ốc Biển",
    ),
    ("TH", "THCS"): ("Trường Tiểu học và Trung học cơ sở", "Mái Rông, Ngã Ba Suối, Hòn Khói"),
    ("THCS",): (
        "Trường Trung học cơ sở",
        "Ngọn Hải Đăng, Đồi Thông, Cầu Tre, Thác Bạc, Hoa Lau, Ngã Ba Sông, Cát Trắng, Đá Vách, Bến Lau, Nguồn Xanh, Rẫy Mới, "
        "Sao Khuê, Ấp Dừa",
    ),
    ("THCS", "THPT"): ("Trường Trung học cơ sở và Trung học phổ thông", "Hoa Pơ Lang, Đảo Tỏi"),
    ("THPT",): (
        "Trường Trung học phổ thông",
        "Chân Mây, Đại Ngàn, Biển Gọi, Thiên Thanh, Sông Trong, Cao Nguyên Xanh, Lửa Hồng, Bình Sa",
    ),
    ("GDTX",): ("Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên", "Sông Mẫu, Núi Mẫu"),
}
LONG_NAME = "Trường Phổ thông dân tộc bán trú Tiểu học và Trung học cơ sở Gió Lộng Suối Ngàn thôn Đăk Lau Xa"
LARGEST_GRADE = {"MN": 65, "TH": 70, "THCS": 88, "THPT": 130, "GDTX": 60}

# What one wants to see on a screen once: hardly any answers, none at all, no dissatisfied person, nearly everybody.
THREE_ANSWERS, NO_ANSWERS, ALL_SATISFIED, NEARLY_ALL = "TH05", "MN04", "MN07", "TH09"
SHOWN_SCHOOL = "TH01"  # Hoa Ban: a plain case, with an account


@dataclass(frozen=True)
class DemoSchool:
    """A school of the demo. `quality` is the latent level of satisfaction: 0 half satisfied, 1 84%, 2 98%."""

    code: str
    name: str
    levels: tuple[str, ...]
    parent_code: str
    enrolment: dict[str, int]
    quality: float
    canteen: bool
    participation: float
    most_answers: int | None = None


def build_schools(rng: Random) -> tuple[tuple[DemoSchool, ...], dict[str, str]]:
    """Sixty schools, and the communes that run some of them by code."""
    communes = dict(rng.sample(sorted(load_communes().items()), COMMUNES_IN_USE))
    schools = []
    for levels, (kind, names) in _NAMES.items():
        full_names = [f"{kind} {name}" for name in names.split(", ")]
        if levels == ("TH", "THCS"):
            full_names.append(LONG_NAME)
        for number, name in enumerate(full_names, start=1):
            school = _build_school(rng, f"{'-'.join(levels)}{number:02}", name, levels, communes)
            schools.append(_make_special(school))
    return tuple(schools), communes


def units_file(schools: tuple[DemoSchool, ...], communes: dict[str, str]) -> bytes:
    """The department, its desk, the communes and the schools as the file that a department would send."""
    grades = list(dict.fromkeys(grade for school in schools for grade in school.enrolment))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow((*HEADERS.values(), *(grade_header(grade) for grade in grades)))
    writer.writerow((DEPARTMENT_CODE, DEPARTMENT_NAME, "Sở", "", ""))
    writer.writerow((DESK_CODE, DESK_NAME, "Bộ phận một cửa", "", DEPARTMENT_CODE))
    for code, name in sorted(communes.items()):
        writer.writerow((code, name, "Xã", "", DEPARTMENT_CODE))
    for school in schools:
        place = (school.code, school.name, "Trường", ", ".join(school.levels), school.parent_code)
        writer.writerow((*place, *(school.enrolment.get(grade, "") for grade in grades)))
    return buffer.getvalue().encode("utf-8-sig")


def _build_school(rng: Random, code: str, name: str, levels: tuple[str, ...], communes: dict[str, str]) -> DemoSchool:
    size = rng.uniform(0.35, 1)
    enrolment = {
        grade: round(LARGEST_GRADE[level] * size * rng.uniform(0.85, 1)) for level in levels for grade in grades_of([level])
    }
    of_department = not {"THPT", "GDTX"}.isdisjoint(levels)
    return DemoSchool(
        code=code,
        name=name,
        levels=levels,
        parent_code=DEPARTMENT_CODE if of_department else rng.choice(sorted(communes)),
        enrolment=enrolment,
        quality=rng.triangular(0.8, 2.15, 1.5),
        canteen=rng.random() < (0.95 if "MN" in levels else 0.4),
        participation=rng.uniform(0.25, 0.95),
    )


def _make_special(school: DemoSchool) -> DemoSchool:
    if school.code == THREE_ANSWERS:
        return replace(school, most_answers=3)
    if school.code == NO_ANSWERS:
        return replace(school, most_answers=0)
    if school.code == ALL_SATISFIED:
        return replace(school, quality=99.0)
    if school.code == NEARLY_ALL:
        return replace(school, participation=0.985)
    if school.code == SHOWN_SCHOOL:
        return replace(school, participation=0.72, quality=1.5, canteen=True)
    return school


def load_communes() -> dict[str, str]:
    """Kind and name of every commune by code."""
    text = (Path(__file__).parent / "communes.csv").read_text(encoding="utf-8")
    return {row["code"]: f"{row['kind']} {row['name']}" for row in csv.DictReader(io.StringIO(text))}

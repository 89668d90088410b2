"""Annual reports made from made-up sheets through the real analysis: what tests of documents and files are given."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace

from analysis.reports import UnitReport, UnitSums, build_frame, build_unit_change, build_unit_report
from analysis.sheets import sums_from_sheets
from analysis.sums import Sums
from questionnaires import Questionnaire, load_shipped
from survey_app.documents.annual_document import build_annual_document
from survey_app.documents.model import Document
from survey_app.documents.settings import UnitSettings
from survey_app.results.access import Access
from survey_app.results.annual_figures import AnnualPart, AnnualReport, EarlierResults

UNIT_NAME = "Trường Tiểu học Ngọk Bay"
ELIGIBLE = {"1": 90, "2": 85, "3": 92, "4": 80, "5": 73}


def make_sheets(questionnaire: Questionnaire, forms: int, *, satisfied: float, seed: int) -> list[str]:
    """Sheets of people who are in a mood of their own, so that answers of one form hang together."""
    rng = random.Random(seed)
    sheets = []
    for _ in range(forms):
        mood = rng.betavariate(12 * satisfied, 12 * (1 - satisfied)) if satisfied < 1 else 1.0
        letters = []
        for item in questionnaire.closed_items:
            if item.kind == "choice":
                letters.append(str(rng.choice(item.options).value))
            elif rng.random() < 0.02 and satisfied < 1:
                letters.append(rng.choice("-0"))
            else:
                letters.append(rng.choice("45") if rng.random() < mood else rng.choice("123"))
        sheets.append("".join(letters))
    return sheets


def make_cells(questionnaire: Questionnaire, by_grade: Mapping[str, int], *, satisfied: float, seed: int) -> dict[str, Sums]:
    """Sums per grade, with an answer to the item in percent on each form."""
    cells = {}
    for place, (grade, forms) in enumerate(by_grade.items()):
        if forms:
            rng = random.Random(seed + place)
            sheets = make_sheets(questionnaire, forms, satisfied=satisfied, seed=seed + place)
            percents = [[rng.randint(60, 100) for _ in questionnaire.percent_items] or None for _ in sheets]
            cells[grade] = sums_from_sheets(questionnaire, sheets, percents=percents)
    return cells


def make_report(
    code: str = "TH-PH", *, by_grade: Mapping[str, int] | None = None, satisfied: float = 0.92, seed: int = 1
) -> UnitReport:
    """The report of one school on a shipped questionnaire."""
    questionnaire = load_shipped()[code]
    forms = {"1": 60, "2": 55, "3": 60, "4": 48, "5": 40} if by_grade is None else by_grade
    cells = make_cells(questionnaire, forms, satisfied=satisfied, seed=seed)
    unit = UnitSums("TH1", UNIT_NAME, "", cells, ELIGIBLE)
    return build_unit_report(
        questionnaire,
        cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=ELIGIBLE,
        frame=build_frame(questionnaire, [unit]),
        target=0.9,
    )


def make_part(code: str = "TH-PH", *, with_earlier: bool = False, **made: object) -> AnnualPart:
    """One instrument, with the campaign before beside it where asked."""
    questionnaire = load_shipped()[code]
    report = make_report(code, **made)  # type: ignore[arg-type]
    earlier = None
    if with_earlier:
        before = make_report(code, satisfied=0.8, seed=500)
        labels = ("Khảo sát sự hài lòng năm 2025", "Khảo sát sự hài lòng năm 2026")
        change = build_unit_change(before, report, questionnaires=(questionnaire, questionnaire), labels=labels)
        earlier = EarlierResults(labels[0], dt.date(2025, 5, 30), before, change)
    return AnnualPart(
        participation_id=1,
        questionnaire=questionnaire,
        collection="own",
        collected_elsewhere=False,
        report=report,
        uncovered=0,
        grades=None,
        earlier=earlier,
        level=None,
        beside=(),
        access=Access("open"),
        channels={"qr": report.forms},
        quality=None,
        arrivals_known=True,
    )


def make_annual_report(*parts: AnnualPart, **changed: object) -> AnnualReport:
    """The report of a school under a commune; one part where none is given."""
    made = AnnualReport(
        unit_id=1,
        unit_code="TH1",
        unit_name=UNIT_NAME,
        unit_kind="school",
        unit_levels=("TH",),
        superior_name="Xã Ngọk Bay",
        campaign_code="2026",
        campaign_name="Khảo sát sự hài lòng năm 2026",
        opens_on=dt.date(2026, 5, 4),
        closes_on=dt.date(2026, 5, 29),
        is_sealed=True,
        parts=parts or (make_part(),),
        fingerprint="0123456789abcdef" * 4,
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def make_settings(**changed: object) -> UnitSettings:
    """The settings of that school."""
    made = UnitSettings(
        unit_id=1,
        unit_name=UNIT_NAME,
        unit_kind="school",
        unit_levels=("TH",),
        department_name="Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi",
        official_name=UNIT_NAME,
        superior="UBND xã Ngọk Bay",
        symbol="THNB",
        place="Ngọk Bay",
        posts=("Hiệu trưởng",),
        signer="",
        addressees=("Ủy ban nhân dân xã Ngọk Bay", "Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi"),
        recipients=("Như trên", "Ban đại diện cha mẹ học sinh"),
        archive="VT",
    )
    return replace(made, **changed)  # type: ignore[arg-type]


def make_document(report: AnnualReport) -> Document:
    """The document of a report under the head of a school."""
    return build_annual_document(report, make_settings(), date=dt.date(2026, 6, 5))

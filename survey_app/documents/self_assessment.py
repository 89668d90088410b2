"""A unit's self-assessment of a quarter as an official report: what the system knows beside what the unit has written.

Knows no database. What the system does not know is said to be unknown, never left to look like nothing.
"""

import datetime as dt
from collections.abc import Iterator

from analysis.charts.numbers import format_count
from survey_app.documents.kinds import compose_report
from survey_app.documents.model import (
    Absent,
    Block,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Row,
    Table,
    blank,
    item,
    plain,
)
from survey_app.documents.quarter_facts import QuarterFacts
from survey_app.documents.settings import UnitSettings
from survey_app.improvement.assessment import NEEDED, RATINGS, TARGETS, Assessment
from survey_app.improvement.quarters import Quarter

UNKNOWN = "chưa có trong hệ thống"


def build_self_assessment(
    settings: UnitSettings, quarter: Quarter, facts: QuarterFacts, assessment: Assessment, *, date: dt.date | None
) -> Document:
    """The report; `date` is the day on which it is sent, None while it is written."""
    return compose_report(
        settings,
        summary=f"Tự đánh giá công tác nâng cao sự hài lòng {quarter.name}",
        date=date,
        body=(
            Heading(1, "I. TÌNH HÌNH THỰC HIỆN"),
            Heading(2, "1. Công tác chỉ đạo, triển khai"),
            *_text(assessment, "direction"),
            Heading(2, "2. Khảo sát trong quý"),
            *_surveys(facts),
            Heading(2, "3. Việc đã làm để nâng mức độ hài lòng"),
            *_text(assessment, "done"),
            *_actions(facts),
            Heading(2, "4. Phản ánh, kiến nghị"),
            plain(f"Số phản ánh, kiến nghị đã nhận, đã trả lời đúng hạn: {UNKNOWN}."),
            Heading(1, "II. TỰ ĐÁNH GIÁ THEO CHỈ TIÊU"),
            _targets(assessment),
            Heading(1, "III. KHÓ KHĂN, NGUYÊN NHÂN"),
            *_text(assessment, "difficulties"),
            Heading(1, "IV. VIỆC LÀM TRONG QUÝ TỚI"),
            *_text(assessment, "next"),
            Heading(1, "V. KIẾN NGHỊ"),
            *_text(assessment, "requests"),
            plain(f"Trên đây là báo cáo tự đánh giá {quarter.name} của {settings.official_name}./."),
        ),
        subject=f"{settings.official_name}, {quarter.name}",
    )


def _text(assessment: Assessment, code: str) -> Iterator[Block]:
    text = assessment.texts.get(code, "")
    if text:
        yield from (plain(line) for line in text.split("\n"))
    elif code in NEEDED:
        yield Paragraph((blank("đơn vị viết"),))
    else:
        yield plain("Trong quý không có nội dung mới." if code == "direction" else "Không có.")


def _surveys(facts: QuarterFacts) -> Iterator[Block]:
    if not facts.surveys:
        yield plain("Trong quý, đơn vị không có đợt khảo sát nào trên hệ thống.")
        return
    unknown = Absent("chưa có", "chưa có số người được hỏi trong hệ thống")
    yield Table(
        code="khao-sat",
        title="Số phiếu của các đợt khảo sát có trong quý",
        columns=(
            Column("Đợt khảo sát, phiếu", 5),
            Column("Thời gian", 3, "center"),
            Column("Người được hỏi", 2, "right"),
            Column("Phiếu cần có", 2, "right"),
            Column("Phiếu đã nhận", 2, "right"),
        ),
        rows=tuple(
            Row(
                (
                    f"{one.campaign_name}: {one.instrument_title}",
                    f"{one.opens_on:%d/%m} – {one.closes_on:%d/%m/%Y}",
                    unknown if one.eligible is None else _count(one.eligible),
                    unknown if one.needed is None else _count(one.needed),
                    _count(one.received),
                )
            )
            for one in facts.surveys
        ),
        notes=("Số liệu do hệ thống khảo sát ghi nhận.",),
    )


def _actions(facts: QuarterFacts) -> Iterator[Block]:
    if facts.actions:
        yield plain(f"Trong quý, đơn vị đã công bố với người trả lời {format_count(len(facts.actions))} việc làm theo góp ý:")
        yield from (item(sentence) for sentence in facts.actions)
    else:
        yield plain("Trong quý, đơn vị chưa công bố việc nào làm theo góp ý trên hệ thống.")


def _targets(assessment: Assessment) -> Table:
    rows = []
    for place, (code, name) in enumerate(TARGETS.items(), start=1):
        rating = RATINGS.get(assessment.ratings.get(code, ""), "")
        shown = rating or Absent("[chọn]", "đơn vị chưa tự đánh giá")
        rows.append(Row((str(place), name, shown, assessment.explanations.get(code, ""))))
    return Table(
        code="chi-tieu",
        title="Tự đánh giá theo chỉ tiêu",
        columns=(Column("TT", 1, "center"), Column("Chỉ tiêu", 6), Column("Tự đánh giá", 2, "center"), Column("Giải trình", 5)),
        rows=tuple(rows),
    )


def _count(number: int) -> Number:
    return Number(number, format_count(number), "count")

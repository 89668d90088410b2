"""The report that proposes improvements (báo cáo đề xuất giải pháp cải thiện): evidence item by item, then the unit's plan.

What the unit has not decided yet stays a marked gap. Computes nothing; knows no database and no file format.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from analysis.insight_figures import DriversReport
from survey_app.documents import annual_words, report_words
from survey_app.documents.action_tables import plan_table
from survey_app.documents.annual_document import about, receivers, who_reports
from survey_app.documents.driver_blocks import importance_chart, importance_table
from survey_app.documents.kinds import compose_report
from survey_app.documents.model import (
    Annex,
    Block,
    Document,
    Heading,
    Paragraph,
    blank,
    plain,
)
from survey_app.documents.priorities import find_priorities, priorities_table
from survey_app.documents.report_words import lowered
from survey_app.documents.settings import UnitSettings
from survey_app.results.annual_figures import AnnualPart, AnnualReport

TOO_FEW: Final = "Chưa đủ phiếu để chỉ ra câu cần cải thiện trước."
Drivers = Mapping[str, DriversReport]  # by the code of the questionnaire


def build_improvement_document(
    report: AnnualReport,
    settings: UnitSettings,
    drivers: Drivers,
    *,
    date: dt.date | None = None,
    number: int | None = None,
) -> Document:
    """What the unit proposes after one campaign."""
    return compose_report(
        settings,
        summary=f"Đề xuất giải pháp cải thiện sau {lowered(report.campaign_name)}",
        date=date,
        number=number,
        body=_body(report, settings, drivers),
        annexes=tuple(_annexes(report, drivers)),
        subject=f"{report.campaign_code}, {report.unit_code}",
    )


def _body(report: AnnualReport, settings: UnitSettings, drivers: Drivers) -> Iterator[Block]:
    parts = report.parts
    who = settings.official_name
    yield plain(f"Căn cứ kết quả {lowered(report.campaign_name)}, {who} đề xuất các giải pháp cải thiện như sau:")
    yield Heading(1, "I. KẾT QUẢ LÀM CĂN CỨ")
    for part in parts:
        sentences = (report_words.finding(part.report, collection=part.collection), annual_words.extremes_sentence(part))
        yield plain(about(part, parts, " ".join(filter(None, sentences))))
    yield Heading(1, "II. NỘI DUNG CẦN CẢI THIỆN")
    for part in parts:
        yield from _evidence(part, parts, drivers.get(part.questionnaire.code))
    yield Heading(1, "III. GIẢI PHÁP")
    planned = [one for one in report.actions if one.state in ("planned", "under way")]
    if planned:
        yield plan_table(planned, parts, title="Kế hoạch cải thiện")
    else:
        yield Paragraph((blank("nêu từng việc: làm gì, cho câu nào, ai phụ trách, xong khi nào"),))
    yield Heading(1, "IV. TỔ CHỨC THỰC HIỆN")
    yield Paragraph((blank("nêu việc phân công, kinh phí, cách theo dõi"),))
    yield plain(
        f"Trên đây là đề xuất giải pháp cải thiện của {lowered(who_reports(report))}, kính đề nghị {receivers(settings)} "
        "xem xét, cho ý kiến./."
    )


def _evidence(part: AnnualPart, parts: tuple[AnnualPart, ...], drivers: DriversReport | None) -> Iterator[Block]:
    priorities = find_priorities(part, drivers)
    if not priorities:
        shown = report_words.has_figures(part.report)
        found = "Mọi câu hiển thị được đều 100,0%: không có câu nào cần cải thiện trước." if shown else TOO_FEW
        yield plain(about(part, parts, found))
        return
    yield priorities_table(part, priorities, drivers)
    yield Paragraph((blank("nêu nguyên nhân của từng nội dung trên"),))


def _annexes(report: AnnualReport, drivers: Drivers) -> Iterator[Annex]:
    known = [(part, drivers[part.questionnaire.code]) for part in report.parts if part.questionnaire.code in drivers]
    shown = [(part, found) for part, found in known if any(one.low is not None for one in found.drivers)]
    if shown:
        blocks = (block for part, found in shown for block in (importance_chart(part, found), importance_table(part, found)))
        yield Annex("Yếu tố gắn với hài lòng chung, tính trên mọi đơn vị của Sở", tuple(blocks))
    finished = [one for one in report.actions if one.state in ("done", "dropped")]
    if finished:
        yield Annex(
            "Việc đã làm", (plan_table(finished, report.parts, title="Việc đã xong hoặc không làm nữa", code="finished"),)
        )

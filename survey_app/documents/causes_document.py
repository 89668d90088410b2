"""The report on why points were lost (phân tích nguyên nhân mất điểm), due before 31 March, for the Director.

Evidence first: which items take most from the index, where, against the campaign before, what goes with satisfaction on the
whole. Causes and measures are for the officer to write: they stay marked gaps, for figures show where and never why. Computes
nothing.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from analysis.charts.numbers import DASH, format_number, percent
from analysis.charts.wording import INDEX, bind_numbers
from analysis.estimates import Estimate, Result
from analysis.lost_points import LossReport, build_loss_report
from survey_app.documents import annual_words, department_words, loss_tables
from survey_app.documents.annual_document import basis, receivers
from survey_app.documents.driver_blocks import driver_sentences
from survey_app.documents.kinds import compose_report
from survey_app.documents.listing import join_words
from survey_app.documents.model import Block, Document, Heading, Paragraph, blank, item, plain
from survey_app.documents.report_words import has_figures, lowered
from survey_app.documents.settings import UnitSettings
from survey_app.results.department_figures import DepartmentPart, DepartmentReportFigures

_NOT_CAUSES: Final = (
    "Số liệu cho biết mất điểm ở nội dung nào, ở đâu; không cho biết vì sao. Nguyên nhân cần tìm qua kiểm tra, trao đổi "
    "với đơn vị "
    "và đối thoại với cha mẹ, học sinh."
)


def build_causes_document(
    report: DepartmentReportFigures,
    settings: UnitSettings,
    *,
    date: dt.date | None = None,
    number: int | None = None,
) -> Document:
    """The analysis of one sealed campaign, of the whole or of a scope."""
    where = "" if report.is_whole else f", {report.scope_name}"
    return compose_report(
        settings,
        summary=f"Phân tích nguyên nhân mất điểm qua {lowered(report.campaign_name)}{where}",
        date=date,
        number=number,
        body=_body(report, settings),
        subject=f"{report.campaign_code}, {settings.official_name}",
    )


def _body(report: DepartmentReportFigures, settings: UnitSettings) -> Iterator[Block]:
    shown = [one for one in report.parts if has_figures(one.part.report)]
    losses = {one.code: build_loss_report(one.part.report) for one in shown}
    yield basis("số, ngày, tên kế hoạch cải thiện chỉ số của cấp trên", end=";")
    yield Paragraph(basis(f"báo cáo kết quả {lowered(report.campaign_name)}", end=".").runs, "basis")
    yield plain(f"{settings.official_name} phân tích nguyên nhân mất điểm qua {lowered(report.campaign_name)} như sau:")
    yield Heading(1, "I. KẾT QUẢ VÀ KHOẢNG CÁCH ĐẾN CHỈ TIÊU")
    yield from map(plain, department_words.official_sentences(report))
    if not shown:
        yield plain("Chưa có phiếu nào đủ số để phân tích.")
    else:
        yield loss_tables.gaps_table(report)
        yield from _evidence(report, shown, losses)
    yield Heading(1, f"{'VI' if shown else 'II'}. NGUYÊN NHÂN VÀ BIỆN PHÁP")
    yield plain(_NOT_CAUSES)
    measures = loss_tables.measures_table(shown, losses)
    if measures is not None:
        yield measures
    yield Paragraph((blank("nêu nguyên nhân chung: điều kiện, con người, cách làm, cách khảo sát"),))
    yield Paragraph((blank("nêu việc tổ chức thực hiện, kinh phí, cách theo dõi"),))
    yield plain(
        f"Trên đây là phân tích nguyên nhân mất điểm của {settings.official_name}, kính báo cáo {receivers(settings)}./."
    )


def _evidence(report: DepartmentReportFigures, shown: list[DepartmentPart], losses: dict[str, LossReport]) -> Iterator[Block]:
    yield Heading(1, "II. MẤT ĐIỂM Ở NỘI DUNG NÀO")
    for one in shown:
        yield item(_about(one, shown, _loss_sentence(one.part.report.index_share, losses[one.code])))
    yield loss_tables.items_lost_table(shown, losses)
    yield Heading(1, "III. MẤT ĐIỂM Ở ĐÂU")
    yield loss_tables.dimensions_table(shown)
    found = loss_tables.places_table(shown)
    target = loss_tables.targets_of_parts(shown)
    if found is None:
        yield plain(f"Không có cấp học hay xã, phường nào mà kết quả cho thấy dưới chỉ tiêu {target} ở một lĩnh vực.")
    else:
        yield found
    units = loss_tables.units_table(shown)
    if units is None:
        yield plain(f"Không có đơn vị nào mà kết quả cho thấy không đạt chỉ tiêu {target}.")
    else:
        yield units
    yield Heading(1, "IV. SO VỚI ĐỢT TRƯỚC")
    for one in shown:
        first, *further = annual_words.change_sentences(one.part)
        yield plain(_about(one, shown, first))
        yield from map(item, (*further, *department_words.panel_sentences(one)))
    yield Heading(1, "V. YẾU TỐ GẮN VỚI HÀI LÒNG CHUNG")
    yield from driver_sentences([(one.part, one.drivers) for one in shown])


def _loss_sentence(index: Result, loss: LossReport) -> str:
    """How much the index lacks, and which items take most of it, each with its interval."""
    if loss.lost is None or not isinstance(index, Estimate):
        return f"{INDEX} không hiển thị."
    low, high = (None if limit is None else 1 - limit for limit in (index.high, index.low))
    lost = f"{INDEX} còn thiếu {_points(loss.lost, low, high, decimals=1, unit='điểm phần trăm')} để đạt 100%"
    most = [part for part in loss.parts if part.points][:3]
    if not most or loss.told is None:
        return bind_numbers(f"{lost}.")
    named = join_words(
        tuple(f"“{part.item.text}” mất {_points(part.points, part.low, part.high, decimals=2)}" for part in most)
    )
    return bind_numbers(f"{lost}. Ba câu chiếm nhiều nhất: {named}." if len(most) == 3 else f"{lost}; nhiều nhất: {named}.")


def _points(value: float | None, low: float | None, high: float | None, *, decimals: int, unit: str = "điểm") -> str:
    """A loss with its limits: "0,57 điểm (0,52 – 0,61)"."""
    number, *limits = (format_number(percent(found), decimals) for found in (value, low, high) if found is not None)
    return f"{number} {unit}" + (f" ({f' {DASH} '.join(limits)})" if len(limits) == 2 else "")


def _about(one: DepartmentPart, parts: list[DepartmentPart], sentence: str) -> str:
    return f"{one.part.questionnaire.short_title}. {sentence}" if len(parts) > 1 else sentence

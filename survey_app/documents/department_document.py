"""The department's annual report (báo cáo kết quả khảo sát): the outline that departments use, over all instruments and units.

Of a scope, a commune or some levels, the same outline says what the scope's units answered beside the whole department. What
only the reporting office can know stays a marked gap. Computes nothing; knows no database and no file format.
"""

import datetime as dt
from collections.abc import Iterator

from analysis.charts.numbers import format_target
from survey_app.documents import (
    annual_tables,
    annual_words,
    beside_words,
    coverage_tables,
    department_tables,
    department_words,
    item_tables,
    quality_tables,
    report_words,
)
from survey_app.documents.annual_document import basis, dimensions_chart, named_annexes, receivers
from survey_app.documents.department_annexes import annexes_of
from survey_app.documents.driver_blocks import driver_sentences
from survey_app.documents.kinds import ANONYMOUS, compose_report
from survey_app.documents.listing import join_words
from survey_app.documents.model import Annex, Block, Document, Heading, Paragraph, blank, item, plain
from survey_app.documents.report_words import lowered
from survey_app.documents.settings import UnitSettings
from survey_app.results.department_figures import DepartmentPart, DepartmentReportFigures

_LETTERS = "abcdđeghiklmnopq"


def build_department_document(
    report: DepartmentReportFigures,
    settings: UnitSettings,
    *,
    date: dt.date | None = None,
    number: int | None = None,
) -> Document:
    """The report of the whole or of a scope on one sealed campaign, with its annexes."""
    annexes = annexes_of(report)
    return compose_report(
        settings,
        summary=f"Kết quả {lowered(report.campaign_name)}{_where(report)}",
        date=date,
        number=number,
        body=_body(report, settings, annexes),
        annexes=annexes,
        subject=f"{report.campaign_code}, {settings.official_name}",
    )


def _where(report: DepartmentReportFigures) -> str:
    return "" if report.is_whole else f", {report.scope_name}"


def _body(report: DepartmentReportFigures, settings: UnitSettings, annexes: tuple[Annex, ...]) -> Iterator[Block]:
    yield basis("số, ngày, tên kế hoạch của cấp trên", end=";")
    yield basis("số, ngày, tên kế hoạch khảo sát của cơ quan", end=".")
    yield plain(f"{settings.official_name} báo cáo kết quả {lowered(report.campaign_name)}{_where(report)} như sau:")
    yield Heading(1, "I. CÔNG TÁC CHỈ ĐẠO")
    yield from _organisation(report)
    yield Heading(1, "II. KẾT QUẢ THỰC HIỆN")
    if report.parts:
        yield from _results(report)
        yield plain(f"Số liệu chi tiết ở các phụ lục kèm theo: {named_annexes(annexes)}.")
        yield Heading(1, "III. NHẬN XÉT, ĐÁNH GIÁ CHUNG")
        yield from _assessment(report)
    else:
        yield plain("Không có đơn vị nào trả lời phiếu của đợt này.")
    yield Heading(1, f"{'IV' if report.parts else 'III'}. TỒN TẠI, KHÓ KHĂN VÀ GIẢI PHÁP")
    yield from _outlook(report)
    yield plain(
        f"Trên đây là báo cáo kết quả {lowered(report.campaign_name)} của {settings.official_name}, kính báo cáo "
        f"{receivers(settings)}./."
    )


def _organisation(report: DepartmentReportFigures) -> Iterator[Block]:
    yield Heading(2, "1. Tổ chức thực hiện")
    yield plain(
        f"{report.campaign_name} được thực hiện từ ngày {report.opens_on:%d/%m/%Y} đến hết ngày {report.closes_on:%d/%m/%Y}."
    )
    yield Paragraph((blank("nêu tóm tắt việc chỉ đạo, phân công, tuyên truyền, kiểm tra"),))
    yield Heading(2, "2. Đối tượng, công cụ và cách thu phiếu")
    for one in report.parts:
        asked = one.part.questionnaire
        numbers = f"{len(asked.dimensions)} lĩnh vực, {len(asked.dimension_items)} câu, năm mức trả lời"
        yield item(f"{asked.title} (mã {asked.code}, phiên bản {asked.version}): {numbers}.")
    yield plain(f"Cách nhận phiếu: {report.access}. {ANONYMOUS}")
    wordings = dict.fromkeys(report_words.wording_note(one.part.questionnaire) for one in report.parts)
    if wordings:
        yield plain(f"Lời văn của phiếu: {' '.join(wordings)}")
    yield Heading(2, "3. Đơn vị tham gia")
    yield plain(department_words.coverage_sentence(report.coverage))
    if report.coverage.levels:
        yield coverage_tables.coverage_table(
            report.coverage.levels,
            report.coverage.whole,
            code="coverage-levels",
            title="Đơn vị tham gia theo cấp học",
            head="Cấp học",
        )


def _results(report: DepartmentReportFigures) -> Iterator[Block]:
    parts = report.parts
    yield Heading(2, "1. Số phiếu nhận được")
    yield coverage_tables.received_table(parts)
    yield Heading(2, "2. Kết quả chung")
    yield from map(plain, department_words.official_sentences(report))
    yield from map(item, department_words.targets_sentences(report))
    yield department_tables.summary_table(report)
    yield department_tables.scores_table(report)
    number = 3
    if report.levels:
        yield Heading(2, f"{number}. Kết quả theo cấp học")
        yield department_tables.levels_table(report, report.levels)
        number += 1
    yield Heading(2, f"{number}. Kết quả theo lĩnh vực")
    for place, one in enumerate(parts):
        if len(parts) > 1:
            yield Heading(3, f"{_LETTERS[place]}) {one.part.questionnaire.short_title}")
        if report_words.has_figures(one.part.report):
            yield annual_tables.dimensions_table((one.part,))
            yield dimensions_chart(one.part)
        else:
            yield plain("Chưa đủ phiếu để hiển thị kết quả theo lĩnh vực.")
    yield Heading(2, f"{number + 1}. Kết quả theo địa bàn và theo đơn vị")
    for one in parts:
        said = (department_words.communes_sentence(one), department_words.units_sentence(one))
        yield item(_about(one, parts, " ".join(filter(None, said))))
    yield Heading(2, f"{number + 2}. So với đợt trước")
    yield from _changes(report)
    beside = [
        _about(one, parts, sentence)
        for one in parts
        for sentence in (department_words.level_beside_sentence(one), *beside_words.beside_sentences(one))
        if sentence
    ]
    if beside:
        yield Heading(2, f"{number + 3}. {beside_words.heading(parts, is_whole=report.is_whole)}")
        yield from map(item, beside)


def _changes(report: DepartmentReportFigures) -> Iterator[Block]:
    if sentence := department_words.official_change(report.official):
        yield plain(sentence)
    for one in report.parts:
        first, *further = annual_words.change_sentences(one.part)
        yield plain(_about(one, report.parts, first))
        yield from map(item, (*further, *department_words.panel_sentences(one)))
        if one.part.earlier is not None and one.part.earlier.change.whole.change is not None:
            yield annual_tables.change_table((one.part,))


def _assessment(report: DepartmentReportFigures) -> Iterator[Block]:
    parts = report.parts
    yield Heading(2, "1. Theo lĩnh vực")
    for one in parts:
        said = filter(None, (annual_words.extremes_sentence(one.part), annual_words.targets_sentence(one.part)))
        yield item(_about(one, parts, " ".join(said) or "Chưa đủ phiếu để nhận xét theo lĩnh vực."))
    yield Heading(2, "2. Điều chưa hài lòng nhất")
    yield item_tables.lowest_of_parts([one.part for one in parts])
    yield Heading(2, "3. Yếu tố gắn với hài lòng chung")
    yield from driver_sentences([(one.part, one.drivers) for one in parts])
    yield Heading(2, "4. Chất lượng phiếu và tính đại diện")
    yield quality_tables.quality_table(parts)
    yield quality_tables.representativity_table(parts)
    yield Heading(2, "5. Giới hạn của số liệu")
    yield from map(plain, _limits(report))


def _limits(report: DepartmentReportFigures) -> Iterator[str]:
    """What the data cannot show; what holds for all instruments is said once."""
    shared = {annual_words.who_answered(one.part) for one in report.parts}
    if len(shared) == 1:
        yield from filter(None, shared)
    for one in report.parts:
        sentence = annual_words.limits_sentence(one.part, with_who=len(shared) > 1)
        if sentence:
            yield _about(one, report.parts, sentence)
    yield (
        "So nhiều đơn vị, nhiều nơi cùng lúc thì một vài kết luận có thể sai do ngẫu nhiên; không nên xếp hạng đơn vị theo "
        "tỷ lệ "
        "hài lòng."
    )


def _outlook(report: DepartmentReportFigures) -> Iterator[Block]:
    yield Heading(2, "1. Tồn tại, khó khăn")
    for one in report.parts:
        missed = annual_words.below_target(one.part.report)
        if missed:
            titles = join_words(tuple(f"“{dimension.title}”" for dimension in missed))
            target = format_target(one.part.report.target)
            yield item(_about(one, report.parts, f"Lĩnh vực không đạt chỉ tiêu {target}: {titles}."))
    yield Paragraph((blank("nêu tồn tại, khó khăn và nguyên nhân"),))
    yield Heading(2, "2. Giải pháp")
    yield Paragraph((blank("nêu biện pháp, đơn vị chủ trì, thời hạn"),))
    yield Heading(2, "3. Kiến nghị, đề xuất")
    yield Paragraph((blank("nêu kiến nghị với cấp trên, nếu có"),))


def _about(one: DepartmentPart, parts: tuple[DepartmentPart, ...], sentence: str) -> str:
    """The sentence, with the name of the instrument before it where there are several."""
    return f"{one.part.questionnaire.short_title}. {sentence}" if len(parts) > 1 else sentence

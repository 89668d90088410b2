"""The annual report of a unit (báo cáo kết quả khảo sát): the outline that departments use, filled with figures and sentences.

What only the unit can know stays a marked gap. Computes nothing; knows no database and no file format.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from analysis.charts import draw_dimensions, svg_dimensions
from analysis.charts.dimensions import describe_dimensions
from analysis.charts.numbers import format_target
from survey_app.documents import annual_tables, annual_words, report_words
from survey_app.documents.action_tables import effects_table, plan_table
from survey_app.documents.annual_annexes import annexes_of
from survey_app.documents.item_tables import lowest_table
from survey_app.documents.kinds import ANONYMOUS, compose_report
from survey_app.documents.layout import annex_label
from survey_app.documents.listing import join_words
from survey_app.documents.model import (
    Annex,
    Block,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    blank,
    item,
    plain,
)
from survey_app.documents.outlines import outlines_of
from survey_app.documents.report_words import lowered
from survey_app.documents.settings import UnitSettings
from survey_app.results.access import describe_access
from survey_app.results.annual_figures import AnnualPart, AnnualReport

_LETTERS: Final = "abcdđeghik"  # Vietnamese lists go on with đ
_WHO: Final = {"school": "Nhà trường", "desk": "Bộ phận", "commune": "Đơn vị", "department": "Sở"}


def build_annual_document(
    report: AnnualReport,
    settings: UnitSettings,
    *,
    date: dt.date | None = None,
    number: int | None = None,
) -> Document:
    """The report of one unit on one campaign, with its annexes."""
    annexes = annexes_of(report)
    return compose_report(
        settings,
        summary=f"Kết quả {lowered(report.campaign_name)}",
        date=date,
        number=number,
        body=_body(report, settings, annexes),
        annexes=annexes,
        subject=f"{report.campaign_code}, {report.unit_code}",
    )


def _body(report: AnnualReport, settings: UnitSettings, annexes: tuple[Annex, ...]) -> Iterator[Block]:
    yield basis("số, ngày, tên kế hoạch khảo sát của cấp trên", end=";")
    yield basis("số, ngày, tên kế hoạch khảo sát của đơn vị", end=".")
    yield plain(f"{settings.official_name} báo cáo kết quả {lowered(report.campaign_name)} như sau:")
    yield Heading(1, "I. CÔNG TÁC CHỈ ĐẠO")
    yield from _organisation(report)
    yield Heading(1, "II. KẾT QUẢ THỰC HIỆN")
    yield from _results(report)
    yield plain(f"Số liệu chi tiết ở các phụ lục kèm theo: {named_annexes(annexes)}.")
    yield Heading(1, "III. NHẬN XÉT, ĐÁNH GIÁ CHUNG")
    yield from _assessment(report)
    yield Heading(1, "IV. TỒN TẠI, KHÓ KHĂN VÀ GIẢI PHÁP")
    yield from _outlook(report)
    yield plain(
        f"Trên đây là báo cáo kết quả {lowered(report.campaign_name)} của {settings.official_name}, kính báo cáo "
        f"{receivers(settings)}./."
    )


def named_annexes(annexes: tuple[Annex, ...]) -> str:
    """The annexes as a list in a sentence."""
    return "; ".join(
        f"{annex_label(place, count=len(annexes))} “{annex.title}”" for place, annex in enumerate(annexes, start=1)
    )


def receivers(settings: UnitSettings) -> str:
    """Whom a report goes to, as a list in its last sentence."""
    return join_words(settings.addressees) or "cấp trên"


def basis(hint: str, *, end: str) -> Paragraph:
    """One legal base, which only the reporting office can name."""
    return Paragraph((Run("Căn cứ ", italic=True), blank(hint), Run(end, italic=True)), "basis")


def who_reports(report: AnnualReport) -> str:
    """What the unit calls itself in its own text."""
    is_centre = report.unit_levels == ("GDTX",) or report.unit_name.lower().startswith("trung tâm")
    return "Trung tâm" if report.unit_kind == "school" and is_centre else _WHO[report.unit_kind]


def _organisation(report: AnnualReport) -> Iterator[Block]:
    yield Heading(2, "1. Tổ chức thực hiện")
    yield plain(
        f"{report.campaign_name} được thực hiện từ ngày {report.opens_on:%d/%m/%Y} đến hết ngày {report.closes_on:%d/%m/%Y}."
    )
    yield Paragraph((blank("nêu tóm tắt việc phân công, tuyên truyền, hướng dẫn của đơn vị"),))
    yield Heading(2, "2. Đối tượng, công cụ và cách thu phiếu")
    for part in report.parts:
        asked = part.questionnaire
        numbers = f"{len(asked.dimensions)} lĩnh vực, {len(asked.dimension_items)} câu, năm mức trả lời"
        yield item(f"{asked.title} (mã {asked.code}, phiên bản {asked.version}): {numbers}.")
    how = dict.fromkeys(describe_access(part.access) for part in report.parts)
    yield plain(f"Cách nhận phiếu: {'; '.join(how)}. {ANONYMOUS}")
    wordings = dict.fromkeys(report_words.wording_note(part.questionnaire) for part in report.parts)
    yield plain(f"Lời văn của phiếu: {' '.join(wordings)}")


def _results(report: AnnualReport) -> Iterator[Block]:
    parts = report.parts
    yield Heading(2, "1. Số phiếu nhận được")
    for part in parts:
        yield plain(about(part, parts, annual_words.received_sentence(part)))
    yield annual_tables.received_table(parts)
    yield Heading(2, "2. Kết quả chung")
    for part in parts:
        sentence = report_words.finding(part.report, collection=part.collection)
        yield plain(about(part, parts, sentence))
    yield annual_tables.summary_table(parts)
    yield Heading(2, "3. Kết quả theo lĩnh vực")
    for place, part in enumerate(parts):
        if len(parts) > 1:
            yield Heading(3, f"{_LETTERS[place]}) {part.questionnaire.short_title}")
        if not report_words.has_figures(part.report):
            yield plain("Chưa đủ phiếu để hiển thị kết quả theo lĩnh vực.")
            continue
        yield annual_tables.dimensions_table((part,))
        yield dimensions_chart(part)
    yield Heading(2, "4. So với đợt trước")
    for part in parts:
        first, *further = annual_words.change_sentences(part)
        yield plain(about(part, parts, first))
        yield from map(item, further)
        if part.earlier is not None and part.earlier.change.whole.change is not None:
            yield annual_tables.change_table((part,))
    done = [one for one in report.actions if one.state in ("done", "under way")]
    if done:
        yield Heading(2, "5. Việc đã làm theo kết quả đợt trước")
        yield effects_table(done, parts)


def dimensions_chart(part: AnnualPart) -> Chart:
    """The dimensions of one instrument with their intervals."""
    report, name = part.report, report_words.interval_name(part.collection)
    return Chart(
        title=f"Tỷ lệ hài lòng theo lĩnh vực, {lowered(part.questionnaire.short_title)}",
        alt=describe_dimensions(report),
        outlines=outlines_of(lambda: (draw_dimensions(report, interval_name=name),)),
        drawing=lambda: svg_dimensions(report, prefix=f"dimensions-{part.questionnaire.code.lower()}"),
    )


def _assessment(report: AnnualReport) -> Iterator[Block]:
    parts = report.parts
    yield Heading(2, "1. Theo lĩnh vực")
    for part in parts:
        said = filter(None, (annual_words.extremes_sentence(part), annual_words.targets_sentence(part)))
        yield plain(about(part, parts, " ".join(said) or "Chưa đủ phiếu để nhận xét theo lĩnh vực."))
    yield Heading(2, "2. Theo từng câu")
    for part in parts:
        if annual_words.lowest_items(part.report):
            yield lowest_table(part, annual_words.lowest_items(part.report))
        elif report_words.has_figures(part.report):
            yield plain(about(part, parts, "Không có câu nào thấp hơn các câu khác: mọi câu hiển thị được đều 100,0%."))
        else:
            yield plain(about(part, parts, "Chưa đủ phiếu để nhận xét từng câu."))
    compared = [
        about(part, parts, sentence)
        for part in parts
        for sentence in (
            annual_words.level_sentence(part),
            *(annual_words.beside_sentence(part, one) for one in part.beside),
        )
        if sentence
    ]
    if compared:
        yield Heading(2, f"3. So với {_compared_with(parts)}")
        yield from map(plain, compared)
    yield Heading(2, f"{4 if compared else 3}. Giới hạn của số liệu")
    yield from map(plain, _limits(parts))


def _limits(parts: tuple[AnnualPart, ...]) -> Iterator[str]:
    """What the data cannot show; what holds for all questionnaires is said once."""
    shared = {annual_words.who_answered(part) for part in parts}
    is_shared = len(parts) > 1 and len(shared) == 1
    if is_shared:
        yield from filter(None, shared)
    for part in parts:
        sentence = annual_words.limits_sentence(part, with_who=not is_shared)
        if sentence:
            yield about(part, parts, sentence)


def _compared_with(parts: tuple[AnnualPart, ...]) -> str:
    said = {one.collection for part in parts for one in part.beside if annual_words.beside_sentence(part, one)}
    named = (
        "mức chung" if any(annual_words.level_sentence(part) for part in parts) else "",
        *(
            f"kết quả {lowered(report_words.BY_THE_DEPARTMENT[one].removeprefix('Sở '))}"
            for one in report_words.BY_THE_DEPARTMENT
            if one in said
        ),
    )
    return join_words(tuple(filter(None, named)))


def _outlook(report: AnnualReport) -> Iterator[Block]:
    yield Heading(2, "1. Tồn tại, khó khăn")
    for part in report.parts:
        missed = annual_words.below_target(part.report)
        if missed:
            titles = join_words(tuple(f"“{one.title}”" for one in missed))
            yield plain(
                about(part, report.parts, f"Lĩnh vực không đạt chỉ tiêu {format_target(part.report.target)}: {titles}.")
            )
    yield Paragraph((blank("nêu tồn tại, khó khăn và nguyên nhân"),))
    yield Heading(2, "2. Giải pháp")
    planned = [one for one in report.actions if one.state in ("planned", "under way")]
    if planned:
        yield plan_table(planned, report.parts, title="Kế hoạch cải thiện")
    else:
        yield Paragraph((blank("nêu biện pháp, người thực hiện, thời hạn"),))
    yield Heading(2, "3. Kiến nghị, đề xuất")
    yield Paragraph((blank("nêu kiến nghị với cấp trên, nếu có"),))


def about(part: AnnualPart, parts: tuple[AnnualPart, ...], sentence: str) -> str:
    """The sentence, with the name of the instrument before it where there are several."""
    return f"{part.questionnaire.short_title}. {sentence}" if len(parts) > 1 else sentence

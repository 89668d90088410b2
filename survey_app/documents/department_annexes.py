"""The annexes of the department's report: communes, units, who lacks answers, items, changes, method. Computes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from analysis.charts import describe_funnel, draw_funnel, svg_funnel
from analysis.charts.wording import PROTECTING, withheld_sentences
from analysis.estimates import Convention, Suppressed
from analysis.reports import DepartmentReport
from survey_app.documents import annual_tables, beside_tables, coverage_tables, department_tables, item_tables, report_words
from survey_app.documents.beside_words import part_beside
from survey_app.documents.driver_blocks import driver_blocks
from survey_app.documents.model import Annex, Block, Chart, Column, Heading, Row, Table
from survey_app.documents.outlines import outlines_of
from survey_app.documents.part_tables import title_for
from survey_app.documents.quality_words import describe_channels
from survey_app.results.annual_figures import AnnualPart
from survey_app.results.department_figures import DepartmentPart, DepartmentReportFigures

NOUNS: Final = {"school": "trường"}
_CONVENTIONS: Final[dict[Convention, str]] = {
    "answers": "Gộp mọi câu trả lời: số câu hài lòng hoặc rất hài lòng chia cho số câu có ý kiến. Nơi có nhiều phiếu có "
    "phần lớn "
    "hơn trong kết quả chung.",
    "mean": "Trung bình cộng của các đơn vị, mỗi đơn vị tính như nhau; trong một đơn vị, trung bình cộng của các lĩnh vực.",
    "eligible": "Có trọng số theo số người được hỏi của từng đơn vị và khối, rồi lấy trung bình cộng của các lĩnh vực.",
}
_WHO: Final = {
    "own": "Ai muốn thì trả lời, không chọn mẫu ngẫu nhiên. Khoảng đi kèm mỗi số là khoảng nhất quán: khoảng của kết quả nếu "
    "những người đã trả lời giống những người chưa trả lời. Đó không phải là sai số.",
    "sample": "Người trả lời được chọn ngẫu nhiên. Khoảng đi kèm mỗi số là khoảng tin cậy 95%.",
}
_GATE: Final = (
    "Kết quả chỉ hiển thị từ 10 phiếu. Đơn vị ít phiếu hơn chỉ góp vào kết quả chung, gộp thành một nhóm; xã, phường và "
    "cấp học "
    "chỉ tính các đơn vị có kết quả hiển thị được, nên không phép cộng trừ nào lộ ra câu trả lời của ít người."
)
_OFFICIAL: Final = (
    "Trung bình cộng tỷ lệ hài lòng của các phiếu hỏi ở một cấp học, mỗi phiếu tính như nhau; không tính phiếu về thủ tục hành "
    "chính. Khoảng tính từ khoảng của từng phiếu, coi người trả lời các phiếu là khác nhau; ai trả lời cho hai con ở hai "
    "cấp thì "
    "khoảng này hơi hẹp."
)
_VERDICTS: Final = (
    "Đạt khi cận dưới một phía 95% từ chỉ tiêu trở lên; không đạt khi cận trên một phía 95% dưới chỉ tiêu; còn lại là chưa đủ "
    "căn cứ. Với chỉ tiêu của năm sau này thì ghi đã đạt, chưa đạt."
)


def annexes_of(report: DepartmentReportFigures) -> tuple[Annex, ...]:
    """Those that have something to show, in a fixed order."""
    parts = report.parts
    shown = [one for one in parts if report_words.has_figures(one.part.report)]
    contents: tuple[tuple[str, Iterable[DepartmentPart], Callable[[DepartmentPart], Iterator[Block]]], ...] = (
        ("Kết quả theo xã, phường, đặc khu", (one for one in parts if len(one.communes) > 1), _communes),
        ("Kết quả từng đơn vị", parts, _units),
        ("Đơn vị tự khảo sát và Sở khảo sát", (one for one in parts if one.beside), _beside),
        ("Kết quả từng câu hỏi", shown, _items),
        ("Yếu tố gắn với hài lòng chung", shown, lambda one: driver_blocks(one.part, one.drivers)),
        ("So với đợt trước, từng câu", (one for one in shown if one.part.earlier is not None), _changes),
        ("Phương pháp và nguồn số liệu", parts, lambda one: _method(one, report)),
    )
    annexes = [Annex(title, tuple(_under_headings(some, write, len(parts) > 1))) for title, some, write in contents]
    annexes.insert(2, Annex("Đơn vị tham gia khảo sát", tuple(_coverage(report))))
    return tuple(annex for annex in annexes if annex.blocks)


def _under_headings(
    parts: Iterable[DepartmentPart], write: Callable[[DepartmentPart], Iterator[Block]], several: bool
) -> Iterator[Block]:
    number = 1
    for one in parts:
        blocks = tuple(write(one))
        if several and blocks:
            yield Heading(2, f"{number}. {one.part.questionnaire.short_title}")
            number += 1
        yield from blocks


def _communes(one: DepartmentPart) -> Iterator[Block]:
    yield department_tables.communes_table((one,))


def _units(one: DepartmentPart) -> Iterator[Block]:
    department = compared_units(one)
    if department.funnel is not None and any(unit.position is not None for unit in department.units):
        noun = NOUNS.get(one.found.unit_kind, "đơn vị")
        yield Chart(
            title=title_for(one.part, "Các đơn vị so với mức chung"),
            alt=describe_funnel(department, noun=noun),
            outlines=outlines_of(lambda: (draw_funnel(department, noun=noun),)),
            drawing=lambda: svg_funnel(department, prefix=f"funnel-{one.code.lower()}", noun=noun),
        )
    yield department_tables.units_table((one,))


def _beside(one: DepartmentPart) -> Iterator[Block]:
    yield beside_tables.units_beside_table(one)


def compared_units(one: DepartmentPart) -> DepartmentReport:
    """The department's comparison with the units of the subject only; the whole stays the department's."""
    department = one.found.groups.department
    return replace(department, units=tuple(unit for unit in department.units if unit.code in one.codes))


def _coverage(report: DepartmentReportFigures) -> Iterator[Block]:
    coverage = report.coverage
    if len(coverage.communes) > 1:
        yield coverage_tables.coverage_table(
            coverage.communes,
            coverage.whole,
            code="coverage-communes",
            title="Đơn vị tham gia theo xã, phường, đặc khu",
            head="Xã, phường, đặc khu",
        )
    lacking = coverage_tables.lacking_table(coverage)
    if lacking is not None:
        yield lacking


def _items(one: DepartmentPart) -> Iterator[Block]:
    yield item_tables.items_table((one.part,))
    yield item_tables.distributions_table((one.part,))


def _changes(one: DepartmentPart) -> Iterator[Block]:
    yield annual_tables.change_table((one.part,), with_items=True)


def _method(one: DepartmentPart, report: DepartmentReportFigures) -> Iterator[Block]:
    yield method_table(one, report)


def method_table(one: DepartmentPart, report: DepartmentReportFigures) -> Table:
    """What a careful reader must know: how answers came, how figures are made, what is withheld, which version, which data."""
    asked, figures = one.part.questionnaire, one.part.report
    withheld = [item.share for item in report_words.rated_items(figures) if isinstance(item.share, Suppressed)]
    protects = any(share.reason in PROTECTING for share in withheld)
    pairs = (
        ("Cách nhận phiếu", f"{report.access[:1].upper()}{report.access[1:]}."),
        ("Phiếu đến qua", describe_channels(one.part.channels)),
        ("Người trả lời", _who(one.part)),
        *(
            (f"Người trả lời, {report_words.BY_THE_DEPARTMENT[other.collection]}", _who(part_beside(one, other)))
            for other in one.beside
        ),
        (
            "Cách tính",
            f"{_CONVENTIONS[figures.convention]} Câu bỏ trống và câu “{asked.scale.not_applicable}” không tính.",
        ),
        ("Chỉ số hài lòng chung", _OFFICIAL if len(report.official.parts) > 1 else ""),
        ("So với chỉ tiêu", _VERDICTS),
        ("Bảo vệ người trả lời", _GATE),
        ("Không hiển thị", withheld_sentences(withheld, noun="câu hỏi") if protects else ""),
        ("Lời văn của phiếu", report_words.wording_note(asked)),
        ("Bộ câu hỏi", f"{asked.code}, phiên bản {asked.version}, mã {one.found.questionnaire.digest[:12]}"),
        ("Phương pháp tính", f"Phiên bản {figures.method_version}"),
        ("Mã kiểm tra số liệu", f"{figures.fingerprint[:12]} (toàn báo cáo: {report.fingerprint[:12]})"),
    )
    columns = (Column("Mục", 2), Column("Nội dung", 7))
    rows = tuple(Row((label, text)) for label, text in pairs if text)
    return Table(f"method-{one.code}", title_for(one.part, "Cách thu, cách tính và nguồn số liệu"), columns, rows)


def _who(part: AnnualPart) -> str:
    if report_words.is_census(part.report):
        return report_words.EVERYBODY
    return _WHO.get(part.collection, _WHO["own"])

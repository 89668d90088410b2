"""The annexes of an annual report: every table in full, what the figures rest on, what people wrote. Computes nothing."""

from collections.abc import Callable, Iterable, Iterator

from analysis.charts import describe_distributions, draw_distribution_pages, svg_distributions
from analysis.charts.numbers import format_count
from analysis.charts.wording import bind_numbers
from survey_app.documents import annual_tables, item_tables, quality_words, report_words
from survey_app.documents.model import Annex, Block, Chart, Column, Heading, Row, Table, note, plain
from survey_app.documents.outlines import outlines_of
from survey_app.documents.part_tables import title_for
from survey_app.documents.report_words import lowered
from survey_app.results.access import describe_access
from survey_app.results.annual_figures import AnnualPart, AnnualReport


def annexes_of(report: AnnualReport) -> tuple[Annex, ...]:
    """Those that have something to show, in a fixed order."""
    shown = [part for part in report.parts if report_words.has_figures(part.report)]
    several = len(report.parts) > 1
    contents: tuple[tuple[str, Iterable[AnnualPart], Callable[[AnnualPart], Iterator[Block]]], ...] = (
        ("Kết quả từng câu hỏi", shown, _items),
        ("Phân bố câu trả lời", shown, _distributions),
        ("Kết quả theo khối", (part for part in shown if part.grades is not None), _grades),
        ("So với đợt trước, từng câu", (part for part in shown if part.earlier is not None), _changes),
        ("Ý kiến đã được duyệt công bố", (part for part in report.parts if part.comments), _comments),
        ("Phương pháp và chất lượng số liệu", report.parts, lambda part: _method(part, report)),
    )
    annexes = (Annex(title, tuple(_under_headings(parts, write, several=several))) for title, parts, write in contents)
    return tuple(annex for annex in annexes if annex.blocks)


def _under_headings(
    parts: Iterable[AnnualPart], write: Callable[[AnnualPart], Iterator[Block]], *, several: bool
) -> Iterator[Block]:
    for number, part in enumerate(parts, start=1):
        if several:
            yield Heading(2, f"{number}. {part.questionnaire.short_title}")
        yield from write(part)


def _items(part: AnnualPart) -> Iterator[Block]:
    report, name = part.report, report_words.interval_name(part.collection)
    yield item_tables.items_table((part,))
    yield Chart(
        title=title_for(part, "Câu trả lời theo năm mức"),
        alt=describe_distributions(report),
        outlines=outlines_of(lambda: draw_distribution_pages(report, interval_name=name)),
        drawing=lambda: svg_distributions(report, prefix=f"distributions-{part.questionnaire.code.lower()}"),
    )


def _distributions(part: AnnualPart) -> Iterator[Block]:
    yield item_tables.distributions_table((part,))


def _grades(part: AnnualPart) -> Iterator[Block]:
    yield annual_tables.grades_table((part,))
    if part.grades is not None and part.grades.not_stated:
        yield note(
            bind_numbers(f"{format_count(part.grades.not_stated)} phiếu không ghi khối, không nằm trong nhóm nào ở trên.")
        )


def _changes(part: AnnualPart) -> Iterator[Block]:
    yield annual_tables.change_table((part,), with_items=True)


def _comments(part: AnnualPart) -> Iterator[Block]:
    yield plain(
        "Ý kiến được giữ nguyên văn; số điện thoại, thư điện tử, số giấy tờ và tên tài khoản được che. Ý kiến không gắn với "
        "phiếu nào và được xếp theo vần, không theo lúc gửi."
    )
    yield annual_tables.comments_table((part,))


def _method(part: AnnualPart, report: AnnualReport) -> Iterator[Block]:
    yield method_table(part, report)
    quality = _quality(part)
    if quality is None:
        if report_words.has_figures(part.report):
            yield plain(
                "Chất lượng phiếu: "
                + lowered(quality_words.missing_quality(is_sealed=report.is_sealed, uncovered=part.uncovered))
            )
        return
    yield plain(f"{quality.finding} Không phiếu nào bị loại: mọi số tính trên tất cả các phiếu.")
    if quality.rows:
        columns = (Column("Dấu hiệu cần xem lại", 4), Column("Số phiếu", 1.4, "right"), Column("Cũng có thể là", 5))
        rows = tuple(Row((name, count, caution)) for name, count, caution in quality.rows)
        yield Table(f"quality-{part.questionnaire.code}", title_for(part, "Dấu hiệu cần xem lại của phiếu"), columns, rows)
    yield from map(plain, quality.sentences)
    if quality.bursts:
        columns = (
            Column("Thời điểm (mười phút)", 3),
            Column("Số phiếu đến", 1.4, "right"),
            Column("Thường có khoảng", 1.4, "right"),
        )
        rows = tuple(Row(burst) for burst in quality.bursts)
        yield Table(f"bursts-{part.questionnaire.code}", title_for(part, "Lúc phiếu đến dồn dập"), columns, rows)


def method_table(part: AnnualPart, report: AnnualReport) -> Table:
    """What a careful reader must know: how answers came, how figures are made, whose words, which version, which data."""
    asked = part.questionnaire
    pairs = [
        *report_words.notes(
            part.report,
            part.questionnaire,
            collection=part.collection,
            uncovered=part.uncovered,
            collected_elsewhere=part.collected_elsewhere,
            access=f"{_capital(describe_access(part.access))}.",
            channels=quality_words.describe_channels(part.channels),
        ),
        ("Ý kiến", _comment_counts(part)),
        (
            "Bộ câu hỏi",
            f"{asked.code}, phiên bản {asked.version}, mã {asked.digest[:12]}",
        ),
        ("Phương pháp tính", f"Phiên bản {part.report.method_version}"),
        ("Mã kiểm tra số liệu", f"{part.report.fingerprint[:12]} (toàn báo cáo: {report.fingerprint[:12]})"),
    ]
    columns = (Column("Mục", 2), Column("Nội dung", 7))
    rows = tuple(Row((label, text)) for label, text in pairs if text)
    return Table(f"method-{part.questionnaire.code}", title_for(part, "Cách thu, cách tính và nguồn số liệu"), columns, rows)


def _comment_counts(part: AnnualPart) -> str:
    counts = part.comment_counts
    total = counts.released + counts.kept_inside + counts.hidden + counts.open
    if not total:
        return ""
    return bind_numbers(
        f"{format_count(total)} ý kiến: duyệt công bố {format_count(counts.released)}, giữ nội bộ "
        f"{format_count(counts.kept_inside)}, ẩn {format_count(counts.hidden)}, chưa duyệt {format_count(counts.open)}."
    )


def _quality(part: AnnualPart) -> quality_words.QualityPage | None:
    if part.quality is None or not report_words.has_figures(part.report):
        return None
    return quality_words.build_quality_page(
        part.quality,
        part.questionnaire,
        repeats=part.access.repeats if part.access.rung == "marked" else None,
        collected_elsewhere=part.collected_elsewhere,
        arrivals_known=part.arrivals_known,
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"

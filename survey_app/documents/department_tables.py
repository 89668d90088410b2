"""The tables that only the department's report has: over instruments, levels, communes and units. Computes nothing.

Rows stand by commune and by name, never by a figure: whoever sorts by a bare share reads chance as an order.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from analysis.charts.numbers import DASH, format_count, format_target
from analysis.estimates import Estimate, Position, Result, Verdict
from analysis.group_figures import GroupFigures
from analysis.mean_of_parts import verdicts_against
from analysis.reports import UnitFigures
from analysis.vietnamese import sort_key
from survey_app.documents.annual_tables import EXPECTATION, SCORE, SHARE
from survey_app.documents.beside_tables import NO_TARGET, figures_beside, interval_head, notes_beside
from survey_app.documents.department_words import OFFICIAL
from survey_app.documents.figures import (
    count_cell,
    forms_cell,
    percent_cell,
    percent_limits_cell,
    score_cell,
    score_limits_cell,
    share_cell,
    share_limits_cell,
    verdict_cell,
    withheld_note,
)
from survey_app.documents.model import Absent, Cell, Column, Row, Table
from survey_app.documents.part_tables import against_cell, interval_of, target_head, title_for
from survey_app.results.coverage_counts import DIRECT
from survey_app.results.department_figures import (
    DepartmentPart,
    DepartmentReportFigures,
    LevelLine,
)
from survey_app.results.named_targets import Target

Parts = Sequence[DepartmentPart]
AHEAD: Final[dict[Verdict, str]] = {"met": "Đã đạt", "missed": "Chưa đạt", "not shown": "Chưa đủ căn cứ"}
STANDS: Final[dict[Position, str]] = {"above": "Cao hơn", "below": "Thấp hơn", "within": "Chưa thấy khác"}
COVERED: Final = (
    "Kết quả của mỗi nhóm tính trên các đơn vị có kết quả hiển thị được; cột “Đơn vị tính / tham gia” ghi bao nhiêu. Nhóm có "
    "nhiều đơn vị trả lời mà chỉ một đơn vị hiển thị được thì không hiển thị."
)
_SEVERAL: Final = Column("Phiếu", 1.4)
_PARTLY: Final = "Đơn vị tính / tham gia"


def summary_table(report: DepartmentReportFigures) -> Table:
    """The official figure, then the share of each instrument, against all targets."""
    targets = all_targets(report)
    columns = (
        Column("Phiếu khảo sát", 3.6),
        Column("Số phiếu", 1, "right"),
        Column(SHARE, 1.1, "right"),
        Column(interval_head(report.parts), 1.7, "right", is_interval=True),
        *(Column(f"{format_target(target.value)}, {target.name}", 1.4) for target in targets),
    )
    rows: list[Row] = []
    shown = [one.part.report.index_share for one in report.parts]
    if len(report.official.parts) > 1:
        share = report.official.share
        cells = (OFFICIAL, forms_cell(share), share_cell(share), share_limits_cell(share))
        rows.append(Row((*cells, *_against(share, targets, report.targets)), is_strong=True))
    for one in report.parts:
        title = one.part.questionnaire.short_title
        rows.append(_share_row(title, one.part.report.index_share, targets, one.targets))
        for name, share, is_judged in figures_beside(one):
            shown.append(share)
            rows.append(_share_row(f"{title}: {name}", share, targets, one.targets if is_judged else None))
        if one.part.level is not None:
            rows.append(_share_row(f"{title}: toàn Sở", one.part.level.share, targets, one.targets))
    notes = (
        *notes_beside(report.parts),
        f"{OFFICIAL}: trung bình cộng các phiếu về dịch vụ giáo dục hỏi ở một cấp học."
        if len(report.official.parts) > 1
        else "",
        withheld_note([report.official.share, *shown], noun="kết quả"),
    )
    return Table("summary", "Tỷ lệ hài lòng và các chỉ tiêu", columns, tuple(rows), tuple(filter(None, notes)))


def scores_table(report: DepartmentReportFigures) -> Table:
    """Mean score and expectation met of each instrument, which have no target."""
    columns = (
        Column("Phiếu khảo sát", 3.6),
        Column("Chỉ số", 3.4),
        Column("Số phiếu", 1, "right"),
        Column("Kết quả", 1.1, "right"),
        Column(interval_of([one.part for one in report.parts]), 1.8, "right", is_interval=True),
    )
    rows: list[Row] = []
    for one in report.parts:
        title, score, expectation = one.part.questionnaire.short_title, one.part.report.index_score, one.part.report.expectation
        rows.append(Row((title, SCORE, forms_cell(score), score_cell(score), score_limits_cell(score))))
        if expectation is not None:
            figures = (forms_cell(expectation), percent_cell(expectation), percent_limits_cell(expectation))
            rows.append(Row((title, EXPECTATION, *figures)))
    note = withheld_note([one.part.report.index_score for one in report.parts], noun="kết quả")
    title = "Điểm trung bình và mức đáp ứng mong đợi"
    return Table("scores", title, columns, tuple(rows), (note,) if note else ())


def levels_table(report: DepartmentReportFigures, levels: Sequence[LevelLine]) -> Table:
    """Each level by instrument, and where several are asked at it their plain mean."""
    targets = [report.target, *(one.part.report.target for level in levels for one, _ in level.rows)]
    columns = (
        Column("Cấp học", 1.6),
        Column("Phiếu khảo sát", 3.4),
        Column(_PARTLY, 1.2, "right"),
        Column("Số phiếu", 1, "right"),
        Column(SHARE, 1.2, "right"),
        Column(interval_of([one.part for one in report.parts]), 1.7, "right", is_interval=True),
        Column(target_head(targets), 1.4),
    )
    rows: list[Row] = []
    for level in levels:
        if level.mean is not None:
            verdict = verdicts_against(level.mean, [report.target])[0]
            cells = (level.name, "Trung bình cộng các phiếu của cấp học", Absent(DASH, "không tính"), forms_cell(level.mean))
            said = against_cell(verdict, report.target, targets)
            figures = (share_cell(level.mean), share_limits_cell(level.mean), said)
            rows.append(Row((*cells, *figures), is_strong=True))
        for one, group in level.rows:
            name = (level.name, one.part.questionnaire.short_title)
            rows.append(Row((*name, partly_cell(group), *_group_cells(group, targets))))
    shares = [group.report.index_share for level in levels for _, group in level.rows]
    means = [level.mean for level in levels if level.mean is not None]
    note = withheld_note([*means, *shares], noun="kết quả")
    return Table("levels", "Kết quả theo cấp học", columns, tuple(rows), tuple(filter(None, (COVERED, note))))


def communes_table(parts: Parts) -> Table:
    """Each commune, by name."""
    targets = [one.part.report.target for one in parts]

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        for group in one.communes:
            yield Row((group.name, partly_cell(group), count_cell(group.eligible), *_group_cells(group, targets)))

    columns = (
        Column("Xã, phường, đặc khu", 3),
        Column(_PARTLY, 1.2, "right"),
        Column("Số người được hỏi", 1.2, "right"),
        Column("Số phiếu", 1, "right"),
        Column(SHARE, 1.2, "right"),
        Column(interval_of([one.part for one in parts]), 1.7, "right", is_interval=True),
        Column(target_head(targets), 1.5),
    )
    note = withheld_note((group.report.index_share for one in parts for group in one.communes), noun="nơi")
    return over_parts("communes", "Kết quả theo xã, phường, đặc khu", columns, parts, rows_of, notes=(COVERED, note))


def units_table(parts: Parts) -> Table:
    """Every unit under its commune, by name, with what may be said of it beside the target and the rest."""
    targets = [one.part.report.target for one in parts]

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        communes = {group.name: group for group in one.communes}
        units = sorted(
            (unit for unit in one.found.groups.department.units if unit.code in one.codes),
            key=lambda unit: (unit.group != "", sort_key(unit.group), sort_key(unit.name), unit.code),
        )
        before = None
        for unit in units:
            place = unit.group or DIRECT
            if place != before:
                yield _place_row(place, communes.get(place), targets)
            before = place
            yield _unit_row(unit, one.part.report.target, targets)

    columns = (
        Column("Đơn vị", 4),
        Column("Số người được hỏi", 1.1, "right"),
        Column("Số phiếu", 1, "right"),
        Column(SHARE, 1.1, "right"),
        Column(interval_of([one.part for one in parts]), 1.7, "right", is_interval=True),
        Column(target_head(targets), 1.4),
        Column("So với mức chung", 1.5),
    )
    results = (unit.result for one in parts for unit in one.found.groups.department.units if unit.code in one.codes)
    notes = (
        "Xếp theo xã, phường, đặc khu và theo tên, không xếp theo kết quả: phần lớn chênh lệch giữa các đơn vị là ngẫu nhiên.",
        "“Cao hơn”, “Thấp hơn” chỉ ghi khi nằm ngoài giới hạn của biểu đồ phễu đã tính đến mức khác nhau thường có.",
        withheld_note(results, noun="đơn vị"),
    )
    return over_parts("units", "Kết quả từng đơn vị", columns, parts, rows_of, notes=notes)


def over_parts(
    code: str,
    title: str,
    columns: tuple[Column, ...],
    parts: Parts,
    rows_of: Callable[[DepartmentPart], Iterable[Row]],
    *,
    notes: Sequence[str] = (),
) -> Table:
    """The rows of all parts under one head; with several parts the first column says whose a row is."""
    several = len(parts) > 1
    rows = tuple(Row((one.code, *row.cells), row.is_strong) if several else row for one in parts for row in rows_of(one))
    if not several:
        code, title = f"{code}-{parts[0].code}", title_for(parts[0].part, title)
    return Table(code, title, (_SEVERAL, *columns) if several else columns, rows, tuple(filter(None, notes)))


def all_targets(report: DepartmentReportFigures) -> tuple[Target, ...]:
    """The targets of all instruments, the lowest first; one of another service or year has a column of its own."""
    known = {*report.targets, *(target for one in report.parts for target in one.targets)}
    return tuple(sorted(known, key=lambda target: (target.value, target.name)))


def partly_cell(group: GroupFigures) -> Cell:
    """Of how many units a figure tells, and how many take part."""
    return f"{format_count(group.covered_units)} / {format_count(group.units)}"


def target_cell(verdict: Verdict | None, target: Target) -> Cell:
    """Against a target, in words; one of a later year is not missed but not yet met."""
    return verdict_cell(verdict) if verdict is None or not target.is_ahead else AHEAD[verdict]


def _against(share: Result, targets: Sequence[Target], own: Sequence[Target] | None) -> Iterator[Cell]:
    verdicts = verdicts_against(share, [target.value for target in targets])
    for target, verdict in zip(targets, verdicts, strict=True):
        if own is None:
            yield NO_TARGET
        else:
            yield target_cell(verdict, target) if target in own else Absent(DASH, "không đặt cho phiếu này")


def _share_row(title: str, share: Result, targets: Sequence[Target], own: Sequence[Target] | None) -> Row:
    return Row((title, forms_cell(share), share_cell(share), share_limits_cell(share), *_against(share, targets, own)))


def _group_cells(group: GroupFigures, targets: Sequence[float]) -> tuple[Cell, ...]:
    share, said = group.report.index_share, against_cell(group.report.verdict, group.report.target, targets)
    return forms_cell(share), share_cell(share), share_limits_cell(share), said


def _place_row(name: str, group: GroupFigures | None, targets: Sequence[float]) -> Row:
    """The line above the units of a commune, with the commune's own figure."""
    if group is None:
        return Row((name, *(Absent(DASH, "không gộp"),) * 6), is_strong=True)
    return Row(
        (name, count_cell(group.eligible), *_group_cells(group, targets), Absent(DASH, "chỉ so từng đơn vị")), is_strong=True
    )


def _unit_row(unit: UnitFigures, target: float, targets: Sequence[float]) -> Row:
    share = unit.result
    position: Cell = Absent(DASH, "không xét")
    if unit.position is not None:
        position = STANDS[unit.position]
    forms = forms_cell(share) if isinstance(share, Estimate) else count_cell(unit.forms)
    verdict = against_cell(unit.verdict, target, targets)
    return Row((unit.name, count_cell(unit.eligible), forms, share_cell(share), share_limits_cell(share), verdict, position))

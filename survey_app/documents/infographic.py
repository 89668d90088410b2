"""What an infographic says: the main figures of a report for the public, each with its interval and its number of forms.

Words and values only; `exports.infographic` sets them. Where a figure is withheld its place says why, as in the report.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from analysis.charts.numbers import format_count, format_share, format_share_range, format_target
from analysis.charts.wording import bind_numbers, withheld_phrase
from analysis.estimates import Estimate, Result
from analysis.mean_of_parts import verdicts_against
from survey_app.documents.department_tables import target_cell
from survey_app.documents.department_words import OFFICIAL
from survey_app.documents.report_words import lowered
from survey_app.results.department_figures import DepartmentReportFigures, LevelLine

MOST_LINES: Final = 5  # of a small picture
_NOTE: Final = (
    "Tỷ lệ câu trả lời hài lòng hoặc rất hài lòng, trong số người đã trả lời. Số trong ngoặc và vạch ngang là khoảng 95%, đúng "
    "khi người chưa trả lời cũng nghĩ như người đã trả lời. Phiếu ẩn danh."
)


@dataclass(frozen=True)
class FigureLine:
    """One figure: its label, value and limits in [0, 1] (None where withheld), the words for each, and its own target."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    value_text: str
    limits_text: str
    forms_text: str
    target: float


@dataclass(frozen=True)
class Infographic:
    """`square` are the few lines for a small picture, the groups those for a sheet, each with its heading.

    `against` are the targets with a word each, `target_text` and `square_target_text` what the broken lines are; `note` says
    what an interval is, "" where nothing is shown.
    """

    issuer: str
    title: str
    period: str
    main: FigureLine
    target_text: str
    square_target_text: str
    against: tuple[tuple[str, str], ...]
    square: tuple[FigureLine, ...]
    groups: tuple[tuple[str, tuple[FigureLine, ...]], ...]
    coverage: str
    note: str
    alt: str


def build_infographic(report: DepartmentReportFigures, issuer: str) -> Infographic:
    """The main figures of a report."""
    official = report.official
    label = OFFICIAL if len(official.parts) > 1 else "Tỷ lệ hài lòng"
    main = _line(label, official.share, report.target)
    against = tuple(
        (f"{format_target(target.value)} ({target.name})", lowered(str(target_cell(verdict, target))))
        for target, verdict in zip(
            report.targets, verdicts_against(official.share, [one.value for one in report.targets]), strict=True
        )
        if verdict is not None
    )
    levels = tuple(_level_line(level, report.target) for level in report.levels if level.rows)
    instruments = tuple(
        _line(one.part.questionnaire.short_title, one.part.report.index_share, one.part.report.target) for one in report.parts
    )
    dimensions: tuple[FigureLine, ...] = ()
    if len(report.parts) == 1:  # then levels and instruments say what the main figure says
        levels, instruments = (levels if len(levels) > 1 else ()), ()
        only = report.parts[0].part.report
        dimensions = tuple(_line(one.title, one.share, only.target) for one in only.dimensions)
    groups = (("Theo cấp học", levels), ("Theo phiếu khảo sát", instruments), ("Theo lĩnh vực", dimensions))
    is_shown = any(line.value is not None for line in (main, *levels, *instruments, *dimensions))
    shown = tuple((heading, lines) for heading, lines in groups if lines) if is_shown else ()
    small = next((lines for lines in (levels, instruments, dimensions) if len(lines) > 1), ()) if is_shown else ()
    whole = report.coverage.whole
    where = f", {report.scope_name}" if report.scope_name else ""
    told = Infographic(
        issuer=issuer,
        title=f"{report.campaign_name}{where}",
        period=f"{report.opens_on:%d/%m} – {report.closes_on:%d/%m/%Y}",
        main=main,
        target_text=_targets_phrase(report.target, [line for _, lines in shown for line in lines]),
        square_target_text=_targets_phrase(report.target, small[:MOST_LINES]),
        against=against,
        square=small[:MOST_LINES],
        groups=shown,
        coverage=bind_numbers(
            f"{format_count(whole.surveyed)}/{format_count(whole.units)} đơn vị đã khảo sát, "
            f"{format_count(whole.received)} phiếu"
        ),
        note=_NOTE if is_shown else "Kết quả chỉ hiển thị từ 10 phiếu để không ai đoán được câu trả lời của một người.",
        alt="",
    )
    return _with_alt(told)


def _with_alt(told: Infographic) -> Infographic:
    lines = [told.main, *told.square]
    figures = "; ".join(f"{one.label}: {spoken(one)}" for one in lines)
    against = "; ".join(f"{target}: {word}" for target, word in told.against)
    sentences = (f"{told.title}, {told.issuer}", figures, f"So với chỉ tiêu {against}" if against else "", told.coverage)
    return replace(told, alt=bind_numbers(f"{'. '.join(filter(None, sentences))}. {told.note}"))


def spoken(line: FigureLine) -> str:
    """A figure as it is read out."""
    return ", ".join(filter(None, (f"{line.value_text} {line.limits_text}".strip(), line.forms_text)))


def _targets_phrase(target: float, lines: Sequence[FigureLine]) -> str:
    """What the broken lines are: the target, and whose is another."""
    other = [f", riêng {lowered(one.label)} {format_target(one.target)}" for one in lines if one.target != target]
    return f"chỉ tiêu {format_target(target)}{''.join(other)}"


def _level_line(level: LevelLine, target: float) -> FigureLine:
    if level.mean is not None:
        return _line(level.name, level.mean, target)
    report = level.rows[0][1].report
    return _line(level.name, report.index_share, report.target)


def _line(label: str, share: Result, target: float) -> FigureLine:
    if not isinstance(share, Estimate):
        return FigureLine(label, None, None, None, withheld_phrase(share), "", "", target)
    limits = "" if share.low is None or share.high is None else f"({format_share_range(share.low, share.high)})"
    forms = bind_numbers(f"{format_count(share.n)} phiếu")
    return FigureLine(label, share.value, share.low, share.high, format_share(share.value), limits, forms, target)

"""The dimensions and the index with their intervals, against the target."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.charts import axes, rows
from analysis.charts.interval import find_look, results_scale
from analysis.charts.markup import element
from analysis.charts.numbers import DASH, format_count, format_target
from analysis.charts.paper import say
from analysis.charts.paper_rows import draw_rows, paper_row
from analysis.charts.wording import CONSISTENCY, INDEX, VERDICTS, WEIGHTED_INDEX, bind_numbers, value_phrase, withheld_phrase
from analysis.estimates import Estimate, Result, Verdict
from analysis.reports import DepartmentReport, UnitReport

LABEL = "Tỷ lệ hài lòng theo lĩnh vực"
NOTHING = "Chưa đủ phiếu để có kết quả theo lĩnh vực."


@dataclass(frozen=True)
class DimensionRow:
    """One line of the chart: a dimension, or the index where `is_whole`."""

    label: str
    result: Result
    verdict: Verdict | None
    is_whole: bool = False

    @property
    def note(self) -> str:
        """The verdict in words; a dash where there is none."""
        return VERDICTS[self.verdict] if self.verdict else DASH


def dimension_rows(report: UnitReport | DepartmentReport) -> tuple[DimensionRow, ...]:
    """Return the lines of the chart: the index first, then the dimensions in the order of the questionnaire.

    Parameters
    ----------
    report : UnitReport or DepartmentReport
        The report. A department's report has an index only if it compares on the whole questionnaire.

    Returns
    -------
    tuple of DimensionRow
        The lines; empty for a report without dimensions.
    """
    whole: list[DimensionRow] = []
    if isinstance(report, UnitReport):
        whole.append(DimensionRow(INDEX, report.index_share, report.verdict, is_whole=True))
        if report.index_weighted_share is not None:
            whole.append(DimensionRow(WEIGHTED_INDEX, report.index_weighted_share, None, is_whole=True))
    elif not report.measure_code:
        whole.append(DimensionRow(INDEX, report.total, report.verdict, is_whole=True))
    parts = [DimensionRow(f"{part.code}. {part.title}", part.share, part.verdict) for part in report.dimensions]
    return (*whole, *parts)


def describe_dimensions(report: UnitReport | DepartmentReport) -> str:
    """Return the finding of the chart in one or two sentences.

    Parameters
    ----------
    report : UnitReport or DepartmentReport
        The report.

    Returns
    -------
    str
        The index against the target, then how many dimensions meet it, or why there is nothing to say.
    """
    lines = dimension_rows(report)
    parts = [line for line in lines if not line.is_whole]
    if not any(isinstance(line.result, Estimate) for line in lines):
        return NOTHING
    return bind_numbers(" ".join(filter(None, (_whole_sentence(lines, report.target), _parts_sentence(parts, report.target)))))


def svg_dimensions(report: UnitReport | DepartmentReport, *, prefix: str = "dimensions") -> str:
    """Return the chart for screens.

    Parameters
    ----------
    report : UnitReport or DepartmentReport
        The report.
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
        A list with an inline SVG in each row.
    """
    lines = dimension_rows(report)
    if not any(isinstance(line.result, Estimate) for line in lines):
        return rows.empty("dimensions", LABEL, NOTHING, prefix=prefix)
    scale = results_scale((line.result for line in lines), target=report.target)
    items = [
        rows.interval_row(
            line.label,
            line.result,
            scale,
            look=find_look(line.verdict, None),
            note=line.note,
            prefix=prefix,
            strong=line.is_whole,
        )
        for line in lines
    ]
    listing = element("ul", items, class_="chart-rows")
    return rows.chart("dimensions", LABEL, [listing, axes.axis(scale, target=report.target, grid_of=prefix)], prefix=prefix)


def draw_dimensions(
    report: UnitReport | DepartmentReport, *, heading: tuple[str, ...] = (), interval_name: str = CONSISTENCY
) -> Figure:
    """Return the chart for documents.

    Parameters
    ----------
    report : UnitReport or DepartmentReport
        The report.
    heading : tuple of str
        Lines above the chart that say whose it is.
    interval_name : str
        What the limits are called, which depends on how the answers were collected.

    Returns
    -------
    matplotlib.figure.Figure
        A row for the index and for each dimension.
    """
    lines = dimension_rows(report)
    if not any(isinstance(line.result, Estimate) for line in lines):
        return say(NOTHING, heading=heading)
    drawn = [
        paper_row(
            line.label,
            line.result,
            look=find_look(line.verdict, None),
            note=line.note,
            is_whole=line.is_whole,
        )
        for line in lines
    ]
    scale = results_scale((line.result for line in lines), target=report.target)
    note_title = f"So với {format_target(report.target)}"
    return draw_rows(drawn, scale, target=report.target, note_title=note_title, interval_name=interval_name, heading=heading)


def _whole_sentence(lines: tuple[DimensionRow, ...], target: float) -> str:
    whole = next((line for line in lines if line.is_whole), None)
    if whole is None:
        return ""
    if not isinstance(whole.result, Estimate):
        return f"{INDEX}: {withheld_phrase(whole.result)}."
    value = f"{INDEX} {value_phrase(whole.result)}"
    against = {
        "met": f", đạt chỉ tiêu {format_target(target)}",
        "missed": f", không đạt chỉ tiêu {format_target(target)}",
        "not shown": f", chưa đủ căn cứ để nói đạt chỉ tiêu {format_target(target)}",
    }
    return value + (against[whole.verdict] if whole.verdict else "") + "."


def _parts_sentence(parts: list[DimensionRow], target: float) -> str:
    verdicts = [line.verdict for line in parts]
    judged = sum(verdict is not None for verdict in verdicts)
    if not judged:
        return ""
    shares: list[str] = []
    if missed := verdicts.count("missed"):
        shares.append(f"{format_count(missed)} lĩnh vực không đạt")
    if open_ := verdicts.count("not shown"):
        shares.append(f"{format_count(open_)} lĩnh vực chưa đủ căn cứ")
    if withheld := len(parts) - judged:
        shares.append(f"{format_count(withheld)} lĩnh vực không hiển thị")
    if not shares:
        return f"Cả {format_count(len(parts))} lĩnh vực đều đạt chỉ tiêu {format_target(target)}."
    met = verdicts.count("met")
    which = f"{format_count(met)} trên {format_count(len(parts))} lĩnh vực" if met else "Không lĩnh vực nào"
    return f"{', '.join([f'{which} đạt chỉ tiêu {format_target(target)}', *shares])}."

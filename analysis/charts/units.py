"""The units of a department with their intervals, in the order of their names: nobody is first, nobody is last."""

from matplotlib.figure import Figure

from analysis.charts import axes, rows
from analysis.charts.interval import find_look, results_scale
from analysis.charts.markup import element
from analysis.charts.numbers import format_count, format_target
from analysis.charts.overview import draw_overview
from analysis.charts.paper import say
from analysis.charts.paper_rows import PaperRow, draw_rows, paper_row, split_rows
from analysis.charts.wording import CONSISTENCY, bind_numbers, unusual_word, withheld_sentences
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport

LABEL = "Tỷ lệ hài lòng từng {noun}, xếp theo tên"
MOST_WITHOUT_HEAD = 12  # rows; of more, the foot with its scale is out of sight where the list begins
NOTHING = "Chưa có {noun} nào đủ phiếu để hiển thị."


def describe_units(report: DepartmentReport, *, noun: str = "trường") -> str:
    """Return the finding of the chart in one or two sentences.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        How many units meet the target with certainty, how many miss it, for how many it is open, what is withheld.
    """
    results = [unit.result for unit in report.units]
    withheld = withheld_sentences(results, noun=noun)
    shown = [unit for unit in report.units if isinstance(unit.result, Estimate)]
    if not shown:
        return " ".join(filter(None, (NOTHING.format(noun=noun), withheld)))
    verdicts = [unit.verdict or "not shown" for unit in shown]
    met = verdicts.count("met")
    which = f"{format_count(met)} trên {format_count(len(shown))} {noun}" if met else f"Không {noun} nào"
    counted = [f"{which} đạt chỉ tiêu {format_target(report.target)}"]
    if missed := verdicts.count("missed"):
        counted.append(f"{format_count(missed)} {noun} không đạt")
    if open_ := verdicts.count("not shown"):
        counted.append(f"{format_count(open_)} {noun} chưa đủ căn cứ")
    return bind_numbers(" ".join(filter(None, (f"{', '.join(counted)}.", withheld))))


def svg_units(report: DepartmentReport, *, prefix: str = "units", noun: str = "trường") -> str:
    """Return the chart for screens: a row for each unit, withheld ones with their reason.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        A list with an inline SVG in each row.
    """
    label = LABEL.format(noun=noun)
    if not any(isinstance(unit.result, Estimate) for unit in report.units):
        return rows.empty("units", label, describe_units(report, noun=noun), prefix=prefix)
    scale = results_scale((unit.result for unit in report.units), target=report.target)
    items = [
        rows.interval_row(
            unit.name,
            unit.result,
            scale,
            look=find_look(None, unit.position),
            note=unusual_word(unit.position),
            prefix=prefix,
        )
        for unit in report.units
    ]
    listing = element("ul", items, class_="chart-rows")
    head = axes.axis(scale, target=report.target) if len(report.units) > MOST_WITHOUT_HEAD else ""
    foot = axes.axis(scale, target=report.target, grid_of=prefix)
    return rows.chart("units", label, [head, listing, foot], prefix=prefix)


def draw_units(
    report: DepartmentReport,
    *,
    noun: str = "trường",
    heading: tuple[str, ...] = (),
    interval_name: str = CONSISTENCY,
) -> Figure:
    """Return the chart for documents as one figure: a row for each unit if they fit on a page, else how many lie where.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading, interval_name
        As in `draw_dimensions`.

    Returns
    -------
    matplotlib.figure.Figure
        At most as high as the text of a page. For every unit of a large department take `draw_units_pages`.
    """
    if len(_pages(report, heading)) > 1:
        withheld = withheld_sentences((unit.result for unit in report.units), noun=noun)
        return draw_overview(report, footer=withheld, noun=noun, heading=heading)
    return draw_units_pages(report, noun=noun, heading=heading, interval_name=interval_name)[0]


def draw_units_pages(
    report: DepartmentReport,
    *,
    noun: str = "trường",
    heading: tuple[str, ...] = (),
    interval_name: str = CONSISTENCY,
) -> tuple[Figure, ...]:
    """Return the chart for documents with a row for each unit, as many figures as pages are needed.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading, interval_name
        As in `draw_dimensions`; the heading stands on every page.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one; all on one scale.
    """
    pages = _pages(report, heading)
    if not pages:
        return (say(describe_units(report, noun=noun), heading=heading),)
    scale = results_scale((unit.result for unit in report.units), target=report.target)
    return tuple(
        draw_rows(
            page, scale, target=report.target, note_title="So với mức chung", interval_name=interval_name, heading=heading
        )
        for page in pages
    )


def _pages(report: DepartmentReport, heading: tuple[str, ...]) -> tuple[tuple[PaperRow, ...], ...]:
    if not any(isinstance(unit.result, Estimate) for unit in report.units):
        return ()
    rows_ = [
        paper_row(
            unit.name,
            unit.result,
            look=find_look(None, unit.position),
            note=unusual_word(unit.position).removesuffix(" mức chung"),
        )
        for unit in report.units
    ]
    return split_rows(rows_, heading)

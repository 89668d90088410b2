"""The funnel around the target: which units differ from it by more than chance. Stands beside the funnel around the whole."""

from collections import Counter
from collections.abc import Collection

from matplotlib.figure import Figure

from analysis.charts import rows
from analysis.charts.funnel import svg_reading
from analysis.charts.funnel_places import funnel_points, unjudged_sentences
from analysis.charts.funnel_readings import target_reading
from analysis.charts.numbers import format_count, format_target
from analysis.charts.paper import say
from analysis.charts.paper_funnel import draw_plot
from analysis.charts.wording import bind_numbers, withheld_sentences
from analysis.reports import DepartmentReport

LABEL = "Biểu đồ phễu quanh chỉ tiêu: tỷ lệ hài lòng theo cỡ mẫu hiệu dụng của từng {noun}"
NOTHING = "Chưa đủ {noun} có kết quả để so với chỉ tiêu."


def describe_target_funnel(report: DepartmentReport, *, noun: str = "trường") -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        How many units differ from the target by more than chance, and what is withheld.
    """
    withheld = withheld_sentences((unit.result for unit in report.units), noun=noun)
    reading = target_reading(report, noun=noun)
    if reading is None:
        return " ".join(filter(None, (NOTHING.format(noun=noun), withheld)))
    points, around = funnel_points(reading.report), f"chỉ tiêu {format_target(report.target)}"
    counts: Counter[str | None] = Counter(point.unit.position for point in points)
    words = [
        f"{format_count(counts[key])} {noun} {word} hơn" for key, word in (("above", "cao"), ("below", "thấp")) if counts[key]
    ]
    differing = (
        f"{', '.join(words)} {around} quá mức ngẫu nhiên." if words else f"Không {noun} nào khác {around} quá mức ngẫu nhiên."
    )
    same = f"{format_count(counts['within'])} {noun} không khác rõ rệt." if words and counts["within"] else ""
    unjudged = unjudged_sentences(points, noun=noun)
    return bind_numbers(" ".join(filter(None, (differing, same, unjudged, withheld))))


def svg_target_funnel(
    report: DepartmentReport, *, prefix: str = "target-funnel", noun: str = "trường", picked: Collection[str] = ()
) -> str:
    """Return the chart for screens, with a mark for each unit that can be reached by keyboard.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.
    picked : collection of str
        As in `svg_funnel`.

    Returns
    -------
    str
        As `svg_funnel`.
    """
    label, finding = LABEL.format(noun=noun), describe_target_funnel(report, noun=noun)
    reading = target_reading(report, noun=noun)
    if reading is None:
        return rows.empty("funnel", label, finding, prefix=prefix)
    return svg_reading(reading, label, finding, prefix=prefix, noun=noun, picked=picked)


def draw_target_funnel(report: DepartmentReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents: what differs is numbered in it and named below it.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        Lines above the chart that say whose it is.

    Returns
    -------
    matplotlib.figure.Figure
        A figure of full width.
    """
    reading = target_reading(report, noun=noun)
    if reading is None:
        return say(describe_target_funnel(report, noun=noun), heading=heading)
    withheld = withheld_sentences((unit.result for unit in report.units), noun=noun)
    return draw_plot(reading, footer=withheld, noun=noun, heading=heading)

"""The charts of a document as files take them: as SVG, or as PNG made of that by the typesetter.

Its way to dots takes a sixth of the time of a figure's own, which counts for a thousand reports. Knows no report.
"""

from survey_app.documents.model import Chart
from survey_app.exports.printable import replace_letters
from survey_app.exports.typesetting import to_dots


def svgs_of(chart: Chart) -> tuple[str, ...]:
    """The pages of the chart as SVG, with words that can be found and copied."""
    return tuple(replace_letters(outline.decode()) for outline in chart.outlines())


def pngs_of(chart: Chart, *, dpi: int = 200) -> tuple[bytes, ...]:
    """The pages of the chart as PNG."""
    return tuple(to_dots(drawing, dpi=dpi) for drawing in svgs_of(chart))


def titles_of(chart: Chart, pages: int) -> tuple[str, ...]:
    """The title of each page of the chart."""
    return tuple(f"{chart.title} (tiếp theo)" if place else chart.title for place in range(pages))

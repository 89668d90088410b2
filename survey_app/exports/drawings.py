"""The charts of a document as files take them: as SVG, or as PNG made of that by the typesetter.

Its way to dots takes a sixth of the time of a figure's own, which counts for a thousand reports. Knows no report.
"""

import base64
from typing import Final

from survey_app.documents.model import Chart
from survey_app.exports.printable import replace_letters
from survey_app.exports.typesetting import to_dots

PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"


def svg_of(chart: Chart) -> str:
    """The chart as SVG: drawn, with words that can be found and copied, or a picture of dots wrapped in one."""
    if chart.outline is not None:
        return replace_letters(chart.outline().decode())
    picture = chart.picture()
    if not picture.startswith(PNG_HEAD):
        raise ValueError("a chart's picture is no PNG")
    width, height = (int.from_bytes(picture[start : start + 4]) for start in (16, 20))
    shown = f'<image width="{width}" height="{height}" href="data:image/png;base64,{base64.b64encode(picture).decode()}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{shown}</svg>'


def png_of(chart: Chart, *, dpi: int = 200) -> bytes:
    """The chart as PNG; one that has no drawing says itself how fine it is."""
    return chart.picture() if chart.outline is None else to_dots(svg_of(chart), dpi=dpi)

"""Charts on their way into files."""

import io
import re

from PIL import Image, ImageChops

from survey_app.documents.model import Chart
from survey_app.exports.drawings import png_of, svg_of
from tests.sample_document import dimensions_chart


def test_a_drawing_made_of_dots_is_the_figure_itself_dot_by_dot_but_for_the_edges_of_letters() -> None:
    chart = dimensions_chart()
    ours, theirs = (Image.open(io.BytesIO(data)).convert("L") for data in (png_of(chart), chart.picture()))
    assert ours.size == theirs.size
    assert ours.size[0] / (165 / 25.4) >= 199
    differing = sum(ImageChops.difference(ours, theirs).histogram()[128:])
    assert differing / (ours.size[0] * ours.size[1]) < 0.02
    assert png_of(chart) == png_of(chart)


def test_a_chart_without_a_drawing_gives_the_picture_it_has() -> None:
    chart = dimensions_chart(has_outline=False)
    assert png_of(chart) == chart.picture()
    assert "data:image/png;base64," in svg_of(chart)


def test_a_letter_that_no_face_has_is_named_in_a_drawing_too() -> None:
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>Vui \xf0\x9f\x98\x8a</text></svg>'
    chart = Chart("", "", picture=lambda: b"", drawing=lambda: "", outline=lambda: drawn)
    assert re.sub("<[^>]+>", "", svg_of(chart)) == "Vui [biểu tượng]"

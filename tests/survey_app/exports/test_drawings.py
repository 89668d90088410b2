"""Charts on their way into files."""

import io
import re
from dataclasses import replace

from PIL import Image, ImageChops

from analysis.charts import draw_dimensions, to_png
from survey_app.documents.model import Chart
from survey_app.exports.drawings import pngs_of, svgs_of, titles_of
from tests.sample_document import dimensions_chart, sample_report


def test_a_drawing_made_of_dots_is_the_figure_itself_dot_by_dot_but_for_the_edges_of_letters() -> None:
    [picture] = pngs_of(dimensions_chart())
    ours, theirs = (Image.open(io.BytesIO(one)).convert("L") for one in (picture, to_png(draw_dimensions(sample_report()))))
    assert ours.size == theirs.size
    assert ours.size[0] / (165 / 25.4) >= 199
    differing = sum(ImageChops.difference(ours, theirs).histogram()[128:])
    assert differing / (ours.size[0] * ours.size[1]) < 0.02
    assert pngs_of(dimensions_chart()) == (picture,)


def test_a_long_chart_goes_on_under_the_same_title() -> None:
    chart = replace(dimensions_chart(), outlines=lambda: dimensions_chart().outlines() * 2)
    assert len(svgs_of(chart)) == len(pngs_of(chart)) == 2
    assert titles_of(chart, 2) == (chart.title, f"{chart.title} (tiếp theo)")


def test_a_letter_that_no_face_has_is_named_in_a_drawing_too() -> None:
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>Vui \xf0\x9f\x98\x8a</text></svg>'
    chart = Chart("", "", outlines=lambda: (drawn,), drawing=lambda: "")
    assert [re.sub("<[^>]+>", "", one) for one in svgs_of(chart)] == ["Vui [biểu tượng]"]

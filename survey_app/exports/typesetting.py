"""From a template and plain data to a tagged PDF. Knows no database, no campaign and no word of what is printed.

Everything that varies reaches the typesetter as data, never as markup, so a name may hold any sign. The PDF is tagged
(PDF/UA-1), and the only fonts in it are ours.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from analysis.charts import FONT_DIRECTORY

TEMPLATES: Final = Path(__file__).parent


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF that a template of this folder makes of `data`."""
    source = (TEMPLATES / template).read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(source, font_paths=_fonts(), pdf_standards="ua-1", sys_inputs=inputs)


def to_dots(drawing: str, *, dpi: int) -> bytes:
    """A drawing (SVG, its letters in our face) as PNG in its own size, on white."""
    source = b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image(bytes(sys.inputs.drawing), format: "svg")'
    return typst.compile(source, font_paths=_fonts(), format="png", ppi=dpi, sys_inputs={"drawing": drawing})


def can_typeset(letters: str) -> bool:
    """Whether the faces have these letters, in the eyes of the typesetter."""
    source = '#set document(title: "?")\n#set text(font: "Tinos")\n#json(bytes(sys.inputs.data))'
    try:
        typst.compile(source.encode(), font_paths=_fonts(), pdf_standards="ua-1", sys_inputs={"data": json.dumps(letters)})
    except typst.TypstError:
        return False
    return True


def typeset_picture(template: str, data: dict[str, Any]) -> bytes:
    """The PNG, one pixel a point, that a template of one page makes of `data`."""
    source = (TEMPLATES / template).read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(source, font_paths=_fonts(), format="png", ppi=72, sys_inputs=inputs)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_DIRECTORY)])

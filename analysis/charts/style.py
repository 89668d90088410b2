"""The look of charts on paper: colours, the shipped face, how wide letters are. Applied once, when first imported.

The colours are the tokens of the pages (`chart.css` has the same values). Must not know any report.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font, LoadFlags

FONT_DIRECTORY: Final = Path(__file__).parent / "fonts"  # four faces of Tinos; charts, posters and PDFs use the same

INK: Final = "#1c2421"
SOFT: Final = "#55605b"
LINE: Final = "#d9ddd8"
CARD: Final = "#ffffff"
ACCENT: Final = "#01665e"
CAUTION: Final = "#8c510a"
PLAIN: Final = "#6f7975"  # at least 3 to 1 on the bands, also where it lets a tenth of them through
BAND_95: Final = "#dce6e1"
BAND_998: Final = "#edf1ee"
BAND_EDGE: Final = (SOFT, 0.35)  # a faint stroke: the outer band is too pale for a copier
LEVELS: Final = ("#a6611a", "#dfc27d", "#e8e6e1", "#80cdc1", "#018571")  # from least to most satisfied
ON_LEVELS: Final = ("#ffffff", INK, INK, INK, "#ffffff")  # letters on them, at least 4,5 to 1

SIZE: Final = 9.0  # points; official documents are set in 13 to 14, their charts may be smaller but not below 8
SMALL: Final = 8.0

_BREAKABLE: Final = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")
_UNKNOWN_WIDTH: Final = 0.6  # of the size, for a letter that the face lacks and another face lends


def wrap(text: str, width: float, *, size: float = SIZE, is_bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines that are no wider than a column.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Of the column, in points.
    size : float
        Of the letters, in points.
    is_bold : bool
        True for bold letters.

    Returns
    -------
    tuple of str
        At least one line; a word wider than the column has a line of its own.

    Examples
    --------
    >>> wrap("Nhà vệ sinh của học sinh", 60)
    ('Nhà vệ sinh của', 'học sinh')
    """
    lines = [""]
    for word in _BREAKABLE.split(unicodedata.normalize("NFC", text).strip()):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size=size, is_bold=is_bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def text_width(text: str, *, size: float = SIZE, is_bold: bool = False) -> float:
    """Return how wide a text is when set in the shipped face.

    Parameters
    ----------
    text : str
        A text in one line.
    size : float
        Of the letters, in points.
    is_bold : bool
        True for bold letters.

    Returns
    -------
    float
        Its width in points.

    Examples
    --------
    >>> text_width("92,6%", size=10.0) == 2 * text_width("92,6%", size=5.0)
    True
    """
    widths = _letter_widths("tinos-bold.ttf" if is_bold else "tinos-regular.ttf")
    return size * sum(widths.get(ord(letter), _UNKNOWN_WIDTH) for letter in text)


@cache
def _letter_widths(face: str) -> dict[int, float]:
    font = FT2Font(str(FONT_DIRECTORY / face))
    font.set_size(100, 72)
    return {
        code: font.load_char(code, flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100 for code in font.get_charmap()
    }


def _apply() -> None:
    for face in sorted(FONT_DIRECTORY.glob("*.ttf")):
        fontManager.addfont(str(face))
    style = Path(__file__).parent / "chart.mplstyle"
    mpl.rcParams.update(mpl.rc_params_from_file(style, use_default_template=False))


_apply()

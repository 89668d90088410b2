"""Elements of HTML and SVG as text. Every text and every attribute is escaped here, and nowhere else.

No `style` attribute and no script ever: the pages' content security policy forbids both. Colours come from the classes of
`chart.css`. Places are percentages of the drawing, so that letters keep the reader's size on every screen.
"""

import html
import unicodedata
from collections.abc import Iterable

Attribute = str | int | float | None


def escape(text: str) -> str:
    """Return a text as it may stand between tags or in a quoted attribute.

    Parameters
    ----------
    text : str
        Any text, such as a unit's name.

    Returns
    -------
    str
        The text, composed (NFC) and escaped.

    Examples
    --------
    >>> escape('Trường "Hoa & Sen"')
    'Trường &quot;Hoa &amp; Sen&quot;'
    """
    return html.escape(unicodedata.normalize("NFC", text), quote=True)


def element(name: str, content: str | Iterable[str] = "", /, **attributes: Attribute) -> str:
    """Return an element. An attribute that is None is left out; `class_` is class, `aria_label` is aria-label.

    Parameters
    ----------
    name : str
        The name of the tag.
    content : str or iterable of str
        What stands inside, escaped already.
    **attributes : str, int, float or None
        Attributes; floats are written with at most two decimals.

    Returns
    -------
    str
        The element as markup that is both HTML and XML.

    Examples
    --------
    >>> element("circle", cx="50%", r=4.0, class_="chart-dot")
    '<circle cx="50%" r="4" class="chart-dot"></circle>'
    """
    inside = content if isinstance(content, str) else "".join(content)
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items() if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>"


def at(place: float) -> str:
    """Return a place in [0, 1] as a percentage for an attribute.

    Parameters
    ----------
    place : float
        A part of the width or height.

    Returns
    -------
    str
        The percentage.

    Examples
    --------
    >>> at(0.4321)
    '43.21%'
    """
    return f"{number(place * 100)}%"


def number(value: float) -> str:
    """Return a number for an attribute or a path: at most two decimals, no trailing zeros.

    Parameters
    ----------
    value : float
        A number.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> number(12.50), number(-0.001)
    ('12.5', '0')
    """
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def vertical(place: float, class_: str) -> str:
    """Return a line from top to bottom.

    Parameters
    ----------
    place : float
        Where it stands, as a part of the width.
    class_ : str
        Its class.

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> vertical(0.5, "chart-grid")
    '<line x1="50%" x2="50%" y1="0" y2="100%" class="chart-grid"></line>'
    """
    return element("line", x1=at(place), x2=at(place), y1=0, y2="100%", class_=class_)


def _attribute(value: str | int | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)

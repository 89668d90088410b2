"""What a mark in a plot says when it is pointed at or reached by keyboard: a name in lines, and a figure below it.

The words stand above the plot, always at one place, so that they cover nothing and nobody has to aim.
"""

from analysis.charts.markup import element, escape, number

NAME_LINE = 36  # bold letters of a unit's name in one line on a phone
LINE_HEIGHT = 1.35  # of the lines that name a unit, in their own size
TIP_LEFT = "-3.5em"  # above the labels of the axis up, where a phone has room for a figure with its interval
TIP_BOTTOM = -1.4


def hint(text: str) -> str:
    """Return what stands where the words will be, as long as nothing is pointed at.

    Parameters
    ----------
    text : str
        How to use the plot.

    Returns
    -------
    str
        A text element.
    """
    return element("text", escape(text), x=TIP_LEFT, y=f"{TIP_BOTTOM}em", class_="chart-hint", aria_hidden="true")


def tip(name: list[str], said: str) -> str:
    """Return the words of a mark.

    Parameters
    ----------
    name : list of str
        The name in lines.
    said : str
        The figure.

    Returns
    -------
    str
        A text element above the plot.
    """
    spans = [
        element("tspan", escape(line), x=TIP_LEFT, dy=f"{LINE_HEIGHT}em" if row else None, class_="chart-tip-name")
        for row, line in enumerate(name)
    ]
    spans.append(element("tspan", escape(said), x=TIP_LEFT, dy=f"{LINE_HEIGHT}em"))
    top = f"{number(TIP_BOTTOM - LINE_HEIGHT * len(name))}em"
    return element("text", spans, x=TIP_LEFT, y=top, class_="chart-tip", aria_hidden="true")


def name_lines(name: str) -> list[str]:
    """Return a name in lines that fit on a phone.

    Parameters
    ----------
    name : str
        The name.

    Returns
    -------
    list of str
        At least one.
    """
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) >= NAME_LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines

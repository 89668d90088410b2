"""Numbers as Vietnamese readers write them: a comma before decimals, a point between thousands.

Charts, pages and files print a figure through these functions, so that the same figure reads the same everywhere. Must not
know what a number means beyond its scale.
"""

from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"  # the sign, not the hyphen: it is as wide as a digit and never breaks a line
DASH = "–"


def format_number(value: float, decimals: int = 0) -> str:
    """Return a number with decimal comma and points between thousands, halves rounded away from zero.

    Rounding looks at the shortest decimal that means this number: a clerk who rounds 81,25 by hand gets 81,3, and so do we.

    Parameters
    ----------
    value : float
        A finite number.
    decimals : int
        Digits after the comma.

    Returns
    -------
    str
        The number, with a true minus sign.

    Examples
    --------
    >>> format_number(1234.565, 2)
    '1.234,57'
    """
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    digits = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return MINUS + digits if rounded < 0 else digits


def format_count(value: int) -> str:
    """Return a count with points between thousands.

    Parameters
    ----------
    value : int
        A number of forms, answers or units.

    Returns
    -------
    str
        The count.

    Examples
    --------
    >>> format_count(18412)
    '18.412'
    """
    return format_number(value)


def format_share(share: float, decimals: int = 1) -> str:
    """Return a share as a percentage.

    Parameters
    ----------
    share : float
        A share in [0, 1].
    decimals : int
        Digits after the comma.

    Returns
    -------
    str
        The percentage with its sign.

    Examples
    --------
    >>> format_share(0.9264)
    '92,6%'
    """
    return format_number(percent(share), decimals) + "%"


def format_target(share: float) -> str:
    """Return a target as a percentage without an empty decimal.

    Parameters
    ----------
    share : float
        A share in [0, 1].

    Returns
    -------
    str
        The percentage, "90%" or "92,5%".

    Examples
    --------
    >>> format_target(0.9)
    '90%'
    """
    return format_number(percent(share), 1).removesuffix(",0") + "%"


def format_share_against(share: float, target: float) -> str:
    """Return a share as a percentage with as many decimals as tell it from a target that it does not equal.

    Parameters
    ----------
    share, target : float
        Shares in [0, 1].

    Returns
    -------
    str
        One decimal as everywhere; up to four where fewer would print the target.

    Examples
    --------
    >>> format_share_against(0.8996, 0.9)
    '89,96%'
    """
    pairs = ((format_share(share, decimals), format_share(target, decimals)) for decimals in range(1, 5))
    return next((text for text, other in pairs if text != other), format_share(share))


def format_share_range(low: float, high: float, decimals: int = 1) -> str:
    """Return two shares as a range of percentages without the sign, as it stands in brackets behind a value.

    Parameters
    ----------
    low, high : float
        Shares in [0, 1].
    decimals : int
        Digits after the comma.

    Returns
    -------
    str
        The range.

    Examples
    --------
    >>> format_share_range(0.921, 0.93)
    '92,1 – 93,0'
    """
    return f"{format_number(percent(low), decimals)} {DASH} {format_number(percent(high), decimals)}"


def format_difference(difference: float, *, kind: str = "share") -> str:
    """Return a difference with its sign: of shares in percentage points, of scores on their scale.

    Parameters
    ----------
    difference : float
        In [-1, 1] for shares, in [-4, 4] for scores.
    kind : str
        "share" or "score".

    Returns
    -------
    str
        One decimal, two for scores; no sign where it rounds to 0.

    Examples
    --------
    >>> format_difference(0.031), format_difference(-0.02), format_difference(0.0001), format_difference(0.1, kind="score")
    ('+3,1', '−2,0', '0,0', '+0,10')
    """
    written = format_number(percent(difference), 1) if kind == "share" else format_number(difference, 2)
    is_nothing = not any(digit in written for digit in "123456789")
    return written.removeprefix(MINUS) if is_nothing else written if written.startswith(MINUS) else f"+{written}"


def format_difference_range(low: float, high: float, *, kind: str = "share") -> str:
    """Return two differences as a range. A dash beside minus signs would be hard to read.

    Parameters
    ----------
    low, high : float
        Differences.
    kind : str
        "share" or "score".

    Returns
    -------
    str
        The range, as it stands in brackets behind a value.

    Examples
    --------
    >>> format_difference_range(-0.041, 0.001)
    '−4,1 đến +0,1'
    """
    return f"{format_difference(low, kind=kind)} đến {format_difference(high, kind=kind)}"


def percent(share: float) -> float:
    """Return a share in percent, without the binary dust of a multiplication by 100.

    Parameters
    ----------
    share : float
        A share.

    Returns
    -------
    float
        The share times 100, exact in its shortest decimal.

    Examples
    --------
    >>> percent(0.57)
    57.0
    """
    return float(Decimal(repr(float(share))).scaleb(2))

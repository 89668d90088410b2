"""The words beside the numbers: what a figure is called, why one is withheld, what a verdict is called, how a value is read.

Knows values and verdicts, not where they are drawn.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from analysis.charts.numbers import format_count, format_difference_range, format_share, format_share_range
from analysis.comparison_figures import Difference
from analysis.disclosure import DEFAULTS
from analysis.estimates import Estimate, Reason, Result, Suppressed, Verdict

# "everyone" and "protects another" read the same: to tell them apart would say what is withheld.
_PROTECTED: Final = "không hiển thị để bảo vệ người trả lời"
WITHHELD: Final[dict[Reason, str]] = {
    "no responses": "chưa có số liệu",
    "too few": f"chưa đủ {DEFAULTS.numbers} phiếu, không hiển thị",
    "too wide": "khoảng quá rộng, không hiển thị",
    "everyone": _PROTECTED,
    "incomplete": "chưa đủ kết quả thành phần để tính",
    "protects another": _PROTECTED,
}
VERDICTS: Final[dict[Verdict, str]] = {"met": "Đạt", "missed": "Không đạt", "not shown": "Chưa đủ căn cứ"}
PROTECTING: Final[frozenset[Reason]] = frozenset({"too few", "everyone", "protects another"})  # they protect people
POSITIONS: Final = {"above": "cao hơn mức chung", "below": "thấp hơn mức chung", "within": "chưa thấy khác mức chung"}
INDEX: Final = "Tỷ lệ hài lòng toàn phiếu"  # one name per figure: charts, pages and files say these
WEIGHTED_INDEX: Final = f"{INDEX}, có trọng số theo khối"
CONSISTENCY: Final = "Khoảng nhất quán"  # what limits are called where an open link collected the answers

_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d])")


def bind_numbers(text: str) -> str:
    """Return a text in which no line ends between a number and what it counts.

    Parameters
    ----------
    text : str
        A sentence.

    Returns
    -------
    str
        The sentence with U+00A0 between a digit and a word.

    Examples
    --------
    >>> bind_numbers("1 trường chưa đủ 10 phiếu.")
    '1\\xa0trường chưa đủ 10\\xa0phiếu.'
    """
    return _COUNTED.sub("\N{NO-BREAK SPACE}", text)


def unusual_word(position: str | None) -> str:
    """Return how a unit differs from the whole, for a mark that says only what is unusual.

    Parameters
    ----------
    position : str or None
        Of the unit.

    Returns
    -------
    str
        "" where the unit does not differ or was not judged.
    """
    return POSITIONS[position] if position in ("above", "below") else ""


def overall_name(code: str) -> str:
    """Return what the item on satisfaction as a whole is called, which is one question and not the whole questionnaire.

    Parameters
    ----------
    code : str
        Its code.

    Returns
    -------
    str
        The name.

    Examples
    --------
    >>> overall_name("F01")
    'Hài lòng chung (câu F01)'
    """
    return f"Hài lòng chung (câu {code})"


def withheld_phrase(figure: Suppressed) -> str:
    """Return why a figure is not shown, in small letters.

    Parameters
    ----------
    figure : Suppressed
        The withheld figure.

    Returns
    -------
    str
        A phrase for the place where the value would stand.
    """
    return WITHHELD[figure.reason]


def withheld_sentences(figures: Iterable[Result], *, noun: str) -> str:
    """Return one sentence for each reason for which figures are withheld, with how many.

    Parameters
    ----------
    figures : iterable of Result
        Figures of units, shown and withheld alike.
    noun : str
        What a unit is called, such as "trường".

    Returns
    -------
    str
        The sentences, "" where nothing is withheld.
    """
    phrases = Counter(withheld_phrase(figure) for figure in figures if isinstance(figure, Suppressed))
    ordered = (phrase for phrase in dict.fromkeys(WITHHELD.values()) if phrases[phrase])
    return bind_numbers(" ".join(f"{format_count(phrases[phrase])} {noun} {phrase}." for phrase in ordered))


def interval_phrase(estimate: Estimate) -> str:
    """Return the 95% limits of a share in brackets.

    Parameters
    ----------
    estimate : Estimate
        A share.

    Returns
    -------
    str
        "(92,1 – 93,0)", which a line breaks at most behind the dash, or "" where no interval exists.
    """
    if estimate.low is None or estimate.high is None:
        return ""
    return f"({format_share_range(estimate.low, estimate.high)})".replace(" –", "\N{NO-BREAK SPACE}–")


def difference_phrase(difference: Difference, *, kind: str = "share") -> str:
    """Return the limits of a difference in brackets.

    Parameters
    ----------
    difference : Difference
        In parts of 1, or in points of a score.
    kind : str
        "share" or "score".

    Returns
    -------
    str
        "(−4,1 đến +0,1)", "" without limits.
    """
    if difference.low is None or difference.high is None:
        return ""
    return f"({format_difference_range(difference.low, difference.high, kind=kind)})".replace(" ", "\N{NO-BREAK SPACE}")


def value_phrase(result: Result) -> str:
    """Return a share as value, interval and number of forms, or why it is withheld.

    Parameters
    ----------
    result : Result
        A share.

    Returns
    -------
    str
        "92,6% (92,1 – 93,0), 18.412 phiếu".
    """
    if isinstance(result, Suppressed):
        return withheld_phrase(result)
    parts = (format_share(result.value), interval_phrase(result))
    return bind_numbers(f"{' '.join(part for part in parts if part)}, {format_count(result.n)} phiếu")

"""The reports of a desk as text for a terminal: what was found, then one table after the other.

Knows columns and their widths on a screen; must not compute.
"""

import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal

from analysis.charts import (
    describe_funnel,
    describe_heat_map,
    describe_importance,
    describe_ranks,
    describe_target_funnel,
    describe_units,
)
from analysis.charts.wording import overall_name
from analysis.desk.composing import Desk
from analysis.desk.insight_phrases import SCALES_CAPTION, SCALES_HEADER, SCALES_SENTENCE, scale_cells, sentences_on
from analysis.desk.notes import notes_of
from analysis.desk.phrases import (
    NOTHING_WITHHELD,
    NOUN,
    base_words,
    count_words,
    expectation_sentence,
    finding_of,
    flag_words,
    items_of,
    meeting_sentence,
    rank_words,
    score_words,
    share_words,
    title_of,
    verdict_word,
    verdict_words,
)

PAGE: Final = 100  # columns of a terminal that sentences are broken to
LONGEST: Final = 48  # columns of a name or a question; more is cut
GAP: Final = "  "

Side = Literal["left", "right"]


def to_table(desk: Desk) -> str:
    """Writes everything as text.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
        Lines without colours; the widest cell of a column decides its width.
    """
    lines = [*_wrap(title_of(desk)), ""]
    if desk.settings.shows_all:
        lines += [*_wrap(NOTHING_WITHHELD), ""]
    lines += [*_wrap(finding_of(desk)), ""]
    lines += _dimensions(desk)
    lines += _items(desk)
    if len(desk.units) > 1:
        lines += _comparison(desk)
    lines += _units(desk)
    lines += _insights(desk)
    for note in notes_of(desk):
        lines += _wrap(note)
    return "\n".join(lines) + "\n"


def lay_out(header: Sequence[str], rows: Sequence[Sequence[str]], sides: Sequence[Side]) -> list[str]:
    """Puts cells under each other.

    Parameters
    ----------
    header : sequence of str
    rows : sequence of sequence of str
        Each as long as the header.
    sides : sequence of "left" or "right"
        Where the text of each column stands.

    Returns
    -------
    list of str
        Header, rule and rows, without spaces at their ends.

    Examples
    --------
    >>> lay_out(["Đơn vị", "Phiếu"], [["Hoa", "12"]], ["left", "right"])
    ['Đơn vị  Phiếu', '──────  ─────', 'Hoa        12']
    """
    table = [[unicodedata.normalize("NFC", cell) for cell in row] for row in (header, *rows)]
    widths = [max(width_of(row[k]) for row in table) for k in range(len(header))]
    lines = []
    for row in table:
        cells = []
        for cell, width, side in zip(row, widths, sides, strict=True):
            space = " " * (width - width_of(cell))
            cells.append(space + cell if side == "right" else cell + space)
        lines.append(GAP.join(cells).rstrip())
    return [lines[0], GAP.join("─" * width for width in widths), *lines[1:]]


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes.

    Parameters
    ----------
    text : str

    Returns
    -------
    int
        Combining marks take none, wide letters two.
    """
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in unicodedata.normalize("NFC", text)
    )


def shorten(text: str) -> str:
    """A name or a question that fits into its column.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    printable = "".join("�" if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return printable if len(printable) <= LONGEST else printable[: LONGEST - 1].rstrip() + "…"


def _wrap(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, PAGE, break_long_words=False)


def _dimensions(desk: Desk) -> list[str]:
    report = desk.department
    rows = [
        [
            shorten(f"{part.code}. {part.title}"),
            share_words(part.share),
            score_words(part.score),
            base_words(part.share),
            verdict_word(part.verdict),
        ]
        for part in report.dimensions
    ]
    whole = [share_words(report.total), score_words(report.total_score), base_words(report.total)]
    rows.append(["Toàn phiếu", *whole, verdict_word(report.verdict)])
    header = ["Lĩnh vực", "Tỷ lệ hài lòng", "Điểm (1-5)", "Phiếu", "Kết luận"]
    lines = [*lay_out(header, rows, ["left", "left", "left", "right", "left"]), ""]
    expected = expectation_sentence(desk)
    return [*lines, *_wrap(expected), ""] if expected else lines


def _items(desk: Desk) -> list[str]:
    overall = desk.department.overall
    rows = [
        [
            shorten(overall_name(item.code) if item is overall else f"{item.code}. {item.text}"),
            share_words(item.share),
            score_words(item.score),
            base_words(item.share),
        ]
        for item in items_of(desk)
    ]
    return [*lay_out(["Câu", "Tỷ lệ hài lòng", "Điểm (1-5)", "Phiếu"], rows, ["left", "left", "left", "right"]), ""]


def _comparison(desk: Desk) -> list[str]:
    """What the charts of the page say."""
    report = desk.department
    sentences = [
        describe_units(report, noun=NOUN),
        meeting_sentence(desk),
        describe_funnel(report, noun=NOUN),
        describe_target_funnel(report, noun=NOUN),
        describe_ranks(report, noun=NOUN) if report.ranking is not None else "",
        describe_heat_map(desk.grid, noun=NOUN),
    ]
    return [*(line for sentence in sentences for line in _wrap(sentence)), ""]


def _units(desk: Desk) -> list[str]:
    ranks = {unit.code: unit.rank for unit in desk.department.units}
    rows = [
        [
            shorten(report.unit_code),
            count_words(report.forms),
            count_words(report.eligible),
            share_words(report.index_share),
            rank_words(ranks[report.unit_code]),
            verdict_words(report),
            flag_words(report.index_share),
        ]
        for report in desk.units
    ]
    header = ["Đơn vị", "Phiếu", "Được hỏi", "Tỷ lệ hài lòng", "Hạng", "Kết luận", "Ghi chú"]
    return [*lay_out(header, rows, ["left", "right", "right", "left", "right", "left", "left"]), ""]


def _insights(desk: Desk) -> list[str]:
    insight = desk.insights.department
    lines = [] if insight.drivers is None else _wrap(describe_importance(insight.drivers))
    for sentence in sentences_on(insight):
        lines += _wrap(sentence)
    lines.append("")
    if insight.reliability:
        rows = [[shorten(f"{scale.code}. {scale.title}"), *scale_cells(scale)] for scale in insight.reliability]
        lines += [f"{SCALES_CAPTION}:", *lay_out(SCALES_HEADER, rows, ["left", "right", "left", "left"])]
        lines += [*_wrap(SCALES_SENTENCE), ""]
    return lines

"""Head and foot of an official document: who writes, number and date, kind and summary, whom it is for, who signs.

Lengths of rules are measured from the words they stand under. Knows the rules of Nghị định 30/2020/NĐ-CP, no survey.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from analysis.charts.style import text_width, wrap
from survey_app.documents.layout import addressee_lines, annex_label, annex_reference, recipient_lines
from survey_app.documents.model import Annex, Document, Run, number_line, place_and_date
from survey_app.exports.docx_elements import POINTS_PER_MM, layout_table, paragraph, rule
from survey_app.exports.xml_text import to_xml_text

NATIONAL_NAME: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
ADDRESSEE: Final = "Kính gửi:"
RULE_SHARE: Final = 0.4  # of the line above: between a third and a half
TEXT_WIDTH: Final = 165.0  # millimetres
NARROW_RIGHT, WIDE_RIGHT = 92.0, 102.0  # of the national name; of the longest name of a province with its date
FOOT_COLUMNS: Final = (80.0, 85.0)
TITLE_WIDTH: Final = 145.0
SIGNATURE_SPACE: Final = 64  # points: four lines for signature and seal
LAST_SPACE: Final = 12  # points between the addressees and the text
_SLACK: Final = 1.0  # millimetres that a line may be wider in another program before it breaks anew


def head_elements(document: Document) -> Iterator[BaseOxmlElement]:
    """The head of page 1 down to the addressees."""
    yield _letterhead(document)
    yield paragraph("Kind", _capitals(document.kind))
    yield from _centred("Summary", document.summary, column=TEXT_WIDTH, most=TITLE_WIDTH, size=14)
    yield rule(RULE_SHARE * _line_width(document.summary, TITLE_WIDTH, size=14), within=TEXT_WIDTH, keep_next=True)
    yield paragraph("Tail", keep_next=True, before=6)
    yield from _addressees(document)


def foot_elements(document: Document) -> Iterator[BaseOxmlElement]:
    """Recipients to the left, the signature to the right, on one page."""
    left = [paragraph("RecipientsTitle", "Nơi nhận:")]
    left += [paragraph("Recipients", line, indents=(2.0, 4.0), hanging=2.0) for line in recipient_lines(document)]
    signature = document.signature
    posts = [Run(_capitals(post)) for post in signature.posts] or [Run("chức vụ người ký", is_blank=True)]
    signer = Run(signature.name) if signature.name else Run("họ và tên người ký", is_blank=True)
    right = [paragraph("Post", (post,)) for post in posts]
    right.append(paragraph("Signer", (signer,), before=SIGNATURE_SPACE))
    yield paragraph("Tail", keep_next=True, before=10)
    yield layout_table(FOOT_COLUMNS, (left, right))


def annex_head(document: Document, annex: Annex, place: int, *, width: float) -> Iterator[BaseOxmlElement]:
    """The name, title and reference of an annex; one paragraph for name and title, so that they are one entry to navigate."""
    label, title = annex_label(place + 1, count=len(document.annexes)), _capitals(annex.title)
    widest = max(_line_width(text, width - 20, size=14) for text in (label, title))
    side = max(0.0, (width - widest) / 2 - _SLACK)
    yield paragraph("Annex", f"{label}\n{title}", indents=(side, side))
    yield from _centred("AnnexReference", annex_reference(document), column=width, most=width, size=13, is_bold=False)


def _letterhead(document: Document) -> BaseOxmlElement:
    head = document.letterhead
    date_width = _width(place_and_date(head), size=13) + 2 * _SLACK
    right_width = min(WIDE_RIGHT, max(NARROW_RIGHT, date_width))
    left_width = TEXT_WIDTH - right_width
    issuer = _capitals(head.issuer)
    left: list[BaseOxmlElement] = []
    if head.superior:
        left += _centred("Superior", _capitals(head.superior), column=left_width, most=left_width, size=12, is_bold=False)
    left += _centred("Issuer", issuer, column=left_width, most=left_width, size=12)
    left.append(rule(RULE_SHARE * _line_width(issuer, left_width - 2 * _SLACK, size=12), within=left_width))
    motto = text_width(MOTTO, size=13, is_bold=True) / POINTS_PER_MM
    right = [paragraph("NationalName", NATIONAL_NAME), paragraph("Motto", MOTTO), rule(motto, within=right_width)]
    second = ([paragraph("NumberLine", number_line(document))], [paragraph("PlaceDate", place_and_date(head))])
    return layout_table((left_width, right_width), (left, right), second)


def _addressees(document: Document) -> Iterator[BaseOxmlElement]:
    lines = addressee_lines(document)
    if not lines:
        return
    label = _width(f"{ADDRESSEE} ", size=13)
    longest = max(_width(line, size=13) for line in lines)
    left = max(12.7, (TEXT_WIDTH - label - longest) / 2)
    if len(lines) == 1:
        runs = (Run(f"{ADDRESSEE} {lines[0]}"),)
        if label + longest < TEXT_WIDTH - 2 * 12.7:
            yield paragraph("Addressee", runs, align="center", before=6, after=LAST_SPACE)
        else:
            yield paragraph(
                "Addressee", runs, indents=(left + label, 0), hanging=label, align="both", before=6, after=LAST_SPACE
            )
        return
    dash = _width("- ", size=13)
    yield paragraph("Addressee", ADDRESSEE, keep_next=True, indents=(left, 0), before=6)
    under_colon = left + label - _width(": ", size=13)
    for place, line in enumerate(lines):
        after = LAST_SPACE if place == len(lines) - 1 else None
        yield paragraph("Addressee", line, indents=(under_colon + dash, 0), hanging=dash, after=after)


def _centred(
    style: str, text: str, *, column: float, most: float, size: float, is_bold: bool = True
) -> Iterator[BaseOxmlElement]:
    """A centred text in lines of about the same length: the indents are what makes them so."""
    width = _line_width(text, most - 2 * _SLACK, size=size, is_bold=is_bold)
    side = max(0.0, (column - width) / 2 - _SLACK)
    yield paragraph(style, text, indents=(side, side))


@lru_cache(maxsize=256)
def _line_width(text: str, most: float, *, size: float, is_bold: bool = True) -> float:
    """How wide the widest line is if as few lines as possible are made as even as possible, in millimetres."""
    low, high = 0.0, most * POINTS_PER_MM
    lines = len(wrap(text, high, size=size, is_bold=is_bold))
    while high - low > 1:
        middle = (low + high) / 2
        made = wrap(text, middle, size=size, is_bold=is_bold)
        is_narrow = len(made) > lines or any(text_width(line, size=size, is_bold=is_bold) > middle for line in made)
        low, high = (middle, high) if is_narrow else (low, middle)
    even = wrap(text, high, size=size, is_bold=is_bold)
    return min(most, max(text_width(line, size=size, is_bold=is_bold) for line in even) / POINTS_PER_MM)


def _width(text: str, *, size: float) -> float:
    return text_width(text, size=size) / POINTS_PER_MM


def _capitals(text: str) -> str:
    return to_xml_text(text).upper()

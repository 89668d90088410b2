"""The shape of an official document before it is a file (Nghị định 30/2020/NĐ-CP, Phụ lục I).

Frozen values only. `exports.docx`, `exports.official_pdf` and `exports.official_html` take the same `Document`, the workbook
takes its tables, so no form can say what another does not. Knows nothing of surveys; where something stands on the page is the
business of the exports.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Unit = Literal["count", "share", "score", "points", "percent"]
Align = Literal["left", "center", "right"]
ParagraphStyle = Literal["body", "basis", "item", "note"]


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. `is_blank`: only the unit can say it; it is printed as a marked gap to fill in."""

    text: str
    bold: bool = False
    italic: bool = False
    is_blank: bool = False


@dataclass(frozen=True)
class Heading:
    """Level 1 is "I. ..." in bold capitals, level 2 "1. ..." bold, level 3 "a) ..." upright. The number is in the text."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Justified text. "basis": italic, one legal base; "item": with a dash before it; "note": smaller, under a table."""

    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"


@dataclass(frozen=True)
class Number:
    """A figure: its value as computed (a share is in [0, 1], points too) and the text that people read."""

    value: float
    text: str
    unit: Unit


@dataclass(frozen=True)
class Limits:
    """An interval, two columns in a workbook and one elsewhere; an open end is None."""

    low: float | None
    high: float | None
    text: str
    unit: Unit


@dataclass(frozen=True)
class Absent:
    """No figure: a short sign to print and, for who asks, why."""

    text: str
    reason: str = ""


Cell = str | Number | Limits | Absent


@dataclass(frozen=True)
class Column:
    """`width` is relative to the other columns' of the table."""

    title: str
    width: float
    align: Align = "left"
    is_interval: bool = False


@dataclass(frozen=True)
class Row:
    """One cell per column; a strong row sums up the ones below or above it."""

    cells: tuple[Cell, ...]
    is_strong: bool = False


@dataclass(frozen=True)
class Table:
    """`code` names the table among those of its document; `notes` are printed under it."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.code}: a row does not have {len(self.columns)} cells")


@dataclass(frozen=True)
class Chart:
    """A chart with its text alternative; `pictures` draws it as PNG for paper, `drawing` as inline SVG for a screen.

    A long chart is several pictures, none higher than a page.
    """

    title: str
    alt: str
    pictures: Callable[[], tuple[bytes, ...]]
    drawing: Callable[[], str]


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True)
class Letterhead:
    """The head of page 1. An empty `superior` is left out; number and date are gaps where they are not known."""

    superior: str
    issuer: str
    symbol: str
    place: str
    number: int | None = None
    date: dt.date | None = None


@dataclass(frozen=True)
class Signature:
    """Authority and post in capitals, a line each ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"); "" for a name to fill in."""

    posts: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Annex:
    """Begins on a page of its own; "Phụ lục I" is put before the title by its place."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """`kind` is "BÁO CÁO", "KẾ HOẠCH"; `abbreviation` "BC", "KH". `addressees` follow "Kính gửi:", none for a plan.

    `recipients` are the lines of "Nơi nhận" but for the last, "- Lưu: VT.", which is `archive`. `subject` is said of the file.
    """

    kind: str
    abbreviation: str
    summary: str
    letterhead: Letterhead
    addressees: tuple[str, ...]
    body: tuple[Block, ...]
    recipients: tuple[str, ...]
    archive: str
    signature: Signature
    annexes: tuple[Annex, ...] = ()
    subject: str = ""

    @property
    def title(self) -> str:
        """What a file of it is called by a reader's program."""
        return f"{self.kind.capitalize()} {self.summary[:1].lower()}{self.summary[1:]}"

    def blocks(self) -> Iterator[Block]:
        """Everything from the first heading to the end of the last annex."""
        yield from self.body
        for annex in self.annexes:
            yield from annex.blocks

    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of the text."""
        return tuple(block for block in self.blocks() if isinstance(block, Table))


def plain(text: str) -> Paragraph:
    """A paragraph of the body without any emphasis."""
    return Paragraph((Run(text),))


def item(text: str) -> Paragraph:
    """One line of a list."""
    return Paragraph((Run(text),), "item")


def note(text: str) -> Paragraph:
    """A remark under a table or chart."""
    return Paragraph((Run(text),), "note")


def blank(hint: str) -> Run:
    """A gap that the unit has to fill in, with a word for what belongs there."""
    return Run(hint, is_blank=True)


def number_line(document: Document) -> str:
    """The line "Số: 05/BC-THNB": a number under 10 has a leading 0, an unknown one is a gap."""
    head = document.letterhead
    number = "........" if head.number is None else f"{head.number:02}"
    symbol = f"{document.abbreviation}-{head.symbol}" if head.symbol else document.abbreviation
    return f"Số: {number}/{symbol}"


def place_and_date(head: Letterhead) -> str:
    """The line "Quảng Ngãi, ngày 05 tháng 6 năm 2026"; what is not known is a gap."""
    return f"{head.place or '................'}, {spoken_date(head.date)}"


def spoken_date(date: dt.date | None) -> str:
    """The words "ngày 05 tháng 6 năm 2026": a leading 0 for days under 10 and for months 1 and 2; gaps for no date."""
    if date is None:
        return "ngày ..... tháng ..... năm ........"
    month = f"{date.month:02}" if date.month <= 2 else str(date.month)
    return f"ngày {date.day:02} tháng {month} năm {date.year}"

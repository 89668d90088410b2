"""What the layout of an official document adds to its words: capitals, numbers of annexes, "./.", the line of the archive.

The same for every form a document is written in. Knows no file format and no page.
"""

from dataclasses import replace
from typing import Final

from survey_app.documents.model import Block, Document, Paragraph, place_and_date

ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
END: Final = "./."


def annex_label(place: int) -> str:
    """ "Phụ lục I" for the first."""
    letters = ""
    for value, sign in ROMAN:
        letters += sign * (place // value)
        place %= value
    return f"Phụ lục {letters}"


def annex_reference(document: Document) -> str:
    """The line under an annex's title: which document it goes with, with gaps for what is not known yet."""
    head = document.letterhead
    number = "........" if head.number is None else f"{head.number:02}"
    symbol = f"{document.abbreviation}-{head.symbol}" if head.symbol else document.abbreviation
    date = place_and_date(head).partition(", ")[2]
    return f"(Kèm theo {document.kind.capitalize()} số {number}/{symbol} {date} của {head.issuer})"


def with_end(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with "./." behind its last word; a body that ends with a table or chart is left as it is."""
    last = body[-1] if body else None
    if not isinstance(last, Paragraph) or last.style == "note" or not last.runs:
        return body
    run = last.runs[-1]
    if run.text.endswith(END):
        return body
    if run.is_blank:
        return (*body[:-1], replace(last, runs=(*last.runs, replace(run, text=END, is_blank=False))))
    ended = replace(run, text=run.text.rstrip(" .;") + END)
    return (*body[:-1], replace(last, runs=(*last.runs[:-1], ended)))


def recipient_lines(document: Document) -> tuple[str, ...]:
    """The lines of "Nơi nhận", the archive last: "- ...;" and "- Lưu: VT."."""
    lines = [f"- {_bare(line)};" for line in document.recipients if _bare(line)]
    archive = _bare(document.archive)
    if archive and not archive.casefold().startswith("lưu"):
        archive = f"Lưu: {archive}"
    return (*lines, f"- {archive or 'Lưu: VT'}.")


def addressee_lines(document: Document) -> tuple[str, ...]:
    """What follows "Kính gửi:": one name as it is, several as a list."""
    names = [_bare(name) for name in document.addressees]
    if len(names) < 2:
        return tuple(names)
    return (*(f"- {name};" for name in names[:-1]), f"- {names[-1]}.")


def _bare(line: str) -> str:
    return line.strip().removeprefix("-").strip().rstrip(";.").strip()

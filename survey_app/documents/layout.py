"""Words that the form of an official document adds to what somebody wrote: the same in every file of the same document.

Whether a line begins with a dash and ends with a semicolon or a full stop is a rule of Nghị định 30/2020/NĐ-CP, so nobody who
writes a document has to think of it. Knows no kind of file.
"""

from dataclasses import replace
from typing import Final

from survey_app.documents.model import Block, Document, Paragraph, Run, number_line, spoken_date

END_MARK: Final = "./."
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def with_end(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """The body with "./." at the end of its last words; under a closing table or chart it has a line of its own."""
    if not body or not isinstance(body[-1], Paragraph):
        return (*body, Paragraph((Run(END_MARK),)))
    return (*body[:-1], _closed(body[-1]))


def annex_label(place: int, *, count: int = 2) -> str:
    """What stands above the title of an annex, the first of which has the place 1: a Roman number only if there are several."""
    return "Phụ lục" if count == 1 else f"Phụ lục {roman(place)}"


def annex_reference(document: Document) -> str:
    """The line under an annex' title that says which document it belongs to."""
    head = document.letterhead
    number = number_line(document).removeprefix("Số: ")
    return f"(Kèm theo {document.kind.capitalize()} số {number} {spoken_date(head.date)} của {head.issuer})"


def roman(number: int) -> str:
    """A whole number from 1 on in Roman numerals."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def addressee_lines(document: Document) -> tuple[str, ...]:
    """What follows "Kính gửi:": one addressee as it is, of several each with its dash, the last with a full stop."""
    names = [_bare(name) for name in document.addressees if _bare(name)]
    if len(names) < 2:
        return tuple(names)
    return tuple(f"- {name}{'.' if place == len(names) - 1 else ';'}" for place, name in enumerate(names))


def recipient_lines(document: Document) -> tuple[str, ...]:
    """The lines under "Nơi nhận:", the archive last."""
    archive = _bare(document.archive) or "VT"
    last = archive if archive.casefold().startswith("lưu") else f"Lưu: {archive}"
    return (*(f"- {_bare(line)};" for line in document.recipients if _bare(line)), f"- {last}.")


def item_text(paragraph: Paragraph) -> tuple[Run, ...]:
    """The runs of a line of a list with its dash."""
    has_dash = paragraph.runs and paragraph.runs[0].text.startswith(("-", "+", "–"))
    return paragraph.runs if has_dash else (Run("- "), *paragraph.runs)


def _bare(line: str) -> str:
    return line.strip().removeprefix("-").strip().rstrip(";.,").rstrip()


def _closed(paragraph: Paragraph) -> Paragraph:
    runs = list(paragraph.runs)
    while runs and not runs[-1].is_blank and not runs[-1].text.strip():
        runs.pop()
    if not runs or runs[-1].is_blank:
        return replace(paragraph, runs=(*runs, Run(END_MARK)))
    last = runs[-1].text.rstrip()
    ended = last if last.endswith(END_MARK) else last.rstrip(".;,: ") + END_MARK
    return replace(paragraph, runs=(*runs[:-1], replace(runs[-1], text=ended)))

"""A document as plain data for templates, the same for every way of setting it. Knows no page and no font.

Words are composed (NFC) and in the capitals that the layout asks for, headings know how deep they are tagged, and lines of a
list stand together. A chart is what the caller makes of it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from survey_app.documents.layout import addressee_lines, annex_label, annex_reference, recipient_lines, with_end
from survey_app.documents.model import (
    Absent,
    Block,
    Cell,
    Chart,
    Document,
    Heading,
    Paragraph,
    Run,
    Table,
    number_line,
    place_and_date,
)
from survey_app.exports.drawings import titles_of

Data = dict[str, Any]
Draw = Callable[[Chart], Sequence[str]]  # a chart as its pages


def document_data(document: Document, *, draw: Draw) -> Data:
    """The document as dictionaries, lists, strings and numbers; `draw` is asked once for each chart, in order."""
    head = document.letterhead
    data: Data = composed(
        {
            "title": document.title,
            "subject": document.subject,
            "kind": document.kind.upper(),
            "summary": document.summary,
            "superior": head.superior.upper(),
            "issuer": head.issuer.upper(),
            "author": head.issuer,
            "number_line": number_line(document),
            "place_and_date": place_and_date(head),
            "addressees": addressee_lines(document),
            "blocks": blocks_data(with_end(document.body), draw=draw),
            "recipients": recipient_lines(document),
            "posts": [post.upper() for post in document.signature.posts],
            "name": document.signature.name,
            "annexes": [
                {
                    "label": annex_label(place, count=len(document.annexes)),
                    "title": annex.title.upper(),
                    "reference": annex_reference(document),
                    "blocks": blocks_data(annex.blocks, draw=draw, above=1),
                }
                for place, annex in enumerate(document.annexes, 1)
            ],
        }
    )
    return data


def blocks_data(blocks: Sequence[Block], *, draw: Draw, above: int = 0) -> list[Data]:
    """The blocks, each with its kind; `above` is how deep the heading over them is."""
    found: list[Data] = []
    deepest = above
    for sign, group in groupby(blocks, key=_list_sign):
        if sign:
            items = [_without_sign(_runs(block)) for block in group if isinstance(block, Paragraph)]
            found.append({"kind": "list", "sign": sign, "items": items})
            continue
        for block in group:
            if isinstance(block, Heading):
                # a reader's program finds its way by depths that leave none out
                deepest = min(block.level + above, deepest + 1)
                text = block.text.upper() if block.level == 1 else block.text
                found.append({"kind": "heading", "level": block.level, "depth": deepest, "text": text})
            elif isinstance(block, Paragraph):
                found.append({"kind": "paragraph", "style": block.style, "runs": _runs(block)})
            elif isinstance(block, Table):
                found.append(_table(block))
            else:
                pages = draw(block)
                for title, page in zip(titles_of(block, len(pages)), pages, strict=True):
                    found.append({"kind": "chart", "title": title, "alt": block.alt, "picture": page})
    return found


def composed(value: Any) -> Any:
    """The same data with every text composed (NFC) and free of signs that no file may hold."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        unwritable = {sign for sign in set(text) if not _is_writable(sign)}
        return "".join(sign for sign in text if sign not in unwritable) if unwritable else text
    if isinstance(value, dict):
        return {key: composed(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [composed(inside) for inside in value]
    return value


def _is_writable(sign: str) -> bool:
    """No control, no half of a letter, no sign that turns the direction of what follows; a place to break a word is one."""
    return sign in "\n\t\u00ad\u200b" or unicodedata.category(sign)[0] != "C"


def _list_sign(block: Block) -> str:
    """What stands before a line of a list: a dash, or the plus of a list within one; "" for everything else."""
    if not isinstance(block, Paragraph) or block.style != "item":
        return ""
    return "+" if block.runs and block.runs[0].text.startswith("+") else "-"


def _without_sign(runs: list[Data]) -> list[Data]:
    if not runs or runs[0]["is_blank"]:
        return runs
    return [runs[0] | {"text": re.sub(r"^[-+–]\s*", "", runs[0]["text"])}, *runs[1:]]


def _runs(paragraph: Paragraph) -> list[Data]:
    return [_run(run) for run in paragraph.runs if run.text or run.is_blank]


def _run(run: Run) -> Data:
    return {"text": run.text, "bold": run.bold, "italic": run.italic, "is_blank": run.is_blank}


def _table(table: Table) -> Data:
    return {
        "kind": "table",
        "code": table.code,
        "title": table.title,
        "columns": [{"title": column.title, "width": column.width, "align": column.align} for column in table.columns],
        "rows": [{"is_strong": row.is_strong, "cells": [_cell(cell) for cell in row.cells]} for row in table.rows],
        "notes": table.notes,
    }


def _cell(cell: Cell) -> Data:
    if isinstance(cell, str):
        return {"kind": "words", "text": cell}
    if isinstance(cell, Absent):
        return {"kind": "absent", "text": cell.text, "reason": cell.reason}
    return {"kind": "figure", "text": cell.text}

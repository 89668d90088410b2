"""A document that must read the same in ten years, as text to keep: JSON there and back.

Takes headings, paragraphs and tables. A chart is drawn from figures that move, so a document with one is refused.
"""

import datetime as dt
import json
from dataclasses import fields, is_dataclass
from typing import Any, Final

from survey_app.documents.model import (
    Absent,
    Annex,
    Chart,
    Column,
    Document,
    Heading,
    Letterhead,
    Limits,
    Number,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)

_KINDS: Final[dict[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (Absent, Annex, Column, Document, Heading, Letterhead, Limits, Number, Paragraph, Row, Run, Signature, Table)
}


def document_to_json(document: Document) -> str:
    """The whole document as text."""
    return json.dumps(_pack(document), ensure_ascii=False, separators=(",", ":"))


def document_from_json(text: str) -> Document:
    """The document that `document_to_json` wrote."""
    document = _unpack(json.loads(text))
    if not isinstance(document, Document):
        raise ValueError("no document")
    return document


def _pack(value: Any) -> Any:
    if isinstance(value, Chart):
        raise ValueError("a chart cannot be frozen")
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__, "of": {one.name: _pack(getattr(value, one.name)) for one in fields(value)}}
    if isinstance(value, tuple):
        return [_pack(one) for one in value]
    return {"kind": "date", "of": value.isoformat()} if isinstance(value, dt.date) else value


def _unpack(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_unpack(one) for one in value)
    if isinstance(value, dict):
        if value["kind"] == "date":
            return dt.date.fromisoformat(value["of"])
        return _KINDS[value["kind"]](**{name: _unpack(one) for name, one in value["of"].items()})
    return value

"""Rows as lines of JSON and back, so that both databases write the same line for the same row.

A column has one of seven kinds, taken from the models when the backup is made and written into it. Restoring needs the kinds
alone, so a backup of an earlier release is read into the tables of its own time and brought to this one afterwards.
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    select,
)

from survey_app.models import Base

BATCH: Final = 2_000
_KINDS: Final[tuple[tuple[type[Any], str], ...]] = (
    (Boolean, "boolean"),
    (DateTime, "moment"),
    (Date, "day"),
    (Integer, "integer"),
    (Float, "number"),
    (LargeBinary, "bytes"),
    (String, "text"),
)
_TYPES: Final[dict[str, Any]] = {
    "boolean": Boolean(),
    "moment": DateTime(timezone=True),
    "day": Date(),
    "integer": Integer(),
    "number": Float(),
    "bytes": LargeBinary(),
    "text": Text(),
}
_Coder = Callable[[Any], Any]
_ENCODE: Final[dict[str, _Coder]] = {
    "moment": lambda value: (value.astimezone(dt.UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat(),
    "day": dt.date.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_DECODE: Final[dict[str, _Coder]] = {
    "moment": lambda text: dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC),
    "day": dt.date.fromisoformat,
    "bytes": base64.b64decode,
}


@dataclass(frozen=True)
class TableShape:
    """A table as a backup knows it: its columns with their kinds, its key, and the columns that point to itself."""

    name: str
    columns: Mapping[str, str]
    key: Sequence[str]
    to_itself: Sequence[str]

    def to_plain(self) -> dict[str, Any]:
        """For the manifest."""
        return {"name": self.name, "columns": dict(self.columns), "key": list(self.key), "to_itself": list(self.to_itself)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "TableShape":
        """As the manifest has it."""
        if not set(plain["columns"].values()) <= set(_TYPES):
            raise ValueError("kinds")
        return cls(plain["name"], plain["columns"], plain["key"], plain["to_itself"])

    def to_table(self) -> Table:
        """The table for reading and writing, without what only its making needs."""
        return Table(self.name, MetaData(), *(Column(name, _TYPES[kind]) for name, kind in self.columns.items()))


def shapes_of_models() -> list[TableShape]:
    """All tables of this release; a table stands behind those that it points to."""
    return [
        TableShape(
            name=table.name,
            columns={column.name: _kind_of(column) for column in table.columns},
            key=[column.name for column in table.primary_key.columns],
            to_itself=[key.parent.name for key in table.foreign_keys if key.column.table is table],
        )
        for table in Base.metadata.sorted_tables
    ]


def _kind_of(column: Column[Any]) -> str:
    for kind, name in _KINDS:
        if isinstance(column.type, kind):
            return name
    raise TypeError(f"{column.table.name}.{column.name}: {column.type!r} has no place in a backup yet")


def count_rows(connection: Connection, shape: TableShape) -> int:
    """How many rows the table has."""
    return connection.execute(select(func.count()).select_from(shape.to_table())).scalar_one()


def read_lines(connection: Connection, shape: TableShape) -> Iterator[bytes]:
    """Every row of the table as a line, in the order of its key; not all of them at a time in memory."""
    table = shape.to_table()
    coders = [(place, _ENCODE[kind]) for place, kind in enumerate(shape.columns.values()) if kind in _ENCODE]
    # sorted by bytes on both databases: PostgreSQL would sort text by the words of its language
    order = [table.c[name].collate("C") if _needs_bytes_order(connection, shape, name) else table.c[name] for name in shape.key]
    found = connection.execute(select(*table.c).order_by(*order), execution_options={"yield_per": BATCH})
    for row in found:
        values = list(row)
        for place, encode in coders:
            if values[place] is not None:
                values[place] = encode(values[place])
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _needs_bytes_order(connection: Connection, shape: TableShape, name: str) -> bool:
    """Whether a column must be told to sort by bytes, which SQLite does by itself."""
    return connection.dialect.name != "sqlite" and shape.columns[name] == "text"


def write_rows(connection: Connection, shape: TableShape, lines: Iterable[bytes]) -> None:
    """Insert the rows of these lines. What points to rows of the same table is filled in when all of them are there."""
    table, names = shape.to_table(), list(shape.columns)
    decode = {name: _DECODE[kind] for name, kind in shape.columns.items() if kind in _DECODE}
    later: list[tuple[list[Any], dict[str, Any]]] = []
    batch: list[dict[str, Any]] = []
    for line in lines:
        values = dict(zip(names, json.loads(line), strict=True))
        for name, decoded in decode.items():
            if values[name] is not None:
                values[name] = decoded(values[name])
        pointing = {name: values[name] for name in shape.to_itself if values[name] is not None}
        if pointing:
            later.append(([values[name] for name in shape.key], pointing))
            values |= dict.fromkeys(pointing)
        batch.append(values)
        if len(batch) == BATCH:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)
    for key, pointing in later:
        itself = [table.c[name] == value for name, value in zip(shape.key, key, strict=True)]
        connection.execute(table.update().where(*itself).values(pointing))


class CountedLines:
    """Lines on their way, counted and put into a digest."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines, self._digest, self.number = lines, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._digest.update(line + b"\n")
            self.number += 1
            yield line

    @property
    def digest(self) -> str:
        """The SHA-256 of the lines that have passed."""
        return self._digest.hexdigest()

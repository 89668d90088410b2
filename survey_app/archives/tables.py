"""Tables of an archive as Parquet files: the only place that knows DuckDB.

Rows go through a text file in the archive's unfinished folder, because DuckDB reads one with all cores and sorts more than fits
into memory. It loads nothing from anywhere: Parquet is built in, and what is not is refused.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from survey_app.archives.manifest import ArchiveFaultError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Engine

MISSING: Final = "Lệnh này cần thêm thư viện duckdb: .venv/bin/python -m pip install '.[archive]'"
UNREADABLE: Final = "Tệp {name} trong thư mục lưu trữ hỏng hoặc thiếu: không đọc được."
MEMORY: Final = "2GB"  # what DuckDB may hold; what is more lies in the folder for a while
Value = str | int | None


@contextmanager
def open_engine(scratch: Path) -> Iterator["Engine"]:
    """An engine that holds nothing and may lay what does not fit into memory into `scratch`."""
    try:
        import duckdb
    except ImportError:
        raise ArchiveFaultError(MISSING) from None
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    engine = duckdb.connect(":memory:", config=settings)
    try:
        yield engine
    except duckdb.OutOfMemoryException:
        raise ArchiveFaultError("Không đủ bộ nhớ hoặc chỗ trống trên đĩa để sắp xếp các dòng.") from None
    finally:
        engine.close()


def write_raw(path: Path, rows: Iterable[Sequence[Value]]) -> int:
    """Write rows as text, one a line; returns how many."""
    number = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        for number, row in enumerate(rows, 1):  # noqa: B007
            writer.writerow(row)
    return number


def write_parquet(
    engine: "Engine", path: Path, raw: Path, columns: Mapping[str, str], *, select: str = "*", order: str = "ALL"
) -> None:
    """Make a Parquet file of a text file that `write_raw` wrote: `columns` are names and types, an empty cell is NULL."""
    types = ", ".join(f"{_text(name)}: {_text(kind)}" for name, kind in columns.items())
    dialect = "delim = '\t', header = false, quote = '\"', escape = '\"', auto_detect = false, nullstr = ''"
    source = f"read_csv({_text(raw)}, {dialect}, columns = {{{types}}}) ORDER BY {order}"
    rows = f"SELECT {select} FROM {source}"  # noqa: S608  # nosec B608  # names of ours, paths quoted
    engine.execute(f"COPY ({rows}) TO {_text(path)} (FORMAT parquet, COMPRESSION zstd)")


def count_by(engine: "Engine", path: Path, column: str) -> dict[int, int]:
    """How many rows a file has for each value of a column of numbers."""
    return dict(_read(engine, path, f"{name(column)}, count(*)", tail=f"GROUP BY {name(column)}").fetchall())


def read_rows(engine: "Engine", path: Path, columns: Sequence[str], *, order: str = "ALL") -> list[tuple[Any, ...]]:
    """All rows of a small file."""
    found: list[tuple[Any, ...]] = _read(engine, path, ", ".join(map(name, columns)), tail=f"ORDER BY {order}").fetchall()
    return found


def read_distinct(engine: "Engine", path: Path, column: str) -> list[Any]:
    """The different values of a column, in order, without NULL."""
    rows = _read(engine, path, f"DISTINCT {name(column)}", tail="ORDER BY ALL").fetchall()
    return [value for (value,) in rows if value is not None]


def read_columns(
    engine: "Engine", path: Path, select: str, *, between: tuple[int, int], values: Sequence[Any]
) -> dict[str, Any]:
    """Columns of the rows of some participations as arrays of numbers; nothing that is selected may be NULL."""
    tail = "WHERE participation BETWEEN ? AND ?"
    found: dict[str, Any] = _read(engine, path, select, tail=tail, values=[*values, *between]).fetchnumpy()
    return found


def digest_of(path: Path) -> str:
    """The SHA-256 of a file. Raises ArchiveFaultError where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise ArchiveFaultError(UNREADABLE.format(name=path.name)) from None


def name(column: str) -> str:
    """A column's name as SQL."""
    return '"' + column.replace('"', '""') + '"'


def _read(engine: "Engine", path: Path, select: str, *, tail: str, values: Sequence[Any] = ()) -> "Engine":
    import duckdb

    rows = f"SELECT {select} FROM read_parquet({_text(path)}) {tail}"  # noqa: S608  # nosec B608  # names of ours, path quoted
    try:
        return engine.execute(rows, list(values))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        raise ArchiveFaultError(UNREADABLE.format(name=path.name)) from None


def _text(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"

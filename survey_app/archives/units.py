"""The units of an archive as they were called then, whose forms or sums lie in it, and how many people could have answered."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from analysis.strata import Eligible
from survey_app.archives.tables import read_rows, write_parquet, write_raw

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Engine

Source = Literal["rows", "sums"]
UNITS, ELIGIBLE = "units.parquet", "eligible.parquet"
_ELIGIBLE: Final = {"participation": "INTEGER", "position": "INTEGER", "grade": "VARCHAR", "number": "INTEGER"}


@dataclass(frozen=True)
class ArchivedUnit:
    """One unit that answered one instrument in one collection; `participation` is its number in this archive alone.

    `responses` were in the database, `forms` of them are in its figures; `source` says whether these lie here one by one or as
    sums only. `parent_…` is what it lies in, `access` how its answers were taken.
    """

    participation: int
    instrument: str
    collection: str
    kind: str
    code: str
    name: str
    levels: str
    parent_code: str
    parent_name: str
    parent_kind: str
    responses: int
    forms: int
    source: Source
    access: str


_NUMBERS: Final = {"participation", "responses", "forms"}
_COLUMNS: Final = {one.name: "INTEGER" if one.name in _NUMBERS else "VARCHAR" for one in fields(ArchivedUnit)}


def write_units(engine: "Engine", folder: Path, raw: Path, units: Sequence[ArchivedUnit]) -> int:
    """Write the units in the order of their numbers."""
    number = write_raw(raw, map(astuple, units))
    write_parquet(engine, folder / UNITS, raw, _COLUMNS, order="participation")
    return number


def read_units(engine: "Engine", folder: Path) -> list[ArchivedUnit]:
    """The units that `write_units` wrote; an empty text is one again."""
    rows = read_rows(engine, folder / UNITS, list(_COLUMNS), order="participation")
    plain: list[list[Any]] = [["" if value is None else value for value in row] for row in rows]
    return [ArchivedUnit(*row) for row in plain]


def write_eligible(engine: "Engine", folder: Path, raw: Path, numbers: Mapping[int, Eligible]) -> int:
    """Write the eligible numbers of participations, by grade in the order of the frame or of the whole; unknown: none."""
    rows = [
        (participation, position, grade, number)
        for participation, eligible in numbers.items()
        if eligible is not None
        for position, (grade, number) in enumerate([("", eligible)] if isinstance(eligible, int) else eligible.items())
    ]
    written = write_raw(raw, rows)
    write_parquet(engine, folder / ELIGIBLE, raw, _ELIGIBLE, order="participation, position")
    return written


def read_eligible(engine: "Engine", folder: Path) -> dict[int, Eligible]:
    """The numbers that `write_eligible` wrote; participations without any are left out."""
    found: dict[int, dict[str, int]] = {}
    for participation, grade, number, _ in read_rows(
        engine, folder / ELIGIBLE, ["participation", "grade", "number", "position"], order="participation, position"
    ):
        found.setdefault(participation, {})[grade or ""] = number
    return {i: numbers[""] if set(numbers) == {""} else numbers for i, numbers in found.items()}

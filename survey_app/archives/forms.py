"""Single forms in an archive: one column per item, so that any program can read them, and back into what analysis counts.

A row says whose form it is (the number of a participation in `units.parquet`), its grade (NULL: not stated) and its answers:
the option's number, 0 for "not applicable", NULL for none; a percent item has the percent.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.form_columns import sums_by_cell_from_columns
from analysis.sums import Sums
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER
from survey_app.archives.tables import name, read_columns, read_distinct, write_parquet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Engine

RAW: Final = {"participation": "INTEGER", "grade": "VARCHAR", "sheet": "VARCHAR", "percents": "VARCHAR"}
ORDER: Final = "participation, grade, sheet, percents"  # by what they say: of when and how they came nothing is left
BATCH: Final = 300_000  # forms in memory at a time, besides those of one participation
_ZERO: Final = ord("0")


def write_forms(engine: "Engine", path: Path, raw: Path, questionnaire: Questionnaire) -> None:
    """Make the file of an instrument's forms out of participation, grade, sheet and percents."""
    digits = [
        f"CASE substr(sheet, {place}, 1) WHEN '{NO_ANSWER}' THEN NULL ELSE CAST(substr(sheet, {place}, 1) AS UTINYINT) END "
        f"AS {name(item.code)}"
        for place, item in enumerate(questionnaire.closed_items, 1)
    ]
    percents = [
        f"CASE WHEN coalesce(percents, '') = '' OR split_part(percents, ',', {place}) = '{NO_ANSWER}' THEN NULL "
        f"ELSE CAST(split_part(percents, ',', {place}) AS UTINYINT) END AS {name(item.code)}"
        for place, item in enumerate(questionnaire.percent_items, 1)
    ]
    write_parquet(engine, path, raw, RAW, select=", ".join(["participation, grade", *digits, *percents]), order=ORDER)


def read_cells(
    engine: "Engine", path: Path, questionnaire: Questionnaire, *, forms: Mapping[int, int]
) -> Iterator[tuple[int, dict[str, Sums]]]:
    """The sums per grade of each participation that has forms here; `forms` says how many, in ascending order.

    So many participations are read at once as have some hundred thousand forms together.
    """
    grades = ["", *read_distinct(engine, path, "grade")]
    closed = [item.code for item in questionnaire.closed_items]
    percents = [item.code for item in questionnaire.percent_items]
    parts = ["participation", "list_position(?, coalesce(grade, '')) - 1 AS grade"]
    parts += [f"CAST(coalesce({_ZERO} + {name(code)}, {ord(NO_ANSWER)}) AS UTINYINT) AS {name(code)}" for code in closed]
    parts += [f"coalesce(CAST({name(code)} AS SMALLINT), -1) AS {name(code)}" for code in percents]
    for between in _batches(forms):
        found = read_columns(engine, path, ", ".join(parts), between=between, values=[grades])
        sums = sums_by_cell_from_columns(
            questionnaire,
            [found[code] for code in closed],
            [found[code] for code in percents],
            units=found["participation"],
            grades=found["grade"],
        )
        cells: dict[int, dict[str, Sums]] = {}
        for (participation, grade), one in sums.items():
            cells.setdefault(participation, {})[grades[grade]] = one
        yield from cells.items()


def _batches(forms: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The first and the last participation of each stretch that is read at once."""
    first, last, held = None, 0, 0
    for participation, number in sorted(forms.items()):
        if first is not None and held + number > BATCH:
            yield first, last
            first, held = None, 0
        first, last, held = participation if first is None else first, participation, held + number
    if first is not None:
        yield first, last

"""A row file for SPSS, PSPP, R and Stata: .sav with labels, measure levels and 0 declared as missing.

The format has limits of its own: a label of a variable 255 bytes, of a value 120, of the file 64, a line of the documents 80.
What is longer ends in an ellipsis, and the notes say for which variables; a Vietnamese letter takes up to three bytes.
"""

import math
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from survey_app.exports.csv_text import IncompleteExportError
from survey_app.exports.data_dictionary import LONGEST_IN_SPSS, notes
from survey_app.results.row_columns import Column, ColumnKind
from survey_app.results.row_files import RowFile

LONGEST_VALUE_LABEL, LONGEST_FILE_LABEL, LONGEST_LINE = 120, 64, 80
_ELLIPSIS: Final = "…"
_MEASURES: Final[dict[ColumnKind, str]] = {
    "grade": "nominal",
    "choice": "nominal",
    "rating": "ordinal",
    "percent": "scale",
}


def row_file_to_sav(file: RowFile) -> bytes:
    """The rows with their dictionary; read back and compared before they are given away."""
    # imported here: pandas takes half a second and 50 MB, which a server that never writes a .sav should not pay at its start
    import pandas
    import pyreadstat

    dictionary = file.dictionary
    columns = [variable.column for variable in dictionary.variables]
    frame = pandas.DataFrame(
        {
            column.code: [math.nan if cell is None else float(cell) for cell in cells]
            for column, cells in zip(columns, zip(*file.rows, strict=True), strict=True)
        }
    )
    source = dictionary.source
    with _file_in_memory() as path:
        pyreadstat.write_sav(
            frame,
            path,
            file_label=shorten(f"{source.questionnaire_code} {source.campaign_code} {source.unit_name}", LONGEST_FILE_LABEL),
            column_labels=[shorten(column.label, LONGEST_IN_SPSS) for column in columns],
            row_compress=True,
            note=[line for label, text in notes(dictionary) for line in wrap(f"{label}: {text}", LONGEST_LINE)],
            variable_value_labels={column.code: _value_labels(column) for column in columns if column.values},
            missing_ranges={column.code: [0] for column in columns if column.not_applicable is not None},
            variable_measure={column.code: _MEASURES[column.kind] for column in columns},
            variable_format={column.code: "F3.0" if column.kind == "percent" else "F2.0" for column in columns},
            variable_display_width={column.code: 6 for column in columns},
        )
        found, described = pyreadstat.read_sav(path, user_missing=True)
        if described.number_rows != dictionary.responses or not found.equals(frame):
            raise IncompleteExportError(f"{described.number_rows} rows of {dictionary.responses}")
        return Path(path).read_bytes()


def shorten(text: str, longest: int) -> str:
    """The text in at most so many bytes, with an ellipsis where something is missing, and no letter cut in two."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - len(_ELLIPSIS.encode())].decode(errors="ignore").rstrip() + _ELLIPSIS


def wrap(text: str, longest: int) -> Iterator[str]:
    """The text in lines of at most so many bytes, broken between words, or inside one that is longer than a line."""
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if len(joined.encode()) <= longest:
            line = joined
            continue
        if line:
            yield line
        line = word
        while len(line.encode()) > longest:
            head = line.encode()[:longest].decode(errors="ignore")
            yield head
            line = line[len(head) :]
    if line:
        yield line


def _value_labels(column: Column) -> dict[float, str]:
    labels = {float(number): shorten(label, LONGEST_VALUE_LABEL) for _, number, label in column.values}
    if column.not_applicable is not None:
        labels[0.0] = shorten(column.not_applicable, LONGEST_VALUE_LABEL)
    return labels


@contextmanager
def _file_in_memory() -> Iterator[str]:
    """A path to write to. The library wants one, and answers are to lie on no disk but the database's; Linux can do that."""
    make: Any = getattr(os, "memfd_create", None)
    if make is None:
        with tempfile.TemporaryDirectory() as folder:
            yield f"{folder}/phieu.sav"
        return
    number = make("phieu.sav")
    try:
        yield f"/proc/self/fd/{number}"
    finally:
        os.close(number)

"""A row file as .zip: the rows, the dictionary and the notes, each a CSV that Excel, R and Python read alike.

One download, because rows without their dictionary are numbers without a meaning. The members bear no time of day.
"""

import io
import zipfile
from typing import Final

from survey_app.exports.csv_text import IncompleteExportError, to_csv
from survey_app.exports.data_dictionary import (
    DICTIONARY_HEADER,
    NOTES_HEADER,
    count_dictionary_rows,
    dictionary_rows,
    notes,
)
from survey_app.results.row_files import RowFile

ROWS_NAME, DICTIONARY_NAME, NOTES_NAME = "phieu.csv", "tu-dien.csv", "ghi-chu.csv"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a .zip can say


def row_file_to_zip(file: RowFile) -> bytes:
    """The three tables; each was read back before it went in, and the archive is tested."""
    dictionary = file.dictionary
    header = [variable.column.code for variable in dictionary.variables]
    said = notes(dictionary)
    members = {
        ROWS_NAME: to_csv(header, file.rows, expected_rows=dictionary.responses),
        DICTIONARY_NAME: to_csv(
            DICTIONARY_HEADER, dictionary_rows(dictionary), expected_rows=count_dictionary_rows(dictionary)
        ),
        NOTES_NAME: to_csv(NOTES_HEADER, said, expected_rows=len(said)),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), data, zipfile.ZIP_DEFLATED)
        if broken := archive.testzip():
            raise IncompleteExportError(broken)
    return buffer.getvalue()

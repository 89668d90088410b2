"""A row file as workbook: the rows, the dictionary, the notes."""

from survey_app.exports.data_dictionary import DICTIONARY_HEADER, NOTES_HEADER, dictionary_rows, notes
from survey_app.exports.xlsx_tables import Sheet, tables_to_xlsx
from survey_app.results.row_files import RowFile

ROWS_SHEET, DICTIONARY_SHEET, NOTES_SHEET = "Phiếu", "Từ điển", "Ghi chú"


def row_file_to_xlsx(file: RowFile) -> bytes:
    """Three sheets that say what the files of the .zip say."""
    dictionary = file.dictionary
    codes = [variable.column.code for variable in dictionary.variables]
    sheets = (
        Sheet(ROWS_SHEET, codes, file.rows, widths=(8,)),
        Sheet(
            DICTIONARY_SHEET,
            DICTIONARY_HEADER,
            tuple(dictionary_rows(dictionary)),
            widths=(8, 56, 34, 18, 11, 8, 30, 13, 13, 13, 13, 44),
            header_height=34,
        ),
        Sheet(NOTES_SHEET, NOTES_HEADER, notes(dictionary), widths=(28, 100)),
    )
    source = dictionary.source
    title = f"Câu trả lời từng phiếu: {source.unit_name}, {source.campaign_name}"
    return tables_to_xlsx(sheets, title=title[:255], made_on=source.sealed_on)

"""Any official document's tables as a workbook, a sheet each."""

from survey_app.documents.model import Document
from survey_app.exports.workbook import Sheet, build_workbook


def build_table_workbook(document: Document) -> bytes:
    """The workbook; a document without tables gets its title as its only sheet's."""
    sheets = tuple(Sheet(table.title, table) for table in document.tables())
    return build_workbook(sheets, title=document.title, subject=document.subject, author=document.letterhead.issuer)

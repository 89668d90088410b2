"""The file of first-sign-in links that the department hands out: a line for each account. It is stored nowhere."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter

from survey_app.accounts.unit_accounts import IssuedLink
from survey_app.exports.csv_text import to_csv

HEADER: Final = (
    "Mã đơn vị",
    "Tên đơn vị",
    "Xã, phường",
    "Tên đăng nhập",
    "Đường dẫn đăng nhập lần đầu (dùng một lần)",
    "Dùng được đến hết ngày",
)
_WIDTHS: Final = (14, 46, 34, 20, 70, 16)


def links_to_rows(links: Sequence[IssuedLink], *, public_url: str, until: dt.date) -> list[tuple[str, ...]]:
    """The lines of the file, without the header."""
    return [
        (link.unit_code, link.unit_name, link.commune, link.username, link_address(public_url, link.token), f"{until:%d/%m/%Y}")
        for link in links
    ]


def link_address(public_url: str, token: str) -> str:
    """Where the person of an account sets the password."""
    return f"{public_url.rstrip('/')}/first-sign-in/{token}"


def links_to_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The file as CSV."""
    return to_csv(HEADER, rows, expected_rows=len(rows))


def links_to_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The file as a workbook with one sheet; every cell is text, no address is made a link."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": "Đường dẫn đăng nhập lần đầu"})
    head = workbook.add_format(
        {"bold": True, "font_color": "#ffffff", "bg_color": "#01665e", "text_wrap": True, "valign": "vcenter"}
    )
    text = workbook.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    sheet = workbook.add_worksheet("Tài khoản")
    for place, (title, width) in enumerate(zip(HEADER, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, title, head)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell, text)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(HEADER) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    workbook.close()
    return buffer.getvalue()

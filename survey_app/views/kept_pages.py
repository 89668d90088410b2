"""Pages that are the same for everybody but for a few signs: rendered once, and then only put together.

What differs (a sending key, the second in which the form was handed out, a receipt) stands between parts that do not. Each part
is packed once, and gzip of a whole page is its parts joined, with what differs lying unpacked between them (RFC 1951: a deflate
stream is a row of blocks). A part refers to what stands before it, as in any packed page, but never to what differs: there the
packer was shown signs that no page has. So the places keep their length.
"""

import re
import secrets
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, current_app, request

from survey_app.kept import Kept

MOST_PAGES: Final = 4096  # a process's share of memory for them is some 60 MB at the most (docs/benchmarks.md)
_SIGN: Final = secrets.token_hex(12)  # stands where something is put in; no text can hold it
_PLACE: Final = re.compile(f"{_SIGN}-([a-z_]+)\\.")
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END: Final = b"\x03\x00"
_WINDOW: Final = 32_768  # bytes that a block may refer back to


def place_for(name: str) -> str:
    """What a page is rendered with where the value called `name` will stand."""
    return f"{_SIGN}-{name}."


@dataclass(frozen=True)
class Part:
    """A stretch that is always the same, as it is read and as it is packed in its place."""

    plain: bytes
    packed: bytes


@dataclass(frozen=True)
class Place:
    """Where something is put in, and how many bytes it has."""

    name: str
    length: int


@dataclass(frozen=True)
class KeptPage:
    """Parts, and between them places."""

    pieces: tuple[Part | Place, ...]

    @classmethod
    def of(cls, text: str, lengths: Mapping[str, int], shared: Mapping[str, bytes]) -> "KeptPage":
        """The page that was rendered with places; `shared` is text that it has in common with other pages."""
        pieces: list[Part | Place] = []
        before = b""
        for number, piece in enumerate(_PLACE.split(text)):
            if number % 2 and piece in lengths:
                pieces.append(Place(piece, lengths[piece]))
                before += b"\x00" * lengths[piece]
            elif piece:
                plain = shared[piece] if number % 2 else piece.encode()
                pieces.append(Part(plain, _pack(plain, before)))
                before += plain
        return cls(tuple(pieces))

    def plain(self, values: Mapping[str, bytes]) -> bytes:
        """The page with these values, which are put in as they are: they must need no escaping."""
        return b"".join([piece.plain if isinstance(piece, Part) else values[piece.name] for piece in self.pieces])

    def packed(self, values: Mapping[str, bytes]) -> bytes:
        """The same as gzip."""
        row, check, length = [_HEAD], 0, 0
        for piece in self.pieces:
            if isinstance(piece, Part):
                plain = piece.plain
                row.append(piece.packed)
            else:
                plain, size = values[piece.name], piece.length
                if len(plain) != size:
                    raise ValueError(piece.name)
                # a stored block: its length, the same turned over, and the bytes
                row.append(b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + plain)
            check = zlib.crc32(plain, check)
            length += len(plain)
        return b"".join([*row, _END, check.to_bytes(4, "little"), length.to_bytes(4, "little")])


def _pack(plain: bytes, before: bytes) -> bytes:
    """A stretch as blocks of a deflate stream in which `before` came first."""
    seen = before[-_WINDOW:]
    options = (9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zlib.Z_DEFAULT_STRATEGY)
    packer = zlib.compressobj(*options, seen) if seen else zlib.compressobj(*options)
    return packer.compress(plain) + packer.flush(zlib.Z_SYNC_FLUSH)


def kept_reply(
    key: Hashable, render: Callable[[], str], values: Mapping[str, bytes], *, shared: Callable[[], Mapping[str, bytes]] = dict
) -> Response:
    """The page under `key`, which must say all that it rests on but for `values`; rendered where it is not kept yet."""
    pages: Kept[KeptPage] = current_app.extensions["kept_pages"]
    page = pages.get(key)
    if page is None:
        page = KeptPage.of(render(), {name: len(value) for name, value in values.items()}, shared())
        if not current_app.debug:  # whoever works on a template wants to see it
            pages.keep(key, page)
    if request.accept_encodings["gzip"]:
        return Response(page.packed(values), mimetype="text/html", headers={"Content-Encoding": "gzip"})
    return Response(page.plain(values), mimetype="text/html")


def register(app: Flask) -> None:
    """Give the application room for its pages: they hold its addresses and its proofs."""
    app.extensions["kept_pages"] = Kept[KeptPage](MOST_PAGES)

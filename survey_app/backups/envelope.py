"""The file around a backup: compressed, cut into chunks, each encrypted where there is a passphrase, a digest at the end.

Layout: a line that names the format, a line of JSON that says how it is encrypted, then chunks (four bytes of length, the
rest), an empty length, and the SHA-256 of all before it. The digest tells a damaged file from a wrong passphrase; against
somebody who alters a file on purpose stands AES-256-GCM. Each chunk's nonce counts the chunks and says which one is the last
(STREAM), so that none can be left out, doubled or moved and no end cut off. The key is made from the passphrase by scrypt.
"""

import base64
import hashlib
import json
import os
import unicodedata
import zlib
from collections.abc import Iterator
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"THUOC-DO BACKUP 1\n"
CHUNK: Final = 256 * 1024
LONGEST_HEADER: Final = 4_096
LONGEST_LINE: Final = 256 * 1024 * 1024  # no row is longer, so a file that unpacks without end is none of ours
SHORTEST_PASSPHRASE: Final = 12
COST: Final = {"n": 2**17, "r": 8, "p": 1}  # 128 MB and some tenths of a second for each guess
HIGHEST_COST: Final = {"n": 2**20, "r": 16, "p": 4}  # a file must not make us reckon for hours
DIGEST_BYTES, TAG_BYTES, PREFIX_BYTES, SALT_BYTES = 32, 16, 7, 16


class BackupFaultError(Exception):
    """Why a backup cannot be used, in words for the operator."""


class PassphraseMissingError(BackupFaultError):
    """The backup is encrypted and nobody has given a passphrase."""


DAMAGED: Final = (
    "Tệp sao lưu bị hỏng hoặc bị cắt cụt: nội dung không khớp với mã kiểm tra ở cuối tệp. Hãy chép lại tệp từ nơi cất, hoặc "
    "dùng bản sao lưu khác."
)
NOT_OURS: Final = "Tệp này không phải bản sao lưu của Thước Đo, hoặc do một phiên bản mới hơn lập. Hãy kiểm tra lại tên tệp."
NOT_DECRYPTED: Final = (
    "Không giải mã được: mật khẩu không đúng với tệp này, hoặc tệp đã bị người khác sửa. Tệp không bị hỏng khi chép, nên hãy "
    "thử lại đúng mật khẩu lúc sao lưu."
)
ALTERED: Final = "Tệp sao lưu đã bị sửa: có phần không giải mã được tuy mật khẩu đúng. Hãy dùng bản sao lưu khác."


def check_passphrase(passphrase: str) -> str:
    """The passphrase in the form in which it is used: one spelling of Vietnamese letters, without blanks around it."""
    composed = unicodedata.normalize("NFC", passphrase.strip())
    if len(composed) < SHORTEST_PASSPHRASE:
        raise BackupFaultError(f"Mật khẩu sao lưu quá ngắn: cần ít nhất {SHORTEST_PASSPHRASE} ký tự.")
    return composed


class EnvelopeWriter:
    """Takes plain bytes and writes the file; `close` ends it, and a file without its end is none."""

    def __init__(self, file: IO[bytes], passphrase: str | None) -> None:
        self._file, self._digest, self._number = file, hashlib.sha256(), 0
        self._zip, self._waiting = zlib.compressobj(6), bytearray()
        self._cipher, self._prefix = None, os.urandom(PREFIX_BYTES)
        header: dict[str, Any] = {"cipher": "none"}
        if passphrase is not None:
            salt = os.urandom(SALT_BYTES)
            header = {"cipher": "AES-256-GCM", "kdf": "scrypt", **COST, "salt": _text(salt), "prefix": _text(self._prefix)}
            self._cipher = AESGCM(_make_key(passphrase, salt, COST))
        self._header = MAGIC + json.dumps(header, sort_keys=True).encode() + b"\n"
        self._put(self._header)

    def write(self, content: bytes) -> None:
        """Add plain bytes."""
        self._waiting += self._zip.compress(content)
        while len(self._waiting) > CHUNK:  # never the last one: that is for `close`
            self._put_chunk(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def close(self) -> str:
        """Write what is left and the digest, which is returned."""
        self._waiting += self._zip.flush()
        while len(self._waiting) > CHUNK:
            self._put_chunk(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        self._put_chunk(bytes(self._waiting), is_last=True)
        self._put((0).to_bytes(4, "big"))
        self._file.write(self._digest.digest())
        return self._digest.hexdigest()

    def _put_chunk(self, content: bytes, *, is_last: bool) -> None:
        if self._cipher is not None:
            content = self._cipher.encrypt(_nonce(self._prefix, self._number, is_last=is_last), content, self._header)
        self._number += 1
        self._put(len(content).to_bytes(4, "big") + content)

    def _put(self, content: bytes) -> None:
        self._digest.update(content)
        self._file.write(content)


def read_envelope(file: IO[bytes], passphrase: str | None) -> Iterator[bytes]:
    """The plain lines of a file whose digest is right (`check_digest`), each without its end; a fault anywhere is an error."""
    header, raw = _read_header(file)
    cipher, prefix = None, b""
    if header["cipher"] != "none":
        if passphrase is None:
            raise PassphraseMissingError("Bản sao lưu này được mã hóa: cần mật khẩu đã dùng lúc sao lưu.")
        prefix = base64.b64decode(header["prefix"])
        cipher = AESGCM(_make_key(passphrase, base64.b64decode(header["salt"]), header))
    unzip, rest = zlib.decompressobj(), b""
    for content in _plain_chunks(file, cipher, prefix, raw):
        try:
            unpacked = unzip.decompress(content, CHUNK)
            while unpacked:
                *lines, rest = (rest + unpacked).split(b"\n")
                yield from lines
                if len(rest) > LONGEST_LINE:
                    raise BackupFaultError(DAMAGED)
                unpacked = unzip.decompress(unzip.unconsumed_tail, CHUNK)
        except zlib.error:
            raise BackupFaultError(DAMAGED) from None
    if rest or not unzip.eof:
        raise BackupFaultError(DAMAGED)


def is_encrypted(file: IO[bytes]) -> bool:
    """Whether a passphrase is needed; the file stands at its beginning before and after."""
    header, _ = _read_header(file)
    file.seek(0)
    return bool(header["cipher"] != "none")


def check_digest(file: IO[bytes]) -> str:
    """Read the file once and say its digest; a file that was cut or changed on the way is an error. Ends at its beginning."""
    _read_header(file)
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    digest, left = hashlib.sha256(), size - DIGEST_BYTES
    while left > 0 and (content := file.read(min(left, CHUNK))):
        digest.update(content)
        left -= len(content)
    if left != 0 or file.read() != digest.digest():
        raise BackupFaultError(DAMAGED)
    file.seek(0)
    return digest.hexdigest()


def _plain_chunks(file: IO[bytes], cipher: AESGCM | None, prefix: bytes, header: bytes) -> Iterator[bytes]:
    content, number = _read_chunk(file), 0
    while content:
        following = _read_chunk(file)
        if cipher is not None:
            try:
                content = cipher.decrypt(_nonce(prefix, number, is_last=not following), content, header)
            except InvalidTag:
                raise BackupFaultError(ALTERED if number else NOT_DECRYPTED) from None
        yield content
        content, number = following, number + 1


def _read_chunk(file: IO[bytes]) -> bytes:
    length = int.from_bytes(file.read(4), "big")
    content = file.read(length) if length <= CHUNK + TAG_BYTES else b""
    if len(content) != length:
        raise BackupFaultError(DAMAGED)
    return content


def _read_header(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """What the file says of itself, checked, with the bytes in which it says so."""
    magic, line = file.readline(len(MAGIC)), file.readline(LONGEST_HEADER)
    if magic != MAGIC:
        raise BackupFaultError(DAMAGED if magic and MAGIC.startswith(magic) else NOT_OURS)
    try:
        header = json.loads(line)
        if header["cipher"] == "none":
            return header, magic + line
        known = header["cipher"] == "AES-256-GCM" and header["kdf"] == "scrypt"
        bounded = all(type(header[name]) is int and 1 <= header[name] <= most for name, most in HIGHEST_COST.items())
        sized = len(base64.b64decode(header["salt"])) == SALT_BYTES and len(base64.b64decode(header["prefix"])) == PREFIX_BYTES
        power = header["n"] > 1 and header["n"] & (header["n"] - 1) == 0
    except (ValueError, KeyError, TypeError):
        raise BackupFaultError(DAMAGED) from None
    if not (known and bounded and sized and power):
        raise BackupFaultError(NOT_OURS)
    return header, magic + line


def _make_key(passphrase: str, salt: bytes, cost: dict[str, Any]) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost["n"], r=cost["r"], p=cost["p"]).derive(passphrase.encode())


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()

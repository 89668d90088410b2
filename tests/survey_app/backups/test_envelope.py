"""What is written is read again; what was cut, changed or has another passphrase is refused, each in its own words."""

import hashlib
import io
import os
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.backups import envelope
from survey_app.backups.envelope import (
    ALTERED,
    DAMAGED,
    DIGEST_BYTES,
    NOT_DECRYPTED,
    NOT_OURS,
    BackupFaultError,
    EnvelopeWriter,
    PassphraseMissingError,
    check_digest,
    check_passphrase,
    is_encrypted,
    read_envelope,
)

PASSPHRASE = "một câu đủ dài để thử"
LINES = [os.urandom(300).hex().encode() for _ in range(2_000)]  # over half a megabyte that cannot be compressed away


@pytest.fixture(autouse=True)
def cheap_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of a guess is no matter here; test_backups.py in cli uses the real one."""
    monkeypatch.setattr(envelope, "COST", {"n": 2, "r": 1, "p": 1})


def sealed(lines: list[bytes], passphrase: str | None = None) -> bytes:
    file = io.BytesIO()
    writer = EnvelopeWriter(file, passphrase)
    for line in lines:
        writer.write(line + b"\n")
    assert writer.close() == hashlib.sha256(file.getvalue()[:-DIGEST_BYTES]).hexdigest()
    return file.getvalue()


def opened(content: bytes, passphrase: str | None = None) -> list[bytes]:
    file = io.BytesIO(content)
    check_digest(file)
    return list(read_envelope(file, passphrase))


def with_digest(content: bytes) -> bytes:
    """The same with a digest that fits: what somebody who alters a file on purpose would do."""
    return content[:-DIGEST_BYTES] + hashlib.sha256(content[:-DIGEST_BYTES]).digest()


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_is_written_is_read_again(passphrase: str | None) -> None:
    content = sealed(LINES, passphrase)
    assert opened(content, passphrase) == LINES
    assert is_encrypted(io.BytesIO(content)) == (passphrase is not None)


@given(lines=st.lists(st.binary(max_size=50).map(lambda line: line.replace(b"\n", b"")), max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_lines_are_read_again(lines: list[bytes]) -> None:
    assert opened(sealed(lines, PASSPHRASE), PASSPHRASE) == lines


def test_two_backups_of_the_same_have_nothing_in_common() -> None:
    first, second = sealed(LINES[:5], PASSPHRASE), sealed(LINES[:5], PASSPHRASE)
    assert first[200:] != second[200:]
    assert LINES[0] not in first


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_file_that_was_cut_or_changed_on_the_way_is_damaged(passphrase: str | None) -> None:
    content = sealed(LINES[:50], passphrase)
    for end in [*range(0, len(content), 997), len(content) - 1]:
        with pytest.raises(BackupFaultError):
            opened(content[:end], passphrase)
    header = content.index(b"\n", content.index(b"\n") + 1)
    for place in range(header + 1, len(content), 1_009):
        changed = bytearray(content)
        changed[place] ^= 1
        with pytest.raises(BackupFaultError) as caught:
            opened(bytes(changed), passphrase)
        assert str(caught.value) == DAMAGED
    with pytest.raises(BackupFaultError, match="bị hỏng"):
        opened(content + b"more", passphrase)


def test_another_passphrase_is_told_from_a_damaged_file() -> None:
    content = sealed(LINES[:50], PASSPHRASE)
    with pytest.raises(BackupFaultError) as caught:
        opened(content, "một câu khác cũng dài")
    assert str(caught.value) == NOT_DECRYPTED
    with pytest.raises(PassphraseMissingError):
        opened(content)


def test_who_alters_an_encrypted_file_and_its_digest_is_found_out() -> None:
    content = sealed(LINES, PASSPHRASE)
    place = content.index(b"\n", content.index(b"\n") + 1) + 1
    chunks = []
    while length := int.from_bytes(content[place : place + 4], "big"):
        chunks.append(content[place : place + 4 + length])
        place += 4 + length
    assert len(chunks) >= 3
    head, tail = content[: content.index(chunks[0])], content[place:]
    last = bytearray(chunks[-1])
    last[-1] ^= 1
    for altered in (
        [chunks[0], *chunks[2:]],  # one left out
        [chunks[0], chunks[2], chunks[1], *chunks[3:]],  # moved
        [*chunks, chunks[-1]],  # doubled
        chunks[:-1],  # the end cut off
        [*chunks[:-1], bytes(last)],
    ):
        with pytest.raises(BackupFaultError) as caught:
            opened(with_digest(head + b"".join(altered) + tail), PASSPHRASE)
        assert str(caught.value) == ALTERED
    weaker = head.replace(b'"p": 1', b'"p": 2')
    with pytest.raises(BackupFaultError) as caught:
        opened(with_digest(weaker + b"".join(chunks) + tail), PASSPHRASE)
    assert str(caught.value) == NOT_DECRYPTED


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", NOT_OURS),
        (b"SQLite format 3\0" + b"x" * 100, NOT_OURS),
        (b"THUOC-DO BACKUP 2\n{}", NOT_OURS),
        (b"THUOC-DO BA", DAMAGED),
        (b"THUOC-DO BACKUP 1\nno json", DAMAGED),
        (b"THUOC-DO BACKUP 1\n[]\n", DAMAGED),
        (b'THUOC-DO BACKUP 1\n{"cipher": "ROT13", "kdf": "scrypt"}\n', DAMAGED),
    ],
)
def test_what_is_no_backup_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BackupFaultError) as caught:
        opened(content)
    assert str(caught.value) == words


def test_a_file_cannot_make_us_reckon_without_end() -> None:
    content = sealed(LINES[:1], PASSPHRASE).replace(b'"n": 2,', b'"n": 1152921504606846976,')
    with pytest.raises(BackupFaultError) as caught:
        opened(with_digest(content), PASSPHRASE)
    assert str(caught.value) == NOT_OURS


def test_a_passphrase_is_the_same_however_its_letters_are_typed() -> None:
    composed = "mật khẩu Việt Nam"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert check_passphrase(composed) == check_passphrase(f" {decomposed}\n")
    with pytest.raises(BackupFaultError, match="ít nhất 12"):
        check_passphrase("ngắn quá")

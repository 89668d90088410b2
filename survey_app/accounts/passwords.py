"""Passwords as they are typed, and as they are kept.

A password is composed (NFC) first: Vietnamese keyboards and phones send the same word in different letters, and the hash would
not know them for one. Must not know an account or a request.
"""

import unicodedata
from collections.abc import Iterable

from werkzeug.security import check_password_hash, generate_password_hash

from survey_app.accounts.common_passwords import is_common

# OWASP's setting for scrypt with 32 MiB: about 0.2 s a try on an office machine, so a guesser pays and a clerk does not notice
HASH_METHOD = "scrypt:32768:8:3"
SHORTEST_PASSWORD = 10
NOT_SET = "!"  # kept in place of a hash until the person has set one: no password has it for a hash
LONGEST_PASSWORD = 200  # a hash of a megabyte is a way to keep the machine busy


class PasswordRefusedError(ValueError):
    """A password that may not be set; the message says why, in Vietnamese."""


def hash_password(password: str, *, method: str = HASH_METHOD) -> str:
    """The salted hash of a password. Raises PasswordRefusedError for one that is too short or too long."""
    if len(password) <= 4 * LONGEST_PASSWORD:  # composing takes the square of a run of accents, and no letter has more parts
        password = compose(password)
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordRefusedError(f"Mật khẩu cần ít nhất {SHORTEST_PASSWORD} ký tự.")
    if len(password) > LONGEST_PASSWORD:
        raise PasswordRefusedError(f"Mật khẩu dài tối đa {LONGEST_PASSWORD} ký tự.")
    return generate_password_hash(password, method=method)


def check_password(password: str, *, own_words: Iterable[str]) -> None:
    """Raises PasswordRefusedError for a password that guessers try first; `own_words` are those about its owner.

    One that is too short is left to `hash_password`, which says so.
    """
    if len(password) >= SHORTEST_PASSWORD and is_common(password[:LONGEST_PASSWORD], own_words=own_words):
        raise PasswordRefusedError(
            "Mật khẩu này nằm trong số dễ đoán nhất (từ quen dùng, dãy phím, tên đăng nhập hoặc tên đơn vị). "
            "Hãy ghép ba, bốn từ không liên quan, thí dụ tên một món ăn, một con vật và một đồ vật."
        )


def is_password(password: str, *, hashed: str) -> bool:
    """Whether `password` is the one that was hashed."""
    return check_password_hash(hashed, compose(password[:LONGEST_PASSWORD]))


def compose(text: str) -> str:
    """The text in composed letters (NFC)."""
    return unicodedata.normalize("NFC", text)

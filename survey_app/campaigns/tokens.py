"""Link tokens: the short public code of a unit, read from a poster by a camera or typed by hand.

Why these 22 signs. No look-alikes: 0/O, 1/I/L are left out, and of 2/Z, 5/S, 8/B the letter. No vowels and no D or W: a phone
with a Vietnamese keyboard (Telex or VNI) turns "AA", "DD", "W", "A6" into Â, Đ, Ư, Â while one types; with consonants and
digits alone there is nothing for it to turn, and no word can come out either. Three letters never stand side by side, so that
no rude abbreviation hangs on a school's wall.

Why eight. 1.8 × 10^10 such codes can be made. With 2,500 units one guess in seven million is a hit: at ten guesses a second,
which a server shows in its log within the hour, one in eight days. And a hit gains nothing: it opens the page that everybody
who walks past the poster can open, and leads to no answer and no result. The token is an address, not a secret; its length
only keeps a mistyped code from reaching another school. Whatever must be a secret (one-time codes) is not made here.
"""

import secrets
from typing import Final

LETTERS: Final = "CFGHJKMNPQRTVX"
DIGITS: Final = "23456789"
ALPHABET: Final = LETTERS + DIGITS
TOKEN_LENGTH: Final = 8
SEPARATORS: Final = str.maketrans("", "", " \t\r\n\u00a0\u200b-\u2010\u2011\u2012\u2013\u2014\u2212._")


def make_link_token() -> str:
    """A new random token; whoever stores it sees to it that it is unique."""
    while True:
        token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))
        if not has_three_letters_in_a_row(token):
            return token


def normalise_token(text: str) -> str | None:
    """The token that `text` spells, whatever its case, spaces and hyphens; None if it spells none.

    Nothing is guessed: a sign outside the alphabet is a mistake that the reader should see, not one we turn into another unit.
    """
    bare = text[:64].translate(SEPARATORS)
    token = bare.upper()
    return token if bare.isascii() and len(token) == TOKEN_LENGTH and set(token) <= set(ALPHABET) else None


def print_token(token: str) -> str:
    """The token as it is printed and read out: two groups of four."""
    return f"{token[:4]}-{token[4:]}"


def link_url(public_url: str, token: str) -> str:
    """The address of a unit's link, as it is typed and sent on. It lives for years: it may be added to, never changed."""
    return f"{public_url.rstrip('/')}/k/{token}"


def scan_url(public_url: str, token: str) -> str:
    """The same page's address in a QR code: its own path tells the channel without a parameter or a guess."""
    return f"{public_url.rstrip('/')}/q/{token}"


def kiosk_url(public_url: str, token: str) -> str:
    """Where staff turn a device into a kiosk of the unit. It is opened by staff and printed nowhere."""
    return f"{public_url.rstrip('/')}/kiosk/{token}"


def has_three_letters_in_a_row(token: str) -> bool:
    """Whether letters could spell something."""
    return any(set(token[start : start + 3]) <= set(LETTERS) for start in range(len(token) - 2))

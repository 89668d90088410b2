"""The Vietnamese order of names: aăâbcdđeê..., tones on a second level, word by word.

Knows letters only. Python's own order puts Đ after every Latin letter, and Ă, Â among the accents.
"""

import re
import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_TONE = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng; ngang is 0
_WORD = re.compile(r"\d+|[^\W\d_]+")

SortKey = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@lru_cache(maxsize=8192)
def sort_key(name: str) -> tuple[SortKey, str]:
    """The key by which names are sorted in Vietnamese order.

    Words are compared one after the other: first by their letters, then by their tones. A number is one word, is compared by
    its value and comes before letters. Signs between words do not count; the name itself decides where nothing else does.

    Parameters
    ----------
    name : str
        In any Unicode normal form.

    Returns
    -------
    tuple
        Comparable with the keys of other names.

    References
    ----------
    The order of the letters and tones is that of the dictionaries (a, ă, â, ...; ngang, huyền, hỏi, ngã, sắc, nặng).

    Examples
    --------
    >>> sorted(["Ôn", "Đạt", "Ân", "Dũng", "An", "Ấn", "Tiểu học 10", "Tiểu học 2"], key=sort_key)
    ['An', 'Ân', 'Ấn', 'Dũng', 'Đạt', 'Ôn', 'Tiểu học 2', 'Tiểu học 10']
    """
    text = unicodedata.normalize("NFC", name)
    return tuple(_word_key(word) for word in _WORD.findall(text.lower())), text


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if word.isdecimal():
        return (0, int(word)), ()
    letters: list[int] = []
    tones: list[int] = []
    for character in word:
        base, tone = _without_tone(character)
        letters.append(_RANK.get(base, len(_ALPHABET) + ord(base[0])))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _without_tone(character: str) -> tuple[str, int]:
    """The letter of the alphabet, and the tone that stands on it."""
    parts = unicodedata.normalize("NFD", character)
    tone = next((_TONE[part] for part in parts if part in _TONE), 0)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE)), tone

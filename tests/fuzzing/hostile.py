"""What nobody in good faith sends: text, numbers, names and bytes, drawn by a `random.Random` that Hypothesis may play."""

from random import Random
from typing import Final

# must come back escaped or not at all: tests/fuzzing/replies.py looks for it in every page
CANARY: Final = "q7x"
MARKUP: Final = (
    f"<{CANARY}>",
    f"\"{CANARY}='",
    f"'><{CANARY} onload=1>",
    f"</script><{CANARY}>",
    "{{1337*7331}}",
    "${1337*7331}",
)
LONG: Final = ("a" * 300, "ả" * 3000, "á" * 5000, "\u0301" * 4000, "9" * 5000, " " * 9000, "(" * 3000, "%" * 500)
NUMBERS: Final = (
    *("0", "-1", "-0", "1", "2", "00001", "1e308", "1e309", "-1e308", "NaN", "inf", "-Infinity", "0x10", "1_000", "1.5", "1,5"),
    *("2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "1" + "0" * 40, "9" * 4301),
    *("٣", "３", "²", "Ⅷ", "½", "१२३", "10000", "99999", "100000"),
)
DAYS: Final = (
    *("2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "31/02/2026", "2026-06-20T25:61", "20260620"),
    *("01/01/0001", "31/12/9999", "2026-W01-1", "2026-06-31", "-2026-01-01", "2026-5", "2026-0", "9999-4", "٢٠٢٦-٠١-٠١"),
)
SIGNS: Final = (
    *("\0", "a\0b", "\x01\x02\x1f", "\x7f\x85", "\ufeff", "\u200e\u202e\u2066đảo\u2069", "\u202etxt.exe", "\ufffe\uffff"),
    *("\r\nSet-Cookie: a=b", "\n\n", "\u2028\u2029", "\U0010ffff", "👨\u200d👩\u200d👧", "ﷺ" * 50, "ß", "İ", "ı", "ﬀ", "Å"),
    *(
        "\ud800",
        "a\udfffb",
        "'; DROP TABLE unit; --",
        "' OR 1=1--",
        "%00",
        "%s%n%x",
        "%(n)s",
        "{0}",
        "${7*7}",
        "=1+1",
        "@SUM(1)",
    ),
    *(
        "../../etc/passwd",
        "..%2f..",
        "//evil.example",
        "https://evil.example/",
        "\\\\evil\\x",
        "javascript:alert(1)",
        "\\",
        "/",
        ".",
        "..",
    ),
    *(
        "[[[[",
        "]" * 50,
        "a[b][c]",
        "__proto__",
        "constructor",
        "None",
        "null",
        "true",
        "undefined",
        "*",
        "_",
        "%",
        "TH%",
        "?",
        "&",
        "=",
    ),
)
TEXTS: Final = ("", " ", *MARKUP, *LONG, *NUMBERS, *DAYS, *SIGNS)
DEEP: Final = (b"[" * 20_000, b'{"a":' * 5_000, b"(" * 20_000, b"<a>" * 10_000)
BYTES: Final = (
    b"",
    b"\0" * 100,
    b"\xff\xfe\xfd",
    b"\xc3\x28",
    b"\xed\xa0\x80",
    b"&" * 5000,
    b"=&=&=" * 500,
    b"a=1&a=2;a=3",
    *DEEP,
)


def text(chance: Random) -> str:
    """One of the known texts, or one made by chance; surrogates as the form's bytes may hold them."""
    kind = chance.randrange(8)
    if kind < 5:
        return chance.choice(TEXTS)
    if kind == 5:
        return chance.choice(TEXTS)[:40] + chance.choice(TEXTS)[:40]
    return "".join(chr(_letter(chance)) for _ in range(chance.randrange(1, 12)))


def mutated(value: str, chance: Random) -> str:
    """A value that was right, bent a little: so it gets further in than one that was never right."""
    kind = chance.randrange(6)
    place = chance.randrange(len(value) + 1)
    if kind == 0:
        return value[:place] + text(chance)[:60] + value[place:]
    if kind == 1:
        return value[:place]
    if kind == 2:
        return value + value
    if kind == 3:
        return value.swapcase()
    if kind == 4:
        return value[:place] + chr(_letter(chance)) + value[place + 1 :]
    return text(chance)


def raw(chance: Random) -> bytes:
    """Bytes that need be nothing."""
    return chance.choice(BYTES) if chance.randrange(3) else bytes(chance.randrange(256) for _ in range(chance.randrange(40)))


def _letter(chance: Random) -> int:
    low, high = chance.choice(
        ((0, 0x7F), (0x80, 0x24F), (0x300, 0x36F), (0x1E00, 0x20FF), (0xD800, 0xE000), (0x1F300, 0x1FAFF))
    )
    return chance.randrange(low, high)

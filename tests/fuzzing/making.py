"""From forms, addresses and chance to hostile requests: most of each is right, so that it gets in, and a little is not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final
from urllib.parse import unquote

from werkzeug.routing import Rule

from tests.fuzzing import hostile
from tests.fuzzing.asking import BOUNDARY, Ask, Upload, in_path, query_of
from tests.fuzzing.files import FILES
from tests.fuzzing.forms import FILE, Form

METHODS: Final = ("GET", "GET", "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO", "get")
CONTENT_TYPES: Final = (
    *("text/plain", "application/json", "multipart/form-data", f"multipart/form-data; boundary={BOUNDARY}", "", "x/y; z="),
    *(
        "application/x-www-form-urlencoded; charset=utf-7",
        "multipart/mixed; boundary=" + "b" * 300,
        "\xff/\xff",
        "application/xml",
    ),
)
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "Accept": ("*/*", "text/html;q=nan", ",;,;", "a" * 3000),
    "Accept-Encoding": ("gzip", "gzip;q=0", "br, *;q=1e308", "gzip;q=-1", ";;"),
    "Accept-Language": ("en", "vi", "x" * 2000, "en;q=NaN", "\xff"),
    "Cookie": ("thuoc-do=x", "thuoc-do=.eJw; thuoc-do-device=[", "=;=;" * 200, "thuoc-do=\0", "a=" + "b" * 4000),
    "If-None-Match": ('"', "*", 'W/"x"', "\xff" * 50),
    "If-Modified-Since": ("Thu, 99 Foo 99999 99:99:99", "0", "Mon, 01 Jan 0001 00:00:00 GMT"),
    "Origin": ("null", "http://evil.example", "http://[", "http://localhost:99999999", "//"),
    "Range": ("bytes=0-", "bytes=99999999999999999999-", "bytes=-", "x=1-2,3-4"),
    "Referer": ("http://evil.example/", "http://[::1", "\0"),
    "Sec-Fetch-Site": ("cross-site", "same-origin", "none", "x"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Http-Method-Override": ("DELETE",),
    "X-Csrftoken": ("x", "\xff"),
    "Host": ("evil.example", "localhost:80:80", "[::1", "", "a" * 300, "\xff"),
    "Transfer-Encoding": ("chunked",),
    "Content-Encoding": ("gzip",),
}
# what readers of lists and files type or send along
QUERIES: Final = (
    *("page", "trang", "ten", "xa", "cap", "phieu", "name", "kind", "commune", "level", "page_size", "instrument", "dimension"),
    *(
        "item",
        "view",
        "code",
        "next",
        "v",
        "year",
        "quarter",
        "sort",
        "from",
        "to",
        "q",
        "state",
        "grade",
        "channel",
        "c",
        "lang",
    ),
)
_PLACE: Final = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")


@dataclass(frozen=True)
class Offer:
    """What may be asked for: rules of the URL map, forms of the pages, and values that are right, by name of the argument."""

    rules: Sequence[Rule]
    forms: Sequence[Form]
    values: Mapping[str, Sequence[str]]
    queries: Sequence[str] = QUERIES


def make_ask(offer: Offer, chance: Random) -> Ask:
    """One request."""
    if offer.forms and chance.randrange(5) < 3:
        ask = from_form(chance.choice(offer.forms), offer, chance)
    else:
        ask = from_rule(chance.choice(offer.rules), offer, chance)
    if not chance.randrange(4):
        ask = replace(ask, headers=_headers(chance))
    if not chance.randrange(25):
        ask = replace(ask, method=chance.choice(METHODS))
    if ask.method == "POST" and not chance.randrange(20):
        ask = replace(ask, body=hostile.raw(chance), content_type=chance.choice(CONTENT_TYPES))
    if ask.method == "POST" and not chance.randrange(60):
        ask = replace(ask, claimed_length=chance.choice(("0", "1", "-1", "x", "99", "1" + "0" * 30)))
    return ask


def from_rule(rule: Rule, offer: Offer, chance: Random) -> Ask:
    """An address of the URL map, with right and hostile values in it and a query behind it."""
    path = _PLACE.sub(lambda found: _argument(found, offer, chance), rule.rule)
    pairs = [(chance.choice(offer.queries), _either(offer, chance)) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
    if not chance.randrange(30):
        pairs = [*pairs, *((hostile.text(chance)[:50], hostile.text(chance)) for _ in range(chance.randrange(5)))]
    if not chance.randrange(40):
        path = "/" + in_path(hostile.text(chance)[:200]) + chance.choice(("", path))
    methods = sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"})
    return Ask(chance.choice(methods), path, query_of(pairs))


def from_form(form: Form, offer: Offer, chance: Random) -> Ask:
    """A form as a browser would send it, but for a few fields."""
    fields: list[tuple[str, str | Upload]] = [
        (name, FILES[chance.randrange(len(FILES))] if value == FILE else value) for name, value in form.fields
    ]
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 6))):
        if fields:
            _bend(fields, form, chance)
    if form.method == "GET":
        pairs = [(name, value) for name, value in fields if isinstance(value, str)]
        return Ask("GET", form.path, query_of(pairs))
    return Ask("POST", form.path, form.query, tuple(fields))


def _bend(fields: list[tuple[str, str | Upload]], form: Form, chance: Random) -> None:
    place = chance.randrange(len(fields))
    name, value = fields[place]
    if name == "csrf_token" and chance.randrange(4):
        return  # rather a right token: what lies behind it is the matter
    kind = chance.randrange(10)
    text = value if isinstance(value, str) else ""
    if kind < 4:
        fields[place] = (name, hostile.text(chance))
    elif kind < 6:
        fields[place] = (name, hostile.mutated(text, chance))
    elif kind == 6 and form.known:
        fields[place] = (name, chance.choice(form.known))
    elif kind == 7:
        fields.pop(place)
    elif kind == 8:
        fields.append((name, hostile.text(chance)))
    elif not chance.randrange(3):
        fields[place] = (name, Upload(hostile.text(chance)[:80], hostile.raw(chance)))
    else:
        fields.append((hostile.text(chance)[:60], hostile.text(chance)))


def _argument(found: re.Match[str], offer: Offer, chance: Random) -> str:
    converter, choices, name = found.groups()
    if converter == "any" and chance.randrange(10):
        return chance.choice([one.strip().strip("'\"") for one in choices.split(",")])
    known = offer.values.get(name, ("1",))
    if chance.randrange(10) < 7:
        return in_path(chance.choice(known))
    if chance.randrange(2):
        return in_path(hostile.mutated(unquote(chance.choice(known)), chance))
    return in_path(hostile.text(chance)[:400])


def _either(offer: Offer, chance: Random) -> str:
    if chance.randrange(2):
        return chance.choice(offer.values[chance.choice(sorted(offer.values))])
    return hostile.text(chance)


def _headers(chance: Random) -> tuple[tuple[str, str], ...]:
    names = [chance.choice(sorted(HEADERS)) for _ in range(chance.randrange(1, 4))]
    return tuple((name, chance.choice(HEADERS[name])) for name in dict.fromkeys(names))

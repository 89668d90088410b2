"""What in a comment leads to a person or an account is masked: telephone numbers, e-mail addresses, papers, accounts, links.

Pure: a text goes in, stretches of it come out. It is asked twice. At the door (`responses`), so that a number which nobody may
use is never stored, nor copied into a backup: the form promises that no telephone number is kept. And again whenever a comment
is read (`results.comments`), so that what was stored under older rules is shown under today's.

What is masked at the door cannot be had back, so the rules take what has the length and the shape of a number that leads to
somebody, and leave alone what schools write about: years, dates, hours, money, classes, percentages, decrees, hotlines. Names
of people have no shape; those are left to the person who reviews.

No rule may look back and forth over a long text: comments come from strangers, so every repetition is bounded.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

PHONE: Final = "[số điện thoại]"
EMAIL: Final = "[thư điện tử]"
PAPERS: Final = "[số giấy tờ]"
BANK: Final = "[số tài khoản]"
DIGITS: Final = "[dãy số]"
LINK: Final = "[đường dẫn]"
NETWORK: Final = "[tài khoản mạng]"
WORDS: Final = "[…]"  # masked by hand


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text, from `start` up to `end`, and what is printed in its place."""

    start: int
    end: int
    mark: str


def mask(text: str) -> str:
    """The text with a mark in place of everything that leads to a person or an account."""
    return cover(text, find_spans(text))


def cover(text: str, spans: Iterable[Span]) -> str:
    """The text with each of the spans replaced by its mark; where two overlap, the earlier one prints its mark for both."""
    parts: list[str] = []
    done = 0
    for span in sorted(spans):
        if span.start >= done:
            parts += (text[done : span.start], span.mark)
        done = max(done, span.end)
    return "".join((*parts, text[done:]))


def find_spans(text: str) -> tuple[Span, ...]:
    """Everything in the text that is to be masked, in its order, without overlaps.

    A rule sees what the rules before it have left: a telephone number is none of the digits of an account.
    """
    if not _MAY_LEAD.search(text):
        return ()
    found: list[Span] = []
    kept: list[Span] = []
    for pattern, judge in _RULES:
        for match in pattern.finditer(text):
            mark = judge(match)
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            if mark is None or any(start < other.end and other.start < end for other in (*found, *kept)):
                continue
            (kept if mark == _KEEP else found).append(Span(start, end, mark))
    return tuple(sorted(found))


def find_words(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where these words, typed by a person, stand in the text as whole words, whatever the case."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if pattern:
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            yield match.span()


_KEEP: Final = "keep"  # a number that tells of no person: no later rule may touch it
_Judge = Callable[[re.Match[str]], str | None]

# a single sign between two digits of one number, seen or not
_SEP: Final = r"[ \t\u00a0\u00ad\u2000-\u200f\u202f\u205f-\u2064\u20e3\u3000\ufe0f\ufeff.\-‐‑–—―−_·•/|*~()]"
_CURRENCY: Final = r"[ \u00a0]?(?:đồng|đ|vnđ|vnd|dong|d|nghìn|ngàn|triệu|tr|tỷ|tỉ|k)(?!\w)"
_BEFORE: Final = r"(?<![\w.@])"


def _always(mark: str) -> _Judge:
    return lambda _match: mark


def _digits(match: re.Match[str]) -> str:
    return "".join(filter(str.isdecimal, match[0]))


def _phone(match: re.Match[str]) -> str:
    """A telephone number, unless it is a list that counts on: 05 06 07 08 09."""
    groups = [int(group) for group in re.findall(r"\d+", match[0])]
    is_list = len(groups) >= 5 and all(later == before + 1 for before, later in pairwise(groups))
    return _KEEP if is_list else PHONE


def _papers(match: re.Match[str]) -> str | None:
    return PAPERS if len(_digits(match)) == 12 else None


def _card(match: re.Match[str]) -> str:
    """Four groups of four digits are a card, unless each is a year."""
    return _KEEP if _are_years(match[0]) else BANK


def _are_years(numbers: str) -> bool:
    return all(re.fullmatch(r"(?:19|20)\d{2}", group) for group in re.findall(r"\d+", numbers))


def _thousands(match: re.Match[str]) -> str:
    """1.500.000 is money; 212.345.678 without a currency is the number of a paper or of an account."""
    return _KEEP if match["currency"] or match[0].endswith("000") or len(_digits(match)) < 9 else DIGITS


def _plain_run(match: re.Match[str]) -> str:
    """A run of digits without signs between: money says so or ends in thousands, all else of this length is a number."""
    digits = match["it"]
    is_round = digits.endswith("000") and len(digits) <= 9 and not digits.startswith("0")
    if match["currency"] or is_round:
        return _KEEP
    return PAPERS if len(digits) in (9, 12) else DIGITS


def _grouped_run(match: re.Match[str]) -> str | None:
    return DIGITS if len(_digits(match)) >= 9 else None


def _named_number(match: re.Match[str]) -> str | None:
    """Digits after a word that says what they are."""
    digits = _digits(match)
    if len(digits) < 6 or match["currency"] or _are_years(match["it"]):
        return None
    return BANK if match["bank"] else PAPERS if match["papers"] else PHONE


_HOSTS: Final = (
    r"zalo\.me|facebook\.com|fb\.com|fb\.me|m\.me|messenger\.com|t\.me|tiktok\.com|youtu\.be|youtube\.com|instagram\.com|"
    r"bit\.ly|goo\.gl|forms\.gle|wa\.me|viber\.com|lnkd\.in|x\.com"
)
_NETWORKS: Final = r"zalo|facebook|fb|face|messenger|tiktok|telegram|instagram|insta|viber|skype|wechat"
# a name of two to five words, each with a capital letter; no institution, which is no account of a person
_CAPITALS: Final = "ĐĂÂÊÔƠƯÁÀẢÃẠẮẰẲẴẶẤẦẨẪẬÉÈẺẼẸẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌỐỒỔỖỘỚỜỞỠỢÚÙỦŨỤỨỪỬỮỰÝỲỶỸỴ"
_WORD: Final = rf"[A-Z{_CAPITALS}][a-z{_CAPITALS.lower()}]{{0,8}}(?!\w)"
_NAME: Final = (
    r"(?!(?i:trường|lớp|nhóm|phòng|sở|ubnd|hội|ban|đội|câu|clb|thpt|thcs|mầm|tiểu)(?!\w))"
    rf"{_WORD}(?:[ ]{_WORD}){{1,4}}"
)
_RULES: Final[tuple[tuple[re.Pattern[str], _Judge], ...]] = (
    (re.compile(r"(?i)(?:https?://|www\.)[^\s<>\"“”]{2,}"), _always(LINK)),
    (
        re.compile(
            r"(?i)(?<![\w.+-])[\w.+-]{1,64}(?:@|[ ]@[ ]|[ ]?(?:\(at\)|\[at\])[ ]?|[ ]a[ ]còng[ ])"
            r"[\w-]{1,63}(?:[ ]?\.[ ]?[\w-]{2,24}){1,4}"
        ),
        _always(EMAIL),
    ),
    (
        re.compile(r"(?i)(?<![\w.+-])[\w.+-]{1,64}[ ]?@[ ]?(?:gmail|yahoo|hotmail|outlook|icloud)(?!\w)(?:\.\w{2,4}){0,2}"),
        _always(EMAIL),
    ),
    (re.compile(rf"(?i)(?<![\w.])(?:[\w-]{{1,20}}\.)?(?:{_HOSTS})(?![\w-])(?:/[^\s<>\"“”]*)?"), _always(LINK)),
    (
        re.compile(
            r"(?i)(?<![\w.-])(?:[a-z0-9-]{2,40}\.){1,4}(?:com|vn|net|org|info|io|app|xyz|site|online|shop|page)"
            r"(?![\w-])(?:/[^\s<>\"“”]*)?"
        ),
        _always(LINK),
    ),
    (re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{3,40}"), _always(NETWORK)),
    (
        re.compile(
            rf"(?i:{_BEFORE}(?:{_NETWORKS})(?!\w)[ ]?(?:của (?:tôi|em|mình|con))?[ ]?"
            r"(?:tên|nick|id|là|[:=-])?[ ]?(?:là|[:=])?[ ]?)"
            rf"(?P<it>[A-Za-z][A-Za-z]*[\d_.][\w.]{{1,40}}(?<!\.)|{_NAME})"
        ),
        _always(NETWORK),
    ),
    # dates, hours and decrees, before anything that counts digits
    (
        re.compile(r"(?<![\d./-])(?:[0-2]?\d|3[01])[./-](?:0?\d|1[0-2])[./-](?:19|20)?\d{2}(?![\d])(?![./-]\d)"),
        _always(_KEEP),
    ),
    (re.compile(r"(?<!\d)1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?(?!\d)(?![ .\-]\d)"), _always(_KEEP)),
    # papers: twelve digits that begin with 0, in one piece or in groups that stand alike
    (re.compile(rf"(?<![\d+])0\d{{2,5}}(?:(?P<sep>{_SEP})\d{{2,6}}(?:(?P=sep)\d{{2,6}}){{0,3}})?(?!\d)(?!{_SEP}\d)"), _papers),
    (re.compile(r"(?<!\d)0\d{11}(?!\d)"), _always(PAPERS)),
    # telephone: mobile (nine digits after 0 or 84), landline (ten), mobile of before 2018 (ten)
    (
        re.compile(
            rf"(?:(?<![\d+])(?:\(?(?:\+[ ]?)?84\)?|\(?00[ ]?84\)?|\(?0)|(?<!\w)[Oo])(?:{_SEP}{{0,3}}0)??{_SEP}{{0,3}}"
            rf"(?:[35789](?:{_SEP}{{0,3}}[\dOo]){{8}}|2(?:{_SEP}{{0,3}}\d){{9}}|1[2689](?:{_SEP}{{0,3}}\d){{8}})(?![\d])"
        ),
        _phone,
    ),
    (
        re.compile(r"(?<![\d+])0\d{2,3}(?:[ ]-[ ]|[.,;:][ ]?|[ ]{2,4})\d{3,4}(?:[ ]-[ ]|[.,;:][ ]?|[ ]{2,4})\d{3,4}(?!\d)"),
        _phone,
    ),
    (re.compile(r"(?<!\d)\d{4}(?P<sep>[ .\-])\d{4}(?P=sep)\d{4}(?P=sep)\d{4}(?!\d)"), _card),
    (
        re.compile(
            rf"(?i){_BEFORE}(?:(?P<bank>stk|số tài khoản|so tai khoan|tài khoản|tk|số thẻ)"
            r"|(?P<papers>cccd|cmnd|cmtnd|căn cước|chứng minh|hộ chiếu|bhyt|bhxh|mã định danh|mã số học sinh|mã học sinh)"
            r"|sđt|sdt|đt|điện thoại|dien thoai|số máy|zalo|viber|whatsapp|gọi số|liên hệ|lh|call)"
            r"(?:[ ]?(?:số|của tôi|của em|là|nhân dân|công dân|vietcombank|agribank|bidv|vietinbank|mb|:|\.)){0,4}[ ]?"
            rf"(?P<it>\d(?:{_SEP}?\d){{5,24}})(?!\d)(?P<currency>{_CURRENCY})?"
        ),
        _named_number,
    ),
    (
        re.compile(
            rf"(?i)(?<![\d.,])(?P<it>[1-9]\d{{0,2}}(?P<sep>[., \u00a0])\d{{3}}(?:(?P=sep)\d{{3}}){{0,4}})"
            rf"(?!\d)(?P<currency>{_CURRENCY})?"
        ),
        _thousands,
    ),
    (re.compile(r"(?<!\d)(?:19|20)\d{2}(?:[ ]?[-–/][ ]?(?:19|20)\d{2})?(?!\d)"), _always(_KEEP)),
    (re.compile(r"(?<![A-Za-z\d])[A-Z]{1,2}\d{7,13}(?!\d)"), _always(PAPERS)),
    (re.compile(rf"(?i)(?<![\d.,])(?P<it>\d{{7,30}})(?!\d)(?P<currency>{_CURRENCY})?"), _plain_run),
    (re.compile(r"(?<![\d.,])\d{2,6}(?:[ .\-]\d{2,6}){1,6}(?!\d)"), _grouped_run),
)
# every rule that masks needs six digits close together (O counts: people write it for 0), an @ or one of these; most comments
# have none and are read at the speed of one search
_MAY_LEAD: Final = re.compile(
    rf"(?i)@|[\do](?:[\W_]{{0,6}}[\do]){{5}}|\(at\)|\[at\]|a còng|://|www\.|\.[a-z]|(?<!\w)(?:{_NETWORKS})(?!\w)"
)

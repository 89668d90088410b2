"""What somebody of a unit may decide about a comment: let it out, keep it inside, hide it with a reason, mask words of it.

Pure: knows texts and no database. Words are only ever masked. Nothing here can write one, so a comment that was released says
what its author said, with marks where something is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

from survey_app.collecting.masking import WORDS, Span, cover, find_spans, find_words

State = Literal["open", "released", "inside", "hidden"]
STATES: Final[tuple[str, ...]] = get_args(State)
REASONS: Final = {
    "person": "nhắc đến một người, có thể nhận ra người ấy",
    "insult": "lời lẽ xúc phạm",
    "unrelated": "không phải ý kiến về đơn vị",
    "empty": "không có nội dung",
}
LONGEST_WORDS: Final = 300  # characters typed to be masked at once
KEPT: Final = 1 << 16  # texts as they are shown, some 20 MB: a search reads the comments of a whole province, and again


class DecisionRefusedError(Exception):
    """The decision cannot be carried out; the message says why and what to do."""


@dataclass(frozen=True)
class Decision:
    """What somebody has decided about one comment.

    `state` "" changes none. `words` are masked further, phrases separated by commas; `unmask` takes back all that was masked by
    hand. With `only_open` the state changes only if nobody has decided meanwhile.
    """

    state: State | Literal[""] = ""
    reason: str = ""
    words: str = ""
    unmask: bool = False
    only_open: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would change."""
        return not (self.state or self.words.strip() or self.unmask)


@dataclass(frozen=True)
class Standing:
    """Where a comment stands: what was decided, why it is hidden, what was masked by hand ("12-17,40-44")."""

    state: str
    reason: str = ""
    masks: str = ""


def decided(text: str, standing: Standing, decision: Decision) -> Standing:
    """Where the comment stands after the decision. Raises DecisionRefusedError."""
    masks = "" if decision.unmask else standing.masks
    if decision.words.strip():
        masks = _masked_further(text, masks, decision.words)
    if not decision.state or (decision.only_open and standing.state != "open"):
        return Standing(standing.state, standing.reason, masks)
    if decision.state != "hidden":
        return Standing(decision.state, "", masks)
    if decision.reason not in REASONS:
        raise DecisionRefusedError("Chọn lý do ẩn.")
    return Standing("hidden", decision.reason, masks)


@lru_cache(maxsize=KEPT)
def shown_text(text: str, masks: str) -> str:
    """The text as people read it: masked by today's rules and by hand."""
    spans = find_spans(text)
    return cover(text, (*spans, *_read_masks(masks))) if spans or masks else text


def _masked_further(text: str, masks: str, words: str) -> str:
    """The masks with every place of the typed words. What is masked already is not there to be found."""
    if len(words) > LONGEST_WORDS:
        raise DecisionRefusedError(f"Dài quá {LONGEST_WORDS} ký tự. Chỉ gõ những từ cần che, cách nhau bằng dấu phẩy.")
    covered = [*find_spans(text), *_read_masks(masks)]
    spans = set(_read_masks(masks))
    for phrase in filter(None, map(str.strip, words.replace(";", ",").replace("\n", ",").split(","))):
        places = [(start, end) for start, end in find_words(text, phrase) if not _meets(start, end, covered)]
        if not places:
            raise DecisionRefusedError(f"Không thấy “{phrase}” trong ý kiến này. Gõ đúng như trong ý kiến, cả dấu.")
        spans |= {Span(start, end, WORDS) for start, end in places}
    left = cover(text, (*find_spans(text), *(Span(span.start, span.end, "") for span in spans)))
    if not any(map(str.isalpha, left)):
        raise DecisionRefusedError("Che như vậy thì không còn chữ nào. Hãy chọn “Ẩn”.")
    return ",".join(f"{span.start}-{span.end}" for span in sorted(spans))


def _read_masks(masks: str) -> tuple[Span, ...]:
    pairs = (pair.split("-") for pair in filter(None, masks.split(",")))
    return tuple(Span(int(start), int(end), WORDS) for start, end in pairs)


def _meets(start: int, end: int, spans: Iterable[Span]) -> bool:
    return any(start < span.end and span.start < end for span in spans)

"""A small questionnaire made by hand, and invented sheets for it."""

import random
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from analysis.disclosure import Thresholds
from analysis.sheets import sums_from_sheets
from analysis.strata import Eligible, UnitSums
from analysis.sums import Sums
from questionnaires import Dimension, Grade, Item, Option, Questionnaire, Scale, Wording
from tests import oracles
from tests.oracles import Form

OPEN_GATE = Thresholds(numbers=0, width=9.0, everyone=9.0)  # everything is let through, to see the arithmetic
SATISFIED = (4, 5)


def rating(code: str) -> Item:
    """A rating item."""
    return Item(code=code, text=f"Câu {code}", gloss="item", source="own")


def make_questionnaire(items: Sequence[int] = (3, 2), *, overall: bool = True, percent: bool = True) -> Questionnaire:
    """A questionnaire with so many items in each dimension, and a background choice of nine options at the end."""
    options = tuple(Option(value=v, label=f"Mức {v}", satisfied=v in SATISFIED) for v in range(1, 6))
    choices = tuple(Option(value=v, label=f"Lựa chọn {v}") for v in range(1, 10))
    dimensions = tuple(
        Dimension(code=letter, title=f"Nhóm {letter}", items=tuple(rating(f"{letter}{i + 1:02d}") for i in range(count)))
        for letter, count in zip("ABCDE", items, strict=False)
    )
    closing = [rating("F01")] if overall else []
    if percent:
        closing.append(Item(code="F02", kind="percent", text="Đáp ứng mong đợi", gloss="expectation", source="own"))
    closing.append(Item(code="G01", kind="text", text="Ý kiến", gloss="comment", source="own"))
    return Questionnaire(
        code="THU-PH",
        version=1,
        title="Phiếu thử",
        short_title="Thử",
        audience="parent",
        audience_label="Tôi là cha mẹ",
        levels=("TH",),
        minutes=3,
        wording=Wording(kind="own", note="Bản thử."),
        scale=Scale(code="hai-long", options=options, not_applicable="Không áp dụng"),
        dimensions=dimensions,
        closing=tuple(closing),
        background=(Item(code="H01", kind="choice", text="Ông/Bà là", gloss="who", source="own", options=choices),),
        grade_question="Khối nào?",
        grades=tuple(Grade(code=code, label=f"Khối {code}") for code in "123"),
    )


def columns_of(questionnaire: Questionnaire) -> list[list[int]]:
    """The characters of each dimension in a sheet."""
    start, columns = 0, []
    for dimension in questionnaire.dimensions:
        columns.append(list(range(start, start + len(dimension.items))))
        start += len(dimension.items)
    return columns


def share_pickers(questionnaire: Questionnaire) -> list[oracles.Picker]:
    """One picker of satisfied answers per dimension."""
    return [oracles.picker(columns, SATISFIED) for columns in columns_of(questionnaire)]


def score_pickers(questionnaire: Questionnaire) -> list[oracles.Picker]:
    """One picker of sums of values per dimension."""
    return [oracles.picker(columns, None) for columns in columns_of(questionnaire)]


def random_sheet(rng: random.Random, width: int, *, satisfied: float, missing: float = 0.1) -> str:
    """A sheet whose answers hang together: each person has a mood of their own."""
    mood = rng.betavariate(3 * satisfied + 0.01, 3 * (1 - satisfied) + 0.01)
    characters = []
    for _ in range(width):
        if rng.random() < missing:
            characters.append(rng.choice("-0"))
        else:
            characters.append(rng.choice("45") if rng.random() < mood else rng.choice("123"))
    return "".join(characters)


def random_forms(
    questionnaire: Questionnaire,
    rng: random.Random,
    grades: Mapping[str, int],
    *,
    satisfied: float = 0.85,
    missing: float = 0.1,
) -> list[Form]:
    """So many forms of each grade."""
    width = len(questionnaire.closed_items)
    return [
        (grade, random_sheet(rng, width, satisfied=satisfied, missing=missing))
        for grade, number in grades.items()
        for _ in range(number)
    ]


def cells_of(questionnaire: Questionnaire, forms: Sequence[Form]) -> dict[str, Sums]:
    """Sums per grade."""
    grades = sorted({grade for grade, _ in forms})
    return {grade: sums_from_sheets(questionnaire, [s for g, s in forms if g == grade]) for grade in grades}


def unit_sums(questionnaire: Questionnaire, code: str, forms: Sequence[Form], eligible: Eligible) -> UnitSums:
    """A unit with these forms."""
    return UnitSums(code, f"Trường {code}", "", cells_of(questionnaire, forms), eligible)


RANDOM = st.integers(0, 2**32 - 1).map(random.Random)  # a generator of its own: many draws cost Hypothesis nothing

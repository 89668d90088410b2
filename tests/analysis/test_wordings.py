"""Which figures survive from one version of an instrument to the next."""

import unicodedata

import pytest

from analysis.wordings import comparable_codes, survivors
from questionnaires import Option, Questionnaire
from tests.analysis.invented import make_questionnaire
from tests.analysis.versions import QUESTIONNAIRE, reworded, version

BOTH = (QUESTIONNAIRE, QUESTIONNAIRE)
OPTIONS = QUESTIONNAIRE.scale.options


def rescaled(**update: object) -> Questionnaire:
    return version(scale=QUESTIONNAIRE.scale.model_copy(update=update))


def test_all_of_an_unchanged_instrument_may_be_compared() -> None:
    found = comparable_codes(*BOTH)
    assert found.items == {"A01", "A02", "A03", "B01", "B02", "F01"}
    assert (found.dimensions, found.has_index, found.dropped) == ({"A", "B"}, True, ())


def test_a_reworded_item_takes_its_dimension_and_the_index_with_it() -> None:
    found = comparable_codes(QUESTIONNAIRE, reworded("A02", text="Câu A02, viết lại"))
    assert found.dropped == ("A02",)
    assert (found.dimensions, found.has_index) == ({"B"}, False)
    assert not found.includes("")
    assert found.includes("B")
    assert not found.includes("A")
    assert not survivors([QUESTIONNAIRE, QUESTIONNAIRE, reworded("A02", text="Khác")], "A")
    assert survivors([QUESTIONNAIRE, reworded("A02", text="Khác")], "B02")


def test_a_reworded_overall_item_takes_nothing_with_it() -> None:
    found = comparable_codes(QUESTIONNAIRE, reworded("F01", text="Nhìn chung"))
    assert (found.dropped, found.has_index) == (("F01",), True)


def test_spaces_and_unicode_forms_are_not_words() -> None:
    text = QUESTIONNAIRE.dimensions[0].items[1].text
    later = reworded("A02", text=unicodedata.normalize("NFD", text).replace(" ", "\u00a0 "), gloss="other", source="other")
    assert comparable_codes(QUESTIONNAIRE, later).dropped == ()


@pytest.mark.parametrize(
    "later",
    [
        rescaled(options=(*OPTIONS[:2], OPTIONS[2].model_copy(update={"satisfied": True}), *OPTIONS[3:])),
        rescaled(options=(*OPTIONS[:4], Option(value=5, label="Tuyệt vời", satisfied=True))),
        rescaled(options=OPTIONS[1:]),
        rescaled(not_applicable="Không biết"),
    ],
)
def test_another_scale_leaves_nothing_to_compare(later: Questionnaire) -> None:
    found = comparable_codes(QUESTIONNAIRE, later)
    assert (found.items, found.dimensions, found.has_index) == (frozenset(), frozenset(), False)
    assert found.dropped == ("A01", "A02", "A03", "B01", "B02", "F01")


def test_an_item_more_or_less_changes_its_dimension_and_not_its_neighbours() -> None:
    longer = make_questionnaire((3, 3))
    for versions in ((QUESTIONNAIRE, longer), (longer, QUESTIONNAIRE)):
        found = comparable_codes(*versions)
        assert found.items == {"A01", "A02", "A03", "B01", "B02", "F01"}
        assert (found.dimensions, found.has_index, found.dropped) == ({"A"}, False, ("B03",))


def test_a_dimension_more_changes_the_index_only() -> None:
    longer = make_questionnaire((3, 2, 1))
    for versions in ((QUESTIONNAIRE, longer), (longer, QUESTIONNAIRE)):
        found = comparable_codes(*versions)
        assert (found.dimensions, found.has_index, found.dropped) == ({"A", "B"}, False, ("C01",))


def test_the_order_of_items_does_not_count() -> None:
    first, second = QUESTIONNAIRE.dimensions
    turned = first.model_copy(update={"items": first.items[::-1]})
    found = comparable_codes(QUESTIONNAIRE, version(dimensions=(second, turned)))
    assert (found.dimensions, found.has_index) == ({"A", "B"}, True)

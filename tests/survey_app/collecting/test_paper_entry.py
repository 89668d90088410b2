"""One paper form as it is typed, the forms that are typed twice, and the error rate."""

import pytest

from analysis.entry_errors import entry_error_rate
from analysis.estimates import Estimate, Suppressed
from questionnaires import load_shipped
from survey_app.collecting.paper_entry import (
    EntryFaultsError,
    count_blanks,
    entry_from,
    find_differences,
    typed_from,
)
from survey_app.collecting.paper_state import choose_sample
from tests.paper_forms import (
    PARENTS,
    SECRET,
    entry_of,
    typed_form,
)


@pytest.mark.parametrize("code", sorted(load_shipped()))
def test_what_is_typed_is_what_comes_back(code: str) -> None:
    questionnaire = load_shipped()[code]
    for number in range(20):
        typed = typed_form(number, questionnaire) | {"G01": f"Ý kiến {number}\nhai dòng"}
        entry = entry_from(questionnaire, typed)
        assert typed_from(questionnaire, entry) == typed
        assert entry_from(questionnaire, typed_from(questionnaire, entry)) == entry
    assert set(entry_from(questionnaire, {}).sheet) == {"-"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("A01", "6"), ("A01", "x"), ("A01", "45"), ("F02", "101"), ("F02", "-1"), ("F02", "8,5"), ("grade", "6"), ("H01", "0")],
)
def test_what_no_box_offers_is_refused_at_its_question(name: str, value: str) -> None:
    with pytest.raises(EntryFaultsError) as caught:
        entry_from(PARENTS, typed_form(1, **{name: value}))
    assert set(caught.value.faults) == {name}


def test_comments_are_tidied_and_faults_of_them_are_told() -> None:
    assert '"Đẹp"' in entry_from(PARENTS, {"G01": " Đẹp \r\n"}).comments
    for bad in ("\x00", "�", "a" * 2001):
        with pytest.raises(EntryFaultsError):
            entry_from(PARENTS, {"G01": f"x{bad}"})


@pytest.mark.parametrize(("forms", "size"), [(1, 1), (3, 3), (5, 5), (50, 5), (51, 6), (120, 12)])
def test_a_tenth_and_at_least_five_are_entered_twice(forms: int, size: int) -> None:
    sample = choose_sample(7, range(1, forms + 1), secret=SECRET)
    assert len(sample) == len(set(sample)) == size
    assert set(sample) <= set(range(1, forms + 1))


def test_the_sample_is_fixed_for_a_batch_and_cannot_be_foreseen() -> None:
    positions = range(1, 101)
    assert choose_sample(7, positions, secret=SECRET) == choose_sample(7, reversed(positions), secret=SECRET)
    assert choose_sample(7, positions, secret=SECRET) != choose_sample(8, positions, secret=SECRET)
    assert choose_sample(7, positions, secret=SECRET) != choose_sample(7, positions, secret="another")
    chosen = [place for batch in range(400) for place in choose_sample(batch, positions, secret=SECRET)]
    assert len(chosen) == 4000
    for start in (0, 25, 50, 75):
        assert 870 < sum(start < place <= start + 25 for place in chosen) < 1130, "every form is as likely as the others"


def test_the_error_rate_has_its_interval_and_what_it_rests_on() -> None:
    rate = entry_error_rate(3, 480, forms=12)
    assert isinstance(rate, Estimate)
    # R 4.3: binom.test(3, 480)$conf.int
    assert (rate.value, rate.n, rate.base) == (3 / 480, 12, 480)
    assert rate.low == pytest.approx(0.001291, abs=1e-5)
    assert rate.high == pytest.approx(0.018159, abs=1e-5)
    none = entry_error_rate(0, 220, forms=5)
    assert isinstance(none, Estimate)
    assert (none.low, none.high) == (0.0, pytest.approx(1 - 0.025 ** (1 / 220)))
    assert isinstance(entry_error_rate(0, 0, forms=0), Suppressed)


def test_blanks_are_counted_for_the_overview() -> None:
    typed = typed_form(1)
    assert count_blanks(PARENTS, entry_from(PARENTS, typed)) == 0
    for name in ("A01", "F02", "grade"):
        typed.pop(name)
    assert count_blanks(PARENTS, entry_from(PARENTS, typed)) == 2
    assert [one.question.name for one in find_differences(PARENTS, entry_of(1), entry_from(PARENTS, typed))] == [
        "A01",
        "F02",
        "grade",
    ]

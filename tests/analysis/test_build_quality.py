"""The headline with and without flagged forms: what it says, and what must not be had from it by subtraction."""

import dataclasses
import random

import pytest
from hypothesis import given, settings

from analysis.build_quality import build_quality_report
from analysis.build_unit import build_unit_indexes
from analysis.disclosure import Thresholds
from analysis.estimates import Estimate, Result, Suppressed
from analysis.insight_figures import Burst, IdenticalSheets, QualityReport
from analysis.quality import FlagTally, count_flags, flag_forms, without_flagged
from analysis.reports import build_department_report, build_frame, build_unit_report, build_unit_reports
from analysis.sheets import matrix_from_sheets
from analysis.strata import UnitSums
from analysis.sums import Sums, merge
from tests.analysis.invented import RANDOM, cells_of, make_questionnaire, random_forms
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire([4, 3])
NARROW = Thresholds(width=9.0)
HONEST, STRAIGHT, LOW = "45445345" + "1", "55555555" + "1", "11111111" + "1"


def school(code: str, kept: list[Form], flagged: list[Form], eligible: int | None = 200) -> UnitSums:
    cells = cells_of(QUESTIONNAIRE, kept + flagged)
    return UnitSums(code, code, "", cells, eligible, cells_of(QUESTIONNAIRE, flagged))


def forms(sheet: str, number: int) -> list[Form]:
    return [("", sheet)] * number


def plain(code: str, kept: int, flagged: int) -> UnitSums:
    return school(code, forms(HONEST, kept), forms(STRAIGHT, flagged))


def report(units: UnitSums | list[UnitSums], tallies: dict[str, FlagTally] | None = None) -> QualityReport:
    everyone = [units] if isinstance(units, UnitSums) else units
    frame = build_frame(QUESTIONNAIRE, everyone)
    return build_quality_report(QUESTIONNAIRE, units, frame=frame, tallies=tallies, thresholds=NARROW)


def value(figure: Result) -> float:
    assert isinstance(figure, Estimate)
    return figure.value


def test_both_figures_are_those_of_the_unit_report() -> None:
    unit = plain("a", 60, 20)
    found, frame = report(unit), build_frame(QUESTIONNAIRE, [unit])
    for cells, share, score in (
        (unit.cells, found.index_share, found.index_score),
        (without_flagged(unit).cells, found.index_share_without, found.index_score_without),
    ):
        own = build_unit_report(
            QUESTIONNAIRE,
            cells,
            unit_code="a",
            unit_name="a",
            eligible=200,
            frame=frame,
            target=0.9,
            thresholds=NARROW,
        )
        assert (own.index_share, own.index_score) == (share, score)
    assert (found.forms, found.flagged, found.left_out) == (80, 20, 20)
    assert value(found.index_share_without) == pytest.approx(6 / 7)


def test_without_any_flag_both_figures_are_the_same() -> None:
    found = report(plain("a", 60, 0))
    assert found.index_share == found.index_share_without
    assert found.index_score == found.index_score_without
    assert (found.flagged, found.left_out) == (0, 0)


@pytest.mark.parametrize(("kept", "flagged", "count"), [(60, 1, None), (60, 9, None), (60, 10, 10)])
def test_fewer_than_ten_flagged_forms_cannot_be_had_by_subtraction(kept: int, flagged: int, count: int | None) -> None:
    found = report(plain("a", kept, flagged))
    assert found.flagged == count
    assert isinstance(found.index_share, Estimate)
    assert isinstance(found.index_share_without, Suppressed) == (count is None)
    if count is None:
        assert found.index_share_without == found.index_score_without == Suppressed("protects another")
        assert found.left_out == 0


def test_flagged_forms_without_answers_do_not_make_a_group() -> None:
    unit = school("a", forms(HONEST, 60), forms(STRAIGHT, 3) + forms("---------", 12))
    assert report(unit).index_share_without == Suppressed("protects another")
    assert report(unit).flagged == 15


@pytest.mark.parametrize(("kept", "reason"), [(9, Suppressed("too few", 9)), (0, Suppressed("no responses", 0))])
def test_fewer_than_ten_unflagged_forms_are_too_few(kept: int, reason: Suppressed) -> None:
    found = report(plain("a", kept, 40))
    assert found.index_share_without == found.index_score_without == reason
    assert isinstance(found.index_share, Estimate)


def test_a_withheld_unit_is_withheld_either_way() -> None:
    few = report(plain("a", 5, 4))
    assert few.index_share == Suppressed("too few", 9)
    assert few.index_share_without == few.index_score_without == Suppressed("too few", 9)
    everyone = report(school("a", forms(LOW, 150), forms(LOW, 40)))
    assert everyone.index_share == Suppressed("everyone")
    assert everyone.index_share_without == Suppressed("everyone")


def test_small_units_show_neither_twins_nor_bursts() -> None:
    twins, burst = IdenticalSheets(0, 0.1, 1.0, 0), Burst("10:00", 60, 1.0, 0.001)
    for kept, shown in ((9, False), (10, True)):
        unit = plain("a", kept, 0)
        found = build_quality_report(
            QUESTIONNAIRE, unit, frame=build_frame(QUESTIONNAIRE, [unit]), identical=twins, bursts=[burst]
        )
        assert (found.identical, found.bursts) == ((twins, (burst,)) if shown else (None, ()))


@pytest.mark.parametrize(
    ("pairs", "is_said"), [(0, True), (1, False), (36, False), (44, False), (45, True)], ids=lambda value: str(value)
)
def test_identical_sheets_are_not_said_where_they_may_be_those_of_a_few(pairs: int, is_said: bool) -> None:
    unit = plain("a", 60, 0)
    found = build_quality_report(
        QUESTIONNAIRE,
        unit,
        frame=build_frame(QUESTIONNAIRE, [unit]),
        identical=IdenticalSheets(pairs, 1 / 7, 2 / 7, min(pairs, 10)),
    )
    assert found.identical == (IdenticalSheets(pairs, 0.143, 0.286, min(pairs, 10)) if is_said else None)


def test_flags_are_counted_but_not_a_few_of_them() -> None:
    sheets = [STRAIGHT] * 12 + [HONEST] * 40 + ["44444444" + "1"] * 11
    flags = flag_forms(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, sheets), pace=None, honeypot=None)
    unit = school("a", [("", s) for s in sheets[12:52]], [("", s) for s in sheets[:12] + sheets[52:]])
    found = report(unit, {"a": count_flags(QUESTIONNAIRE, flags)})
    assert {count.flag: count.forms for count in found.flags} == {"straight": 23, "fast": 0, "honeypot": 0, "identical": 0}
    assert found.straight_values == (0, 0, 0, 11, 12)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ((0, 0, 0, 12, 40), (0, 0, 0, 12, 40)),
        ((1, 0, 0, 12, 40), (None,) * 5),
        ((0, 0, 0, 9, 10), (None,) * 5),
        ((0, 0, 0, 0, 5), (None,) * 5),
        ((0, 0, 0, 10, 0), (0, 0, 0, 10, 0)),
        ((0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
    ],
)
def test_a_few_straight_forms_of_a_value_hide_all_values(values: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
    tally = FlagTally({"straight": sum(values)}, values)
    assert report(plain("a", 60, sum(values)), {"a": tally}).straight_values == shown


def test_values_of_a_few_straight_forms_would_follow_from_those_of_the_others() -> None:
    """Ten forms of fives and two of ones: with two values hidden and the others 0, the shown figures leave one solution."""
    found = report(school("a", forms(HONEST, 60), forms(STRAIGHT, 10) + forms(LOW, 2)))
    assert isinstance(found.index_score, Estimate)
    assert isinstance(found.index_score_without, Estimate)
    answers = found.index_score.base - found.index_score_without.base
    total = found.index_score.value * found.index_score.base - found.index_score_without.value * found.index_score_without.base
    assert found.left_out == 12
    solutions = [ones for ones in range(13) if ones + 5 * (12 - ones) == pytest.approx(12 * total / answers)]
    assert solutions == [2]


def test_a_withheld_unit_says_no_values_of_straight_forms() -> None:
    """Everybody is dissatisfied, which is withheld; that all 190 have answered 1 to everything must not be read here."""
    unit = school("a", forms(LOW, 0), forms(LOW, 190))
    tally = FlagTally({"straight": 190}, (190, 0, 0, 0, 0))
    found = report(unit, {"a": tally})
    assert found.index_share == Suppressed("everyone")
    assert found.straight_values == (None,) * 5


def test_a_department_leaves_out_only_what_its_units_tell_themselves() -> None:
    told, few, rest = plain("a", 60, 20), plain("b", 60, 5), plain("c", 6, 30)
    found = report([told, few, rest])
    assert found.left_out == 20
    assert found.flagged == 50
    frame = build_frame(QUESTIONNAIRE, [told, few, rest])
    expected = build_department_report(
        QUESTIONNAIRE, [without_flagged(told), few, rest], target=0.9, frame=frame, thresholds=NARROW
    )
    assert found.index_share_without == expected.total
    assert found.straight_values == ()


@pytest.mark.parametrize(
    ("counts", "total"), [((20, 5), 20), ((20, 5, 4), 20), ((20, 5, 5), 30), ((5,), None), ((0, 5, 4), None), ((0, 0), 0)]
)
def test_a_department_adds_small_counts_only_where_they_hide_each_other(counts: tuple[int, ...], total: int | None) -> None:
    units = [plain(f"u{k}", 30, count) for k, count in enumerate(counts)]
    tallies = {f"u{k}": FlagTally({"fast": count}, (0,) * 5) for k, count in enumerate(counts)}
    found = report(units, tallies)
    assert found.flagged == total
    assert next(count.forms for count in found.flags if count.flag == "fast") == total


def test_a_department_of_nothing_has_a_report() -> None:
    assert report([]).index_share == Suppressed("no responses", 0)
    assert report([UnitSums("a", "a", "", {}, 40)]).index_share_without == Suppressed("no responses", 0)


def group(unit: UnitSums) -> tuple[int, int]:
    """Satisfied and substantive answers of the flagged forms."""
    sums = merge([Sums.zero(QUESTIONNAIRE), *unit.flagged.values()])
    return int(sums.totals[1::3].sum()), int(sums.totals[2::3].sum())


@settings(max_examples=120, deadline=None)
@given(RANDOM)
def test_no_small_group_follows_from_all_that_is_shown(rng: random.Random) -> None:
    """Every report's sums, taken from each other: what is left of flagged forms is nobody or ten people who have answered."""
    units = []
    for code in "abcdef"[: rng.randint(1, 6)]:
        kept = random_forms(QUESTIONNAIRE, rng, {"": rng.choice([0, 4, 9, 12, 30])}, satisfied=rng.choice([0, 0.6, 1]))
        flagged = random_forms(QUESTIONNAIRE, rng, {"": rng.choice([0, 1, 9, 10, 25])}, missing=rng.choice([0, 0.95]))
        units.append(school(code, kept, flagged, rng.choice([None, len(kept) + len(flagged), 90])))
    department = report(units)
    known_satisfied = known_answers = 0
    for unit in units:
        own = report(unit)
        if isinstance(own.index_share, Estimate) and isinstance(own.index_share_without, Estimate):
            people = int(merge([Sums.zero(QUESTIONNAIRE), *unit.flagged.values()]).answering[-1])
            assert people >= 10 or not any(cell.forms for cell in unit.flagged.values())
            satisfied, answers = group(unit)
            known_satisfied, known_answers = known_satisfied + satisfied, known_answers + answers
            assert own.index_share.base - own.index_share_without.base == answers
    if isinstance(department.index_share, Estimate) and isinstance(department.index_share_without, Estimate):
        assert department.index_share.base - department.index_share_without.base == known_answers
        difference = (
            department.index_share.value * department.index_share.base
            - department.index_share_without.value * department.index_share_without.base
        )
        assert difference == pytest.approx(known_satisfied)
    for count in (department.flagged, *(report(unit).flagged for unit in units)):
        assert count is None or count == 0 or count >= 10


def test_the_frame_and_the_conventions_are_passed_on() -> None:
    units = [plain("a", 60, 20), plain("b", 30, 12)]
    frame = build_frame(QUESTIONNAIRE, units)
    for convention in ("answers", "mean", "eligible"):
        found = build_quality_report(QUESTIONNAIRE, units, frame=frame, convention=convention, thresholds=NARROW)
        expected = build_department_report(
            QUESTIONNAIRE,
            [without_flagged(unit) for unit in units],
            target=0.5,
            frame=frame,
            convention=convention,
            thresholds=NARROW,
        )
        assert (found.index_share_without, found.index_score_without) == (expected.total, expected.total_score)
    with pytest.raises(ValueError, match="another questionnaire"):
        build_quality_report(QUESTIONNAIRE, units[0], frame=dataclasses.replace(frame, questionnaire_digest="0"))


@settings(max_examples=15, deadline=None)
@given(RANDOM)
def test_indexes_alone_are_those_of_whole_reports(rng: random.Random) -> None:
    grades = {"1": 40, "2": 30}
    schools = [
        UnitSums(
            f"S{n}", f"S{n}", "", cells_of(QUESTIONNAIRE, random_forms(QUESTIONNAIRE, rng, {"1": n * 3, "2": n})), eligible
        )
        for n, eligible in enumerate((None, 20, 60, grades, {**grades, "1": 5}))
    ]
    frame = build_frame(QUESTIONNAIRE, schools)
    reports = build_unit_reports(QUESTIONNAIRE, schools, frame=frame, target=0.9, convention="mean")
    indexes = build_unit_indexes(QUESTIONNAIRE, schools, frame=frame, convention="mean")
    assert indexes == [(one.index_share, one.index_score) for one in reports]
    assert build_unit_indexes(QUESTIONNAIRE, [], frame=frame) == []

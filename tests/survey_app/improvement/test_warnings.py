"""The rules of early warning: values in, warnings out."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.comparison_figures import Change, ChangeRow, Difference
from analysis.estimates import Estimate, Suppressed
from analysis.forecast import Forecast
from analysis.insight_figures import Burst, FlagCount, IdenticalSheets, QualityReport
from survey_app.improvement.warning_rules import RULES, Setting, Settings
from survey_app.improvement.warning_words import TITLES, tell
from survey_app.improvement.warnings import (
    EarlyWarning,
    ProgressFact,
    ResultFact,
    Timing,
    action_warnings,
    assessment_warnings,
    progress_warnings,
    result_warnings,
)

DEFAULTS: Settings = {name: Setting(True, rule.level or 0) for name, rule in RULES.items()}
OPENS = dt.date(2026, 5, 4)
MIDDLE = Timing("2026", OPENS, full_days=10, days_left=16, is_closed=False)
LAST = Timing("2026", OPENS, full_days=24, days_left=2, is_closed=False)
CLOSED = Timing("2026", OPENS, full_days=26, days_left=0, is_closed=True)
SHARE = Estimate(0.86, 0.79, 0.915, 0.80, 0.907, 0.03, 500, 60, None, 140.0, 3.5, 59)


def fact(
    received: int, *, needed: int | None = 100, eligible: int | None = 140, outlook: str = "open", unit: int = 7
) -> ProgressFact:
    found = Forecast(outlook, received, received + 5, received + 20) if outlook in ("open", "likely", "unlikely") else None  # type: ignore[arg-type]
    return ProgressFact(unit, "TH-PH", received, eligible, needed, found)


def rules(*facts: ProgressFact, timing: Timing = MIDDLE, settings: Settings = DEFAULTS) -> list[str]:
    return [one.rule for one in progress_warnings(facts, timing, settings, department_id=1)]


def changed(**levels: int) -> Settings:
    return {**DEFAULTS, **{name: Setting(True, level) for name, level in levels.items()}}


def test_a_silent_unit_is_told_of_from_the_day_that_the_department_has_set() -> None:
    early, late = replace(MIDDLE, full_days=2), replace(MIDDLE, full_days=3)
    assert rules(fact(0), timing=early) == []
    (found,) = progress_warnings([fact(0)], late, DEFAULTS, department_id=1)
    assert (found.rule, found.since, found.weight) == ("silent", dt.date(2026, 5, 7), 3)
    assert rules(fact(0), timing=early, settings=changed(silent=2)) == ["silent"]


def test_a_unit_is_behind_by_its_forecast_or_in_the_last_days() -> None:
    whole_off = {**DEFAULTS, "whole": Setting(False, 10)}
    assert rules(fact(40, outlook="unlikely"), settings=whole_off) == ["behind"]
    assert rules(fact(40, outlook="open"), settings=whole_off) == []
    assert rules(fact(40, outlook="open"), timing=LAST, settings=whole_off) == ["behind"]
    assert rules(fact(40, outlook="likely"), timing=LAST, settings=whole_off) == []
    assert rules(fact(100, outlook="unlikely"), settings=whole_off) == []
    assert rules(fact(40, needed=None, eligible=None), settings=whole_off) == []


def test_after_closing_what_is_missing_is_short_and_nothing_is_behind() -> None:
    assert rules(fact(40), timing=CLOSED) == ["short"]
    assert rules(fact(0, needed=None, eligible=None), timing=CLOSED) == ["short"]
    assert rules(fact(120), timing=CLOSED) == []


def test_the_whole_is_warned_of_where_enough_units_are_at_risk() -> None:
    many = [fact(120, outlook="none", unit=unit) for unit in range(9)]
    found = progress_warnings([*many, fact(30, outlook="unlikely", unit=99)], MIDDLE, DEFAULTS, department_id=1)
    assert [(one.rule, one.unit_id) for one in found] == [("whole", 1), ("behind", 99)]
    assert found[0].figures == {"risky": 1, "units": 10, "enough": 9, "days_left": 16}
    assert rules(*many, fact(30, outlook="unlikely", unit=99), settings=changed(whole=11)) == ["behind"]


def test_more_answers_than_people_are_told_of() -> None:
    assert rules(fact(141, needed=100, eligible=140, outlook="none")) == ["overfull"]
    assert rules(fact(140, needed=100, eligible=140, outlook="none")) == []
    assert rules(fact(141, outlook="none"), settings=changed(overfull=5)) == []


def of_results(settings: Settings = DEFAULTS, **what: object) -> list[EarlyWarning]:
    made = ResultFact(7, "TH-PH", 0.9, SHARE, "not shown")
    return result_warnings([replace(made, **what)], "2026", settings)  # type: ignore[arg-type]


def test_a_figure_that_is_withheld_warns_of_nothing() -> None:
    assert of_results(result=Suppressed("too few")) == []


def test_a_verdict_is_told_as_it_is_and_a_leaning_only_where_there_is_none() -> None:
    missed = replace(SHARE, high90=0.89)
    (told,) = of_results(result=missed, verdict="missed")
    assert told.rule == "missed"
    assert "với độ tin cậy 95% nhiều nhất 89" in tell("missed", told.figures, subject="", settings=DEFAULTS).sentence
    (asked_all,) = of_results(result=replace(missed, interval_kind="census"), verdict="missed")
    words = tell("missed", asked_all.figures, subject="", settings=DEFAULTS)
    assert "độ tin cậy" not in words.sentence, "where everybody has answered nothing is left to chance"
    assert "mọi người được hỏi đã trả lời" in words.reason
    (leaning,) = of_results()
    assert leaning.rule == "leaning"
    assert 0.05 < float(leaning.figures["chance"]) < 0.2
    assert of_results(changed(leaning=5)) == []
    assert of_results(verdict="met") == []
    off = {**DEFAULTS, "leaning": Setting(False, 20)}
    assert of_results(off) == []


def test_a_fall_is_one_only_where_the_comparison_says_so() -> None:
    fall = Difference(-0.06, -0.09, -0.03, -0.085, -0.035, 0.015)
    row = ChangeRow("TH1", "TH1", replace(SHARE, value=0.92), SHARE, Change(fall, 0.001, 0.01, "fallen"), None)
    found = of_results(verdict="met", change=row, earlier_name="Khảo sát 2025")
    assert [(one.rule, one.weight) for one in found] == [("fall", 60)]
    told = tell("fall", found[0].figures, subject="TH-PH", settings=DEFAULTS)
    assert "Khảo sát 2025" in told.sentence
    for word in ("stable", "risen", "no clear change"):
        assert of_results(verdict="met", change=replace(row, change=Change(fall, 0.2, 0.3, word))) == []  # type: ignore[arg-type]


def quality(**what: object) -> QualityReport:
    flags = tuple(FlagCount(flag, what.pop(flag, 0)) for flag in ("straight", "fast", "honeypot", "identical"))  # type: ignore[arg-type]
    twins = IdenticalSheets(int(what.pop("pairs", 0)), 1.0, float(what.pop("p", 1.0)), 4)  # type: ignore[call-overload, arg-type]
    bursts = tuple(Burst("12/05/2026, 19:20 – 19:30", 90, 12.0, 1e-6) for _ in range(int(what.pop("bursts", 0))))  # type: ignore[call-overload]
    assert not what
    return QualityReport(100, 0, flags, twins, bursts, SHARE, SHARE, SHARE, SHARE)


@pytest.mark.parametrize(
    ("report", "rule"),
    [
        (quality(straight=50), "straight"),
        (quality(straight=49), None),
        (quality(straight=None), None),  # one to nine forms, which are not told apart
        (quality(fast=20), "fast"),
        (quality(pairs=12, p=1e-5), "identical"),
        (quality(pairs=12, p=0.01), None),
        (quality(pairs=8, p=1e-5), None),
        (quality(bursts=1), "burst"),
    ],
)
def test_what_is_unusual_in_the_forms_warns_from_its_level_on(report: QualityReport, rule: str | None) -> None:
    found = of_results(verdict="met", quality=report)
    assert [one.rule for one in found] == ([rule] if rule else [])


def test_duties_are_overdue_from_the_day_set() -> None:
    due = dt.date(2026, 6, 15)
    overdue = [(7, "2026-2", due)]
    assert assessment_warnings(overdue, DEFAULTS, today=due) == []
    (found,) = assessment_warnings(overdue, changed(assessment=5), today=dt.date(2026, 6, 22))
    assert (found.subject, found.since, found.weight) == ("2026-2", dt.date(2026, 6, 20), 7)
    dates = {7: [dt.date(2026, 6, 1), dt.date(2026, 6, 10), dt.date(2026, 7, 1)], 8: [dt.date(2026, 7, 1)]}
    (late,) = action_warnings(dates, DEFAULTS, today=dt.date(2026, 6, 12))
    assert (late.unit_id, late.figures) == (7, {"actions": 2, "days": 11})


def test_every_rule_has_words_a_title_and_bounds_that_hold_its_default() -> None:
    assert set(RULES) == set(TITLES)
    for name, rule in RULES.items():
        assert rule.level is None or rule.least <= rule.level <= rule.most
        figures = {"due_on": "2026-06-15"} if name == "assessment" else {}
        told = tell(name, figures, subject="2026-2", settings=DEFAULTS)
        assert told.sentence.endswith(".")
        assert told.reason.endswith(".")

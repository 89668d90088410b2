"""Early warning as pure functions: facts in, warnings out, each with the figures that its sentence prints.

No rule estimates anything: forecasts, verdicts, leanings and changes come from `analysis`, and counts of forms have passed its
gate. A figure that may not be shown is not among the facts, so it can raise no warning, nor can its absence. Must not know the
database, the clock or a page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.comparison_figures import ChangeRow
from analysis.estimates import Estimate, Result, Verdict
from analysis.forecast import LEAST_DAYS, Forecast
from analysis.insight_figures import QualityReport
from analysis.leaning import leans_to_missed, missed_p_value
from analysis.mean_of_parts import CERTAIN
from survey_app.improvement.warning_rules import Settings

Figures = Mapping[str, float | int | str]
UNLIKELY_BY_CHANCE = 0.001  # of so many pairs of identical sheets: a thousand units are looked at


@dataclass(frozen=True)
class EarlyWarning:
    """A rule that holds for a unit. `weight` grows as things get worse; `since` where the facts say when it began."""

    rule: str
    unit_id: int
    weight: int
    figures: Figures
    campaign_code: str = ""
    subject: str = ""
    collection: str = "own"
    since: dt.date | None = None


@dataclass(frozen=True)
class Timing:
    """Where a campaign stands: full days behind it, days left with today, whether answers may still come or are final.

    `resting` are the days that pauses took: they are not among the full days. `is_paused`: one lasts now.
    """

    campaign_code: str
    opens_on: dt.date
    full_days: int
    days_left: int
    is_closed: bool
    is_paused: bool = False
    resting: frozenset[dt.date] = frozenset()

    def day_after(self, days: int) -> dt.date:
        """The day on which so many days that counted were over."""
        day = self.opens_on
        while days > 0 or day in self.resting:
            days -= day not in self.resting
            day += dt.timedelta(days=1)
        return day


@dataclass(frozen=True)
class ProgressFact:
    """One own collection of a unit in counts."""

    unit_id: int
    instrument_code: str
    received: int
    eligible: int | None
    needed: int | None
    forecast: Forecast | None


@dataclass(frozen=True)
class ResultFact:
    """What may be shown of one collection: its share, how it changed since `earlier_name`, the quality of its forms."""

    unit_id: int
    instrument_code: str
    target: float
    result: Result
    verdict: Verdict | None
    change: ChangeRow | None = None
    earlier_name: str = ""
    quality: QualityReport | None = None


def progress_warnings(
    facts: Sequence[ProgressFact], timing: Timing, settings: Settings, *, department_id: int
) -> list[EarlyWarning]:
    """Units that are silent, behind, short, or have more answers than people; and the whole where many are at risk."""
    found = [one for fact in facts for one in _of_progress(fact, timing, settings)]
    return [*_of_whole(facts, timing, settings, department_id=department_id), *found]


def result_warnings(
    facts: Iterable[ResultFact], campaign_code: str, settings: Settings, *, collection: str = "own"
) -> list[EarlyWarning]:
    """Verdicts missed or leaning so, falls beyond chance, and what is unusual in the forms."""
    return [
        EarlyWarning(rule, fact.unit_id, weight, figures, campaign_code, fact.instrument_code, collection)
        for fact in facts
        for rule, weight, figures in (*_of_result(fact, settings), *_of_change(fact), *_of_quality(fact, settings))
        if settings[rule].is_on
    ]


def assessment_warnings(
    overdue: Iterable[tuple[int, str, dt.date]], settings: Settings, *, today: dt.date
) -> list[EarlyWarning]:
    """Self-assessments that are owed, given as unit, code of the quarter and the day they were due."""
    rule = settings["assessment"]
    return [
        EarlyWarning(
            "assessment",
            unit_id,
            (today - due_on).days,
            {"due_on": due_on.isoformat(), "days": (today - due_on).days},
            subject=quarter,
            since=due_on + dt.timedelta(days=rule.level),
        )
        for unit_id, quarter, due_on in overdue
        if rule.is_on and (today - due_on).days >= rule.level
    ]


def action_warnings(due_dates: Mapping[int, Sequence[dt.date]], settings: Settings, *, today: dt.date) -> list[EarlyWarning]:
    """Measures of a unit's plan that are not done though their day has passed, given as their days by unit."""
    rule, found = settings["action"], []
    for unit_id, dates in due_dates.items():
        late = [day for day in dates if (today - day).days >= rule.level]
        if rule.is_on and late:
            days = (today - min(late)).days
            since = min(late) + dt.timedelta(days=rule.level)
            found.append(EarlyWarning("action", unit_id, len(late), {"actions": len(late), "days": days}, since=since))
    return found


def is_at_risk(fact: ProgressFact, timing: Timing, *, last_days: int) -> bool:
    """Whether a collection will hardly reach its number: by its forecast, or in the last days because nothing makes it sure."""
    outlook = fact.forecast.outlook if fact.forecast else "too early"
    if outlook in ("reached", "likely"):
        return False
    return outlook in ("unlikely", "silent") or timing.days_left <= last_days


def _of_progress(fact: ProgressFact, timing: Timing, settings: Settings) -> Iterator[EarlyWarning]:
    received, needed, eligible = fact.received, fact.needed or 0, fact.eligible or 0

    def warn(rule: str, weight: int, figures: Figures, since: dt.date | None = None) -> Iterator[EarlyWarning]:
        if settings[rule].is_on:
            printed = {"received": received, "needed": needed, **figures}
            code, unit_id = timing.campaign_code, fact.unit_id
            yield EarlyWarning(rule, unit_id, weight, printed, code, fact.instrument_code, since=since)

    over = _percent(received - eligible, eligible) if eligible and received > eligible else -1
    if over >= settings["overfull"].level:
        yield from warn("overfull", over, {"eligible": eligible})
    if timing.is_paused:  # who lies behind cannot do anything about it now
        return
    if timing.is_closed:
        if received < needed or not received:
            yield from warn("short", _percent(needed - received, needed) if needed else 100, {})
    elif not received:
        if timing.full_days >= settings["silent"].level:
            since = timing.day_after(settings["silent"].level)
            yield from warn("silent", timing.full_days, {"days": timing.full_days}, since)
    elif received < needed and is_at_risk(fact, timing, last_days=settings["behind"].level):
        forecast, figures = fact.forecast, {"days_left": timing.days_left}
        if forecast is not None and forecast.low is not None and forecast.high is not None:
            figures |= {"low": forecast.low, "high": forecast.high}
        expected = max(received, figures.get("high", 0))
        yield from warn("behind", _percent(max(needed - expected, 0), needed), figures)


def _of_whole(
    facts: Sequence[ProgressFact], timing: Timing, settings: Settings, *, department_id: int
) -> Iterator[EarlyWarning]:
    """The department itself, where so many of its units are at risk that the target of all of them is."""
    rule = settings["whole"]
    if not rule.is_on or timing.is_closed or timing.is_paused or timing.full_days < LEAST_DAYS:
        return
    judged = {fact.unit_id for fact in facts if fact.needed}
    risky = {fact.unit_id for fact in facts if fact.needed and is_at_risk(fact, timing, last_days=settings["behind"].level)}
    behind = {fact.unit_id for fact in facts if fact.needed and fact.received < fact.needed}
    if judged and risky and _percent(len(risky), len(judged)) >= rule.level:
        figures = {"risky": len(risky), "units": len(judged), "enough": len(judged - behind), "days_left": timing.days_left}
        yield EarlyWarning("whole", department_id, _percent(len(risky), len(judged)), figures, timing.campaign_code)


def _of_result(fact: ResultFact, settings: Settings) -> Iterator[tuple[str, int, Figures]]:
    if not isinstance(fact.result, Estimate):
        return
    figures: dict[str, float | int | str] = {**_share(fact.result), "target": fact.target}
    weight = round(1000 * (fact.target - fact.result.value))
    if fact.verdict == "missed":
        # a limit of chance only where chance has a part in it: not where everybody was asked
        most = None if fact.result.interval_kind in CERTAIN else fact.result.high90
        yield "missed", weight, figures if most is None else {**figures, "most": most}
    elif fact.verdict == "not shown" and leans_to_missed(fact.result, fact.target, level=settings["leaning"].level / 100):
        yield "leaning", weight, {**figures, "chance": missed_p_value(fact.result, fact.target)}


def _of_change(fact: ResultFact) -> Iterator[tuple[str, int, Figures]]:
    row = fact.change
    if row is None or row.change is None or row.change.word != "fallen":
        return
    if not (isinstance(row.earlier, Estimate) and isinstance(row.later, Estimate)):
        return
    fall = row.change.difference
    figures: dict[str, float | int | str] = {**_share(row.later), "earlier": fact.earlier_name, "difference": fall.value}
    figures |= {f"earlier_{name}": number for name, number in _share(row.earlier).items()}
    if fall.low is not None and fall.high is not None:
        figures |= {"fall_low": fall.low, "fall_high": fall.high}
    yield "fall", round(-1000 * fall.value), {**figures, "adjusted_p": row.change.adjusted_p}


def _of_quality(fact: ResultFact, settings: Settings) -> Iterator[tuple[str, int, Figures]]:
    report = fact.quality
    if report is None or not report.forms:
        return
    counts = {count.flag: count.forms for count in report.flags}
    for rule in ("straight", "fast"):
        flagged = counts["straight"] if rule == "straight" else counts["fast"]
        if flagged and _percent(flagged, report.forms) >= settings[rule].level:
            yield rule, _percent(flagged, report.forms), {"flagged": flagged, "forms": report.forms}
    twins = report.identical
    if twins is not None and twins.p_value <= UNLIKELY_BY_CHANCE:
        beyond = round(twins.pairs - twins.expected_pairs)
        if beyond >= settings["identical"].level:
            figures = {"pairs": twins.pairs, "expected": twins.expected_pairs, "group": twins.largest_group}
            yield "identical", beyond, {**figures, "forms": report.forms}
    if report.bursts and len(report.bursts) >= settings["burst"].level:
        most = max(report.bursts, key=lambda burst: burst.arrivals)
        arrived: Figures = {"slot": most.slot, "arrivals": most.arrivals, "expected": most.expected, "forms": report.forms}
        yield "burst", len(report.bursts), {"bursts": len(report.bursts), **arrived}


def _share(result: Estimate) -> dict[str, float | int]:
    """A share as a sentence prints it: value, limits where there are any, forms."""
    limits = {} if result.low is None or result.high is None else {"low": result.low, "high": result.high}
    return {"value": result.value, "n": result.n, **limits}


def _percent(part: int, whole: int) -> int:
    return 100 * part // whole

"""Invented comparisons and explanations for charts, made by hand: ranks, change, drivers, grids, trends."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.comparison_figures import (
    Change,
    ChangeReport,
    ChangeRow,
    Difference,
    DimensionGrid,
    GridRow,
    NotCompared,
    Ranking,
    RankSet,
    Trend,
)
from analysis.estimates import Estimate, Position, Result, Suppressed
from analysis.funnel import find_target_positions
from analysis.insight_figures import Driver, DriversReport, NoDrivers, Quadrant
from analysis.reports import DepartmentReport
from tests.analysis.chart_reports import ITEM_TEXTS, LONG_NAME, PLACES, TITLES, department_report, funnel, share

KINDS = ("Mầm non", "Tiểu học", "THCS", "THPT")
COMMUNES = ("Xã Ba Tơ", "Xã Măng Đen", "Phường Nghĩa Lộ", "Xã Trà Bồng", "Đặc khu Lý Sơn")


def ranked_report(count: int = 60, *, tau: int | None = None, factor: float = 1.0, **how: int) -> DepartmentReport:
    """A comparison with rank sets: pairs whose shares lie `factor` times 3.5 standard errors apart are told apart."""
    report = department_report(count, **how)  # type: ignore[arg-type]
    shown = [unit for unit in report.units if isinstance(unit.result, Estimate) and unit.result.effective_base >= 30]
    tau = tau or max(len(shown) // 10, 1)
    places = [(unit.result.value, unit.result.se or 0.004) for unit in shown if isinstance(unit.result, Estimate)]
    values, errors = np.array(places).reshape(-1, 2).T

    def ends(value: float, se: float, times: float) -> tuple[int, int]:
        apart = (values - value) / (se**2 + errors**2) ** 0.5
        return 1 + int((apart > times).sum()), len(places) - int((apart < -times).sum())

    sets = {}
    for unit, (value, se) in zip(shown, places, strict=True):
        low, high = ends(value, se, 3.5 * factor)
        own = ends(value, se, 2.5 * factor)
        sets[unit.code] = RankSet(low, high, *own, low <= tau, high > len(shown) - tau)
    units = tuple(
        replace(unit, rank=sets.get(unit.code), target_position=target_position(unit.result, report.target))
        for unit in report.units
    )
    ranking = Ranking(len(shown), tau, 1000, 1, 3.5) if shown else None
    return replace(report, units=units, ranking=ranking, target_funnel=target_funnel(report))


def target_position(result: Result, target: float) -> Position | None:
    """Where a shown unit stands to the limits about the target."""
    if not isinstance(result, Estimate):
        return None
    is_census = result.interval_kind in ("census", "bounds")
    return find_target_positions([result.value], [result.effective_base], [is_census], target=target)[0]


def target_funnel(report: DepartmentReport):
    """Limits about the target, unadjusted only."""
    return None if report.funnel is None else funnel(report.target, int(report.funnel.effective_bases[-1]), spread=None)


def change_of(earlier: Estimate, later: Estimate) -> Change:
    """A difference with limits of the normal distribution, and its word."""
    value, se = later.value - earlier.value, ((earlier.se or 0) ** 2 + (later.se or 0) ** 2) ** 0.5 or 0.004
    difference = Difference(value, value - 1.96 * se, value + 1.96 * se, value - 1.645 * se, value + 1.645 * se, se)
    word = "no clear change"
    if abs(value) >= 0.02 and abs(value) > 1.96 * se:
        word = "risen" if value > 0 else "fallen"
    elif abs(value) + 1.645 * se <= 0.02:
        word = "stable"
    return Change(difference, 0.01, 0.02, word)  # type: ignore[arg-type]


def change_row(code: str, label: str, earlier: Result | None, later: Result | None, *, reworded: bool = False) -> ChangeRow:
    """One line, compared where it can be."""
    if reworded or not (isinstance(earlier, Estimate) and isinstance(later, Estimate)):
        reason: NotCompared = "reworded" if reworded else "new" if earlier is None else "gone" if later is None else "withheld"
        return ChangeRow(code, label, earlier, later, None, reason)
    return ChangeRow(code, label, earlier, later, change_of(earlier, later), None)


def _change_report(rows: Sequence[ChangeRow], **values: object) -> ChangeReport:
    whole = change_row("", "", share(0.905, 18000, effective=4000), share(0.926, 18412, effective=4000))
    common: dict[str, object] = {
        "questionnaire_code": "TH-CM",
        "questionnaire_title": "Khảo sát hài lòng cha mẹ học sinh tiểu học",
        "measure_code": "",
        "measure_title": "Khảo sát hài lòng cha mẹ học sinh tiểu học",
        "subject": "Toàn tỉnh",
        "earlier_label": "2025",
        "later_label": "2026",
        "whole": whole,
        "panel": None,
        "panel_units": 0,
        "rows": tuple(rows),
        "dropped": (),
        "tests": len(rows),
        "method_version": "1",
        "fingerprint": "f" * 64,
    }
    return ChangeReport(**(common | values))  # type: ignore[arg-type]


def department_change(count: int = 60, *, seed: int = 1, hidden: int = 3, long_names: bool = False) -> ChangeReport:
    """Units of a department in two campaigns, the last `hidden` of them withheld in the later one."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        name = f"{KINDS[number % 4]} {PLACES[number % 10]} {number + 1}"
        if long_names or number % 17 == 5:
            name = f"{LONG_NAME} {number + 1}"
        size, before = chance.randint(40, 600), chance.gauss(0.9, 0.02)
        after = min(before + chance.gauss(0.01, 0.03), 1.0)
        earlier: Result | None = share(before, size, effective=size * 3)
        later: Result | None = share(after, size + 10, effective=size * 3)
        if number >= count - hidden:
            later = Suppressed("too few" if number % 2 else "protects another")
        elif number % 23 == 11:
            earlier = None
        elif number % 29 == 7:
            later = None
        rows.append(change_row(f"51{number:03d}", name, earlier, later))
    shown = sum(row.change is not None for row in rows)
    panel = Difference(0.012, 0.007, 0.017, 0.008, 0.016, 0.0025) if shown > 1 else None
    rows.sort(key=lambda row: row.label)
    return _change_report(rows, panel=panel, panel_units=shown)


def unit_change(items_each: Sequence[int] = (5, 9, 9, 9, 7), *, seed: int = 1, kind: str = "share") -> ChangeReport:
    """The dimensions and items of one unit in two campaigns; A02 was reworded, B01 is new, C03 is withheld."""
    chance = random.Random(seed)

    def pair() -> tuple[Estimate, Estimate]:
        value = chance.uniform(0.8, 0.93)
        figures = share(value, 400, effective=1500), share(min(value + chance.gauss(0, 0.03), 1.0), 380, effective=1500)
        if kind == "share":
            return figures
        return tuple(replace(one, value=1 + 4 * one.value) for one in figures)  # type: ignore[return-value]

    rows = []
    for letter, title, count in zip("ABCDE", TITLES, items_each, strict=False):
        rows.append(change_row(letter, title, *pair()))
        for number in range(1, count + 1):
            code, text = f"{letter}{number:02d}", ITEM_TEXTS[chance.randrange(len(ITEM_TEXTS))]
            earlier, later = pair()
            if code == "C03":
                rows.append(change_row(code, text, earlier, Suppressed("too few")))
            else:
                rows.append(change_row(code, text, None if code == "B01" else earlier, later, reworded=code == "A02"))
    return _change_report(rows, subject="Trường Tiểu học Nghĩa Lộ", kind=kind, material=0.02 if kind == "share" else 0.08)


def grid_row(code: str, name: str, group: str, values: Sequence[Result]) -> GridRow:
    """A row of a grid, the whole first."""
    return GridRow(code, name, group, 100, values[0], tuple(values[1:]))


def dimension_grid(
    count: int = 60, *, seed: int = 1, hidden: int = 3, groups: int = 5, dimensions: int = 5, long_names: bool = False
) -> DimensionGrid:
    """Units by dimensions: the last `hidden` units are withheld, and single cells of some others."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        name = f"{KINDS[number % 4]} {PLACES[number % 10]} {number + 1}"
        if long_names or number % 17 == 5:
            name = f"{LONG_NAME} {number + 1}"
        size = chance.randint(30, 500)
        values: list[Result] = []
        for column in range(dimensions + 1):
            value = min(max(chance.gauss(0.92 - 0.015 * (column == 2), 0.035), 0.5), 1.0)
            values.append(share(value, size, effective=size * 2))
        if number >= count - hidden:
            values = [Suppressed("too few")] * (dimensions + 1)
        elif number % 13 == 4:
            values[2] = Suppressed("too wide" if number % 2 else "protects another")
        group = COMMUNES[number % groups] if groups <= len(COMMUNES) else f"Xã số {number % groups + 1}"
        rows.append(grid_row(f"51{number:03d}", name, group if groups else "", values))
    rows.sort(key=lambda row: row.name)
    total = grid_row("", "Toàn tỉnh", "", [share(0.926 - 0.01 * d, 18000, effective=4000) for d in range(dimensions + 1)])
    titles = (TITLES * 2)[:dimensions]
    codes = tuple("ABCDEFGHIJ"[:dimensions])
    return DimensionGrid("TH-CM", "Khảo sát", 0.9, codes, titles, total, tuple(rows), "1", "f" * 64)


def drivers_report(
    dimensions: int = 5, items_each: int = 8, *, seed: int = 1, units: int = 60, reason: NoDrivers | None = None
) -> DriversReport:
    """What goes with satisfaction on the whole: so many dimensions, each with so many items; without limits below 10 units."""
    chance = random.Random(seed)

    def drivers(names: Sequence[tuple[str, str]], half: float) -> tuple[tuple[Driver, ...], float, float]:
        weights = [chance.uniform(0.3, 1.7) for _ in names]
        parts = [weight / sum(weights) for weight in weights]
        shares = [share(chance.uniform(0.84, 0.97), 900, effective=1500) for _ in names]
        middle_part, middle_share = sorted(parts)[len(parts) // 2], sorted(one.value for one in shares)[len(shares) // 2]
        found = []
        for (code, title), part, figure in zip(names, parts, shares, strict=True):
            low, high = (max(part - half, 0.0), part + half) if units >= 10 else (None, None)
            quadrant: Quadrant | None = None
            off_share = abs(figure.value - middle_share) > 0.015
            if low is not None and off_share and abs(part - middle_part) > half:
                is_important, is_high = part > middle_part, figure.value > middle_share
                quadrant = (
                    ("keep up" if is_high else "improve first") if is_important else "well served" if is_high else "less urgent"
                )
            found.append(Driver(code, title, part, low, high, part, 0.2, figure, quadrant))
        return tuple(found), middle_part, middle_share

    titles = [("ABCDEFGHIJKL"[d], TITLES[d % len(TITLES)]) for d in range(dimensions)]
    texts = [
        (f"{code}{n + 1:02d}", ITEM_TEXTS[(n * 3 + ord(code)) % len(ITEM_TEXTS)])
        for code, _ in titles
        for n in range(items_each)
    ]
    empty: tuple[tuple[Driver, ...], float | None, float | None] = ((), None, None)
    whole = drivers(titles, 0.35 / dimensions) if reason is None else empty
    parts = drivers(texts, 0.008) if reason is None and texts else empty
    return DriversReport(
        questionnaire_code="TH-CM",
        questionnaire_title="Khảo sát hài lòng cha mẹ học sinh tiểu học",
        subject="Toàn tỉnh",
        outcome_code="Z01",
        outcome_text="Hài lòng chung về nhà trường",
        forms=18412,
        units=units,
        r_squared=None if reason else 0.46,
        reason=reason,
        drivers=whole[0],
        items=parts[0],
        importance_line=whole[1],
        share_line=whole[2],
        without_flagged=None,
        method_version="1",
        item_importance_line=parts[1],
        item_share_line=parts[2],
    )


def trend_of(*values: float, p_value: float = 0.01, first: int = 2023, n: int = 2000) -> Trend:
    """Shares of successive years with a slope."""
    figures = tuple(share(value, n) for value in values)
    slope = (values[-1] - values[0]) / (len(values) - 1)
    half = abs(slope) * 0.6 if p_value <= 0.05 else abs(slope) + 0.01
    line = Difference(slope, slope - half, slope + half, slope - half, slope + half, half / 2)
    return Trend(tuple(float(first + step) for step in range(len(values))), figures, line, p_value, 1.0, 0.3)

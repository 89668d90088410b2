"""The statistics themselves: rows to sums, sums to the whole table, ranks, one unit refreshed; beside them what others take.

Run: PYTHONPATH=. .venv/bin/python bench/whole_table.py [10000 ...] (sizes of the growth table). 300,000 forms of 25 items in
1,000 units of three grades; one core. Seconds of the processor, so that other work on the machine counts as little as can be;
medians of seven, ours and the plain numpy program by turns. Prints Markdown. Not called statistics.py: beside such a file no
script finds Python's own module of that name.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

import _elsewhere
import _ours
import _plain
import numpy as np
from _invented import MEGABYTE, UNITS, Forms, invent, median_seconds, peak_megabytes, questionnaire, units_of

from analysis.estimates import Estimate
from analysis.ranks import rank_sets, share_places
from analysis.reports import build_department_report, build_frame, build_unit_report
from analysis.sheets import sums_by_cell, sums_from_sheets
from analysis.strata import UnitSums
from analysis.sums import merge
from questionnaires import Questionnaire

FORMS = 300_000
SIZES = (10_000, 100_000, 300_000, 1_000_000, 3_000_000)
DRAWS = 1000
LOOKS = 7
PEER_UNITS = 20
TOLERANCE = 1e-9
TARGET = 0.9


def main(sizes: Sequence[int]) -> None:
    """Print all tables."""
    survey, forms = questionnaire(), invent(FORMS)
    ours = check_agreement(survey, forms)
    print(f"{FORMS:,} forms of 25 items, {UNITS:,} units of 3 grades, one core, seconds of the processor, medians of {LOOKS}\n")
    print("| | ours | plain numpy | ratio |\n|---|---|---|---|")
    sums = _ours.sums_from_rows(survey, forms)
    units = units_of(sums, forms.eligible)
    cells = _plain.sums_from_rows(forms)
    for name, our_work, their_work in (
        ("rows to sums", lambda: _ours.sums_from_rows(survey, forms), lambda: _plain.sums_from_rows(forms)),
        (
            "sums to the table: 62,062 figures with se, 95 % and 90 % limits",
            lambda: _ours.table_from_sums(survey, units),
            lambda: _plain.table_from_sums(cells, forms.eligible),
        ),
        (
            "rows to the table",
            lambda: _ours.table_from_rows(survey, forms),
            lambda: _plain.table_from_sums(_plain.sums_from_rows(forms), forms.eligible),
        ),
    ):
        own, theirs = by_turns(our_work, their_work)
        print(f"| {name} | {shown(own)} | {shown(theirs)} | {theirs / own:.1f} |")
    print("\n| ours alone | |\n|---|---|")
    for name, work in our_works(survey, forms, units):
        print(f"| {name} | {shown(median_seconds(work, LOOKS))} |")
    print("\n| elsewhere, the same figures | |\n|---|---|")
    passes = _elsewhere.time_c_pass(forms, sums)
    print(f"| one pass of C, rows to the same sums | {shown(passes[0]) if passes else 'no compiler'} |")
    print(f"| the same, rows sorted by cell before | {shown(passes[1]) if passes else 'no compiler'} |")
    for name, peer in (("R survey", _elsewhere.time_r_survey), ("samplics", _elsewhere.time_samplics)):
        found = peer(forms, ours, units=PEER_UNITS, whole=UNITS)
        what = f"{found[0] if found else name}, 60,000 points and se, {PEER_UNITS} units times {UNITS // PEER_UNITS}"
        print(f"| {what} | {shown(found[1]) if found else 'not installed'} |")
    print("\n| forms | matrix | rows to sums | rows to table | memory above it | plain: rows to table | memory above it |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for size in sizes:
        row = [size_by_itself("ours", size), size_by_itself("plain", size) if size >= FORMS else "(cells too small for it) | "]
        print(f"| {size:,} | {size * 25 / MEGABYTE:.1f} MB | {' | '.join(row)} |", flush=True)


def size_by_itself(who: str, size: int) -> str:
    """Times and memory of one program at one size, in a process of its own."""
    return subprocess.check_output([sys.executable, __file__, "--one", who, str(size)], text=True).strip()


def shown(seconds: float) -> str:
    """Milliseconds below a second."""
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def by_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """The medians of two works that take turns."""
    times = [(median_seconds(first, 1), median_seconds(second, 1)) for _ in range(LOOKS)]
    return float(np.median([a for a, _ in times])), float(np.median([b for _, b in times]))


def check_agreement(survey: Questionnaire, forms: Forms) -> _plain.Table:
    """Our table, equal to that of the plain program to 1e-9: points, standard errors and limits."""
    ours = _ours.table_from_rows(survey, forms)
    plain = _plain.table_from_sums(_plain.sums_from_rows(forms), forms.eligible)
    for name, own, theirs in zip(ours._fields, ours, plain, strict=True):
        assert np.abs(own - theirs).max() < TOLERANCE, name
    return ours


def our_works(survey: Questionnaire, forms: Forms, units: list[UnitSums]) -> list[tuple[str, Callable[[], object]]]:
    """What is measured of ours alone."""
    sheets = [row.tobytes().decode("ascii") for row in forms.matrix]
    keys = [(f"U{cell // 3:04d}", str(cell % 3)) for cell in forms.cells.tolist()]
    frame = build_frame(survey, units)
    report = build_department_report(survey, units, target=TARGET, convention="eligible", frame=frame)
    shares = [unit.result for unit in report.units if isinstance(unit.result, Estimate)]
    assert len(shares) == UNITS
    places = share_places(shares)
    first = units[0]
    every = [cell for unit in units for cell in unit.cells.values()]

    def refresh() -> object:
        one_more = sums_from_sheets(survey, ["5" * 25])
        cells = {**first.cells, "1": first.cells["1"].add(one_more)}
        return build_unit_report(
            survey, cells, unit_code="U", unit_name="U", eligible=first.eligible, frame=frame, target=TARGET
        )

    return [
        ("sheets as strings, cells as pairs of strings, to sums", lambda: sums_by_cell(survey, sheets, keys)),
        ("sums to the 62,062 points and se, no limits", lambda: _ours.figures_from_sums(survey, units)),
        (f"{len(every):,} cells merged", lambda: merge(every)),
        ("sums to the department's report, gates and funnel included", lambda: department(survey, units, frame)),
        (
            f"simultaneous rank sets of {UNITS:,} units, {DRAWS:,} draws, all steps down",
            lambda: rank_sets(places, tau=100, draws=DRAWS, with_marginal=False),
        ),
        ("the same, and the set of every unit alone", lambda: rank_sets(places, tau=100, draws=DRAWS)),
        ("one unit refreshed: one more form, its sums, its report", refresh),
    ]


def department(survey: Questionnaire, units: list[UnitSums], frame: object) -> object:
    """The report of the department."""
    return build_department_report(survey, units, target=TARGET, convention="eligible", frame=frame)


def one(who: str, size: int) -> None:
    """Time and memory of one program at one size; in a process of its own."""
    survey, forms = questionnaire(), invent(size)
    looks = 3 if size > FORMS else LOOKS

    def table() -> object:
        if who == "ours":
            return _ours.table_from_rows(survey, forms)
        return _plain.table_from_sums(_plain.sums_from_rows(forms), forms.eligible)

    columns = [median_seconds(lambda: _ours.sums_from_rows(survey, forms), looks)] if who == "ours" else []
    columns.append(median_seconds(table, looks))
    print(*map(shown, columns), f"{peak_megabytes(table):.0f} MB", sep=" | ")


if __name__ == "__main__":
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # read once, when numpy comes: so begin again
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main([int(size) for size in sys.argv[1:]] or SIZES)

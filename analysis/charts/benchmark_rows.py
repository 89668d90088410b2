"""Units against what units with their mix of grades reach on average: their order, their looks, and the finding in words."""

from collections import Counter
from typing import Final

from analysis.benchmarks import MATERIAL
from analysis.charts.interval import Look
from analysis.charts.numbers import format_count, format_difference, format_number, percent
from analysis.charts.scale import Scale, difference_scale
from analysis.charts.wording import bind_numbers, difference_phrase, withheld_phrase
from analysis.comparison_figures import Benchmark
from analysis.estimates import Suppressed
from analysis.reports import DepartmentReport, UnitFigures
from analysis.vietnamese import sort_key

WORDS: Final[dict[Look, str]] = {
    "below": "thấp hơn rõ rệt",
    "above": "cao hơn rõ rệt",
    "plain": "không khác rõ rệt",
}
FINDINGS: Final = ("below", "above")
NOTHING: Final = "Chưa có {noun} nào so được với mức theo cơ cấu khối."
NONE: Final = "không so được theo cơ cấu khối"
LEAST_SPAN: Final = 2.0  # times a difference that matters: the scale shows so much to both sides


def benchmark_look(benchmark: Benchmark) -> Look:
    """Return how a difference looks: only one that is both material and beyond chance has colour.

    Parameters
    ----------
    benchmark : Benchmark
        Of a unit.

    Returns
    -------
    str
        The look.
    """
    if not benchmark.is_different:
        return "plain"
    return "above" if benchmark.difference.value > 0 else "below"


def ordered_units(report: DepartmentReport) -> tuple[UnitFigures, ...]:
    """Return the units in the order in which they are read: what differs first, by name within.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    tuple of UnitFigures
        Those that are lower, higher, not different, and at the end those that are not compared.
    """
    places = {look: place for place, look in enumerate(WORDS)}

    def key(unit: UnitFigures) -> tuple[object, ...]:
        place = len(places) if unit.benchmark is None else places[benchmark_look(unit.benchmark)]
        return place, sort_key(unit.name), unit.code

    return tuple(sorted(report.units, key=key))


def benchmarks_scale(report: DepartmentReport, *, with_limits: bool = True) -> Scale:
    """Return the one scale of all differences.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    with_limits : bool
        Whether the limits of the differences must be seen, too.

    Returns
    -------
    Scale
        Around 0.
    """
    shown = [unit.benchmark.difference for unit in report.units if unit.benchmark is not None]
    ends = [end for one in shown for end in (one.value, *((one.low, one.high) if with_limits else ())) if end is not None]
    return difference_scale(ends, least=LEAST_SPAN * MATERIAL)


def no_benchmark_phrase(unit: UnitFigures) -> str:
    """Return why a unit is not compared, in small letters.

    Parameters
    ----------
    unit : UnitFigures
        A unit without a benchmark.

    Returns
    -------
    str
        A phrase for the place where the difference would stand.
    """
    return withheld_phrase(unit.result) if isinstance(unit.result, Suppressed) else NONE


def said_of(benchmark: Benchmark) -> str:
    """Return a difference with its limits and, where there is one, its word.

    Parameters
    ----------
    benchmark : Benchmark
        Of a unit.

    Returns
    -------
    str
        "−4,2 điểm (−7,1 đến −1,3), thấp hơn rõ rệt".
    """
    value = f"{format_difference(benchmark.difference.value)} điểm"
    limits = " ".join(filter(None, (value, difference_phrase(benchmark.difference))))
    look = benchmark_look(benchmark)
    return bind_numbers(f"{limits}, {WORDS[look]}" if look in FINDINGS else limits)


def material_points() -> str:
    """Return the smallest difference that counts, in points.

    Returns
    -------
    str
        "3".
    """
    return format_number(percent(MATERIAL), 1).removesuffix(",0")


def benchmarks_sentence(report: DepartmentReport, *, noun: str) -> str:
    """Return the finding: how many units differ from their benchmark, how many are not compared.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        Sentences.
    """
    looks = Counter(benchmark_look(unit.benchmark) for unit in report.units if unit.benchmark is not None)
    judged = sum(looks.values())
    if not judged:
        return NOTHING.format(noun=noun)
    said = ", ".join(f"{format_count(looks[look])} {WORDS[look]}" for look in WORDS if looks[look])
    counted = f"Trong {format_count(judged)} {noun} so được với mức của các {noun} có cùng cơ cấu khối: {said}."
    left = len(report.units) - judged
    rest = f"{format_count(left)} {noun} không so được." if left else ""
    return bind_numbers(" ".join(filter(None, (counted, rest))))

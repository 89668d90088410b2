"""Slow second implementations of the statistics: loops over forms, exact fractions, no code and no sums of `analysis`.

Written from the formulas (docs/methods.md) and not from the code that they check. A form is a tuple (grade, sheet); a plan says
which characters of the sheet belong to which dimension.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

Form = tuple[str, str]
Vector = tuple[int, int]  # y, m of one form
Picker = Callable[[str], Vector]


@dataclass
class Stratum:
    """Forms of one grade with the number of eligible people that they stand for."""

    forms: list[Form]
    eligible: Fraction | None

    @property
    def fraction(self) -> Fraction:
        return Fraction(0) if self.eligible is None else len(self.forms) / self.eligible

    @property
    def weight(self) -> Fraction:
        return Fraction(1) if self.eligible is None else self.eligible / len(self.forms)


@dataclass
class Unit:
    """Strata of a unit after all rules on eligible numbers."""

    strata: list[Stratum]
    eligible: int | None
    has_too_many: bool = False
    forms: list[Form] = field(default_factory=list)

    def weight(self, stratum: Stratum) -> Fraction:
        return Fraction(self.eligible, len(self.forms)) if self.has_too_many and self.eligible else stratum.weight


def unit_of(forms: Sequence[Form], eligible: dict[str, int] | int | None, *, fewest: int = 1) -> Unit:
    """The table of cases of section 1, row by row."""
    forms = list(forms)
    total = sum(eligible.values()) if isinstance(eligible, dict) else eligible
    if not forms:
        return Unit([], total, forms=forms)
    if total is None:
        return Unit([Stratum(forms, None)], None, forms=forms)
    if len(forms) > total:
        return Unit([Stratum(forms, None)], total, has_too_many=True, forms=forms)
    whole = Unit([Stratum(forms, Fraction(total))], total, forms=forms)
    if not isinstance(eligible, dict):
        return whole
    lost = [form for form in forms if form[0] not in eligible]
    if Fraction(len(lost), len(forms)) > Fraction(20, 100):
        return whole
    kept = 1 - Fraction(len(lost), len(forms))
    grades = list(eligible)
    have = {grade: [form for form in forms if form[0] == grade] for grade in grades}
    numbers = {grade: eligible[grade] * kept for grade in grades}
    for place, grade in enumerate(grades):
        if have[grade]:
            continue
        later = [other for other in grades[place + 1 :] if have[other]]
        earlier = [other for other in grades[:place] if have[other]]
        numbers[later[0] if later else earlier[-1]] += numbers[grade]
        numbers[grade] = Fraction(0)
    strata = [Stratum(have[grade], numbers[grade]) for grade in grades if have[grade]]
    if lost:
        strata.append(Stratum(lost, total * Fraction(len(lost), len(forms))))
    while len(strata) > 1 and any(len(stratum.forms) < fewest for stratum in strata):
        place = next(k for k, stratum in enumerate(strata) if len(stratum.forms) < fewest)
        first = min(place, len(strata) - 2)  # the next one, at the end the one before
        a, b = strata[first : first + 2]
        strata[first : first + 2] = [Stratum(a.forms + b.forms, a.eligible + b.eligible)]
    if any(len(stratum.forms) > stratum.eligible for stratum in strata):
        return whole
    return Unit(strata, total, forms=forms)


def picker(columns: Sequence[int], satisfied: Sequence[int] | None) -> Picker:
    """(sum of values or number of satisfied answers, number of substantive answers) over some characters of a sheet."""

    def pick(sheet: str) -> Vector:
        y = m = 0
        for column in columns:
            character = sheet[column]
            if character in "-0":
                continue
            m += 1
            y += int(character) if satisfied is None else int(int(character) in satisfied)
        return y, m

    return pick


@dataclass
class Figure:
    """Point, variance, and everything the interval of section 3 needs."""

    value: Fraction
    variance: Fraction
    total: int
    base: int
    n: int
    forms: int
    eligible: int | None
    counted_n: int
    counted_forms: int
    df: int
    reference: Fraction
    cluster_size: Fraction
    weight_factor: Fraction


def ratio(units: Sequence[Unit], pick: Picker, *, weighted: bool) -> Figure | None:
    """The stratified ratio estimator over the strata of all units."""
    return mean_of_ratios(units, [pick], weighted=weighted)


def mean_of_ratios(units: Sequence[Unit], picks: Sequence[Picker], *, weighted: bool) -> Figure | None:
    """The plain mean of ratios over the same forms, by linearisation of each form."""
    rows = [
        (unit, stratum, unit.weight(stratum) if weighted else Fraction(1), [pick(sheet) for pick in picks])
        for unit in units
        for stratum in unit.strata
        for _, sheet in stratum.forms
    ]
    count = len(picks)
    y = [sum((w * v[d][0] for _, _, w, v in rows), Fraction(0)) for d in range(count)]
    m = [sum((w * v[d][1] for _, _, w, v in rows), Fraction(0)) for d in range(count)]
    if not all(m):
        return None
    points = [y[d] / m[d] for d in range(count)]
    variance = Fraction(0)
    for unit in units:
        for stratum in unit.strata:
            w = unit.weight(stratum) if weighted else Fraction(1)
            z = [
                sum((pick(sheet)[0] - points[d] * pick(sheet)[1]) / m[d] / count for d, pick in enumerate(picks))
                for _, sheet in stratum.forms
            ]
            n = len(z)
            fraction = Fraction(0) if unit.has_too_many else stratum.fraction
            spread = sum(x * x for x in z) - sum(z) ** 2 / n if n > 1 else z[0] ** 2
            variance += (1 - fraction) * w**2 * Fraction(n, max(n - 1, 1)) * spread
    answers = [sum(v[d][1] for *_, v in rows) for d in range(count)]
    reference = 1 / sum(Fraction(1, count**2) / a for a in answers)
    squares = sum((sum(Fraction(v[d][1], count * answers[d]) for d in range(count)) ** 2 for *_, v in rows), Fraction(0))
    answering = [(unit, w) for unit, _, w, v in rows if any(part[1] for part in v)]
    weights = [w for _, w in answering]
    used = [unit for unit in units if unit.strata]
    known = all(unit.eligible for unit in used)
    return Figure(
        value=sum(points) / count,
        variance=variance,
        total=sum(v[d][0] for *_, v in rows for d in range(count)),
        base=sum(answers),
        n=len(answering),
        forms=len(rows),
        eligible=sum(unit.eligible for unit in used) if known else None,
        counted_n=sum(not unit.has_too_many for unit, _ in answering),
        counted_forms=sum(len(unit.forms) for unit in used if not unit.has_too_many),
        df=max(1, sum(len(stratum.forms) - 1 for unit in units for stratum in unit.strata)),
        reference=reference,
        cluster_size=reference * squares,
        weight_factor=len(weights) * sum(w * w for w in weights) / sum(weights) ** 2,
    )


def mean_over_units(figures: Sequence[Figure | None], units: Sequence[Unit]) -> Figure | None:
    """The plain mean of units' figures; only those with two forms or a census."""
    pairs = [
        (figure, unit)
        for figure, unit in zip(figures, units, strict=True)
        if figure and (figure.n >= 2 or is_census(figure, [unit]))
    ]
    if not pairs:
        return None
    used = [figure for figure, _ in pairs]
    k = len(used)
    reference = k**2 / sum(1 / figure.reference for figure in used)
    known = all(figure.eligible for figure in used)
    n = sum(figure.n for figure in used)
    return Figure(
        value=sum(figure.value for figure in used) / k,
        variance=sum(figure.variance * (not is_census(figure, [unit])) for figure, unit in pairs) / k**2,
        total=sum(figure.total for figure in used),
        base=sum(figure.base for figure in used),
        n=n,
        forms=sum(figure.forms for figure in used),
        eligible=sum(figure.eligible for figure in used) if known else None,
        counted_n=sum(figure.counted_n for figure in used),
        counted_forms=sum(figure.counted_forms for figure in used),
        df=max(1, sum(figure.df for figure in used)),
        reference=reference,
        cluster_size=reference * sum(figure.cluster_size / figure.reference for figure in used) / k**2,
        weight_factor=sum(figure.n * figure.weight_factor for figure in used) / n,
    )


def has_one_answer_each(figure: Figure, units: Sequence[Unit]) -> bool:
    """The case of the exact limits and of the logical bounds: N known, every form exactly one answer."""
    known = figure.eligible is not None and not any(unit.has_too_many for unit in units)
    return known and figure.base == figure.n == figure.forms


def is_census(figure: Figure, units: Sequence[Unit]) -> bool:
    """Everybody eligible has answered, in every unit."""
    return figure.eligible is not None and figure.counted_forms == figure.eligible and not any(u.has_too_many for u in units)


def pooled_rho(units: Sequence[Sequence[str]], pick: Picker, *, fewest: int = 2) -> float:
    """The pooled within-form correlation of "satisfied" over sheets of units with so many forms or more."""
    top = bottom = prior = Fraction(0)
    forms = 0
    for sheets in units:
        rows = [row for row in map(pick, sheets) if row[1]]
        if len(rows) < fewest:
            continue
        p = Fraction(sum(t for t, _ in rows), sum(m for _, m in rows))
        n = len(rows)
        top += Fraction(n, n - 1) * sum((t - p * m) ** 2 for t, m in rows) - p * (1 - p) * sum(m for _, m in rows)
        bottom += p * (1 - p) * sum(m * (m - 1) for _, m in rows)
        prior += sum(m * (m - 1) for _, m in rows)
        forms += n
    if not prior:
        return 1.0
    c = prior / (4 * forms)
    return float(min(max((top + c) / (bottom + c), Fraction(0)), Fraction(1)))


def rounded_up(rho: float) -> float:
    """To the next hundredth."""
    return next(k / 100 for k in range(101) if k / 100 >= rho - 1e-10)


def effective_base(figure: Figure, rho: float) -> float:
    """n_eff of section 3 for a sample."""
    p, m = float(figure.value), float(figure.reference)
    f, fp = 0.0, 1.0
    if figure.eligible:
        f = figure.counted_forms / figure.eligible
        fp = min(1.0, (figure.eligible - figure.counted_n) / (figure.eligible - 1)) if figure.eligible > 1 else 1.0
    modelled = float(figure.weight_factor) * (1 + (float(figure.cluster_size) - 1) * rho)
    deff = modelled
    if 0 < p < 1 and figure.n >= 2:
        own = float(figure.variance) * m / (p * (1 - p)) * (figure.n - 1) / figure.n / (1 - f)
        d = min(figure.df, m * min(p, 1 - p) / modelled)
        deff = (d * own + 30 * modelled) / (d + 30)
    return min(m, m / deff) / fp

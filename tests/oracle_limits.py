"""Quantiles and limits by bisection, continued fractions and counting: second implementations, without SciPy."""

import math
from collections.abc import Callable
from fractions import Fraction


def korn_graubard(p: float, n: float, tail: float) -> tuple[float, float]:
    """Limits by bisection of the incomplete beta function."""
    x = p * n
    low = 0.0 if p == 0 else bisect(lambda t: incomplete_beta(x, n - x + 1, t) < tail)
    high = 1.0 if p == 1 else bisect(lambda t: incomplete_beta(x + 1, n - x, t) < 1 - tail)
    return low, high


def bisect(is_left: Callable[[float], bool]) -> float:
    """The point in [0, 1] where a claim stops being true."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_left(middle) else (low, middle)
    return (low + high) / 2


def incomplete_beta(a: float, b: float, x: float, *, is_turned: bool = False) -> float:
    """The regularised incomplete beta function by Lentz's continued fraction (Press et al., Numerical Recipes, 6.4)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x >= (a + 1) / (a + b + 2) and not is_turned:
        return 1 - incomplete_beta(b, a, 1 - x, is_turned=True)
    tiny = 1e-300
    c, d = 1.0, 1 / max(abs(1 - (a + b) * x / (a + 1)), tiny)
    h = d
    for i in range(1, 5000):
        for step in (
            i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i)),
            -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1)),
        ):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            h *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return front * h / a


def hypergeometric(x: int, n: int, size: int, tail: Fraction) -> tuple[Fraction, Fraction]:
    """Exact limits by trying every number of satisfied people in the population."""

    def probability(k: int, hits: range) -> Fraction:
        return Fraction(sum(math.comb(k, i) * math.comb(size - k, n - i) for i in hits), math.comb(size, n))

    possible_low = [k for k in range(size + 1) if probability(k, range(x, n + 1)) > tail]
    possible_high = [k for k in range(size + 1) if probability(k, range(x + 1)) > tail]
    return Fraction(min(possible_low), size), Fraction(max(possible_high), size)


def student_quantile(probability: float, df: int) -> float:
    """The t quantile by bisection of the incomplete beta function."""

    def below(t: float) -> float:
        return 1 - incomplete_beta(df / 2, 0.5, df / (df + t * t)) / 2

    low, high = 0.0, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < probability else (low, middle)
    return (low + high) / 2


def funnel_lower_limit(centre: Fraction, n: int, probability: Fraction) -> float:
    """Spiegelhalter's interpolated binomial limit, from exact probabilities."""
    cumulative = Fraction(0)
    for r in range(n + 1):
        step = math.comb(n, r) * centre**r * (1 - centre) ** (n - r)
        if cumulative + step >= probability:
            alpha = (cumulative + step - probability) / step
            return float(max((r - alpha) / n, Fraction(0)))
        cumulative += step
    raise AssertionError("a distribution sums to one")

"""Invented reports for charts, made by hand: the dataclasses are the contract, whoever builds them."""

import random
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv
from scipy.stats import binom

from analysis.estimates import Estimate, Reason, Result, Suppressed, Verdict
from analysis.reports import (
    DepartmentReport,
    DimensionFigures,
    Distribution,
    Funnel,
    ItemFigures,
    UnitFigures,
    UnitReport,
)

OPTIONS = ("Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng")
TITLES = (
    "Tiếp cận dịch vụ giáo dục",
    "Cơ sở vật chất, trang thiết bị dạy học",
    "Môi trường giáo dục",
    "Hoạt động giáo dục",
    "Sự phát triển và tiến bộ của người học",
)
ITEM_TEXTS = (
    "Phòng học (diện tích, ánh sáng, độ thoáng)",
    "Nhà vệ sinh của học sinh",
    "Thông tin tuyển sinh, chuyển trường đầy đủ, kịp thời",
    "Khu vực để xe, cổng trường và lối đi an toàn cho học sinh vào giờ đến trường và giờ tan trường",
    "Thầy cô đối xử công bằng, tôn trọng học sinh, lắng nghe ý kiến của cha mẹ và phối hợp với gia đình khi có việc cần",
)
LONG_NAME = "Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở Đăk Rơ Wa - Ngọk Bay Ya Ly"
PLACES = ("Nghĩa Lộ", "Trà Bồng", "Măng Đen", "Hoa Sen", "Sơn Tây", "Ba Tơ", "Đăk Rơ Wa", "Ngọk Bay", "Ya Ly", "Mộ Đức")


@lru_cache(100_000)
def share(value: float, n: int = 212, *, eligible: int | None = None, effective: float | None = None) -> Estimate:
    """A share with exact binomial limits."""
    base = effective if effective is not None else float(n)
    x = value * base

    def limits(tail: float) -> tuple[float, float]:
        low = float(betaincinv(x, base - x + 1, tail)) if x > 0 else 0.0
        high = float(betaincinv(x + 1, base - x, 1 - tail)) if x < base else 1.0
        return low, high

    low, high = limits(0.025)
    low90, high90 = limits(0.05)
    return Estimate(value, low, high, low90, high90, (value * (1 - value) / base) ** 0.5, n, n, eligible, base, n / base, n - 1)


def verdict_of(result: Result, target: float) -> Verdict | None:
    """The verdict that the limits give."""
    if isinstance(result, Suppressed) or result.low90 is None or result.high90 is None:
        return None
    return "met" if result.low90 >= target else "missed" if result.high90 < target else "not shown"


def item(code: str, text: str, counts: Sequence[int]) -> ItemFigures:
    """A shown item with these counts."""
    base = sum(counts)
    figure = share((counts[3] + counts[4]) / base, base)
    return ItemFigures(code, text, figure, figure, Distribution(tuple(counts), 3, 1))


def hidden_item(code: str, text: str, reason: Reason = "too few") -> ItemFigures:
    """A withheld item."""
    gone = Suppressed(reason)
    return ItemFigures(code, text, gone, gone, gone)


def unit_report(
    items_each: Sequence[int] = (5, 9, 9, 9, 9), *, seed: int = 1, hidden: Sequence[str] = (), n: int = 312
) -> UnitReport:
    """A unit whose dimensions have so many items; the codes in `hidden` are withheld."""
    chance = random.Random(seed)
    dimensions = []
    for letter, title, count in zip("ABCDE", TITLES, items_each, strict=False):
        items = []
        for number in range(1, count + 1):
            code, text = f"{letter}{number:02d}", ITEM_TEXTS[chance.randrange(len(ITEM_TEXTS))]
            weights = (chance.uniform(0, 0.06), chance.uniform(0, 0.1), chance.uniform(0.02, 0.2), 1, chance.uniform(0.3, 1.2))
            counts = [round(n * weight / sum(weights)) for weight in weights]
            items.append(hidden_item(code, text) if code in hidden else item(code, text, counts))
        figure = share(chance.uniform(0.82, 0.98), n)
        dimensions.append(DimensionFigures(letter, title, figure, figure, verdict_of(figure, 0.9), tuple(items)))
    whole = share(0.919, n)
    return UnitReport(
        questionnaire_code="TH-CM",
        questionnaire_title="Khảo sát hài lòng cha mẹ học sinh tiểu học",
        questionnaire_digest="0" * 64,
        option_labels=OPTIONS,
        unit_code="51001",
        unit_name="Trường Tiểu học Nghĩa Lộ",
        forms=n,
        eligible=640,
        participation=n / 640,
        needed=240,
        convention="mean",
        target=0.9,
        index_share=whole,
        index_score=whole,
        index_weighted_share=None,
        verdict=verdict_of(whole, 0.9),
        further_answers_needed=60,
        overall=item("Z01", "Hài lòng chung về nhà trường", (2, 6, 20, 160, 124)),
        expectation=None,
        dimensions=tuple(dimensions),
        method_version="1",
        fingerprint="f" * 64,
    )


def empty_unit_report() -> UnitReport:
    """A unit to which nobody has answered."""
    full = unit_report((2, 2, 2, 2, 2))
    gone = Suppressed("no responses", 0)
    dimensions = tuple(
        DimensionFigures(
            part.code, part.title, gone, gone, None, tuple(hidden_item(i.code, i.text, "no responses") for i in part.items)
        )
        for part in full.dimensions
    )
    values = {name: getattr(full, name) for name in full.__dataclass_fields__}
    values |= {"forms": 0, "participation": 0.0, "index_share": gone, "index_score": gone, "verdict": None, "overall": None}
    return UnitReport(**(values | {"dimensions": dimensions}))


def funnel(centre: float, largest: int, *, spread: float | None = 0.08) -> Funnel:
    """Exact limits at whole sizes, and adjusted ones on the arcsine scale where `spread` is given."""
    sizes = np.arange(5, largest + 1)

    def lower(tail: float, share_: float) -> np.ndarray:
        count = binom.ppf(tail, sizes, share_)
        rest = binom.cdf(count, sizes, share_) - tail
        return np.clip((count - rest / binom.pmf(count, sizes, share_)) / sizes, 0, 1)

    def pair(tail: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
        return tuple(lower(tail, centre).tolist()), tuple((1 - lower(tail, 1 - centre)).tolist())

    adjusted: tuple[tuple[float, ...] | None, tuple[float, ...] | None] = (None, None)
    if spread is not None:
        middle, width = np.arcsin(centre**0.5), 1.96 * np.sqrt(1 / (4 * sizes + 2) + spread**2)
        low = np.sin(np.clip(middle - width, 0, np.pi / 2)) ** 2
        high = np.sin(np.clip(middle + width, 0, np.pi / 2)) ** 2
        adjusted = tuple(low.tolist()), tuple(high.tolist())
    return Funnel(centre, tuple(map(float, sizes)), *pair(0.025), *pair(0.001), *adjusted)


def department_report(
    count: int = 60,
    *,
    seed: int = 1,
    hidden: int = 3,
    largest: int = 550,
    long_names: bool = False,
    spread: float | None = 0.02,
) -> DepartmentReport:
    """A comparison of so many units, the last `hidden` of them withheld."""
    chance = random.Random(seed)
    kinds = ("Mầm non", "Tiểu học", "THCS", "THPT")
    centre = 0.926
    units = []
    for number in range(count):
        name = f"{kinds[number % 4]} {PLACES[number % 10]} {number + 1}"
        if long_names or number % 17 == 5:
            name = f"{LONG_NAME} {number + 1}"
        size = chance.randint(12, largest)
        effective = size * 0.8
        result: Result = share(
            min(max(chance.gauss(centre, 0.02 + 0.3 / size**0.5 * 0.3), 0.5), 1.0), size, effective=effective
        )
        if number >= count - hidden:
            result = Suppressed("too few" if number % 2 else "protects another")
        position = None
        if spread is not None and isinstance(result, Estimate) and effective >= 30:
            position = (
                "above" if result.value > 0.965 and size > 150 else "below" if result.value < 0.885 and size > 150 else "within"
            )
        units.append(UnitFigures(f"51{number:03d}", name, "Xã Ba Tơ", size, None, result, verdict_of(result, 0.9), position))
    total = share(centre, 18412)
    dimensions = tuple(
        DimensionFigures(letter, title, part, part, verdict_of(part, 0.9), ())
        for letter, title in zip("ABCDE", TITLES, strict=True)
        for part in [share(chance.uniform(0.86, 0.96), 18412, effective=2000)]
    )
    return DepartmentReport(
        questionnaire_code="TH-CM",
        questionnaire_title="Khảo sát hài lòng cha mẹ học sinh tiểu học",
        questionnaire_digest="0" * 64,
        measure_code="B",
        measure_title="Cơ sở vật chất, trang thiết bị dạy học",
        convention="mean",
        target=0.9,
        total=total,
        total_score=total,
        covered_units=count,
        units=tuple(sorted(units, key=lambda unit: unit.name)),
        funnel=funnel(centre, largest, spread=spread) if count - hidden > 0 else None,
        dimensions=dimensions,
        method_version="1",
        fingerprint="f" * 64,
    )

"""Invented forms for the benchmarks of the statistics: 25 items in 5 dimensions, 1,000 units of three grades, 5 % blank."""

import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.strata import UnitSums
from analysis.sums import Sums
from questionnaires import Dimension, Item, Option, Questionnaire, Scale, Wording

UNITS, GRADES = 1000, ("1", "2", "3")
DIMENSIONS, ITEMS = 5, 5  # five items in each
LEVELS = 6  # 0 to 5
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Forms:
    """Forms in the order in which they came, the cell of each (3 unit + grade), and how many could have answered per cell."""

    matrix: NDArray[np.uint8]  # (forms, 25) ASCII codes
    cells: NDArray[np.int64]  # (forms,)
    eligible: NDArray[np.int64]  # (3 units,)

    def of_units(self, units: int) -> "Forms":
        """The forms of the first units only."""
        own = self.cells < len(GRADES) * units
        return Forms(self.matrix[own], self.cells[own], self.eligible[: len(GRADES) * units])


def questionnaire() -> Questionnaire:
    """25 rating items in five dimensions and nothing else."""
    dimensions = tuple(
        Dimension(
            code=letter,
            title=f"Nhóm {letter}",
            items=tuple(
                Item(code=f"{letter}{i:02d}", text=f"Câu {i}", gloss="item", source="own") for i in range(1, ITEMS + 1)
            ),
        )
        for letter in "ABCDE"
    )
    options = tuple(Option(value=v, label=f"Mức {v}", satisfied=v >= 4) for v in range(1, LEVELS))
    return Questionnaire(
        code="BENCH",
        version=1,
        title="Phiếu đo tốc độ",
        short_title="Đo tốc độ",
        audience="citizen",
        audience_label="Tôi đo tốc độ",
        levels=(),
        minutes=1,
        wording=Wording(kind="own", note="Chỉ để đo."),
        scale=Scale(code="hai-long", options=options, not_applicable="Không áp dụng"),
        dimensions=dimensions,
        closing=(),
        background=(),
    )


def invent(forms: int, *, units: int = UNITS) -> Forms:
    """Forms whose answers hang together, made in parts so that making them needs little memory."""
    rng = np.random.default_rng(20260512)
    matrix = np.empty((forms, DIMENSIONS * ITEMS), dtype=np.uint8)
    cells = rng.integers(0, len(GRADES) * units, forms)
    level = rng.beta(12, 2, len(GRADES) * units)
    for start in range(0, forms, 20_000):
        part = matrix[start : start + 20_000]
        mood = rng.beta(
            8 * level[cells[start : start + len(part)]] + 0.1, 8 - 8 * level[cells[start : start + len(part)]] + 0.1
        )
        is_satisfied = rng.random(part.shape) < mood[:, None]
        part[...] = ord("0") + np.where(is_satisfied, rng.integers(4, 6, part.shape), rng.integers(1, 4, part.shape))
        part[rng.random(part.shape) < 0.04] = ord("-")
        part[rng.random(part.shape) < 0.01] = ord("0")
    return Forms(matrix, cells, 2 * np.bincount(cells, minlength=len(GRADES) * units) + 7)


def units_of(cells: list[Sums], eligible: NDArray[np.int64]) -> list[UnitSums]:
    """The units whose cells lie one after the other."""
    numbers = eligible.tolist()
    return [
        UnitSums(
            f"U{u:04d}",
            f"Trường {u:04d}",
            "",
            {grade: cells[3 * u + g] for g, grade in enumerate(GRADES) if cells[3 * u + g].forms},
            {grade: numbers[3 * u + g] for g, grade in enumerate(GRADES)},
        )
        for u in range(len(cells) // len(GRADES))
    ]


def median_seconds(work: Callable[[], object], looks: int = 7) -> float:
    """The median processor time of some calls."""
    times = []
    for _ in range(looks):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return statistics.median(times)


def peak_megabytes(work: Callable[[], object]) -> float:
    """The most memory that a work holds at a time beside what was there before."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / MEGABYTE

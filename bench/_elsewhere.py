"""The same figures elsewhere: R's survey, samplics, and one pass of C over the rows; each is left out where it is missing.

R's survey and samplics read rows and take seconds for some units, so they get the first units only, unit by unit, which is how
they are quickest; the whole is that many times as much. They give points and standard errors of dimensions and items, no index
and none of our intervals. Every figure must be ours to 1e-9.
"""

import csv
import ctypes
import shutil
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from _invented import DIMENSIONS, GRADES, ITEMS, LEVELS, Forms, median_seconds
from _plain import Table
from numpy.typing import NDArray

from analysis.sums import Sums

HERE = Path(__file__).resolve().parent
TOLERANCE = 1e-9
WIDTH = 3 * DIMENSIONS


def _columns(forms: Forms) -> dict[str, NDArray[np.float64]]:
    """y and m of every dimension and item, shares and then scores, as the others want them."""
    codes = forms.matrix.astype(float) - ord("0")
    m = (codes >= 1) & (codes < LEVELS)
    columns: dict[str, NDArray[np.float64]] = {}
    for kind, y in (("t", np.where(m, codes >= 4, 0)), ("s", np.where(m, codes, 0))):
        for name, array in ((kind, y), (f"{kind}m", m)):
            array = array.astype(float)
            sums = array.reshape(-1, DIMENSIONS, ITEMS).sum(axis=2)
            columns |= {f"{name}{k}": column for k, column in enumerate(np.concatenate([sums, array], axis=1).T)}
    return columns


def _figures() -> list[tuple[str, str]]:
    return [(f"{kind}{k}", f"{kind}m{k}") for kind in "ts" for k in range(DIMENSIONS * (ITEMS + 1))]


def _compare(name: str, value: NDArray[np.float64], se: NDArray[np.float64], ours: Table) -> None:
    """Both of shape (units, 60) against our columns without the two indices."""
    half = ours.value.shape[1] // 2
    kept = [k for k in range(2 * half) if k % half]
    for what, theirs, own in (("points", value, ours.value), ("standard errors", se, ours.se)):
        worst = float(np.abs(theirs - own[: len(theirs), kept]).max())
        assert worst < TOLERANCE, f"{name}: {what} differ by {worst}"


def time_r_survey(forms: Forms, ours: Table, *, units: int, whole: int) -> tuple[str, float] | None:
    """Seconds for all units, from the first ones; None without R and survey."""
    program = shutil.which("Rscript")
    if program is None or subprocess.run([program, "-e", "library(survey)"], capture_output=True, check=False).returncode:
        return None
    part = forms.of_units(units)
    columns = _columns(part)
    with tempfile.TemporaryDirectory() as folder:
        rows, figures = Path(folder, "forms.csv"), Path(folder, "figures.csv")
        with rows.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unit", "cell", "eligible", *columns])
            numbers = zip(*(column.astype(int).tolist() for column in columns.values()), strict=True)
            for cell, values in zip(part.cells.tolist(), numbers, strict=True):
                writer.writerow([cell // len(GRADES), cell, part.eligible[cell], *values])
        with figures.open("w", newline="") as file:
            csv.writer(file).writerows([("y", "m"), *_figures()])
        said = subprocess.run([program, HERE / "_survey.R", rows, figures], capture_output=True, text=True, check=True).stdout
        found = np.loadtxt(rows.with_suffix(".out")).reshape(units, 2, -1)
    _compare("R survey", found[:, 0], found[:, 1], ours)
    seconds, version = said.strip().split(" ", 1)
    return version, float(seconds) * whole / units


def time_samplics(forms: Forms, ours: Table, *, units: int, whole: int) -> tuple[str, float] | None:
    """Seconds for all units, from the first ones; None without samplics."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import samplics
            from samplics.estimation import TaylorEstimator
            from samplics.utils.types import PopParam
    except ImportError:
        return None
    part = forms.of_units(units)
    columns = _columns(part)
    sizes = np.bincount(part.cells)
    found = np.empty((units, 2, len(_figures())))
    started = time.process_time()
    for unit in range(units):
        own = part.cells // len(GRADES) == unit
        strata = part.cells[own]
        weights = (part.eligible / sizes)[strata]
        fpc = {int(cell): 1 - sizes[cell] / part.eligible[cell] for cell in np.unique(strata)}
        for k, (y, m) in enumerate(_figures()):
            estimator = TaylorEstimator(PopParam.ratio)
            estimator.estimate(y=columns[y][own], x=columns[m][own], samp_weight=weights, stratum=strata, fpc=fpc)
            found[unit, :, k] = estimator.point_est, estimator.stderror
    seconds = time.process_time() - started
    _compare("samplics", found[:, 0], found[:, 1], ours)
    return f"samplics {samplics.__version__}", seconds * whole / units


def time_c_pass(forms: Forms, ours: list[Sums]) -> tuple[float, float] | None:
    """Seconds of one pass from rows to the same sums, as they came and sorted by cell before; None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    cells, items = len(forms.eligible), forms.matrix.shape[1]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "pass.so")
        flags = ["-O3", "-march=native", "-shared", "-fPIC"]
        subprocess.run([compiler, *flags, HERE / "_pass.c", "-o", library], check=True)
        count_rows = ctypes.CDLL(str(library)).count_rows

    def one_pass(rows: Forms) -> list[NDArray[np.int64]]:
        found = [np.zeros((cells, size), dtype=np.int64) for size in (items * LEVELS, WIDTH, WIDTH * WIDTH)]
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in (rows.matrix, rows.cells, *found)]
        count_rows(*pointers[:2], ctypes.c_int64(len(rows.matrix)), *pointers[2:])
        return found

    counts, totals, products = one_pass(forms)
    upper = np.triu(np.ones((WIDTH, WIDTH), dtype=np.int64)).ravel()
    for cell, sums in enumerate(ours):
        assert (sums.counts.ravel() == counts[cell]).all()
        assert (sums.totals == totals[cell]).all()
        assert (sums.products.ravel() * upper == products[cell]).all()
    order = np.argsort(forms.cells, kind="stable")
    by_cell = Forms(forms.matrix[order], forms.cells[order], forms.eligible)
    return median_seconds(lambda: one_pass(forms)), median_seconds(lambda: one_pass(by_cell))

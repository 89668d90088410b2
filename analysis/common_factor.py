"""One factor common to the items of a scale, and the part of their sum that it explains (docs/methods.md section 9).

Pure functions of matrices. Must not know what the items are.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Floats = NDArray[np.float64]

LEAST_UNIQUE = 0.005  # part of an item's variance that its own must keep; below it the fit is a Heywood case
_UNLOADED = 1e-4  # a loading below it is none; a factor of fewer than three items is not determined
_COLLINEAR = 1e-8  # smallest eigenvalue of correlations that can be fitted


def one_factor(correlations: Floats) -> Floats | None:
    """The loadings of one common factor, fitted by maximum likelihood.

    Parameters
    ----------
    correlations : ndarray of float, shape (k, k), k >= 3

    Returns
    -------
    ndarray of float, shape (k,), or None
        Their sum is not negative. None where items determine each other, where fewer than three load, where the fit does not
        settle, and in a Heywood case: an item whose own variance would be (nearly) 0.

    Raises
    ------
    ValueError
        Fewer than three items: the loadings are not determined.

    References
    ----------
    Joereskog 1967, Psychometrika 32; R: factanal. docs/methods.md section 9.

    Examples
    --------
    >>> one_factor(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])).round(6).tolist()
    [0.707107, 0.707107, 0.707107]
    """
    count = len(correlations)
    if count < 3:
        raise ValueError("a factor needs three items")
    if np.linalg.eigvalsh(correlations)[0] < _COLLINEAR:
        return None
    start = np.clip((1 - 0.5 / count) / np.diagonal(np.linalg.inv(correlations)), LEAST_UNIQUE, 1)
    bounds = [(LEAST_UNIQUE, 1.0)] * count
    rough = optimize.minimize(_misfit, start, args=(correlations,), jac=True, method="L-BFGS-B", bounds=bounds)
    near, _ = _best_loadings(rough.x, correlations)
    fitted = optimize.root(_imbalance, near, args=(correlations,), tol=1e-14).x
    is_settled = np.abs(fitted - near).max() < 0.01 and np.abs(_imbalance(fitted, correlations)).max() < 1e-9
    is_proper = rough.x.min() > LEAST_UNIQUE and (1 - fitted**2).min() > LEAST_UNIQUE
    if not is_settled or not is_proper or np.sort(np.abs(fitted))[-3] < _UNLOADED:
        return None
    loadings: Floats = fitted if fitted.sum() >= 0 else -fitted
    return loadings


def _misfit(unique: Floats, correlations: Floats) -> tuple[float, Floats]:
    """The maximum likelihood discrepancy at the best loadings for given unique variances, and its gradient."""
    loadings, others = _best_loadings(unique, correlations)
    gradient = (loadings**2 + unique - 1) / unique**2
    return float((others - np.log(others) - 1).sum()), gradient


def _best_loadings(unique: Floats, correlations: Floats) -> tuple[Floats, Floats]:
    """The best loadings for given unique variances, and the eigenvalues that they leave."""
    roots = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations / np.outer(roots, roots))
    return roots * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0)), values[:-1]


def _imbalance(loadings: Floats, correlations: Floats) -> Floats:
    """0 where the likelihood is stationary: R Psi^-1 l = l (1 + l' Psi^-1 l) with Psi = 1 - l^2."""
    scaled = loadings / np.maximum(1 - loadings**2, LEAST_UNIQUE)
    imbalance: Floats = correlations @ scaled - loadings * (1 + loadings @ scaled)
    return imbalance


def omega_total(covariances: Floats) -> float | None:
    """Coefficient omega: the part of the variance of a sum of items that one common factor explains.

    Parameters
    ----------
    covariances : ndarray of float, shape (k, k), k >= 3
        Every item varies.

    Returns
    -------
    float or None
        In [0, 1]; None where `one_factor` has no fit.

    Raises
    ------
    ValueError
        Fewer than three items.

    References
    ----------
    McDonald 1999, Test Theory, 6. docs/methods.md section 9.

    Examples
    --------
    >>> round(omega_total(np.array([[1.0, 0.5, 0.5], [0.5, 1.0, 0.5], [0.5, 0.5, 1.0]])), 9)
    0.75
    """
    deviations = np.sqrt(np.diagonal(covariances))
    loadings = one_factor(covariances / np.outer(deviations, deviations))
    if loadings is None:
        return None
    common = float(loadings @ deviations) ** 2
    return common / (common + float(((1 - loadings**2) * deviations**2).sum()))

"""How much of an outcome each predictor explains, from a matrix of correlations alone (docs/methods.md section 10).

Pure functions of matrices; leading axes are many matrices at once, such as the draws of a bootstrap. Must not know what the
variables are. A variable without spread has the correlation 0 with all others and explains nothing; a predictor that others
determine adds nothing to them.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_FOR_LMG = 12  # predictors: 4,096 subsets
COLLINEAR = 1e-9  # part of a variable's variance below which it counts as determined by others


def correlations_from_moments(moments: Floats) -> Floats:
    """Correlations from sums of products about zero.

    Parameters
    ----------
    moments : ndarray of float, shape (..., p + 1, p + 1)
        sum z z' with z = (1, x_1, ..., x_p); at [0, 0] the number of forms. Best of variables with mean near 0 and variance
        near 1, since a variance below 1e-9 of the mean square counts as none.

    Returns
    -------
    ndarray of float, shape (..., p, p)
        In [-1, 1]; 0 beside the diagonal where a variable has no spread.

    References
    ----------
    docs/methods.md section 10.

    Examples
    --------
    >>> correlations_from_moments(np.array([[2.0, 0.0, 0.0], [0.0, 2.0, -2.0], [0.0, -2.0, 2.0]])).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    forms = np.maximum(moments[..., :1, :1], 1.0)
    means = moments[..., :1, 1:] / forms
    squares = moments[..., 1:, 1:] / forms
    covariances = squares - np.swapaxes(means, -1, -2) * means
    variances = np.diagonal(covariances, axis1=-2, axis2=-1)
    has_spread = variances > COLLINEAR * np.maximum(np.diagonal(squares, axis1=-2, axis2=-1), np.finfo(float).tiny)
    scale = np.where(has_spread, 1 / np.sqrt(np.where(has_spread, variances, 1.0)), 0.0)
    correlations = np.clip(covariances * scale[..., :, None] * scale[..., None, :], -1.0, 1.0)
    places = np.arange(correlations.shape[-1])
    correlations[..., places, places] = 1.0
    return correlations


def subset_r_squared(correlations: Floats) -> Floats:
    """The explained part of the outcome's variance for every subset of the predictors.

    Parameters
    ----------
    correlations : ndarray of float, shape (..., k + 1, k + 1)
        The outcome last; 1 <= k <= 12.

    Returns
    -------
    ndarray of float, shape (..., 2**k)
        At place sum_j 2**j over the subset's predictors j; at 0 no predictor.

    Raises
    ------
    ValueError
        Not square, or no or too many predictors.

    References
    ----------
    Goodnight 1979, The American Statistician 33 (sweeping a predictor out of the rest of the matrix).

    Examples
    --------
    >>> subset_r_squared(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.5, 0.5, 1.0]])).tolist()
    [0.0, 0.25, 0.25, 0.5]
    """
    count = _count_predictors(correlations)
    if count > MOST_FOR_LMG:
        raise ValueError(f"{count} predictors have too many subsets; at most {MOST_FOR_LMG}")
    matrices = correlations.reshape(-1, count + 1, count + 1).transpose(1, 2, 0)
    explained = np.zeros((1 << count, matrices.shape[-1]))
    # A branch holds what is left of the variables from `first` on once the predictors of its subset are swept out.
    branches = [(matrices, 0, 0)]
    while branches:
        rest, first, subset = branches.pop()
        for j in range(first, count):
            row = rest[j - first, j - first + 1 :]
            pivot = rest[j - first, j - first]
            adds = pivot > COLLINEAR
            inverse = np.where(adds, 1 / np.where(adds, pivot, 1.0), 0.0)
            joined = subset | 1 << j
            explained[joined] = explained[subset] + row[-1] ** 2 * inverse
            if j < count - 1:
                swept = rest[j - first + 1 :, j - first + 1 :] - row[:, None] * row[None, :] * inverse
                branches.append((swept, j + 1, joined))
    return explained.T.reshape(*correlations.shape[:-2], -1)


def lmg_importance(correlations: Floats) -> Floats:
    """The part of R squared that each predictor adds, averaged over all orders in which predictors can enter (LMG, Shapley).

    Parameters
    ----------
    correlations : ndarray of float, shape (..., k + 1, k + 1)
        The outcome last; 1 <= k <= 12.

    Returns
    -------
    ndarray of float, shape (..., k)
        Not negative; their sum is R squared.

    Raises
    ------
    ValueError
        Not square, or no or too many predictors.

    References
    ----------
    Lindeman, Merenda and Gold 1980; Groemping 2006, Journal of Statistical Software 17(1). docs/methods.md section 10.

    Examples
    --------
    >>> lmg_importance(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.5, 0.5, 1.0]])).tolist()
    [0.25, 0.25]
    """
    explained = subset_r_squared(correlations)
    count = _count_predictors(correlations)
    subsets = np.arange(1 << count)
    has = (subsets[:, None] >> np.arange(count) & 1).astype(bool)
    before = has.sum(axis=1)[:, None] - has  # predictors beside this one
    orders = np.array([1 / (count * math.comb(count - 1, size)) for size in range(count)])
    parts: Floats = explained @ np.where(has, orders[before], -orders[np.minimum(before, count - 1)])
    return np.maximum(parts, 0.0)


def relative_weights(correlations: Floats) -> Floats:
    """Johnson's relative weights: R squared divided by way of the nearest uncorrelated predictors.

    Parameters
    ----------
    correlations : ndarray of float, shape (..., k + 1, k + 1)
        The outcome last.

    Returns
    -------
    ndarray of float, shape (..., k)
        Not negative; their sum is R squared.

    Raises
    ------
    ValueError
        Not square, or no predictor.

    References
    ----------
    Johnson 2000, Multivariate Behavioral Research 35. docs/methods.md section 10.

    Examples
    --------
    >>> relative_weights(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.5, 0.5, 1.0]])).tolist()
    [0.25, 0.25]
    """
    values, vectors, outcome = _decompose(correlations)
    roots = np.sqrt(values)
    turned = np.swapaxes(vectors, -1, -2)
    loadings = (vectors * roots[..., None, :]) @ turned
    inverse = np.where(values > 0, 1 / np.where(values > 0, roots, 1.0), 0.0)
    weights = (vectors * inverse[..., None, :]) @ (turned @ outcome[..., None])
    parts: Floats = (loadings**2 @ weights**2)[..., 0]
    return parts


def standardised_weights(correlations: Floats) -> Floats:
    """Regression weights of the standardised predictors; the shortest ones where the predictors determine each other.

    Parameters
    ----------
    correlations : ndarray of float, shape (..., k + 1, k + 1)
        The outcome last.

    Returns
    -------
    ndarray of float, shape (..., k)

    Raises
    ------
    ValueError
        Not square, or no predictor.

    References
    ----------
    docs/methods.md section 10.

    Examples
    --------
    >>> standardised_weights(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, -0.5], [0.5, -0.5, 1.0]])).tolist()
    [0.5, -0.5]
    """
    values, vectors, outcome = _decompose(correlations)
    inverse = np.where(values > 0, 1 / np.where(values > 0, values, 1.0), 0.0)
    weights: Floats = ((vectors * inverse[..., None, :]) @ (np.swapaxes(vectors, -1, -2) @ outcome[..., None]))[..., 0]
    return weights


def explained_part(correlations: Floats) -> Floats:
    """R squared of the outcome on all predictors.

    Parameters
    ----------
    correlations : ndarray of float, shape (..., k + 1, k + 1)
        The outcome last.

    Returns
    -------
    ndarray of float, shape (...)

    Raises
    ------
    ValueError
        Not square, or no predictor.

    References
    ----------
    docs/methods.md section 10.

    Examples
    --------
    >>> float(explained_part(np.array([[1.0, 0.5], [0.5, 1.0]])))
    0.25
    """
    explained: Floats = (standardised_weights(correlations) * correlations[..., :-1, -1]).sum(axis=-1)
    return explained


def _count_predictors(correlations: Floats) -> int:
    if correlations.ndim < 2 or correlations.shape[-1] != correlations.shape[-2] or correlations.shape[-1] < 2:
        raise ValueError(f"not correlations of predictors and an outcome: shape {correlations.shape}")
    return int(correlations.shape[-1]) - 1


def _decompose(correlations: Floats) -> tuple[Floats, Floats, Floats]:
    """Eigenvalues of the predictors (0 where they determine each other), their vectors, and the outcome's correlations."""
    _count_predictors(correlations)
    values, vectors = np.linalg.eigh(correlations[..., :-1, :-1])
    return np.where(values > COLLINEAR, values, 0.0), vectors, correlations[..., :-1, -1]

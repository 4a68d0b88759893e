"""Least squares on rows added up by their answers, with errors that need no equal spread (HC3) or no independence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonda.methods.drivers.blocks import Floats, Integers
from sonda.methods.drivers.groups import Groups

ALONE = 1e-9  # what a leverage of all but 1 leaves


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Coefficients (k,), NaN where a column says nothing new; their covariance, NaN where it cannot be judged."""

    beta: Floats
    covariance: Floats
    df: int
    r2: float | None
    spread: float  # standard deviation of the outcome


def fit(x: Floats, groups: Groups) -> Fit:
    """Regression of the outcome on the columns of `x` (g, k), one line per group; the first column is the constant.

    Weighted least squares. Without buckets the errors are HC3 (MacKinnon, White 1985): each row's residual over
    1 − leverage. With buckets each is left out whole in turn (CR3, Bell, McCaffrey 2002); buckets of one row give
    HC3 again. A coefficient that hangs on a single row or bucket has no error.
    """
    w = groups.weight
    a = (x * (w * groups.n)[:, None]).T @ x
    kept = independent(a)
    inner, b = x[:, kept], x[:, kept].T @ (w * groups.y)
    inverse: Floats = np.asarray(np.linalg.inv(a[np.ix_(kept, kept)]), float)
    solved = inverse @ b
    if groups.bucket is None:
        rough, unsure = _hc3(inner, groups, inverse, solved)
        df = int(groups.n[w > 0].sum()) - len(kept)
    else:
        rough, unsure = _cr3(inner, groups, groups.bucket, a[np.ix_(kept, kept)], b, solved)
        df = len(np.unique(groups.bucket[w > 0])) - 1
    rough[unsure, :] = rough[:, unsure] = np.nan
    beta, covariance = np.full(x.shape[1], np.nan), np.full((x.shape[1], x.shape[1]), np.nan)
    beta[kept], covariance[np.ix_(kept, kept)] = solved, rough
    total = w @ groups.n
    mean = w @ groups.y / total
    around = max(float(w @ groups.yy - total * mean**2), 0.0)
    left = float(w @ groups.yy - solved @ b)
    return Fit(
        beta=beta,
        covariance=covariance,
        df=df,
        r2=1 - left / around if around > 0 else None,
        spread=float(np.sqrt(around / total)),
    )


def independent(a: Floats) -> list[int]:
    """Columns that those before them do not determine, by Cholesky steps on their products `a`."""
    left, kept = a.copy(), []
    for k in range(len(a)):
        if left[k, k] > 1e-10 * max(a[k, k], np.finfo(float).tiny):
            left = left - np.outer(left[:, k], left[k]) / left[k, k]
            kept.append(k)
    return kept


def _hc3(x: Floats, groups: Groups, inverse: Floats, beta: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    w = groups.weight
    predicted = x @ beta
    squares = np.maximum(groups.yy - 2 * predicted * groups.y + groups.n * predicted**2, 0)
    pull = x @ inverse
    rest = 1 - w * np.einsum("ij,ij->i", pull, x)
    alone = rest < ALONE
    part = np.where(alone, 0.0, w * w * squares / np.where(alone, 1.0, rest) ** 2)
    unsure = (np.abs(pull[alone & (w > 0)]) > ALONE).any(axis=0)
    return np.asarray((pull * part[:, None]).T @ pull), np.asarray(unsure)


def _cr3(
    x: Floats, groups: Groups, bucket: Integers, a: Floats, b: Floats, beta: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    total = np.zeros_like(a)
    unsure = np.zeros(len(beta), bool)
    order = np.argsort(bucket, kind="stable")
    bounds = np.flatnonzero(np.diff(bucket[order])) + 1
    for rows in np.split(order, bounds):
        mine, w = x[rows], groups.weight[rows]
        others = a - (mine * (w * groups.n[rows])[:, None]).T @ mine
        value, vector = np.linalg.eigh(others)
        lost = value < ALONE * np.trace(a) / len(a)
        unsure |= (np.abs(vector[:, lost]) > 1e-6).any(axis=1)
        known = vector[:, ~lost]
        without = (known / value[~lost]) @ (known.T @ (b - mine.T @ (w * groups.y[rows])))
        step = np.where(unsure, 0.0, without - beta)
        total += np.outer(step, step)
    return total, unsure

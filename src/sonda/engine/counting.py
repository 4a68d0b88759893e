"""Sums by group, written once with Narwhals: the same definitions run on DuckDB, on Polars and on Spark."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw

from sonda.methods.sums import Sums

Exprs = dict[str, nw.Expr]


def sums_frame(
    frame: nw.LazyFrame[Any],
    values: Sequence[str],
    *,
    keys: Sequence[str] = (),
    weight: str | None = None,
    clusters: Sequence[str] = (),
    extra: Mapping[str, nw.Expr] | None = None,
    least: Mapping[str, nw.Expr] | None = None,
) -> nw.LazyFrame[Any]:
    """What `Sums` needs of each column in `values`, by group: columns `<value>_n`, `<value>_wy`, and so on.

    With clusters the rows are first added up by cluster, then the totals of the clusters, still in one statement.
    `extra` are further sums over rows (counts, controls) by their names, `least` smallest values.
    """
    more = dict(extra or {})
    first = {k: expr.min() for k, expr in (least or {}).items()}
    if not clusters:
        return _grouped(
            frame, keys, more | first | {k: v for name in values for k, v in _of_rows(name, weight).items()}
        )
    named = frame.with_columns(*(nw.col(name).fill_null("").alias(name) for name in clusters))  # a blank is a name too
    inner = more | first | {k: v for name in values for k, v in _of_one_cluster(name, weight).items()}
    added = {k: nw.col(k).sum() for k in more} | {k: nw.col(k).min() for k in first}
    outer = added | {k: v for name in values for k, v in _of_clusters(name).items()}
    return _grouped(_grouped(named, [*keys, *clusters], inner), keys, outer)


def sums_of(row: Mapping[str, Any], name: str) -> Sums:
    """The `Sums` of one column out of one row of the counted frame."""
    n, wy, wyy = int(row[f"{name}_n"]), float(row[f"{name}_wy"] or 0), float(row[f"{name}_wyy"] or 0)
    if f"{name}_w" not in row:  # everybody weighs one and is a cluster of their own
        return Sums(n=n, w=float(n), wy=wy, wyy=wyy, clusters=n, aa=wyy, ab=wy, bb=float(n))
    w, aa, ab, bb = (float(row[f"{name}_{part}"] or 0) for part in ("w", "aa", "ab", "bb"))
    clusters = int(row.get(f"{name}_clusters", n))
    return Sums(n=n, w=w, wy=wy, wyy=wyy, clusters=clusters, aa=aa, ab=ab, bb=bb)


def _grouped(frame: nw.LazyFrame[Any], keys: Sequence[str], sums: Exprs) -> nw.LazyFrame[Any]:
    named = [expr.alias(name) for name, expr in sums.items()]
    return frame.group_by(*keys).agg(*named) if keys else frame.select(*named)


def _of_rows(name: str, weight: str | None) -> Exprs:
    y = nw.col(name)
    if weight is None:
        return {f"{name}_n": y.count(), f"{name}_wy": y.sum(), f"{name}_wyy": (y * y).sum()}
    w = _weight_of(name, weight)
    parts = {"w": w, "wy": w * y, "wyy": w * y * y, "aa": w * w * y * y, "ab": w * w * y, "bb": w * w}
    return {f"{name}_n": y.count()} | {f"{name}_{part}": expr.sum() for part, expr in parts.items()}


def _of_one_cluster(name: str, weight: str | None) -> Exprs:
    y, w = nw.col(name), _weight_of(name, weight)
    parts = {"w": w, "wy": w * y, "wyy": w * y * y}
    return {f"{name}_n": y.count()} | {f"{name}_{part}": expr.sum() for part, expr in parts.items()}


def _of_clusters(name: str) -> Exprs:
    n, a, b = nw.col(f"{name}_n"), nw.col(f"{name}_wy"), nw.col(f"{name}_w")
    again = {f"{name}_{part}": nw.col(f"{name}_{part}").sum() for part in ("n", "w", "wy", "wyy")}
    products = {f"{name}_aa": (a * a).sum(), f"{name}_ab": (a * b).sum(), f"{name}_bb": (b * b).sum()}
    return again | products | {f"{name}_clusters": (n > 0).cast(nw.Int64).sum()}


def _weight_of(name: str, weight: str | None) -> nw.Expr:
    """The weight of those who answered; NULL for the others."""
    given = ~nw.col(name).is_null()
    return nw.when(given).then(nw.lit(1.0) if weight is None else nw.col(weight))

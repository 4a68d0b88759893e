"""The hot path in DuckDB's own SQL: sums of products, by group, by pattern of answers and by bucket.

What is counted here is counted elsewhere with Narwhals for a few columns; a test holds both equal. Columns come by the
names of `Table`'s frame (x0, by0, w …), never by a name from the file.
"""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonda.engine.table import Table

Floats = NDArray[np.float64]


def histograms(table: Table, columns: dict[str, str]) -> str:
    """How often each value of each column occurs, by group: one map a column. `columns`: name → SQL."""
    maps = [f"histogram({sql}) AS {name}" for name, sql in columns.items()]
    return grouped(table, maps, table.keys)


def complete_products(table: Table, columns: Sequence[str]) -> str:
    """n, Σw, Σw², Σwx and Σwxx' over the rows that answered every column, by group."""
    w = table.weight or "1.0"
    whole = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    sums = [
        f"count(*) FILTER ({whole}) AS n",
        f"sum({w}) FILTER ({whole}) AS w",
        f"sum({w} * {w}) FILTER ({whole}) AS ww",
    ]
    sums += [f"sum({w} * {name}) FILTER ({whole}) AS s{at}" for at, name in enumerate(columns)]
    return grouped(table, [*sums, *products(columns, w, filtered=whole)], table.keys)


def blocks(table: Table, columns: Sequence[str], buckets: int) -> str:
    """Rows with the outcome (the first column) added up by group, bucket and pattern of answered columns.

    A bucket is a hash of the cluster, else of the row's number: a file that is sorted does no harm.
    """
    if buckets == 1:
        bucket = "0"
    elif table.clusters:
        bucket = f"(hash({', '.join(f'{name}_' for name in table.clusters)}) % {buckets})::BIGINT"
    else:
        bucket = f"(hash(row_number() OVER ()) % {buckets})::BIGINT"
    pattern = " + ".join(f"({name} IS NOT NULL)::BIGINT * {1 << at}" for at, name in enumerate(columns))
    w = table.weight or "1.0"
    sums = ["count(*) AS n", f"sum({w}) AS w", *(f"sum({w} * {name}) AS s{at}" for at, name in enumerate(columns))]
    rows = f"SELECT *, {pattern} AS pattern FROM ({table.sql(f'{bucket} AS bucket')})"
    return grouped(table, [*sums, *products(columns, w)], [*table.keys, "bucket", "pattern"], rows=rows)


def distinct_answers(table: Table, outcome: str, drivers: Sequence[str]) -> str:
    """Complete rows added up by their answers, weight and cluster: what a logistic or dummy regression needs."""
    whole = " AND ".join(f"{name} IS NOT NULL" for name in (outcome, *drivers))
    keys = [*table.keys, *table.clusters, *([table.weight] if table.weight else []), *drivers, "whole"]
    rows = f"SELECT *, ({whole}) AS whole FROM ({table.sql()})"
    sums = ["count(*) AS n", f"sum({outcome}) AS y", f"sum({outcome} * {outcome}) AS yy"]
    return grouped(table, sums, keys, rows=rows)


def products(columns: Sequence[str], w: str, *, filtered: str | None = None) -> list[str]:
    """Σw·xᵢ·xⱼ for i ≤ j, in the order of `np.triu_indices`, called p0, p1, …"""
    only = f" FILTER ({filtered})" if filtered else ""
    pairs = combinations_with_replacement(columns, 2)
    return [f"sum({w} * {one} * {other}){only} AS p{at}" for at, (one, other) in enumerate(pairs)]


def grouped(table: Table, sums: Sequence[str], keys: Sequence[str], *, rows: str | None = None) -> str:
    controls = ["count(*) AS rows", "sum(bad::INT) AS bad"] + (
        [f"sum({table.weight}) AS weights"] if table.weight else []
    )
    by = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}" if keys else ""
    return f"SELECT {', '.join([*keys, *controls, *sums])} FROM ({rows or table.sql()}){by}"  # noqa: S608


def matrix(row: dict[str, Any], k: int) -> Floats:
    """The symmetric matrix of the products in one row."""
    whole = np.zeros((k, k))
    first, second = np.triu_indices(k)
    whole[first, second] = whole[second, first] = [row[f"p{at}"] or 0.0 for at in range(len(first))]
    return whole

"""The hot path in DuckDB's own SQL: sums of products, by group, by pattern of answers and by bucket.

What is counted here is counted elsewhere with Narwhals for a few columns; a test holds both equal. Columns come by the
names of `Table`'s frame (x0, by0, w …), never by a name from the file.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement
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
    """n, Σx and Σxx' over the rows that answered every column, by group."""
    whole = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    # NULL where any is missing, once for all sums: a FILTER of each sum takes forty times as long for twenty columns.
    answers = {f"r{at}": f"CASE WHEN {whole} THEN {name} END" for at, name in enumerate(columns)}
    rows = f"SELECT {', '.join([*table.keys, 'bad', *aliased(answers)])} FROM ({table.sql()})"  # noqa: S608
    sums = {"n": "count(r0)"} | {f"s{at}": f"sum({name})" for at, name in enumerate(answers)}
    return grouped(table, aliased(sums | products(list(answers), "1.0")), table.keys, rows=rows)


def pairwise_powers(table: Table, columns: Sequence[str], powers: Sequence[tuple[int, int]]) -> str:
    """Σxᵃyᵇ of every two columns over the rows that answered both, by group: p<a><b>_<pair>, in `combinations`' order.

    `people` are the rows that answered two columns or more.
    """
    # NULL in a product leaves the row out of the sum: no FILTER is needed (see `complete_products`).
    most = max(a for a, _ in powers)
    raised = [f"CASE WHEN {name} IS NOT NULL THEN 1.0::DOUBLE END AS {name}_0" for name in columns]
    raised += [f"{' * '.join([name] * a)} AS {name}_{a}" for name in columns for a in range(1, most + 1)]
    rows = f"SELECT *, {', '.join(raised)} FROM ({table.sql()})"  # noqa: S608
    answered = " + ".join(f"({name} IS NOT NULL)::INT" for name in columns)
    sums = [f"sum(({answered} > 1)::INT) AS people"]
    for at, (x, y) in enumerate(combinations(columns, 2)):
        sums += [f"sum({x}_{a} * {y}_{b}) AS p{a}{b}_{at}" for a, b in powers]
    return grouped(table, sums, table.keys, rows=rows)


def rows_themselves(table: Table) -> str:
    """The columns as they are, row by row in the file's order, of a file that is small enough for that."""
    weights = [f"{table.weight} AS weights"] if table.weight else []
    return f"SELECT {', '.join(['*', '1 AS rows', *weights])} FROM ({table.sql()})"  # noqa: S608


def blocks(table: Table, columns: Sequence[str], buckets: int, *, complete: bool = False) -> str:
    """Rows added up by group, bucket and pattern of answered columns; of `complete` rows there is one pattern.

    A bucket is a hash of the cluster, else of the row's number: a file that is sorted does no harm.
    """
    if buckets == 1:
        bucket = "0"
    elif table.clusters:
        bucket = f"(hash({', '.join(f'{name}_' for name in table.clusters)}) % {buckets})::BIGINT"
    else:
        bucket = f"(hash(row_number() OVER ()) % {buckets})::BIGINT"
    bits = [f"({name} IS NOT NULL)::BIGINT * {1 << at}" for at, name in enumerate(columns)]
    pattern, whole = " + ".join(bits), (1 << len(columns)) - 1
    if complete:
        pattern = f"CASE WHEN {pattern} = {whole} THEN {whole} ELSE 0 END"
    w = table.weight or "1.0"
    sums = ["count(*) AS n", f"sum({w}) AS w_sum", *(f"sum({w} * {name}) AS s{at}" for at, name in enumerate(columns))]
    if table.weight:
        sums += [f"sum({w} * {w}) FILTER ({name} IS NOT NULL) AS b{at}" for at, name in enumerate(columns)]
        sums += [f"sum({w} * {w} * {name}) AS c{at}" for at, name in enumerate(columns)]
        sums += [f"sum({w} * {w} * {name} * {name}) AS d{at}" for at, name in enumerate(columns)]
    rows = f"SELECT *, {pattern} AS pattern FROM ({table.sql(f'{bucket} AS bucket')})"  # noqa: S608
    return grouped(table, [*sums, *aliased(products(columns, w))], [*table.keys, "bucket", "pattern"], rows=rows)


def distinct_answers(table: Table, outcome: str, drivers: dict[str, str]) -> str:
    """Complete rows added up by their answers, weight and cluster: what a logistic or dummy regression needs.

    `drivers`: name → SQL over the frame's columns.
    """
    whole = " AND ".join(f"({sql}) IS NOT NULL" for sql in (outcome, *drivers.values()))
    coded = ", ".join(f"({sql})::DOUBLE AS {name}" for name, sql in drivers.items())
    weight = [table.weight] if table.weight else []
    kept = ", ".join([*table.keys, *table.clusters, *weight, "bad"])
    rows = f"SELECT {kept}, {outcome} AS y, {coded}, ({whole}) AS whole FROM ({table.sql()})"  # noqa: S608
    sums = ["count(*) AS n", "sum(y) AS y_sum", "sum(y * y) AS yy"]
    return grouped(table, sums, ["whole", *table.keys, *drivers, *weight, *table.clusters], rows=rows)


def by_time(table: Table, *, size: bool) -> str:
    """Counts and sizes added up by group and time, in the order in which the times first appear; `n` rows each.

    Rows that lack the count or the size are left out of both, and so is an empty size with an empty count. With
    weights Σw·v, Σw·size and Σw²·size stand beside them, without a size the mean weight.
    """
    whole = "v IS NOT NULL AND NOT (size = 0 AND v = 0) AND size IS NOT NULL" if size else "v IS NOT NULL"
    sums = {"v": "sum(v)", "n": "count(t)"} | ({"size": "sum(size)"} if size else {})
    if table.weight:
        w = table.weight
        sums |= {"wv": f"sum({w} * v)", "ws": f"sum({w} * size)", "wws": f"sum({w} * {w} * size)"} if size else {}
        sums |= {} if size else {"w_mean": f"avg({w})"}
    counted = [f"{sql} FILTER ({whole}) AS {name}" for name, sql in sums.items()]
    rows = table.sql("row_number() OVER () AS row_")
    periods = grouped(table, [*counted, "min(row_) AS first"], [*table.keys, "t"], rows=rows)
    return f"SELECT * FROM ({periods}) ORDER BY first"  # noqa: S608


def products(columns: Sequence[str], w: str, *, called: str = "p") -> dict[str, str]:
    """Σw·xᵢ·xⱼ for i ≤ j, in the order of `np.triu_indices`, called p0, p1, …: name → SQL."""
    pairs = combinations_with_replacement(columns, 2)
    return {f"{called}{at}": f"sum({w} * {one} * {other})" for at, (one, other) in enumerate(pairs)}


def aliased(sums: Mapping[str, str]) -> list[str]:
    return [f"{sql} AS {name}" for name, sql in sums.items()]


def grouped(table: Table, sums: Sequence[str], keys: Sequence[str], *, rows: str | None = None) -> str:
    controls = ["count(*) AS rows", "sum(bad::INT) AS bad"] + (
        [f"sum({table.weight}) AS weights"] if table.weight else []
    )
    return by_groups(keys, [*controls, *sums], rows or table.sql())


def by_groups(keys: Sequence[str], sums: Sequence[str], rows: str) -> str:
    by = f" GROUP BY {', '.join(keys)} ORDER BY {', '.join(keys)}" if keys else ""
    return f"SELECT {', '.join([*keys, *sums])} FROM ({rows}){by}"  # noqa: S608


def vector(row: dict[str, Any], k: int, called: str) -> Floats:
    """The k sums of one row that are called so, 0 for those of nobody."""
    return np.array([row[f"{called}{at}"] or 0.0 for at in range(k)], float)


def matrix(row: dict[str, Any], k: int, called: str = "p") -> Floats:
    """The symmetric matrix of the products in one row."""
    whole = np.zeros((k, k))
    first, second = np.triu_indices(k)
    whole[first, second] = whole[second, first] = vector(row, len(first), called)
    return whole

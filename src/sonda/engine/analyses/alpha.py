"""Cronbach's alpha of a file: products of the answers of people who answered every item, in one pass."""

from collections.abc import Sequence

import numpy as np

from sonda.engine.analyses.analysis import Analysis, Counted, Row, items_of, judged
from sonda.engine.moments import complete_products, matrix, products
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.engine.totals import totals
from sonda.methods.alpha import Alpha, alpha_from_moments
from sonda.methods.alpha_error import ItemSums

GLIMPSE = 2_000


def alpha(source: Source, selection: Selection, *, items: Sequence[str], level: float = 0.95) -> Analysis:
    """Cronbach's alpha of the columns `items`.

    Errors: DataError for fewer than two columns, or bad cells and weights.
    """
    items = items_of(source, items, least=2)
    table, k = Table(source, selection), len(items)
    columns = [table.number(item) for item in items]
    designed = bool(table.weight or table.clusters)
    middles = near_middles(table, columns) if designed else []
    found = table.collect(fourth_powers(table, columns, middles) if designed else complete_products(table, columns))

    def judge(rows: Counted) -> Alpha:
        (row,) = rows
        if designed:
            sums = sums_of_items(row, k)
            mean, cov, effective = sums.mean + middles, sums.cov, sums.effective(level)
            return alpha_from_moments(items=items, n=sums.n, mean=mean, cov=cov, level=level, n_effective=effective)
        n, mean, cov = int(row["n"]), np.zeros(k), np.zeros((k, k))
        if n:
            mean = np.array([row[f"s{at}"] for at in range(k)], float) / n
            cov = matrix(row, k) / n - np.outer(mean, mean)
        return alpha_from_moments(items=items, n=n, mean=mean, cov=cov, level=level)

    return judged(table, found, judge, of=Alpha)


def near_middles(table: Table, columns: Sequence[str]) -> list[float]:
    """Whole numbers near the middles of the columns, from the beginning of the file: sums around them stay exact."""
    means = ", ".join(f"round(avg({name})) AS {name}" for name in columns)
    beginning = f"SELECT * FROM ({table.sql()}) LIMIT {GLIMPSE}"  # noqa: S608
    (row,) = table.source.glimpse(f"SELECT {means} FROM ({beginning})").to_pylist()  # noqa: S608
    return [row[name] or 0.0 for name in columns]


def fourth_powers(table: Table, columns: Sequence[str], middles: Sequence[float]) -> str:
    """What `ItemSums` needs: products of 1, the items, the sum of their squares and the square of their sum."""
    whole = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    items = [f"r{at}" for at in range(1, len(columns) + 1)]
    centred = [f"{name} - {middle!r}" for name, middle in zip(columns, middles, strict=True)]
    answers = {
        name: f"CASE WHEN {whole} THEN {sql} END" for name, sql in zip(["r0", *items], ["1.0", *centred], strict=True)
    }
    answers |= {"squares": " + ".join(f"{item} * {item}" for item in items), "square": f"({' + '.join(items)}) ** 2"}
    people = products(list(answers), table.weight or "1.0")
    return totals(table, answers, {"g": list(answers)}, people)


def sums_of_items(row: Row, k: int) -> ItemSums:
    return ItemSums(
        n=int(row["g_n"]), people=matrix(row, k + 3), clusters=int(row["g_clusters"]), totals=matrix(row, k + 3, "g_c")
    )

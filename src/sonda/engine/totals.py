"""What an error with weights and events needs: sums over people, and products of the totals of clusters, in SQL."""

from collections.abc import Mapping, Sequence

from sonda.engine.moments import aliased, by_groups, grouped, products
from sonda.engine.table import Table


def totals(
    table: Table, answers: Mapping[str, str], sets: Mapping[str, Sequence[str]], extra: Mapping[str, str]
) -> str:
    """Σw·x of sets of columns and ΣGGᵀ, G a cluster's Σw·x, by group; without clusters each person is one.

    `answers`: name → SQL over the table's columns. `sets`: name → columns in SQL over the answers, all NULL together
    in a row that does not count. `extra`: name → further sum over rows. A set called g has the columns g_n (rows),
    g_clusters, g_s0 …, and g_c0 … in the order of `np.triu_indices`.
    """
    w = table.weight or "1.0"
    design = [*table.keys, *table.clusters, *([table.weight] if table.weight else []), "bad"]
    rows = f"SELECT {', '.join([*design, *aliased(answers)])} FROM ({table.sql()})"  # noqa: S608
    sums: dict[str, str] = {}
    squares: dict[str, str] = {}
    for name, columns in sets.items():
        added = {f"{name}_s{at}": f"sum({w} * {column})" for at, column in enumerate(columns)}
        sums |= {f"{name}_n": f"count({columns[0]})"} | added
        if table.clusters:
            squares |= {f"{name}_clusters": f"count(*) FILTER ({name}_n > 0)"}
            squares |= products(list(added), "1.0", called=f"{name}_c")
        else:
            squares |= {f"{name}_clusters": f"count({columns[0]})"}
            squares |= products(columns, f"{w} * {w}", called=f"{name}_c")
    if not table.clusters:
        return grouped(table, aliased(sums | squares | dict(extra)), table.keys, rows=rows)
    # Sums of products by cluster would be many for each of many clusters: only the totals are added up by cluster.
    over_people = grouped(table, aliased(sums | dict(extra)), table.keys, rows="FROM answers")
    by_cluster = by_groups([*table.keys, *table.clusters], aliased(sums), "FROM answers")
    over_clusters = by_groups(table.keys, aliased(squares), by_cluster)
    # Rows of no group (NULL) find no partner, and are only counted.
    beside = f"LEFT JOIN ({over_clusters}) USING ({', '.join(table.keys)})" if table.keys else f", ({over_clusters})"
    return f"WITH answers AS MATERIALIZED ({rows}) SELECT * FROM ({over_people}) {beside}"  # noqa: S608

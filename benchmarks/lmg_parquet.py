"""Exact LMG for 15 drivers of a million people out of a Parquet file, against DuckDB adding up the same moments."""

import tempfile
from collections.abc import Callable
from itertools import combinations_with_replacement
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.line import Line
from sonda.engine.analyses.drivers import drivers
from sonda.engine.selection import Selection
from sonda.engine.source import open_source

ROWS, DRIVERS = 1_000_000, 15
NAMES = [f"x{j}" for j in range(DRIVERS)]


def main() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.parquet"
        write(file)
        moments = best(lambda: add_up(file))
        complete = best(lambda: weigh(file, "complete", 0))
        em = best(lambda: weigh(file, "em", 0))
        resampled = best(lambda: weigh(file, "complete", 1000), times=1)
    note = f"{complete:.2f} s; DuckDB's moments alone {moments:.2f} s"
    return [
        Line(
            claim="LMG, 15 drivers, 1,000,000 rows of Parquet",
            measured=complete / moments,
            bound=3,
            unit="×",
            note=note,
        ),
        Line(claim="the same with em", measured=em / moments, unit="×", note=f"{em:.2f} s, nobody skipped anything"),
        Line(claim="the same with 1,000 resamples", measured=resampled / moments, unit="×", note=f"{resampled:.2f} s"),
    ]


def write(file: Path) -> None:
    """Ratings from 1 to 5 that share a mood, and an outcome from 0 to 10."""
    ratings = ", ".join(f"greatest(1, least(5, round(3 + mood + 1.5 * (random() - 0.5)))) AS {name}" for name in NAMES)
    outcome = f"greatest(0, least(10, round(({' + '.join(NAMES)}) / {DRIVERS} * 2.5 - 2 + 3 * random()))) AS y"
    duckdb.sql(
        f"COPY (SELECT {outcome}, * FROM (SELECT {ratings} FROM "
        f"(SELECT 2 * (random() - 0.5) AS mood FROM range({ROWS})))) TO '{file}' (FORMAT parquet)"
    )


def add_up(file: Path) -> None:
    """All that the method needs and nothing else: sums and products of the 16 columns, in one plain query."""
    columns = ["y", *NAMES]
    sums = [f"sum({name})" for name in columns]
    sums += [f"sum({a} * {b})" for a, b in combinations_with_replacement(columns, 2)]
    duckdb.sql(f"SELECT count(*), {', '.join(sums)} FROM '{file}'").fetchall()


def weigh(file: Path, missing_data: str, bootstrap: int) -> None:
    found = drivers(
        open_source(file), Selection(), outcome="y", drivers=NAMES, missing_data=missing_data, bootstrap=bootstrap
    )
    result = found.results[0][1]
    assert result.n == ROWS
    assert abs(sum(row["share"] for row in result.rows()) - 1) < 1e-9


def best(run: Callable[[], None], times: int = 3) -> float:
    """The quickest of some runs, after one that warms the caches."""
    run()
    took = []
    for _ in range(times):
        start = perf_counter()
        run()
        took.append(perf_counter() - start)
    return min(took)

"""NPS by month and unit of ten million answers in Parquet, against the bare DuckDB query that counts the same."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks.line import Line
from sonda.engine import duck
from sonda.engine.analyses import run
from sonda.engine.selection import Selection
from sonda.engine.source import open_source

ROWS, MONTHS, UNITS = 10_000_000, 24, 40

BARE = """
    SELECT month, unit, count(*) FILTER (score >= 9) AS promoters, count(*) FILTER (score <= 6) AS detractors,
           count(score) AS n
    FROM read_parquet('{file}') GROUP BY month, unit ORDER BY month, unit
"""


def main() -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answers.parquet"
        write(file)
        bare, ours, weighted = best([count_bare, count_ours, count_weighted], file)
    note = f"{ours:.2f} s against {bare:.2f} s; every answer is checked against the scale on the way"
    claim = f"NPS by month and unit, {ROWS:,} answers"
    return [
        Line(claim=claim, measured=ours / bare, bound=2, unit="×", note=note),
        Line(claim="the same with weights", measured=weighted / bare, unit="×", note=f"{weighted:.2f} s"),
    ]


def write(file: Path) -> None:
    duckdb.connect().execute(
        f"COPY (SELECT (hash(i) % 11)::TINYINT AS score, (hash(i * 3) % {MONTHS})::SMALLINT AS month,"
        f" 'unit ' || hash(i * 7) % {UNITS} AS unit, (hash(i * 11) % 100) / 50 + 0.1 AS w"
        f" FROM range({ROWS}) AS rows(i)) TO {duck.text(str(file))}"
    )


def count_bare(file: Path) -> int:
    rows = duckdb.connect().execute(BARE.format(file=file)).fetchall()
    return sum(row[-1] for row in rows)


def count_ours(file: Path, weight: str | None = None) -> int:
    with open_source(file) as source:
        answer = run("nps", source, Selection(by=["month", "unit"], weight=weight), score="score")
    assert len(answer.results) == MONTHS * UNITS
    return answer.n


def count_weighted(file: Path) -> int:
    return count_ours(file, weight="w")


def best(counts: list[Callable[[Path], int]], file: Path, rounds: int = 7) -> list[float]:
    """The quickest run of each, taken in turns, so that a busy moment of the machine meets all of them."""
    took = [float("inf")] * len(counts)
    for _ in range(rounds):
        for at, count in enumerate(counts):
            start = perf_counter()
            assert count(file) == ROWS
            took[at] = min(took[at], perf_counter() - start)
    return took

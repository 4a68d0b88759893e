"""One statement over the data, no frame of rows in Python, bounded memory; sums that mean the same everywhere."""

import subprocess
import sys
import textwrap

import duckdb
import narwhals as nw
import numpy as np
import polars as pl  # noqa: TID253 — in tests only
import pytest

from sonda.engine.analyses import METHODS, run
from sonda.engine.analyses.analysis import Counted
from sonda.engine.analyses.touchpoints import Touchpoints
from sonda.engine.counting import sums_frame, sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source, open_source
from sonda.engine.table import Table
from sonda.methods.alpha import alpha
from sonda.methods.drivers.blocks import blocks_of
from sonda.methods.kano import kano
from sonda.methods.sums import sums

N = 400
NAMES = ["nps", "a", "b", "c", "E1", "P1", "E2", "P2", "unit", "cause", "t", "size", "w", "sex"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    draw = np.random.default_rng(5)
    frame = pl.DataFrame(
        {
            **{name: draw.integers(1, 6, N) for name in ("a", "b", "c", "E1", "P1", "E2", "P2")},
            "nps": draw.integers(0, 11, N),
            "unit": draw.choice(["x", "y", "z"], N),
            "cause": draw.choice(["price", "moved"], N),
            "t": draw.integers(1, 13, N),
            "size": draw.integers(5, 9, N),
            "w": draw.uniform(0.5, 2, N).round(3),
            "sex": draw.choice(["f", "m"], N),
        }
    )
    thinned = [pl.when(pl.Series(draw.random(N) < 0.8)).then(pl.col(name)).alias(name) for name in ("a", "b", "c")]
    frame = frame.with_columns(thinned)
    path = tmp_path_factory.mktemp("data") / "answers.csv"
    frame.write_csv(path)
    return path, frame


OPTIONS = {
    "nps": {"score": "nps"},
    "csat": {"score": "a", "scale": "1-5"},
    "ces": {"score": "a", "scale": "1-5"},
    "servqual": {"expectation": "E", "perception": "P"},
    "alpha": {"items": ["a", "b", "c"]},
    "gap": {"items": ["a"], "group": "unit", "ours": "x", "theirs": "y"},
    "drivers": {"outcome": "nps", "drivers": ["a", "b"], "bootstrap": 10},
    "priorities": {"outcome": "nps", "drivers": ["a", "b"], "bootstrap": 10},
    "kano": {"functional": ["a"], "dysfunctional": ["b"]},
    "contrast": {"outcome": "nps", "drivers": ["a", "b"], "low": ["1"], "high": ["5"]},
    "consistency": {"score": "nps", "unit": "unit"},
    "control": {"chart": "p", "value": "a", "size": "size", "time": "t"},
    "churn": {"duration": "t", "event": "unit", "event_value": "x", "cause": "cause"},
    "rake": {"margins": {"cause": {"price": 50, "moved": 50}}},
    "distribution": {"question": "a", "numeric": True, "scale": (1, 5)},
    "crosstab": {"question": "cause", "by": "unit"},
    "correlation": {"questions": ["a", "b", "nps"]},
    "pivot": {"questions": ["a", "b", "nps"], "by": "cause", "nps": ["nps"]},
}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("method", [*METHODS, "distribution", "crosstab", "correlation", "pivot"])
def test_each_method_runs_one_statement_over_the_data(table, monkeypatch, method, large):
    executed = []
    original = Source._run
    monkeypatch.setattr(Source, "_run", lambda self, sql: executed.append(sql) or original(self, sql))
    monkeypatch.setattr(Source, "small", not large)
    with open_source(table[0]) as source:
        answer = run(method, source, Selection(where=["unit!=q"], by="sex"), **OPTIONS[method])
        assert source.statements == 1
    scans = [sql for sql in executed if "LIMIT" not in sql]
    assert len(scans) == 1
    assert scans[0].count("read_csv") == 1
    assert {group for group, _ in answer.results} == {"f", "m"}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("method", [*METHODS, "distribution", "crosstab"])
def test_groups_weights_and_clusters_go_with_every_method(table, monkeypatch, method, large):
    monkeypatch.setattr(Source, "small", not large)
    with open_source(table[0]) as source:
        answer = run(method, source, Selection(by="sex", weight="w", cluster=["unit", "t"]), **OPTIONS[method])
        assert source.statements == 1
    assert [group for group, _ in answer.results] == ["f", "m"]
    assert all(isinstance(result.n, int) for _, result in answer.results)


@pytest.mark.parametrize(
    ("method", "more", "options"),
    [
        ("correlation", {"weight": "w"}, {}),
        ("correlation", {"cluster": ["unit"]}, {}),
        ("pivot", {"cluster": ["unit"]}, {}),
        ("correlation", {}, {"questions": ["a"]}),
        ("correlation", {}, {"questions": ["a", "a"]}),
        ("correlation", {}, {"questions": ["a", "unit"]}),
        ("pivot", {}, {"scales": {"b": [1, 3]}}),
    ],
)
def test_what_many_questions_cannot_be_asked_with_is_refused_in_a_sentence(table, method, more, options):
    with open_source(table[0]) as source, pytest.raises(DataError):
        run(method, source, Selection(**more), **OPTIONS[method] | options)


@pytest.mark.parametrize("cluster", [[], ["unit", "cause"]])
@pytest.mark.parametrize("door", [alpha, kano], ids=lambda door: door.__name__)
def test_weights_and_events_of_groups_are_counted_in_one_scan(table, monkeypatch, door, cluster):
    executed = []
    original = Source._run
    monkeypatch.setattr(Source, "_run", lambda self, sql: executed.append(sql) or original(self, sql))
    with open_source(table[0]) as source:
        answer = run(door.__name__, source, Selection(by="sex", weight="w", cluster=cluster), **OPTIONS[door.__name__])
        assert source.statements == 1
    (scan,) = (sql for sql in executed if "LIMIT" not in sql)
    assert scan.count("read_csv") == 1
    for sex, result in answer.results:
        rows = table[1].filter(pl.col("sex") == sex)
        expected = door(rows, weight="w", cluster=cluster or None, **OPTIONS[door.__name__])
        assert_alike([result.n, result.verdict, result.rows()], [expected.n, expected.verdict, expected.rows()])


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("clusters", [[], ["unit", "cause"]])
def test_sums_mean_the_same_on_duckdb_on_polars_and_in_a_notebook(table, weight, clusters):
    _, frame = table
    found = {}
    for name, lazy in {"polars": frame.lazy(), "duckdb": duckdb.sql("SELECT * FROM frame")}.items():
        counted = sums_frame(nw.from_native(lazy), ["a", "b"], keys=["sex"], weight=weight, clusters=clusters)
        found[name] = {row["sex"]: row for row in counted.collect().to_arrow().to_pylist()}
    for sex in ("f", "m"):
        rows = frame.filter(pl.col("sex") == sex)
        cluster = (rows["unit"] + rows["cause"]).to_numpy() if clusters else None
        for name in ("a", "b"):
            values = rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
            expected = sums(values, rows["w"].to_numpy() if weight else None, cluster)
            for engine in found.values():
                assert vars(sums_of(engine[sex], name)) == pytest.approx(vars(expected), rel=1e-12)


@pytest.mark.parametrize("weight", [None, "w"])
def test_moments_in_sql_are_those_of_the_rows(table, monkeypatch, weight):
    path, frame = table
    monkeypatch.setattr(Source, "small", False)
    columns = ("nps", "a", "b", "c")
    with open_source(path) as source:
        asked = Table(source, Selection(weight=weight))
        points = Touchpoints(asked, columns, [asked.number(name) for name in columns])
        found = Counted(points.blocks(complete=False, resampled=True))
        counted, ratings = points.blocks_of(found), points.ratings_of(found)
    x = np.column_stack([frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in columns])
    w = frame["w"].to_numpy() if weight else None
    expected = blocks_of(columns=columns, x=x, weight=w, cluster=None)
    assert counted.rows == N
    assert counted.buckets > 300
    for pattern in set(expected.pattern.tolist()):
        mine, theirs = counted.where(counted.pattern == pattern), expected.where(expected.pattern == pattern)
        assert mine.rows == theirs.rows
        assert mine.sums.sum(axis=0) == pytest.approx(theirs.sums.sum(axis=0))
        assert mine.products.sum(axis=0) == pytest.approx(theirs.products.sum(axis=0))
    for at, name in enumerate(columns[1:], 1):
        assert vars(ratings[name]) == pytest.approx(vars(sums(x[:, at], w)))


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("method", ["nps", "alpha", "drivers", "contrast", "priorities", "churn"])
def test_a_large_file_is_judged_as_a_small_one_is(table, monkeypatch, method, weight):
    one, other = (judged(table[0], monkeypatch, method, Selection(weight=weight), small) for small in (True, False))
    assert_alike(one, other)


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("chart", ["p", "u", "c"])
def test_a_large_file_of_counts_is_charted_as_a_small_one_is(table, monkeypatch, chart, weight):
    options = {"chart": chart, "value": "a", "time": "t"} | ({} if chart == "c" else {"size": "size"})
    selection = Selection(weight=weight, by="sex")
    one, other = (judged(table[0], monkeypatch, "control", selection, small, options) for small in (True, False))
    assert_alike(one, other)


def judged(path, monkeypatch, method, selection, small, options=None):
    options = options or OPTIONS[method] | ({"bootstrap": 0} if "bootstrap" in OPTIONS[method] else {})
    monkeypatch.setattr(Source, "small", small)
    with open_source(path) as source:
        return run(method, source, selection, **options).as_dict()


def assert_alike(one, other):
    if isinstance(one, dict):
        assert set(one) == set(other)
        for key in one:
            assert_alike(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for mine, yours in zip(one, other, strict=True):
            assert_alike(mine, yours)
    else:
        assert one == (pytest.approx(other, rel=1e-6) if isinstance(other, float) else other)


FIVE_MILLION = """
    import json, resource, sys
    from sonda.engine.analyses import run
    from sonda.engine.selection import Selection
    from sonda.engine.source import open_source

    def answer(method, selection=Selection(), **options):
        with open_source(sys.argv[1]) as source:
            found = run(method, source, selection, **options)
            assert source.statements == 1, source.statements
            return found.as_dict()

    nps = answer("nps", Selection(by="unit", weight="w"), score="score")
    assert nps["n"] == 5_000_000, nps["n"]
    if sys.argv[1].endswith("parquet"):  # of a text file, where reading is most of the work, one method is enough
        events = answer("nps", Selection(by="unit", weight="w", cluster=["flight"]), score="score")
        assert events["n"] == 5_000_000
        touchpoints = [f"t{i}" for i in range(6)]
        drivers = answer("drivers", Selection(missing=["t*:6"]), outcome="score", drivers=touchpoints, bootstrap=50)
        assert drivers["n"] > 4_900_000
        assert all(row["low"] <= row["importance"] <= row["high"] for row in drivers["rows"])
        units = answer("consistency", score="score", unit="unit")
        assert sum(row["n"] for row in units["rows"]) == 5_000_000
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_five_million_rows_are_counted_in_one_scan_and_bounded_memory(tmp_path, kind):
    path = tmp_path / f"answers.{kind}"
    touchpoints = ", ".join(f"(hash(i * {31 + k}) % 6 + 1)::TINYINT AS t{k}" for k in range(6))
    duckdb.connect().execute(
        f"COPY (SELECT (hash(i) % 11)::TINYINT AS score, 'unit ' || hash(i * 7) % 40 AS unit, "
        f"'flight ' || hash(i * 13) % 90000 AS flight, (hash(i * 3) % 100) / 50 + 0.1 AS w, {touchpoints} "
        f"FROM range(5000000) AS rows(i)) TO '{path}'"
    )
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FIVE_MILLION), str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1500  # megabytes

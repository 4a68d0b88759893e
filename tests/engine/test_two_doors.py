"""Every method gives equal results on a frame in a notebook and on the engine's counts, whatever the answers."""

import math
import tempfile
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sonda.engine.analyses import run
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import open_source
from sonda.methods.alpha import alpha
from sonda.methods.ces import ces
from sonda.methods.churn import churn
from sonda.methods.consistency import consistency
from sonda.methods.contrast import contrast
from sonda.methods.control import control
from sonda.methods.correlation import correlation
from sonda.methods.crosstab import crosstab
from sonda.methods.csat import csat
from sonda.methods.distribution import distribution
from sonda.methods.drivers import drivers
from sonda.methods.gap import gap
from sonda.methods.kano import kano
from sonda.methods.nps import nps
from sonda.methods.pivot import pivot
from sonda.methods.priorities import priorities
from sonda.methods.raking import rake
from sonda.methods.servqual import servqual

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking reads hundreds of files
WORDS = ["like", "expect", "neutral", "tolerate", "dislike"]
MARGINS = {"sex": {"f": 60, "m": 40}, "age": {"old": 30, "young": 70}}

# method → frame door, engine's options, options that only the frame knows, may it be weighted, may it be clustered
DOORS = {
    "nps": (nps, {"score": "nps"}, {}, True, True),
    "csat": (csat, {"score": "a", "scale": (1, 5)}, {}, True, True),
    "ces": (ces, {"score": "b", "scale": (1, 5)}, {}, True, True),
    "servqual": (servqual, {"expectation": "E", "perception": "P", "importance": "I"}, {}, True, True),
    "alpha": (alpha, {"items": ["a", "b", "c"]}, {}, True, True),
    "gap": (gap, {"items": ["a", "b"], "group": "unit", "ours": "x", "theirs": "y", "kind": "self"}, {}, True, True),
    "drivers": (
        drivers,
        {"outcome": "nps", "drivers": ["a", "b"], "bootstrap": 20, "seed": 3, "missing_data": "em"},
        {},
        True,
        True,
    ),
    "drivers complete": (
        drivers,
        {
            "outcome": "nps",
            "drivers": ["a", "b"],
            "bootstrap": 0,
            "missing_data": "complete",
            "measure": "relative-weights",
        },
        {},
        True,
        True,
    ),
    "drivers logit": (
        drivers,
        {"outcome": "nps", "drivers": ["a", "b"], "bootstrap": 5, "model": "logit", "success": ["9", "10"]},
        {},
        True,
        True,
    ),
    "priorities": (priorities, {"importance": "E", "performance": "P"}, {}, True, True),
    "priorities of drivers": (priorities, {"outcome": "nps", "drivers": ["a", "b"], "bootstrap": 10}, {}, True, True),
    "kano": (kano, {"functional": ["k1", "k2"], "dysfunctional": ["k2", "k1"]}, {}, True, True),
    "contrast": (contrast, {"outcome": "nps", "drivers": ["a", "b"], "low": [1, 2], "high": [5]}, {}, True, True),
    "consistency": (consistency, {"score": "nps", "unit": "unit"}, {}, True, True),
    "consistency of means": (consistency, {"score": "a", "unit": "unit", "as_": "mean"}, {}, True, True),
    "control": (control, {"chart": "imr", "value": "a"}, {}, True, True),
    "control of shares": (control, {"chart": "p", "value": "a", "size": "size", "time": "month"}, {}, True, True),
    "control of rates": (control, {"chart": "u", "value": "a", "size": "size", "time": "month"}, {}, True, True),
    "control of counts": (control, {"chart": "c", "value": "a", "time": "month"}, {}, True, True),
    "control of ewma": (control, {"chart": "ewma", "value": "a", "time": "month"}, {}, True, True),
    "control of cusum": (control, {"chart": "cusum", "value": "a", "time": "month"}, {}, True, True),
    "control of nps": (control, {"chart": "nps", "value": "nps", "time": "month"}, {}, True, True),
    "churn": (churn, {"duration": "size", "event": "unit", "event_value": "x"}, {}, True, True),
    "churn by cause": (
        churn,
        {"duration": "size", "event": "unit", "event_value": "x", "cause": "cause", "times": [3, 6, 20]},
        {},
        True,
        True,
    ),
    "rake": (rake, {"margins": MARGINS}, {}, True, True),
    "distribution": (distribution, {"question": "a", "numeric": True, "scale": (1, 5)}, {}, True, True),
    "distribution of numbers": (distribution, {"question": "I1", "numeric": True}, {}, True, True),
    "distribution of words": (distribution, {"question": "k1", "answers": ("like", "expect")}, {}, True, True),
    "crosstab": (crosstab, {"question": "k1", "by": "unit"}, {}, True, True),
    "crosstab of numbers": (crosstab, {"question": "nps", "by": "month", "numeric": True}, {}, True, True),
    "correlation": (correlation, {"questions": ["a", "b", "c", "E1"]}, {}, False, False),
    "pivot": (
        pivot,
        {"questions": ["nps", "a", "I1"], "by": "unit", "nps": ["nps"], "top": {"a": 4}, "scales": {"a": (1, 5)}},
        {},
        True,
        False,
    ),
}

maybe = lambda values: st.one_of(st.none(), values)  # noqa: E731
ROW = st.fixed_dictionaries(
    {
        "nps": maybe(st.integers(0, 10)),
        **{name: maybe(st.integers(1, 5)) for name in ("a", "b", "c", "E1", "E2", "P1", "P2")},
        **{name: maybe(st.integers(0, 100)) for name in ("I1", "I2")},
        "size": st.integers(5, 9),
        "month": st.integers(1, 9),
        "unit": maybe(st.sampled_from(["x", "y", "z"])),
        "cause": maybe(st.sampled_from(["price", "moved"])),
        "flight": maybe(st.sampled_from(["1", "2", "3", "4"])),
        "k1": maybe(st.sampled_from(WORDS)),
        "k2": maybe(st.sampled_from(WORDS)),
        "sex": st.sampled_from("fm"),
        "age": st.sampled_from(["old", "young"]),
        "w": st.sampled_from([0.25, 0.5, 1.0, 2.0]),
    }
)
TYPES = {"w": pa.float64(), **dict.fromkeys(("unit", "cause", "flight", "k1", "k2", "sex", "age"), pa.string())}


def frame_of(rows):
    columns = {name: pa.array([row[name] for row in rows], TYPES.get(name, pa.int64())) for name in rows[0]}
    return pa.table(columns)


def outcome(work):
    """Rows and keys, or the fact that it was refused."""
    try:
        return work()
    except (ValueError, DataError):
        return "refused"


DESIGNS = {"plain": {}, "weighted": {"weight": "w"}, "clustered": {"weight": "w", "cluster": ["flight"]}}


@pytest.mark.parametrize("name", DOORS)
@settings(max_examples=8, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(rows=st.lists(ROW, min_size=1, max_size=40), suffix=st.sampled_from([".parquet", ".csv"]))
def test_a_frame_and_a_file_give_equal_results(name, suffix, rows):
    """Drawn, written and opened once for the three designs: that costs more than counting."""
    door, options, own, weighted, clustered = DOORS[name]
    asked = {"plain": True, "weighted": weighted, "clustered": clustered}
    table = frame_of(rows)
    frame = {column: table[column].to_pylist() for column in table.column_names}
    frame_options = {key: value for key, value in options.items() if key != "success"}
    if "success" in options:
        frame_options["success"] = [9, 10]

    def notebook(chosen):
        result = door(frame, **frame_options, **own, **chosen)
        return {"rows": result.rows(), **result.top()}

    def engine(source, chosen):
        before = source.statements
        answer = run(name.split()[0], source, Selection(**chosen), **options)
        assert source.statements == before + 1
        (result,) = (result for _, result in answer.results)
        return {"rows": result.rows(), **result.top()}

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers{suffix}"
        write(table, path)
        with open_source(path) as source:
            for design, chosen in DESIGNS.items():
                if asked[design]:
                    one, other = outcome(partial(notebook, chosen)), outcome(partial(engine, source, chosen))
                    if one != "refused" and other != "refused":
                        assert_equal(one, other, design)
                    elif "success" not in options and "event" not in options:
                        assert one == other  # the engine refuses a code that nobody has


def write(table, path):
    if path.suffix == ".parquet":
        pq.write_table(table, path)
    else:
        import pyarrow.csv

        pyarrow.csv.write_csv(table, path)


def assert_equal(one, other, where=""):
    if isinstance(one, dict):
        assert set(one) == set(other), where
        for key in one:
            assert_equal(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, list | tuple):
        assert len(one) == len(other), where
        for at, (mine, yours) in enumerate(zip(one, other, strict=True)):
            assert_equal(mine, yours, f"{where}[{at}]")
    elif isinstance(one, float) or isinstance(other, float):
        both = one is not None and other is not None
        assert one == other or (both and math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-7)), (where, one, other)
    else:
        assert one == other, where

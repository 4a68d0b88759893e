import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sonda.engine import weighing
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.weighing import Targets
from sonda.methods.raked_mean import finite_se, raked_mean, raked_mean_from_cells
from sonda.methods.raking import rake, raked_weights
from sonda.methods.sums import sums
from tests.reference.data import reference_input
from tests.reference.stats import close, entry


@pytest.mark.shared
def test_raking_of_apiclus1_is_that_of_the_survey_package_errors_included():
    reference, frame = entry("rake_apiclus1"), reference_input("apiclus1")
    params, expected = reference["params"], reference["expected"]
    margins = params["margins"]
    design = {"weight": "pw", "cluster": params["cluster"], "population": params["fpc"]}
    score, pupils = (raked_mean(frame, value=each, margins=margins, **design) for each in ("api00", "enroll"))
    strata = raked_mean(frame, value="api00", margins={"stype": margins["stype"]}, **design)
    weight = raked_weights(frame, rake(frame, margins=margins, weight="pw"), weight="pw")
    found = {
        "mean_api00": score.mean,
        "se": score.se,
        "total_enroll": pupils.total,
        "se_total": pupils.se_total,
        "weight_min": weight.min(),
        "weight_max": weight.max(),
        "sum_w": weight.sum(),
        "poststrat_mean": strata.mean,
        "poststrat_se": strata.se,
    }
    assert found.keys() == expected.keys()
    assert {name: found[name] for name in found if not close(found[name], expected[name], reference)} == {}


@pytest.mark.shared
def test_the_mean_of_apisrs_with_its_finite_population_correction():
    reference, frame = entry("fpc_apisrs"), reference_input("apisrs")
    total = sums(frame.numbers("api00"))
    assert total.n == reference["params"]["n"]
    assert close(total.mean, reference["expected"]["mean"], reference)
    assert close(finite_se(total, population=reference["params"]["N"]), reference["expected"]["se"], reference)


@pytest.mark.shared
def test_apiclus1_raked_from_cells_in_the_columnar_store_is_raked_row_by_row(tmp_path):
    params, frame = entry("rake_apiclus1")["params"], reference_input("apiclus1")
    columns = {name: frame[name] for name in params["margins"]}
    columns |= {name: list(map(float, frame.numbers(name))) for name in ("pw", "api00")}
    pq.write_table(pa.table(columns), tmp_path / "apiclus1.parquet")
    sums = {name: sum(goals.values()) for name, goals in params["margins"].items()}
    shares = {name: {v: n / sums[name] for v, n in goals.items()} for name, goals in params["margins"].items()}
    targets = Targets(shares=tuple((name, tuple(goals.items())) for name, goals in shares.items()), base="pw")
    with Source.from_parquet([tmp_path / "apiclus1.parquet"]) as source:
        score = source.field("api00").sql
        cells = weighing.people(source, targets.columns, Selection(), weight="pw", score=score)
        raking = weighing.attach(source, targets)
        weight = source.run(f"SELECT {source.field(weighing.RAKED).sql} AS w FROM {source.opened.table}")["w"]
    rows = raked_mean(frame, value="api00", margins=params["margins"], weight="pw")
    found = raked_mean_from_cells(cells=cells, raking=raking)
    assert [found.mean, found.low, found.high] == pytest.approx([rows.mean, rows.low, rows.high])
    expected = raked_weights(frame, rake(frame, margins=params["margins"], weight="pw"), weight="pw")
    assert np.array(weight) / np.mean(weight) == pytest.approx(expected / expected.mean())

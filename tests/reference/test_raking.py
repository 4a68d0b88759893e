import pytest

from sonda.methods.raked_mean import finite_se, raked_mean
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

import numpy as np
import pytest

from sonda.methods.csat import csat, csat_sample_size
from sonda.methods.intervals import clopper_pearson, wilson
from tests.reference.data import sfo
from tests.reference.stats import close, entry


@pytest.mark.parametrize("entry_id", ["csat_sfo2017", "prop_s1", "prop_s2"])
def test_intervals_of_a_share_are_those_of_r(entry_id):
    reference = entry(entry_id)
    x, n = reference["params"]["x"], reference["params"]["n"]
    found = dict(zip(["wilson_lower", "wilson_upper"], wilson(x / n, n), strict=True))
    found |= zip(["exact_lower", "exact_upper"], clopper_pearson(x, n), strict=True)
    assert all(close(found[name], reference["expected"][name], reference) for name in found)


@pytest.mark.shared
def test_csat_of_sfo_2017():
    reference, frame = entry("csat_sfo2017"), {"Q7ALL": sfo(2017).ratings("Q7ALL")}
    result, expected = csat(frame, score="Q7ALL"), reference["expected"]
    assert (result.n, result.satisfied) == (reference["params"]["n"], reference["params"]["x"])
    found = {"p": result.share, "wilson_lower": result.low, "wilson_upper": result.high, "mean": result.mean}
    exact = csat(frame, score="Q7ALL", interval="exact")
    found |= {"exact_lower": exact.low, "exact_upper": exact.high, "sd": np.nanstd(frame["Q7ALL"], ddof=1)}
    assert found.keys() == expected.keys()
    assert all(close(found[name], expected[name], reference) for name in expected)


def test_the_sample_size_for_two_shares_is_that_of_r():
    reference = entry("n_s1")
    p = reference["params"]
    result = csat_sample_size(share=p["p1"], other=p["p2"], level=1 - p["alpha"], power=p["power"])
    assert close(result.exact, reference["expected"]["n"], reference)

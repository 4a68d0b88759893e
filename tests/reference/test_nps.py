import numpy as np
import pytest

from sonda.methods.nps import nps, nps_from_counts
from sonda.methods.nps_difference import nps_difference
from tests.reference.data import sfo
from tests.reference.stats import carried, close, entry

INTERVALS = {"wald": "wald", "adjusted.wald": "adjusted-wald", "iterative": "score"}
SINGLE = [i for i in carried() if i.startswith(("nps_s",))]
PAIRS = [i for i in carried() if i.startswith("npsdiff_")]


@pytest.mark.parametrize("entry_id", SINGLE)
def test_nps_and_its_intervals_are_those_of_the_r_package(entry_id):
    reference = entry(entry_id)
    detractors, passives, promoters = reference["params"]["counts_detractor_passive_promoter"]
    kind = INTERVALS[entry_id.rsplit("_", 1)[1]]
    result = nps_from_counts(promoters=promoters, passives=passives, detractors=detractors, interval=kind)
    expected = reference["expected"]
    assert close(result.nps / 100, expected["nps"], reference)
    assert close(result.low / 100, expected["lower"], reference)
    assert close(result.high / 100, expected["upper"], reference)


@pytest.mark.parametrize("entry_id", PAIRS)
def test_the_difference_of_two_nps_is_that_of_the_r_package(entry_id):
    reference, kind = entry(entry_id), INTERVALS[entry_id.rsplit("_", 1)[1]]
    x, y = (tuple(reversed(reference["params"][group])) for group in "xy")
    result, expected = nps_difference(ours=x, theirs=y, interval=kind), reference["expected"]
    ends = (result.low, result.high) if result.center > 0 else (-result.high, -result.low)
    assert close(abs(result.center) / 100, expected["abs_difference"], reference)
    assert close(ends[0] / 100, expected["lower"], reference)
    assert close(ends[1] / 100, expected["upper"], reference)
    assert close(result.se / 100, expected["se"], reference)
    assert close(result.p_value, expected["p_value"], reference)


@pytest.mark.shared
def test_counts_of_sfo_2017_are_those_that_the_references_start_from():
    result = nps(sfo_scores(), score="NETPRO")
    counts = entry("nps_sfo2017_wald")["params"]["counts_detractor_passive_promoter"]
    assert [result.detractors, result.passives, result.promoters] == counts


@pytest.mark.shared
def test_weighted_nps_of_sfo_2017_has_the_error_and_design_effect_of_the_survey_package():
    reference, frame = entry("nps_weighted_sfo2017"), sfo_scores()
    result, expected = nps(frame, score="NETPRO", weight="WEIGHT"), reference["expected"]
    assert result.n == reference["params"]["n"]
    assert close(result.nps / 100, expected["nps"], reference)
    assert close(result.se / 100, expected["se"], reference)
    assert close(result.deff, expected["deff"], reference)
    assert close(result.low / 100, expected["ci_normal_lower"], reference)
    assert close(result.high / 100, expected["ci_normal_upper"], reference)


@pytest.mark.shared
def test_kish_effective_size_of_sfo_2017():
    from sonda.methods.raking import kish_deff

    reference, frame = entry("nps_weighted_sfo2017"), sfo_scores()
    weight = frame["WEIGHT"][~np.isnan(frame["NETPRO"])]
    deff = kish_deff(n=len(weight), total=weight.sum(), squares=(weight**2).sum())
    assert close(deff, reference["expected"]["kish_deff"], reference)
    assert close(len(weight) / deff, reference["expected"]["kish_neff"], reference)


@pytest.mark.shared
def test_weighted_nps_of_sfo_2017_clustered_by_flight():
    reference, frame = entry("nps_weighted_sfo2017_cluster"), sfo_scores()
    result = nps(frame, score="NETPRO", weight="WEIGHT", cluster=["AIRLINE", "FLIGHT"])
    answered = ~np.isnan(frame["NETPRO"])
    flights = set(zip(np.array(frame["AIRLINE"])[answered], np.array(frame["FLIGHT"])[answered], strict=True))
    assert len(flights) == reference["expected"]["clusters"]
    assert close(result.nps / 100, reference["expected"]["nps"], reference)
    assert close(result.se / 100, reference["expected"]["se"], reference)


def sfo_scores():
    frame = sfo(2017)
    score = frame.numbers("NETPRO")
    return {
        "NETPRO": np.where((score >= 0) & (score <= 10), score, np.nan),
        "WEIGHT": frame.numbers("WEIGHT"),
        "AIRLINE": frame["AIRLINE"],
        "FLIGHT": frame["FLIGHT"],
    }

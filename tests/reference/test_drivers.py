"""Drivers and contrasts against relaimpo, iopsych, dominanceanalysis, lavaan and sandwich (R)."""

import numpy as np
import pytest

from sonda.methods.contrast import contrast
from sonda.methods.drivers import blocks_from_frame, drivers, em, lmg, relative_weights
from sonda.methods.drivers.covariance import complete_moments
from sonda.methods.drivers.weights import orthogonal
from tests.reference.data import reference_input, sfo
from tests.reference.stats import close, entry

ALL_Q7 = ["Q7ART", "Q7FOOD", "Q7STORE", "Q7SIGN", "Q7WALKWAYS", "Q7SCREENS", "Q7WIFI", "Q7ROADS"]


def attitude():
    table = reference_input("attitude")
    return {name: table.numbers(name) for name in table}


def airport(names, outcome="Q7ALL"):
    table = sfo(2017)
    high = 10 if outcome == "NETPRO" else 5
    answers = {name: table.ratings(name) for name in names}
    return {**answers, outcome: table.ratings(outcome, low=0 if outcome == "NETPRO" else 1, high=high)}


def cases(entry_id):
    if entry_id.endswith("attitude"):
        return attitude(), "rating", ["complaints", "privileges", "learning", "raises", "critical", "advance"]
    outcome = "NETPRO" if entry_id.endswith("nps") else "Q7ALL"
    return airport(ALL_Q7, outcome), outcome, ALL_Q7


def covariance(frame, outcome, names):
    return complete_moments(blocks_from_frame(frame, outcome=outcome, drivers=names)).cov


@pytest.mark.shared
@pytest.mark.parametrize("entry_id", ["lmg_attitude", "lmg_sfo2017_q7all", "lmg_sfo2017_nps"])
def test_lmg_and_its_companions_are_those_of_relaimpo(entry_id):
    reference = entry(entry_id)
    frame, outcome, names = cases(entry_id)
    result = drivers(frame, outcome=outcome, drivers=names, missing_data="complete", bootstrap=0)
    expected = reference["expected"]
    assert result.n == reference["params"]["n"]
    assert close(result.r2, expected["r2"], reference)
    assert [row.driver for row in result.drivers] == list(expected["lmg"])
    cov = covariance(frame, outcome, names)
    deviation = np.sqrt(np.diag(cov))
    beta = np.array([row.coefficient for row in result.drivers]) * deviation[1:] / deviation[0]
    for j, row in enumerate(result.drivers):
        others = [k for k in range(len(names) + 1) if k != j + 1]
        assert close(row.importance, expected["lmg"][row.driver], reference)
        assert close(row.correlation**2, expected["first"][row.driver], reference)
        assert close(result.r2 - lmg(cov[np.ix_(others, others)]).sum(), expected["last"][row.driver], reference)
        assert close(beta[j] ** 2, expected["betasq"][row.driver], reference)
        assert close(beta[j] * row.correlation, expected["pratt"][row.driver], reference)


@pytest.mark.shared
def test_bootstrap_intervals_are_those_of_relaimpo_within_monte_carlo_error():
    reference = entry("lmg_attitude_boot")
    frame, outcome, names = cases("attitude")
    result = drivers(frame, outcome=outcome, drivers=names, missing_data="complete", bootstrap=2000, seed=7)
    for row in result.drivers:  # the entry's note: an absolute tolerance of 0.04
        assert row.low == pytest.approx(reference["expected"]["lower"][row.driver], abs=0.04)
        assert row.high == pytest.approx(reference["expected"]["upper"][row.driver], abs=0.04)


@pytest.mark.shared
@pytest.mark.parametrize("entry_id", ["relwt_attitude", "relwt_sfo2017"])
def test_relative_weights_are_those_of_iopsych(entry_id):
    reference = entry(entry_id)
    expected = reference["expected"]
    cov = covariance(*cases(entry_id))
    loadings, beta = orthogonal(cov)
    for mine, theirs in zip(relative_weights(cov), expected["eps"].values(), strict=True):
        assert close(mine, theirs, reference)
    for mine, theirs in zip(beta, expected["beta_star"], strict=True):
        assert close(mine, theirs, reference)
    for mine, theirs in zip(loadings[0], expected["lambda_star"].values(), strict=True):
        assert close(mine, theirs, reference)


@pytest.mark.shared
def test_general_dominance_of_a_promoter_model_is_that_of_dominanceanalysis():
    reference = entry("dom_promoter_sfo2017")
    expected = reference["expected"]
    names = list(expected["general_dominance"])
    frame = airport(names, "NETPRO")
    result = drivers(frame, outcome="NETPRO", drivers=names, model="logit", success=[9, 10], bootstrap=0)
    assert result.n == reference["params"]["n"]
    assert close(result.r2, expected["total"], reference)
    for row in result.drivers:
        assert close(row.importance, expected["general_dominance"][row.driver], reference)


@pytest.mark.shared
def test_penalties_and_rewards_are_those_of_lm_with_hc3_errors():
    reference = entry("prc_sfo2017")
    expected = reference["expected"]
    names = ["Q7FOOD", "Q7STORE", "Q7SIGN", "Q7SCREENS"]
    result = contrast(airport(names), outcome="Q7ALL", drivers=names, low=[1, 2], high=[5])
    assert result.n == reference["params"]["n"]
    assert close(result.r2, expected["r2"], reference)
    assert close(result.intercept, expected["coef"]["(Intercept)"], reference)
    for row in result.drivers:
        assert close(row.penalty, expected["coef"][f"{row.driver}_low"], reference)
        assert close(row.reward, expected["coef"][f"{row.driver}_high"], reference)
        assert close(row.penalty_se, expected["se_hc3"][f"{row.driver}_low"], reference)
        assert close(row.reward_se, expected["se_hc3"][f"{row.driver}_high"], reference)


@pytest.mark.shared
def test_drivers_of_touchpoints_not_visited_are_those_of_lavaan_and_relaimpo():
    reference = entry("lmg_missing_sfo2017")
    expected, names = reference["expected"], reference["params"]["drivers"]
    frame = airport(names)
    result = drivers(frame, outcome="Q7ALL", drivers=names, bootstrap=0)
    assert result.n == reference["params"]["n"]
    assert close(result.r2, expected["r2"], reference)
    cov = em(blocks_from_frame(frame, outcome="Q7ALL", drivers=names).with_outcome_and_a_driver()).cov
    for j, row in enumerate(result.drivers):
        others = [k for k in range(len(names) + 1) if k != j + 1]
        assert close(row.importance, expected["lmg"][row.driver], reference)
        assert close(row.correlation, expected["fiml_correlation_with_outcome"][row.driver], reference)
        assert close(row.correlation**2, expected["first"][row.driver], reference)
        assert close(result.r2 - lmg(cov[np.ix_(others, others)]).sum(), expected["last"][row.driver], reference)


@pytest.mark.shared
def test_em_and_pairwise_covariances_disagree_about_long_term_parking_as_in_the_reference():
    reference = entry("lmg_missing_sfo2017")
    expected, names = reference["expected"], reference["params"]["drivers"]
    frame = airport(names)
    pairwise = lmg(pairwise_covariance(frame, ["Q7ALL", *names]))
    for mine, theirs in zip(pairwise, expected["pairwise_lmg"].values(), strict=True):
        assert close(mine, theirs, reference)
    result = drivers(frame, outcome="Q7ALL", drivers=names, bootstrap=0)
    by_em = sorted(result.drivers, key=lambda row: -row.importance)
    assert names[int(np.argmax(pairwise))] == "Q7LTPARKING"
    assert [row.driver for row in by_em[:4]] == ["Q7FOOD", "Q7PARK", "Q7SIGN", "Q7LTPARKING"]


def pairwise_covariance(frame, columns):
    """Rows that have both columns, pair by pair: what `em` is there to avoid; rows as the reference takes them."""
    x = np.column_stack([frame[name] for name in columns])
    x = x[~np.isnan(x[:, 0]) & ~np.isnan(x[:, 1:]).all(axis=1)]
    cov = np.empty((len(columns), len(columns)))
    for i in range(len(columns)):
        for j in range(len(columns)):
            both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
            cov[i, j] = np.cov(x[both][:, [i, j]], rowvar=False)[0, 1] if i != j else np.var(x[both, i], ddof=1)
    return cov

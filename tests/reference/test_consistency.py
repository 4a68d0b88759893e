"""Variance components and shrinkage against lme4, metafor and psych."""

import numpy as np
import pytest

from sonda.methods.consistency import agreement, consistency, consistency_from_sums, shrink_known_variances
from sonda.methods.sums import sums
from tests.reference.data import sfo
from tests.reference.small_inputs import DYESTUFF
from tests.reference.stats import close, entry


def same_components(result, reference):
    expected = reference["expected"]
    effects = {unit.unit: unit.effect for unit in result.units}
    sds = {unit.unit: unit.conditional_sd for unit in result.units}
    assert effects.keys() == expected["blup"].keys()
    return [
        name
        for name, actual, wanted in [
            ("mu", result.mu, expected["mu"]),
            ("var_between", result.var_between, expected["var_between"]),
            ("var_within", result.var_within, expected["var_within"]),
            ("icc", result.icc, expected["icc"]),
            ("reml_crit", result.reml_criterion, expected["reml_crit"]),
            *((f"blup {name}", effects[name], value) for name, value in expected["blup"].items()),
            *((f"sd {name}", sds[name], value) for name, value in expected["cond_sd"].items()),
        ]
        if not close(actual, wanted, reference)
    ]


def test_dyestuff_batches_agree_with_lme4():
    result = consistency_from_sums(units={batch: sums(yields) for batch, yields in DYESTUFF.items()})
    assert same_components(result, entry("icc_dyestuff")) == []


def test_airport_satisfaction_by_boarding_area_agrees_with_lme4():
    survey = sfo(2017)
    frame = {"score": survey.ratings("Q7ALL"), "area": survey["BAREA"]}
    result = consistency(frame, score="score", unit="area", as_="mean")
    assert same_components(result, entry("icc_sfo2017_barea")) == []


@pytest.mark.parametrize(
    ("column", "entry_id"), [("BAREA", "eb_nps_sfo2017_barea"), ("AIRLINE", "eb_nps_sfo2017_airline")]
)
def test_shrunken_nps_with_known_variances_agrees_with_metafor(column, entry_id):
    points = {str(score): 100 * (score >= 9) - 100 * (score <= 6) for score in range(11)}
    answers: dict[str, list[int]] = {}
    for score, unit in zip(sfo(2017)["NETPRO"], sfo(2017)[column], strict=True):
        if score.strip() in points and unit.strip():
            answers.setdefault(unit.strip().upper(), []).append(points[score.strip()])
    units = {name: np.array(values, float) for name, values in answers.items() if len(values) >= 20}
    result = shrink_known_variances(
        estimates={name: values.mean() for name, values in units.items()},
        variances={name: values.var(ddof=1) / len(values) for name, values in units.items()},
    )
    reference = entry(entry_id)
    expected = reference["expected"]
    shrunk = {unit.unit: unit for unit in result.units}
    assert shrunk.keys() == expected["raw"].keys()
    assert [
        name
        for name, actual, wanted in [
            ("mu", result.mu, expected["mu"]),
            ("se_mu", result.mu_se, expected["se_mu"]),
            ("tau2", result.tau2, expected["tau2"]),
            ("I2", result.i2, expected["I2"]),
            ("Q", result.q, expected["Q"]),
            ("Qp", result.p_value, expected["Qp"]),
            *((f"raw {name}", shrunk[name].raw, value) for name, value in expected["raw"].items()),
            *((f"blup {name}", shrunk[name].shrunk, value) for name, value in expected["blup"].items()),
            *((f"se {name}", shrunk[name].se, value) for name, value in expected["blup_se"].items()),
        ]
        if not close(actual, wanted, reference)
    ] == []


def test_raters_agreement_is_that_of_shrout_and_fleiss():
    reference = entry("icc_shrout_fleiss")
    rows = {row["kind"]: row["icc"] for row in agreement(reference["params"]["matrix"]).rows()}
    assert rows.keys() == reference["expected"].keys()
    assert all(close(rows[kind], value, reference) for kind, value in reference["expected"].items())

"""Survival, cumulative incidence, log-rank and Cox against R's survival and cmprsk."""

import numpy as np

from sonda.methods.churn import churn, cox, logrank
from tests.reference.data import Table, reference_input, table
from tests.reference.stats import close, entry
from tests.shared import shared


def telco() -> Table:
    return table(shared("data/telco_churn_reasons/telecom_customer_churn.csv"))


TELCO = {"duration": "Tenureinmonths", "event": "Customerstatus", "event_value": "Churned"}
LUNG = {"duration": "time", "event": "status", "event_value": 2}


def wrong(reference, **named):
    """Names of the numbers that miss their reference."""
    return [name for name, (actual, expected) in named.items() if not close(actual, expected, reference)]


def curve_misses(result, reference):
    expected, times = reference["expected"], reference["params"]["times"]
    assert [moment.time for moment in result.moments] == times
    pairs = {"n": (result.n, expected["n"]), "events": (result.events, expected["events"])}
    pairs |= {name: (getattr(result, field), expected[name]) for name, field in MEDIANS.items()}
    for i, moment in enumerate(result.moments):
        for name, field in {"surv": "survival", "se": "se", "lower": "low", "upper": "high"}.items():
            pairs[f"{name} at {moment.time}"] = (getattr(moment, field), expected[name][i])
    return wrong(reference, **pairs)


MEDIANS = {"median": "median", "median_lower": "median_low", "median_upper": "median_high"}


def test_survival_with_lung_cancer_agrees_with_survfit():
    reference = entry("km_lung")
    result = churn(reference_input("lung"), **LUNG, times=reference["params"]["times"])
    assert curve_misses(result, reference) == []


def test_survival_of_telco_customers_agrees_with_survfit():
    reference = entry("km_telco")
    result = churn(telco(), **TELCO, times=reference["params"]["times"])
    assert curve_misses(result, reference) == []


def test_logrank_of_sexes_agrees_with_survdiff():
    reference = entry("logrank_lung_sex")
    result = logrank(reference_input("lung"), **LUNG, group="sex")
    expected = reference["expected"]
    assert wrong(reference, chisq=(result.chisq, expected["chisq"]), p=(result.p_value, expected["p"])) == []


def test_incidence_of_leaving_to_a_competitor_agrees_with_cmprsk():
    reference = entry("cif_telco")
    expected = reference["expected"]
    customers = telco()
    cause = ["competitor" if each.strip() == "Competitor" else "other" for each in customers["Churncategory"]]
    result = churn(customers | {"cause": cause}, **TELCO, cause="cause", times=reference["params"]["times"])
    of = {name: [share for share in result.shares if share.cause == name] for name in ("competitor", "other")}
    pairs = {}
    for i, time in enumerate(reference["params"]["times"]):
        pairs[f"competitor {time}"] = (of["competitor"][i].incidence, expected["cif_competitor"][i])
        pairs[f"other {time}"] = (of["other"][i].incidence, expected["cif_other"][i])
        pairs[f"variance {time}"] = (of["competitor"][i].se ** 2, expected["var_competitor"][i])
    assert wrong(reference, **pairs) == []


def cox_misses(result, reference):
    expected = reference["expected"]
    pairs = {
        "null": (result.log_likelihood_null, expected["loglik"][0]),
        "full": (result.log_likelihood, expected["loglik"][1]),
        "concordance": (result.concordance, expected["concordance"]),
    }
    for each in result.influences:
        pairs[f"coefficient {each.column}"] = (each.coefficient, expected["coef"][each.column])
        pairs[f"se {each.column}"] = (each.se, expected["se"][each.column])
    assert len(result.influences) == len(expected["coef"])
    return wrong(reference, **pairs)


def test_cox_regression_with_lung_cancer_agrees_with_coxph():
    lung = reference_input("lung")
    frame = {name: lung.numbers(name) for name in ("time", "status", "age", "sex", "ph.ecog")}
    assert cox_misses(cox(frame, **LUNG, influences=["age", "sex", "ph.ecog"]), entry("cox_lung")) == []


def test_cox_regression_of_telco_customers_agrees_with_coxph():
    customers = telco()
    contract = np.array([each.strip() for each in customers["Contract"]])
    frame = customers | {
        "one": 1.0 * (contract == "One Year"),
        "two": 1.0 * (contract == "Two Year"),
        "Monthlycharge": customers.numbers("Monthlycharge"),
    }
    result = cox(frame, **TELCO, influences=["one", "two", "Monthlycharge"])
    assert cox_misses(result, entry("cox_telco")) == []

"""The contract's rows on the shared data, against numbers computed with R."""

import json

import pytest

from sonda.cli.main import main
from tests.shared import shared

pytestmark = pytest.mark.shared

COUNTS = ("n", "promoters", "passives", "detractors")


@pytest.fixture(scope="module")
def reference():
    entries = json.loads(shared("reference/stats.json").read_text())["entries"]
    return {entry["id"]: entry for entry in entries}


@pytest.fixture
def analyze(capfdbinary):
    def run(method, data, *options):
        status = main(["analyze", method, str(shared(f"data/{data}")), *options, "--json"])
        out, err = capfdbinary.readouterr()
        assert (status, err) == (0, b"")
        return json.loads(out)

    return run


SFO = "sfo_2015_2017/sfo_customer_survey_2017.csv"
KIOSK = "kiosk_servqual/kiosk_responses.csv"
TELCO = "telco_churn_reasons/telecom_customer_churn.csv"
ANSWERED = ("--where", "frequency!=never used")


def test_nps_of_the_airport(analyze):
    answer = analyze("nps", SFO, "--score", "NETPRO", "--missing", "11,Blank")
    row = answer["rows"][0]
    assert [row[name] for name in COUNTS] == [2746, 1436, 968, 342]
    assert row["nps"] == pytest.approx(100 * (1436 - 342) / 2746, rel=1e-12)
    assert row["deff"] == 1
    assert (answer["method"], answer["n"], answer["warnings"]) == ("nps", 2746, [])


def test_nps_of_the_airport_with_weights(analyze, reference):
    expected = reference["nps_weighted_sfo2017"]["expected"]
    (row,) = analyze("nps", SFO, "--score", "NETPRO", "--missing", "11,Blank", "--weight", "WEIGHT")["rows"]
    assert row["nps"] / 100 == pytest.approx(expected["nps"], rel=1e-6)
    assert row["se"] / 100 == pytest.approx(expected["se"], rel=1e-6)
    assert row["deff"] == pytest.approx(expected["deff"], rel=1e-6)
    assert [row[name] for name in COUNTS] == [2746, 1436, 968, 342]


def test_nps_of_the_airport_with_flights_as_clusters(analyze, reference):
    expected = reference["nps_weighted_sfo2017_cluster"]["expected"]
    options = ("--score", "NETPRO", "--missing", "NETPRO:11,Blank", "--weight", "WEIGHT", "--cluster", "AIRLINE,FLIGHT")
    (row,) = analyze("nps", SFO, *options)["rows"]
    assert row["nps"] / 100 == pytest.approx(expected["nps"], rel=1e-6)
    assert row["se"] / 100 == pytest.approx(expected["se"], rel=1e-6)


def test_csat_of_the_airport(analyze, reference):
    expected = reference["csat_sfo2017"]["expected"]
    (row,) = analyze("csat", SFO, "--score", "Q7ALL", "--scale", "1-5", "--missing", "Q7*:0,6,Blank")["rows"]
    assert (row["n"], row["satisfied"]) == (2688, 2206)
    assert [row["share"], row["low"], row["high"]] == pytest.approx(
        [expected["p"], expected["wilson_lower"], expected["wilson_upper"]], rel=1e-6
    )


def test_boarding_areas_hardly_differ(analyze, reference):
    expected = reference["icc_sfo2017_barea"]["expected"]
    options = ("--score", "Q7ALL", "--unit", "BAREA", "--as", "mean", "--missing", "Q7ALL:0,6,Blank")
    answer = analyze("consistency", SFO, *options)
    assert [row["unit"] for row in answer["rows"]] == list("ABCDEFG")
    assert answer["mu"] == pytest.approx(expected["mu"], rel=1e-5)
    assert answer["icc"] == pytest.approx(expected["icc"], rel=1e-3)


def test_drivers_of_the_airport_when_touchpoints_were_never_used(analyze, reference):
    expected = reference["lmg_missing_sfo2017"]
    names = expected["params"]["drivers"]
    options = ("--outcome", "Q7ALL", "--drivers", ",".join(names), "--missing", "Q7*:0,6,Blank", "--bootstrap", "0")
    answer = analyze("drivers", SFO, *options)
    found = {row["driver"]: row["importance"] for row in answer["rows"]}
    assert found == pytest.approx(expected["expected"]["lmg"], rel=expected["rel_tol"])
    assert sum(found.values()) == pytest.approx(answer["r2"], rel=1e-9)
    assert {row["low"] for row in answer["rows"]} == {None}


def test_drivers_of_the_airport_over_complete_rows(analyze, reference):
    expected = reference["lmg_sfo2017_q7all"]
    names = expected["params"]["drivers"]
    options = ("--outcome", "Q7ALL", "--drivers", ",".join(names), "--missing-data", "complete", "--bootstrap", "0")
    answer = analyze("drivers", SFO, *options, "--missing", "Q7*:0,6,Blank")
    assert answer["n"] == expected["params"]["n"]
    lmg = expected["expected"]["lmg"]
    assert {row["driver"]: row["importance"] for row in answer["rows"]} == pytest.approx(lmg, rel=1e-6)


def test_promoters_of_the_airport_by_logistic_dominance(analyze, reference):
    expected = reference["dom_promoter_sfo2017"]
    names = list(expected["expected"]["general_dominance"])
    options = ("--outcome", "NETPRO", "--success", "9,10", "--model", "logit", "--drivers", ",".join(names))
    missing = ("--missing", "Q7*:0,6,Blank", "--missing", "NETPRO:11,Blank")
    answer = analyze("drivers", SFO, *options, "--bootstrap", "0", *missing)
    found = {row["driver"]: row["importance"] for row in answer["rows"]}
    assert found == pytest.approx(expected["expected"]["general_dominance"], rel=expected["rel_tol"])


def test_servqual_of_the_kiosks(analyze, reference):
    answer = analyze("servqual", KIOSK, "--expectation", "E", "--perception", "P", *ANSWERED)
    rows = {(row["level"], row["item"]): row for row in answer["rows"]}
    for name, key in {"item12": ("item", "12"), "item04": ("item", "04"), "overall": ("overall", None)}.items():
        expected = reference[f"servqual_gap_{name}"]["expected"]
        row = rows[key]
        assert [row["gap"], row["low"], row["high"]] == pytest.approx(
            [expected["mean_gap"], expected["lower"], expected["upper"]], rel=1e-6
        )
    assert rows["overall", None]["n"] == 207


def test_alpha_of_the_kiosks(analyze, reference):
    expected = reference["alpha_kiosk_E"]
    (row,) = analyze("alpha", KIOSK, "--items", ",".join(expected["params"]["items"]), *ANSWERED)["rows"]
    assert row["alpha"] == pytest.approx(expected["expected"]["raw_alpha"], rel=1e-6)
    assert [item["item"] for item in row["items"]] == expected["params"]["items"]


@pytest.mark.parametrize("item", ["01", "08", "13", "20"])
def test_kano_of_the_kiosks(analyze, reference, item):
    expected = reference[f"kano_{item}"]["expected"]
    options = ("--functional", f"K{item}_f", "--dysfunctional", f"K{item}_d")
    (row,) = analyze("kano", KIOSK, *options, *ANSWERED)["rows"]
    assert [row[key.lower()] for key in "AOMIRQ"] == [expected[key] for key in "AOMIRQ"]
    assert [row["better"], row["worse"]] == pytest.approx([expected["better"], expected["worse"]], rel=1e-6)


def test_priorities_of_the_kiosks(analyze):
    answer = analyze("priorities", KIOSK, "--importance", "IMP", "--performance", "SAT", *ANSWERED)
    assert [row["item"] for row in answer["rows"]] == [f"{item:02}" for item in range(1, 25)]
    assert answer["rows"][0]["importance"] == pytest.approx(6.61352657004831, rel=1e-9)


def test_survival_of_the_telecom_customers(analyze, reference):
    options = ("--duration", "Tenureinmonths", "--event", "Customerstatus", "--event-value", "Churned")
    answer = analyze("churn", TELCO, *options, "--times", "6,12,24,48")
    expected = reference["km_telco"]["expected"]
    assert [row["survival"] for row in answer["rows"]] == pytest.approx(expected["surv"], rel=1e-6)
    assert [row["low"] for row in answer["rows"]] == pytest.approx(expected["lower"], rel=1e-6)
    assert answer["median"] is None


def test_telecom_customers_leave_for_the_competitor(analyze):
    options = ("--duration", "Tenureinmonths", "--event", "Customerstatus", "--event-value", "Churned")
    answer = analyze("churn", TELCO, *options, "--cause", "Churncategory", "--times", "12,24,48")
    competitor = [row["incidence"] for row in answer["rows"] if row["cause"] == "Competitor"]
    assert competitor == pytest.approx([0.0724, 0.0970, 0.1295], abs=5e-5)


def test_a_mean_by_state_of_a_marketplace(analyze):
    answer = analyze(
        "csat", "olist_sample/olist_order_reviews_dataset.csv", "--score", "review_score", "--scale", "1-5"
    )
    assert answer["n"] == 8225
    assert answer["rows"][0]["mean"] == pytest.approx(3.2716, abs=5e-5)


def test_means_of_a_mobile_operator(analyze):
    answer = analyze("ces", "ecsi_mobi/ecsi_mobi.csv", "--score", "CUEX1", "--scale", "1-10")
    assert answer["rows"][0]["mean"] == pytest.approx(7.58, rel=1e-12)

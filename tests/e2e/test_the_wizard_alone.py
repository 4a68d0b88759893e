"""Real files by the wizard alone: its suggestions as they stand, and the findings that the pages then show.

The numbers are those of the reference collection and of the PROVENANCE file beside each data set.
"""

import os

import pytest

from sonda.apps.responses.models import Response
from tests.e2e.wizard import Newcomer
from tests.reference.stats import close, entry
from tests.shared import shared

pytestmark = [pytest.mark.django_db, pytest.mark.shared, pytest.mark.any_database]

SFO = {2015: 2_958, 2016: 3_087, 2017: 2_831}
FIFTH = 5  # every fifth row of the earlier waves; all of them where SONDA_WHOLE_FILES is set
WHOLE = "SONDA_WHOLE_FILES"
OF_2017 = "?from=2017-01&to=2017-12"


def some_of(path, target):
    """Every fifth row of a file, enough to see what its columns hold, and how many they are."""
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text(head + "".join(rows[::FIFTH]), encoding="utf-8")
    return target, len(rows[::FIFTH])


@pytest.fixture
def newcomer(client, alice, settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return Newcomer(client, alice)


def agrees(shown, expected, reference):
    return close(float(shown), expected, reference)


def test_customers_who_left_a_telecom(newcomer):
    told = newcomer.bring(shared("data/telco_churn_reasons/telecom_customer_churn.csv"))
    assert "Everything is in order: 7,043 responses will be stored." in told.check
    assert "7,043 responses were stored." in told.done
    assert any("/understand/churn/" in link for link in told.links())

    reference = entry("km_telco")
    known = reference["expected"]
    curve = {int(row["time"]): row for row in newcomer.table("churn")}
    for name, column in (("surv", "survival"), ("lower", "interval_low"), ("upper", "interval_high")):
        for time, value in zip(reference["params"]["times"], known[name], strict=True):
            assert agrees(curve[time][column], value, reference), (name, time)
    assert int(curve[1]["at_risk"]) == known["n"]
    assert known["median"] is None
    assert "Fewer than half have left, so the median is not reached." in newcomer.finding("/understand/churn/")

    reference = entry("cif_telco")
    rows = newcomer.table("churn-reasons")
    taken = {int(row["time"]): row["incidence"] for row in rows if row["cause"] == "Competitor"}
    for time, value in zip(reference["params"]["times"], reference["expected"]["cif_competitor"], strict=True):
        assert agrees(taken[time], value, reference), time
    assert "“Competitor” takes away more customers than anything else." in newcomer.finding(
        "/understand/churn-reasons/"
    )

    kinds = {row["answer"]: int(row["n"]) for row in newcomer.table("distribution", "?question=churncategory")}
    assert kinds == {"Competitor": 841, "Dissatisfaction": 321, "Attitude": 314, "Price": 211, "Other": 182}
    reasons = {row["answer"]: int(row["n"]) for row in newcomer.table("distribution", "?question=churnreason")}
    assert len(reasons) == 20
    assert [reasons[each] for each in ("Competitor had better devices", "Competitor made better offer",
                                       "Attitude of support person", "Don't know")] == [313, 311, 220, 130]  # fmt: skip


def test_kiosks_fall_short_of_what_is_expected(newcomer):
    told = newcomer.bring(shared("data/kiosk_servqual/kiosk_responses.csv"))
    assert "211 responses were stored." in told.done
    items = {row["item"]: row for row in newcomer.table("servqual")}
    for item in ("01", "04", "12", "19", "20"):
        reference = entry(f"servqual_gap_item{item}")
        row, known = items[f"E{item}"], reference["expected"]
        assert agrees(row["gap"], known["mean_gap"], reference), item
        assert agrees(row["interval_low"], known["lower"], reference), item
        assert agrees(row["interval_high"], known["upper"], reference), item
    assert {int(row["n"]) for row in items.values()} == {207}  # four never used a kiosk and rated nothing
    assert [name for name, row in items.items() if float(row["interval_low"]) > 0] == ["E04"]
    assert round(entry("servqual_gap_overall")["expected"]["mean_gap"], 2) == -1.10
    finding = newcomer.finding("/understand/servqual/")
    assert "−1.10, between −1.22 and −0.99" in finding
    assert "Only “E04” exceeds expectations." in finding

    kano = {row["item"]: row for row in newcomer.table("kano")}
    for item in ("01", "08", "13", "20"):
        reference = entry(f"kano_{item}")
        row, known = kano[f"K{item} f"], reference["expected"]
        assert [int(row[letter]) for letter in "aomirq"] == [known[letter] for letter in "AOMIRQ"]
        assert agrees(row["better"], known["better"], reference)
        assert agrees(row["worse"], known["worse"], reference)

    reference = entry("ipa_kiosk_1_12")
    placed = {row["item"]: row for row in newcomer.table("priorities")}
    for item, value in reference["expected"]["importance"].items():
        row = placed[item.replace("IMP", "E")]  # an item is called by its first question
        assert agrees(row["importance"], value, reference), item
        assert agrees(row["performance"], reference["expected"]["performance"][item], reference), item


def test_customers_of_a_mobile_operator(newcomer):
    told = newcomer.bring(shared("data/ecsi_mobi/ecsi_mobi.csv"))
    assert "250 responses were stored." in told.done
    assert "Nothing says when these answers were given" in told.check
    (satisfied,) = newcomer.table("csat")
    assert (satisfied["n"], float(satisfied["mean"])) == ("250", 7.988)
    assert "The mean is 7.58," in newcomer.finding("/understand/distribution/?question=cuex1")


def test_reviews_of_a_marketplace(newcomer):
    told = newcomer.bring(shared("data/olist_sample/olist_order_reviews_dataset.csv"))
    assert "8,225 responses were stored." in told.done
    scores = {row["answer"]: int(row["n"]) for row in newcomer.table("distribution")}
    assert scores == {"5": 3_354, "4": 1_184, "3": 667, "2": 382, "1": 2_638}
    assert "The mean is 3.27," in newcomer.finding("/understand/distribution/")
    assert Response.objects.filter(answers__has_key="review_comment_message").count() > 3_000
    assert "Whole period, October 2016 – August 2018 · 8,225 answers" in newcomer.finding("/understand/csat/")


def test_three_waves_of_passengers_of_an_airport(newcomer, tmp_path):
    for year, n in SFO.items():  # no column tells when, but the name of each file does
        path = shared(f"data/sfo_2015_2017/sfo_customer_survey_{year}.csv")
        if year < 2017 and not os.environ.get(WHOLE):
            path, n = some_of(path, tmp_path / path.name)
        told = newcomer.bring(path)
        assert f"its name tells when: wave {year}, with the answers counted to {year}-01." in told.columns
        assert "Nothing says when these answers were given" not in told.check
        assert f"{n:,} responses were stored." in told.done
    assert "New in this file, and suggested below: NETPRO." in told.columns
    assert any("/understand/nps/" in link for link in told.links())

    years = newcomer.table("csat", "?by=year")
    assert [next(iter(row.values())) for row in years] == ["2015", "2016", "2017"], years
    (nps,) = newcomer.table("nps", OF_2017)
    reference = entry("nps_weighted_sfo2017")
    known = reference["expected"]
    assert [nps[name] for name in ("n", "promoters", "passives", "detractors")] == ["2746", "1436", "968", "342"]
    assert agrees(float(nps["nps"]) / 100, known["nps"], reference)
    assert agrees(float(nps["interval_low"]) / 100, known["ci_normal_lower"], reference)
    assert agrees(float(nps["interval_high"]) / 100, known["ci_normal_upper"], reference)
    (satisfied,) = newcomer.table("csat", OF_2017)
    known = entry("csat_sfo2017")["params"]
    assert (int(satisfied["satisfied"]), int(satisfied["n"])) == (known["x"], known["n"])

    reference = entry("icc_sfo2017_barea")
    known = reference["expected"]
    units = {row["unit"]: row for row in newcomer.table("consistency", OF_2017)}
    for unit, effect in known["blup"].items():
        assert float(units[unit]["shrunk"]) == pytest.approx(known["mu"] + effect, abs=1e-5), unit
    assert "The units differ no more than chance would make them." in newcomer.finding(
        f"/understand/consistency/{OF_2017}"
    )

    reference = entry("lmg_missing_sfo2017")
    weights = {row["driver"]: float(row["importance"]) for row in newcomer.table("drivers", OF_2017)}
    known = reference["expected"]["lmg"]
    assert set(weights) == set(known)
    assert sorted(weights, key=weights.get) == sorted(known, key=known.get)
    assert weights == pytest.approx(known, rel=2e-3)
    assert "2,673 answers" in newcomer.finding(f"/understand/drivers/{OF_2017}")

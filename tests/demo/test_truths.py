"""Each planted truth is found again through import, store, engine and methods; nothing else is found."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from sonda.apps.transfers import demo
from sonda.apps.transfers.demo.plan import ITEMS
from sonda.engine import store
from sonda.methods.consistency import only_by_luck
from sonda.methods.drivers import lmg

HERE = Path(demo.__file__).parent
TRUTHS = tomllib.loads((HERE / "truths.toml").read_text(encoding="utf-8"))
SURVEY = "relationship"

# So that there is a database for the company to pass through.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(scope="module")
def drivers(company):
    return company.ask(
        SURVEY, "drivers", weight="weight", outcome="satisfaction", drivers=company.keys[SURVEY]["touchpoint"],
        bootstrap=100, seed=1,
    )  # fmt: skip


def by_importance(result):
    return sorted((row for row in result.rows() if row["importance"] is not None), key=lambda row: -row["importance"])


def by_verdict(result):
    found = {}
    for item in result.items:
        found.setdefault(item.verdict, []).append(item.item.removeprefix("v"))
    return found


def below_and_above(result):
    return [(unit.unit, unit.verdict) for unit in result.units if unit.verdict != "cannot tell"]


def test_the_strong_driver_leads_and_few_rate_it_badly(company, drivers):
    strong = TRUTHS["driver"]["strong"]
    assert drivers.verdict == "one leads"
    assert by_importance(drivers)[0]["driver"] == strong["driver"]
    with store.source(company.tables[SURVEY]) as source:
        rating = source.field(strong["driver"]).sql
        bad = source.run(f"SELECT avg(({rating} <= 2)::INT) AS share FROM {source.opened.table}")["share"][0].as_py()
    assert bad <= strong["rated_2_or_less_at_most"]


def test_the_clear_bill_is_what_to_mend_first_and_the_only_thing(company):
    result = company.ask(
        SURVEY, "priorities", weight="weight", outcome="satisfaction",
        drivers=company.keys[SURVEY]["touchpoint"], bootstrap=100, seed=1,
    )  # fmt: skip
    quadrants = {}
    for row in result.rows():
        quadrants.setdefault(row["quadrant"], []).append(row["item"])
    assert quadrants["concentrate"] == [TRUTHS["driver"]["first"]["driver"]]
    assert quadrants["keep"] == [TRUTHS["driver"]["strong"]["driver"]]


def test_covariances_of_pairs_would_crown_the_tempting_driver_and_em_does_not(company, drivers):
    tempting = TRUTHS["driver"]["tempting"]
    rows = {row["driver"]: row for row in drivers.rows()}
    assert rows[tempting["driver"]]["reach"] <= tempting["reach_at_most"]
    assert rows[tempting["driver"]]["high"] < rows[TRUTHS["driver"]["first"]["driver"]]["low"]
    assert pairwise_winner(company) == tempting["driver"]


def pairwise_winner(company):
    """Who would lead if each pair of touchpoints were judged by whoever rated both."""
    names = [
        "satisfaction",
        *(k for k in company.keys[SURVEY]["touchpoint"] if k != TRUTHS["driver"]["thin"]["driver"]),
    ]
    with store.source(company.tables[SURVEY]) as source:
        fields = ", ".join(f"{source.field(name).sql} AS {name}" for name in names)
        frame = source.run(f"SELECT {fields} FROM {source.opened.table}")
    values = np.column_stack([frame[name].to_numpy(zero_copy_only=False) for name in names]).astype(float)
    covariance = np.ma.cov(np.ma.masked_invalid(values), rowvar=False, allow_masked=True).data
    return names[1 + int(np.argmax(lmg(covariance)))]


def test_a_thin_driver_stays_as_a_row_that_says_so(drivers):
    thin = {row["driver"]: row["status"] for row in drivers.rows() if row["status"] != "ok"}
    assert thin == {TRUTHS["driver"]["thin"]["driver"]: "too few"}


@pytest.mark.parametrize(("score", "as_"), [("recommend", "nps"), ("satisfaction", "mean")])
@pytest.mark.parametrize("weight", ["weight", None])
def test_one_branch_is_truly_worse_and_no_other_is_below_or_above(company, score, as_, weight):
    result = company.ask(SURVEY, "consistency", weight=weight, score=score, unit="unit", as_=as_)
    assert below_and_above(result) == [(TRUTHS["branch"]["worse"], "below")]
    assert len(result.units) == 24


def test_another_branch_looks_worse_by_its_raw_score(company):
    result = company.ask(SURVEY, "consistency", weight="weight", score="recommend", unit="unit")
    assert min(result.units, key=lambda unit: unit.raw).unit == TRUTHS["branch"]["looks_worse"]


@pytest.mark.parametrize("weight", ["weight", None])
def test_the_shift_shows_in_month_17_and_nothing_before(company, weight):
    result = company.ask(SURVEY, "control", weight=weight, chart="nps", value="recommend", time="month", baseline=12)
    assert result.signalled[0].t == TRUTHS["shift"]["month"]
    assert [point.t for point in result.points].index(TRUTHS["shift"]["month"]) + 1 == TRUTHS["shift"]["number"]
    assert result.signalled[0].value < result.center
    assert [p.t for p in result.signalled] == [p.t for p in result.points if str(p.t) >= TRUTHS["shift"]["month"]]


def test_leaders_overestimate_nine_statements_and_underestimate_one(company):
    found = by_verdict(voices(company, "manager", "customer", "self"))
    assert found["overestimates"] == TRUTHS["leaders"]["overestimate"]
    assert found["reversed"] == TRUTHS["leaders"]["underestimate"]
    assert set(found) <= {"overestimates", "reversed", "agrees", "cannot tell"}


def test_employees_see_what_customers_see(company):
    assert set(by_verdict(voices(company, "employee", "customer", "self"))) <= {"agrees", "cannot tell"}


def test_the_competitor_leads_on_one_statement_and_all_else_is_level(company):
    found = by_verdict(voices(company, "customer", "competitor", "competitor"))
    assert found["behind"] == TRUTHS["competitor"]["leads"]
    assert set(found) <= {"behind", "level", "cannot tell"}


def voices(company, ours, theirs, kind):
    items = company.keys["voices"]["performance"]
    return company.ask("voices", "gap", items=items, group="voice", ours=ours, theirs=theirs, kind=kind)


def test_the_gap_is_widest_in_reliability_and_one_statement_exceeds_expectations(company):
    dimensions = tomllib.loads((HERE / "dimensions.toml").read_text())
    result = company.ask(
        "servqual", "servqual", weight="weight", expectation="exp_", perception="per_", importance="points_",
        dimensions=dimensions,
    )  # fmt: skip
    rows = result.rows()
    gaps = {row["item"]: row for row in rows if row["level"] == "dimension"}
    widest = TRUTHS["servqual"]["widest"]
    assert all(gaps[widest]["high"] < row["low"] for item, row in gaps.items() if item != widest)
    items = [row for row in rows if row["level"] == "item"]
    assert [row["item"] for row in items if row["low"] > 0] == [TRUTHS["servqual"]["exceeded"]]
    assert sum(row["high"] < 0 for row in items) == 21


def test_each_feature_has_its_kano_category(company):
    keys = company.keys["kano"]
    result = company.ask("kano", "kano", functional=keys["kano_functional"], dysfunctional=keys["kano_dysfunctional"])
    found = {}
    for row in result.rows():
        found.setdefault(row["category"], []).append(row["item"].removeprefix("with_"))
    kano = TRUTHS["kano"]
    assert found == {
        "M": kano["must_be"], "O": kano["one_dimensional"], "A": kano["attractive"], "I": kano["indifferent"],
    }  # fmt: skip


def test_more_leave_for_one_competitor_than_for_all_other_destinations_together(company):
    result = company.ask(
        "leavers", "churn", duration="tenure", event="left", event_value="yes", cause="destination", times=[24]
    )
    share = {row["cause"]: row["incidence"] for row in result.rows()}
    first = share.pop(TRUTHS["leaving"]["destination"])
    assert first > sum(share.values())


def test_turned_round_each_truth_turns(turned_company):
    units = turned_company.ask(SURVEY, "consistency", weight="weight", score="recommend", unit="unit")
    assert below_and_above(units) == [("Bukowina", "below")]
    drivers = turned_company.ask(
        SURVEY, "drivers", weight="weight", outcome="satisfaction",
        drivers=turned_company.keys[SURVEY]["touchpoint"], bootstrap=0,
    )  # fmt: skip
    ranks = [row["driver"] for row in by_importance(drivers)]
    assert (ranks[0], ranks.index("stability") > 1) == ("billing", True)
    leaders = by_verdict(voices(turned_company, "manager", "customer", "self"))
    assert leaders["reversed"] == TRUTHS["leaders"]["overestimate"]
    assert leaders["overestimates"] == TRUTHS["leaders"]["underestimate"]
    assert by_verdict(voices(turned_company, "customer", "competitor", "competitor"))["ahead"] == ["11"]


def test_turned_round_no_month_signals(turned_company):
    result = turned_company.ask(
        SURVEY, "control", weight="weight", chart="nps", value="recommend", time="month", baseline=12
    )
    assert [point.t for point in result.signalled] == []


def test_leaders_give_top_marks_far_more_often_than_customers_and_employees_do_not(company, turned_company):
    def tops(of):
        lowest = {f"v{item}": 6 for item in ITEMS}
        options = {"items": list(lowest), "group": "voice", "voices": ["manager", "employee", "customer"]}
        return of.ask("voices", "tops", lowest=lowest, **options)

    result = tops(company)
    assert result.between("manager", "customer").verdict == "rise"
    assert result.between("employee", "customer").verdict == "cannot tell"
    assert tops(turned_company).between("manager", "customer").verdict == "fall"


def test_the_worse_branch_is_no_luck_and_the_one_that_looks_worse_is(company):
    result = company.ask(SURVEY, "consistency", weight="weight", score="recommend", unit="unit")
    lucky = {unit.unit for unit in only_by_luck(result)}
    assert TRUTHS["branch"]["looks_worse"] in lucky
    assert TRUTHS["branch"]["worse"] not in lucky


def test_no_region_leaves_sooner_than_another(company):
    options = {"duration": "tenure", "event": "left", "event_value": "yes", "group": "region"}
    assert company.ask("leavers", "pace", **options).soonest == ()

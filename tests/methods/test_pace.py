"""The pace of leaving by groups: equal to Cox's model on rows, and no name without a reason."""

import numpy as np
import pytest

from sonda.methods.churn import cox, paces_from_counts
from sonda.methods.churn.frame import by_time
from tests.shared import shared


def counts(months, left):
    """One group's people as (times, events, censored)."""
    table = by_time(np.asarray(months, float), {"left": np.asarray(left, bool)})
    return table.times, table.events["left"], table.censored


def company(rng, **rates):
    """People of groups that leave at constant rates, watched for up to five years; months, so that many tie."""
    groups, rows = {}, {"months": [], "left": [], "who": []}
    for name, (n, rate) in rates.items():
        stay, watched = np.ceil(rng.exponential(1 / rate, n)), rng.integers(1, 61, n)
        groups[name] = counts(np.minimum(stay, watched), stay <= watched)
        rows["months"] += np.minimum(stay, watched).tolist()
        rows["left"] += (stay <= watched).astype(int).tolist()
        rows["who"] += [name] * n
    return groups, rows


def by_rows(rows, name):
    """The hazard ratio of one group against all others as lifelines fits it on rows."""
    frame = {**rows, "mine": [float(who == name) for who in rows["who"]]}
    (found,) = cox(frame, duration="months", event="left", event_value=1, influences=["mine"]).influences
    return found


def test_a_group_against_the_others_is_cox_regression_with_efrons_ties():
    groups, rows = company(np.random.default_rng(1), old=(300, 0.02), new=(200, 0.05), try_out=(90, 0.03))
    for pace in paces_from_counts(groups=groups).groups:
        expected = by_rows(rows, pace.group)
        found = (pace.ratio, pace.low, pace.high)
        assert found == pytest.approx((expected.hazard_ratio, expected.low, expected.high), rel=1e-6)


def test_the_group_that_leaves_soonest_is_named_and_turns_when_the_groups_do():
    rng = np.random.default_rng(2)
    for names in (("slow", "quick"), ("quick", "slow")):
        groups, _rows = company(rng, **{names[0]: (400, 0.02), names[1]: (400, 0.06), "middle": (400, 0.03)})
        result = paces_from_counts(groups=groups)
        assert (result.soonest, result.verdict) == ((names[1],), "groups differ")
        assert result.groups[0].verdict == "leaves sooner"


def test_two_that_cannot_be_told_apart_are_named_together():
    groups, _rows = company(np.random.default_rng(3), a=(400, 0.06), b=(400, 0.06), c=(800, 0.02))
    assert set(paces_from_counts(groups=groups).soonest) == {"a", "b"}


def test_groups_of_one_pace_are_seldom_told_apart():
    rng = np.random.default_rng(4)
    told = [paces_from_counts(groups=company(rng, a=(90, 0.04), b=(60, 0.04), c=(30, 0.04))[0]) for _ in range(200)]
    assert sum(bool(result.soonest) for result in told) <= 18  # 5 in 100 at most are expected


def test_a_ratio_that_changes_over_time_is_noticed_and_a_steady_one_is_not():
    rng = np.random.default_rng(5)
    early, late = rng.uniform(0, 10, 300).round(), rng.uniform(8, 20, 300).round()
    crossed = paces_from_counts(groups={"early": counts(early, early >= 0), "late": counts(late, late >= 0)})
    assert all(pace.proportional_p < 0.001 for pace in crossed.groups if pace.ratio)
    steady = [paces_from_counts(groups=company(rng, a=(200, 0.03), b=(200, 0.06))[0]) for _ in range(100)]
    assert sum(result.groups[0].proportional_p < 0.05 for result in steady) <= 13


def test_a_group_of_whom_few_left_is_counted_and_not_judged():
    groups, _rows = company(np.random.default_rng(6), a=(200, 0.05), b=(200, 0.05))
    result = paces_from_counts(groups=groups | {"tiny": ([5, 9], [1, 1], [0, 3])})
    (tiny,) = [pace for pace in result.groups if pace.group == "tiny"]
    assert (tiny.n, tiny.events, tiny.ratio, tiny.verdict) == (5, 2, None, "cannot tell")
    assert "tiny" in str(result.notes[-1])


@pytest.mark.shared
def test_month_to_month_contracts_of_the_telco_leave_soonest_with_lifelines_ratio():
    from tests.reference.data import table

    customers = table(shared("data/telco_churn_reasons/telecom_customer_churn.csv"))
    rows = {
        "months": customers.numbers("Tenureinmonths").tolist(),
        "left": [int(state.strip() == "Churned") for state in customers["Customerstatus"]],
        "who": [each.strip() for each in customers["Contract"]],
    }
    groups = {
        name: counts(*zip(*((t, e) for t, e, who in zip(*rows.values(), strict=True) if who == name), strict=True))
        for name in sorted(set(rows["who"]))
    }
    result = paces_from_counts(groups=groups)
    assert result.soonest == ("Month-to-Month",)
    expected = by_rows(rows, "Month-to-Month")
    assert (result.groups[0].ratio, result.groups[0].low) == pytest.approx((expected.hazard_ratio, expected.low))

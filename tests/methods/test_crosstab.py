"""Distribution and crosstab against statsmodels and scipy; weights against regressions and sums over the rows."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact  # noqa: TID253 — in tests only
from scipy.stats import t as student  # noqa: TID253 — in tests only
from statsmodels.api import WLS  # noqa: TID253 — in tests only
from statsmodels.stats.multitest import multipletests  # noqa: TID253 — in tests only
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint  # noqa: TID253 — in tests only

from sonda.methods.crosstab import ABOVE, BELOW, SOME_DIFFER, crosstab, fisher
from sonda.methods.distribution import ONE_LEADS, distribution
from sonda.methods.result import CANNOT_TELL

N = 600


@pytest.fixture(scope="module")
def people():
    """Four groups, one of them of five people; those of “east” rate higher. Events lie across the groups."""
    draw = np.random.default_rng(8)
    unit = draw.choice(["north", "east", "south"], N).astype(object)
    unit[1:6] = "tiny"
    rating = draw.choice([1, 2, 3, 4, 5], N, p=[0.05, 0.1, 0.25, 0.3, 0.3])
    rating = np.where((unit == "east") & (draw.random(N) < 0.4), 5, rating).astype(float)
    rating[::37] = np.nan
    return {"unit": unit, "rating": rating, "w": draw.uniform(0.3, 3, N), "event": draw.integers(0, 80, N)}


def ask(people, **more):
    return crosstab(people, question="rating", by="unit", numeric=True, scale=(1, 5), **more)


def collapsed(people, cell):
    """Gave the answer or not, in the group and outside it."""
    given = ~np.isnan(people["rating"])
    y, inside = people["rating"][given] == float(cell.answer), people["unit"][given] == cell.group
    return [[int((y & side).sum()), int((~y & side).sum())] for side in (inside, ~inside)]


def test_shares_intervals_and_marks_are_those_of_statsmodels_and_scipy(people):
    result = ask(people)
    p = []
    for cell in result.cells:
        table = collapsed(people, cell)
        (x, no), (y, others) = table
        assert (cell.n, cell.of, cell.share) == (x, x + no, x / (x + no))
        assert (cell.low, cell.high) == pytest.approx(proportion_confint(x, x + no, method="wilson"), abs=1e-12)
        ends = confint_proportions_2indep(x, x + no, y, y + others, method="newcomb")
        assert (cell.difference_low, cell.difference_high) == pytest.approx(ends, abs=1e-9)
        chi = chi2_contingency(table, correction=False)
        p.append(fisher_exact(table).pvalue if chi.expected_freq.min() < 5 else chi.pvalue)
    adjusted = multipletests(p, method="holm")[1]
    assert [cell.p_adjusted for cell in result.cells] == pytest.approx(adjusted, rel=1e-9)
    assert {cell.stands for cell in result.cells if cell.p_adjusted >= 0.05} == {CANNOT_TELL}
    marked = {(cell.group, cell.answer): cell.stands for cell in result.cells if cell.stands != CANNOT_TELL}
    assert marked["east", "5"] == ABOVE
    assert BELOW in marked.values()
    assert result.verdict == SOME_DIFFER


def test_a_cell_of_five_people_is_told_with_its_wide_interval(people):
    cell = next(cell for cell in ask(people).cells if cell.group == "tiny")
    assert cell.of == 5
    assert cell.high - cell.low > 0.4
    assert cell.stands == CANNOT_TELL


def test_two_groups_are_one_comparison_and_not_two():
    frame = {"by": ["a"] * 50 + ["b"] * 50, "again": ["yes"] * 35 + ["no"] * 15 + ["yes"] * 22 + ["no"] * 28}
    result = crosstab(frame, question="again", by="by")
    one = chi2_contingency([[35, 15], [22, 28]], correction=False).pvalue
    assert [cell.p_adjusted for cell in result.cells] == pytest.approx([one] * 4)
    assert [cell.stands for cell in result.cells] == [ABOVE, BELOW, BELOW, ABOVE]


def test_where_nothing_differs_marks_are_as_rare_as_promised():
    draw = np.random.default_rng(3)
    false = 0
    for _ in range(200):
        frame = {"by": draw.choice(list("abcd"), 150), "y": draw.choice(list("xyz"), 150)}
        false += crosstab(frame, question="y", by="by").verdict == SOME_DIFFER
    assert false <= 18  # five in a hundred at the most; 18 of 200 is 2.6 standard errors more


def test_with_weights_small_groups_that_agree_are_not_marked_more_often_than_promised():
    """Groups of a hundred of whom 95 % agree everywhere: the linearised error alone marks a tenth of those compared."""
    draw = np.random.default_rng(5)
    found = []
    for _ in range(800):
        frame = {
            "by": ["a"] * 100 + ["b"] * 1000,
            "y": np.where(draw.random(1100) < 0.95, "yes", "no"),
            "w": draw.uniform(0.9, 1.1, 1100),
        }
        found.append(crosstab(frame, question="y", by="by", weight="w").cells[0].p_adjusted)
    compared = [p for p in found if p is not None]
    assert len(compared) > 300
    at_most = 0.05 * len(compared)
    assert sum(p < 0.05 for p in compared) <= at_most + 2.5 * np.sqrt(0.95 * at_most)


def hand(people, cell, event):
    """Difference and p-value of a weighted cell, over the rows themselves."""
    given = ~np.isnan(people["rating"])
    y, inside = (people["rating"][given] == float(cell.answer)).astype(float), people["unit"][given] == cell.group
    w = people["w"][given]
    p = np.average(y, weights=w)
    x = np.where(inside, 1 / w[inside].sum(), -1 / w[~inside].sum())
    z = w * x * (y - p)
    if event:
        z = np.array([z[people["event"][given] == each].sum() for each in np.unique(people["event"][given])])
    d = np.average(y[inside], weights=w[inside]) - np.average(y[~inside], weights=w[~inside])
    k = len(z)
    pooled = p * (1 - p) * sum((w[of] ** 2).sum() / w[of].sum() ** 2 for of in (inside, ~inside))
    return d, 2 * student.sf(abs(d) / np.sqrt(k / (k - 1) * max((z**2).sum(), pooled)), k - 1)


@pytest.mark.parametrize("event", [False, True])
def test_weights_and_events_are_in_the_differences(people, event):
    result = ask(people, weight="w", cluster="event" if event else None)
    tested = [cell for cell in result.cells if cell.p_adjusted is not None]
    found = [hand(people, cell, event) for cell in tested]
    assert [cell.difference for cell in tested] == pytest.approx([d for d, _ in found])
    adjusted = multipletests([p for _, p in found], method="holm")[1]
    assert [cell.p_adjusted for cell in tested] == pytest.approx(adjusted)
    assert "tiny" not in {cell.group for cell in tested}
    assert next(cell for cell in tested if (cell.group, cell.answer) == ("east", "5")).stands == ABOVE


def test_weights_of_one_change_nothing_but_the_distribution_of_the_test(people):
    plain, weighed = ask(people), ask(people | {"w": np.ones(N)}, weight="w")
    for one, other in zip(plain.cells, weighed.cells, strict=True):
        assert (other.share, other.rest) == pytest.approx((one.share, one.rest))
        if one.group != "tiny":
            assert (other.low, other.high) == pytest.approx((one.low, one.high), abs=0.005)


def test_the_distribution_is_that_of_statsmodels_and_its_mean_that_of_a_regression(people):
    result = distribution(people, question="rating", numeric=True, scale=(1, 5))
    given = people["rating"][~np.isnan(people["rating"])]
    for share in result.shares:
        x = int((given == float(share.answer)).sum())
        assert share.n == x
        assert (share.low, share.high) == pytest.approx(proportion_confint(x, len(given), method="wilson"), abs=1e-12)
    weighed = distribution(people, question="rating", numeric=True, scale=(1, 5), weight="w")
    w = people["w"][~np.isnan(people["rating"])]
    fit = WLS(given, np.ones(len(given)), weights=w).fit(cov_type="HC1", use_t=True)
    assert [weighed.mean, weighed.mean_low, weighed.mean_high] == pytest.approx([fit.params[0], *fit.conf_int()[0]])
    assert sum(share.share for share in weighed.shares) == pytest.approx(1)


def test_an_answer_leads_only_where_its_lead_is_more_than_chance():
    def asked(first, second):
        return distribution({"why": ["price"] * first + ["faults"] * second + ["moved"] * 5}, question="why")

    sure, doubtful = asked(60, 30), asked(48, 40)
    assert (sure.verdict, sure.leading) == (ONE_LEADS, "price")
    assert (doubtful.verdict, doubtful.leading) == (CANNOT_TELL, None)


def test_every_step_of_a_short_scale_is_told_and_a_long_one_in_stretches():
    few = distribution({"a": [1, 5, 5]}, question="a", numeric=True, scale=(1, 5))
    assert [(share.answer, share.n) for share in few.shares] == [("1", 1), ("2", 0), ("3", 0), ("4", 0), ("5", 2)]
    many = distribution({"a": np.arange(101)}, question="a", numeric=True, scale=(0, 100))
    assert [(share.start, share.end, share.n) for share in many.shares][-2:] == [(90, 100, 10), (100, 110, 1)]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (["a"] * 4, "only one group"),
        (["a", "a", "a", None], "no group: 1."),
    ],
)
def test_too_little_to_compare_is_said(by, said):
    result = crosstab({"by": by, "y": ["x", "y", "x", "y"]}, question="y", by="by")
    assert result.verdict == CANNOT_TELL
    assert said in " ".join(map(str, result.notes))
    assert [cell.p_adjusted for cell in result.cells] == [None] * len(result.cells)


def test_what_cannot_be_counted_is_refused():
    with pytest.raises(ValueError, match="Nobody who answered belongs to a group"):
        crosstab({"by": [None, None], "y": ["x", "y"]}, question="y", by="by")
    with pytest.raises(ValueError, match="not on the scale 1-5"):
        distribution({"a": [1, 6]}, question="a", numeric=True, scale=(1, 5))


@pytest.mark.parametrize("table", [[[0, 5], [7, 900]], [[3, 0], [2, 40]], [[1, 9], [11, 3]]])
def test_fisher_is_that_of_scipy(table):
    (x, a), (y, b) = table
    assert fisher(x, x + a, y, y + b) == pytest.approx(fisher_exact(table).pvalue)

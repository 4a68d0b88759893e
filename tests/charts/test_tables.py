"""The table under a figure holds the result's own rows, unrounded, in the reader's order."""

from collections import Counter

import pytest

from sonda.charts import churn, consistency, contrast, csat, drivers, gap, kano, nps, raking, render, servqual
from sonda.methods.churn import incidence_from_counts

from . import samples
from .samples import context


def cells(chart, *keys):
    """Chosen columns of the table as the values that the method gave."""
    place = {column.key: i for i, column in enumerate(chart.columns)}
    return Counter(tuple(row[place[key]].value for key in keys) for row in chart.rows)


def rows(result, *keys):
    return Counter(tuple(row[key] for key in keys) for row in result.rows())


def named(result, key, *keys):
    return Counter((context().name(row[key]), *(row[k] for k in keys)) for row in result.rows())


def test_the_table_of_nps_equals_its_row():
    result = samples.score(60, 20, 20)
    keys = ("nps", "promoters", "passives", "detractors", "n")
    assert cells(nps.chart(result, context=context()), *keys) == rows(result, *keys)


def test_the_table_of_csat_equals_its_row():
    result = samples.satisfied(80, 20)
    assert cells(csat.chart(result, context=context()), "share", "mean", "n") == rows(result, "share", "mean", "n")


@pytest.mark.parametrize(
    ("draw", "result", "name", "keys"),
    [
        (gap.chart, samples.rivals("competitor", wait=-0.8, staff=0.1), "item", ("ours", "theirs", "gap")),
        (drivers.chart, samples.thin(), "driver", ("importance", "share", "reach", "n")),
        (kano.chart, samples.delights(wait=samples.MUST, staff=samples.UNSURE), "item", ("better", "worse", "a", "q")),
        (contrast.chart, samples.contrasted(-1.5, 0.0), "driver", ("penalty", "reward")),
        (consistency.chart, samples.branches(), "unit", ("raw", "shrunk", "n")),
        (churn.chart, samples.leaving(price=30, staff=10), "cause", ("incidence",)),
    ],
)
def test_a_table_equals_the_rows_of_the_result(draw, result, name, keys):
    assert cells(draw(result, context=context()), name, *keys) == named(result, name, *keys)


def test_the_table_of_servqual_holds_items_and_the_whole():
    result = samples.expected(wait=-1.2, staff=0.4)
    chart = servqual.chart(result, context=context())
    assert cells(chart, "expectation", "perception", "gap", "p_adjusted", "n") == rows(
        result, "expectation", "perception", "gap", "p_adjusted", "n"
    )


def test_the_table_of_weights_equals_the_margins():
    result = samples.weights()
    assert cells(raking.chart(result, context=context()), "variable", "category", "target", "achieved") == rows(
        result, "variable", "category", "target", "achieved"
    )


def test_intervals_of_the_table_are_those_of_the_result():
    result = samples.branches()
    chart = consistency.chart(result, context=context())
    assert cells(chart, "interval") == Counter(((r["low"], r["high"]),) for r in result.rows())


@pytest.mark.parametrize("n", [12, 13, 68])
def test_a_long_curve_is_a_dozen_rows_on_the_page_and_whole_in_the_file(n):
    left = {"price": 9, "staff": 3}
    result = incidence_from_counts(
        times=list(range(1, n + 1)), events={k: [v] * n for k, v in left.items()}, censored=[0] * (n - 1) + [900]
    )
    chart = churn.chart(result, context=context())
    head, *lines = render.csv(chart).splitlines()
    assert head == "cause,time,incidence,interval_low,interval_high"
    assert (len(lines), len(chart.rows), bool(chart.rows_note)) == (2 * n, 24, n > 12)
    assert cells(chart, "cause") == Counter({("Price",): 12, ("Staff",): 12})
    assert [row[1].value for row in chart.rows][11] == str(n)
    assert {tuple(cell.value for cell in row) for row in chart.rows} <= {
        tuple(cell.value for cell in row) for row in chart.every_row or chart.rows
    }


@pytest.mark.parametrize("name", samples.CHARTS)
def test_no_interval_and_no_n_leaves_a_phone(name):
    assert {c.key: c.keep for c in samples.CHARTS[name]("en").columns if c.keep and "interval" in c.key} == {}


@pytest.mark.parametrize("name", samples.CHARTS)
def test_every_row_has_a_cell_for_every_column_and_can_be_shown(name):
    chart = samples.CHARTS[name]("en")
    assert chart.rows
    assert all(len(row) == len(chart.columns) for row in chart.rows)
    assert all("None" not in text and "nan" not in text.lower() for row in chart.table()[1:] for text in row)

"""Nothing, one, and very many: a chart never breaks and never claims."""

from datetime import date

import numpy as np
import pytest

from sonda.charts import (
    alpha,
    ces,
    churn,
    consistency,
    control,
    csat,
    drivers,
    gap,
    kano,
    nps,
    priorities,
    render,
    servqual,
    trend,
)
from sonda.charts.figures.caterpillar import MOST
from sonda.methods.alpha import alpha as alpha_of
from sonda.methods.churn import incidence_from_counts, survival_from_counts
from sonda.methods.consistency import consistency_from_sums
from sonda.methods.control import control_nps_from_sums
from sonda.methods.drivers.result import Drivers
from sonda.methods.gap import gap_from_sums
from sonda.methods.kano import kano_from_tables
from sonda.methods.priorities import priorities_from_sums
from sonda.methods.servqual import ServqualSums, servqual_from_sums
from sonda.methods.sums import sums

from .samples import around, context, easy, satisfied, score

NONE = sums([])
NOBODY = ServqualSums(expectation=NONE, perception=NONE, gap=NONE)
BARE = {"a": np.array([np.nan] * 3), "b": np.array([np.nan] * 3)}

EMPTY = {
    "nps": lambda: nps.chart(score(0, 0, 0), context=context()),
    "csat": lambda: csat.chart(satisfied(0, 0), context=context()),
    "ces": lambda: ces.chart(easy(), context=context()),
    "servqual": lambda: servqual.chart(
        servqual_from_sums(items={"wait": NOBODY}, dimensions={}, overall=NOBODY), context=context()
    ),
    "alpha": lambda: alpha.chart(alpha_of(BARE, items=["a", "b"]), context=context()),
    "gap": lambda: gap.chart(gap_from_sums(items={"wait": (NONE, NONE)}), context=context()),
    "drivers": lambda: drivers.chart(Drivers(n=0), context=context()),
    "priorities": lambda: priorities.chart(priorities_from_sums(items={"wait": (NONE, NONE)}), context=context()),
    "kano": lambda: kano.chart(kano_from_tables(items={"wait": np.zeros((5, 5), int)}), context=context()),
    "consistency": lambda: consistency.chart(consistency_from_sums(units={}), context=context()),
    "one unit": lambda: consistency.chart(consistency_from_sums(units={"east": sums([5.0])}), context=context()),
    "control": lambda: control.chart(control_nps_from_sums(t=[], sums=[]), context=context()),
    "survival": lambda: churn.chart(survival_from_counts(times=[], events=[], censored=[]), context=context()),
    "incidence": lambda: churn.chart(
        incidence_from_counts(times=[1, 2], events={"price": [0, 0]}, censored=[5, 5]), context=context()
    ),
    "trend": lambda: trend.chart([(date(2025, 1, 1), satisfied(0, 0))], context=context()),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_judge_is_drawn_and_said_as_such(name):
    chart = EMPTY[name]()
    assert chart.finding
    assert "None" not in chart.finding + chart.deck + chart.caption
    assert render.svg(chart).startswith("<svg")
    assert render.svg(chart, width=340)


def test_many_units_are_thinned_but_the_decided_one_stays_and_the_table_holds_all():
    units = {f"branch {i}": around(30 + i % 5, 100, 60) for i in range(400)}
    chart = consistency.chart(consistency_from_sums(units=units | {"east": around(-60, 300, 60)}), context=context())
    shown = [row["name"] for row in chart.spec["data"]["values"]]
    assert len(shown) == MOST
    assert "East" in shown
    assert len(chart.rows) == 401
    assert "The table holds all 401\u00a0units." in chart.caption


def test_a_long_name_is_cut_and_leaves_room_for_the_scale():
    name = "Персональна консультація менеджера з обслуговування корпоративних клієнтів"
    items = {name: (around(3.0), around(4.0))}
    chart = gap.chart(gap_from_sums(items=items), context=context("uk"))
    assert chart.spec["padding"]["left"] <= 250
    assert chart.narrow_below > chart.spec["padding"]["left"] + chart.spec["padding"]["right"] + 200
    assert any(layer["mark"].get("limit") for layer in chart.spec["layer"])


def test_hundreds_of_periods_stay_legible():
    series = [(date(2000 + i // 12, i % 12 + 1, 1), satisfied(80, 20)) for i in range(240)]
    chart = trend.chart(series, context=context())
    assert sum(bool(row["tick"]) for row in chart.spec["data"]["values"]) == 240
    assert render.svg(chart).count(">Dec") <= 12


def test_a_name_with_markup_stays_text():
    chart = gap.chart(gap_from_sums(items={"<b>&": (around(3.0), around(4.0))}), context=context())
    assert "<b>&" not in render.svg(chart)

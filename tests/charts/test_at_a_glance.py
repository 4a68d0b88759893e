"""What a reader takes from a figure before reading its caption: whose label it is, what is certain, which row leads."""

from itertools import pairwise, product

import pytest

from sonda.charts import churn, consistency, correlation, kano, nps, pivot, priorities, render
from sonda.charts.apart import compared
from sonda.charts.theme import SEGMENTS, THEMES

from . import samples
from .samples import context
from .test_told_plainly import texts

ACCENT, EVEN = "var(--accent)", "var(--even)"


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES)
def test_a_name_in_the_colour_of_its_line_can_be_read_on_both_papers(theme):
    colours = THEMES[theme]
    names = [segment[6:-1] for segment in SEGMENTS] + ["accent"]
    for name, paper in product(names, ("paper", "sheet")):
        dark, light = sorted((luminance(colours[name]), luminance(colours[paper])))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def with_field(spec, mark, field):
    """Layers of this mark whose rows hold this field."""
    found = [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]
    return [layer for layer in found if any(field in row for row in layer.get("data", {}).get("values", ()))]


def test_every_curve_leads_to_its_name_in_its_own_colour():
    curves = [("east", samples.staying(12)), ("west", samples.staying(12)), ("north", samples.staying(2))]
    chart = churn.chart(curves, context=context())
    for spec in (chart.spec, chart.narrow):
        lines = {line["encoding"]["stroke"]["value"] for line in spec["layer"] if line["mark"]["type"] == "line"}
        leaders = with_field(spec, "rule", "names")
        names = [layer for layer in with_field(spec, "text", "names") if layer["encoding"]["text"]["field"] == "names"]
        assert {layer["encoding"]["color"]["value"] for layer in leaders} == lines == set(SEGMENTS[:3])
        assert {layer["encoding"]["fill"]["value"] for layer in names} == lines
        tops = sorted(row["y_name"] for layer in names for row in layer["data"]["values"])
        assert all(below - above >= 30 for above, below in pairwise(tops))


def test_the_line_of_one_half_runs_from_the_axis_to_the_curve():
    spec = churn.chart(samples.staying(30), context=context()).spec
    halves = [
        layer["encoding"] for layer in spec["layer"] if layer["encoding"].get("y", {}).get("datum") == 0.5
    ]  # fmt: skip
    assert [half["x"]["datum"] for half in halves if "x2" in half] == [0]
    assert "half have left" in str(texts(spec, "value"))


def kinds(spec):
    return {row["name"]: row["kind"] for row in spec["data"]["values"]}


def test_what_cannot_be_told_is_grey_and_what_is_certain_is_not():
    units = consistency.chart(samples.branches(), context=context())
    assert kinds(units.spec)["East"] == "bad"
    assert ACCENT not in texts(units.spec, "value")
    assert "Grey: the difference may be chance." in units.caption
    places = priorities.chart(samples.mapped(samples.weighed(**samples.WEIGHED), samples.RATED), context=context())
    features = kano.chart(
        samples.delights(wait=samples.MUST, staff=samples.DELIGHT, price=samples.UNSURE), context=context()
    )
    for chart in (places, features):
        rows = chart.spec["data"]["values"]
        assert any(row["sure"] for row in rows)
        assert all((row["kind"] == "even") == (not row["sure"]) for row in rows)


def test_groups_stand_by_their_score_and_steps_of_a_number_in_their_own_order():
    scores = [("1", samples.score(5, 0, 5)), ("2", samples.score(9, 0, 1)), ("10", samples.score(1, 0, 9))]
    assert [row[0] for row in nps.chart(scores, context=context()).table()[1:]] == ["1", "2", "10"]
    ages = [(age, result) for age, (_name, result) in zip(("18–24", "25–34", "65+"), scores, strict=True)]
    assert [row[0] for row in nps.chart(ages, context=context()).table()[1:]] == ["18–24", "25–34", "65+"]
    named = [(f"unit {name}", result) for name, result in scores]
    assert [row[0] for row in nps.chart(named, context=context()).table()[1:]] == ["unit 2", "unit 1", "unit 10"]


def test_two_groups_that_differ_are_told_with_how_many_answered():
    pairs = [("east", samples.score(800, 100, 134)), ("west", samples.score(100, 100, 300))]
    told = compared(nps.chart(pairs, context=context()), pairs, context()).deck
    assert "(answers: 1,034 and 500)." in told.replace("\u00a0", " ")


def test_a_group_that_differs_stands_beside_everybody():
    chart = pivot.chart(samples.pivoted(), context=context(unit="Branch"))
    assert "West" in chart.finding
    for spec in (chart.spec, chart.narrow):
        assert texts(spec, "words")[:2] == ["All", "West"]


def test_correlations_keep_their_digits_and_a_phone_lists_them():
    chart = correlation.chart(samples.tied(wait=1, staff=0.8, price=-1, app=0.0), context=context())
    shown = [text for text in texts(chart.spec, "text") if isinstance(text, str)]
    assert {len(text.removeprefix("−")) for text in shown} == {0, 4}  # too few answered two of them
    assert any(text.startswith("−") for text in shown)
    listed = chart.narrow["data"]["values"]
    assert listed[0]["name"].count(" · ") == 1
    assert all(len(row["value_text"].removeprefix("−")) == 4 for row in listed)
    assert "−0." in render.svg(chart, width=340)

"""Every figure is valid Vega-Lite, small, described, and drawn for wide and narrow columns."""

import json

import pytest
from django.utils import translation
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from sonda.charts import render
from sonda.charts.theme import DARK, LIGHT, paint

from .samples import CHARTS, LANGUAGES


def data(spec):
    return spec["data"]["values"] + [row for layer in spec["layer"] for row in layer.get("data", {}).get("values", [])]


@pytest.fixture(scope="module")
def schema():
    """Vega-Lite's own schema, as Altair carries it."""
    from altair.vegalite.v6.schema.core import load_schema

    return load_schema()


def faults(schema, definition, part):
    found = Draft7Validator({**schema, "$ref": f"#/definitions/{definition}"}).iter_errors(part)
    return [best_match([fault]).message for fault in found]


@pytest.mark.parametrize("name", CHARTS)
def test_a_figure_is_valid_vega_lite(name, schema):
    chart = CHARTS[name]("en")
    for spec in (chart.spec, chart.narrow):
        # Layer by layer: the whole at once takes the validator twenty times as long.
        assert faults(schema, "TopLevelLayerSpec", spec | {"layer": []}) == []
        assert [faults(schema, "UnitSpec", layer) for layer in spec["layer"]] == [[] for _ in spec["layer"]]


def test_a_fault_in_a_figure_would_be_found(schema):
    layer = CHARTS["csat"]("en").spec["layer"][0]
    assert faults(schema, "UnitSpec", layer | {"mark": {"type": "ruler"}})


def test_a_figure_opens_in_altair():
    import altair

    assert altair.Chart.from_dict(CHARTS["csat"]("en").spec, validate=False).to_dict(validate=False)["layer"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_figure_speaks_every_language_and_keeps_its_limits(name, language):
    with translation.override(language):
        chart = CHARTS[name](language)
    assert chart.language == language
    assert chart.description
    assert chart.caption
    assert len(data(chart.spec)) <= 2000
    assert "NaN" not in json.dumps(chart.specs, allow_nan=False)
    assert 11.5 <= min(layer["mark"].get("fontSize", 12.5) for layer in chart.spec["layer"]) <= 15
    assert all(name in json.dumps(chart.specs) for name in ("wide", "narrow", "narrowBelow"))


@pytest.mark.parametrize("name", CHARTS)
def test_a_mark_that_can_be_reached_says_what_it_is(name):
    chart = CHARTS[name]("en")
    told = [layer for layer in chart.spec["layer"] if layer["mark"]["aria"]]
    fields = {layer["encoding"]["description"]["field"] for layer in told}
    assert fields <= {"about"}
    assert all(row["about"] for row in data(chart.spec) if "about" in row)


def test_every_colour_of_a_figure_has_a_value_in_both_themes():
    for name in CHARTS:
        chart = CHARTS[name]("en")
        for theme in ("light", "dark"):
            assert "var(--" not in json.dumps(paint(chart.specs, theme)), name
    assert LIGHT.keys() == DARK.keys()


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "soft", "accent", "good", "bad"])
def test_text_in_an_exported_figure_can_be_read(theme, name):
    high, low = sorted((luminance(theme[name]), luminance(theme["paper"])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_an_svg_names_itself_and_holds_no_variable():
    chart = CHARTS["servqual"]("en")
    drawn = render.svg(chart)
    head = drawn[: drawn.index("</desc>")]
    assert 'role="img"' in head
    assert f"<title>{chart.finding}" in head
    assert "var(--" not in drawn
    assert 'paint-order="stroke"' in drawn
    assert drawn.count("<title>") == 1


def test_a_narrow_export_takes_the_narrow_drawing():
    chart = CHARTS["servqual"]("en")
    assert render.drawing(chart, width=360)["height"] == chart.narrow["height"]
    assert render.drawing(chart, width=900)["height"] == chart.spec["height"]


def test_a_png_is_a_picture():
    assert render.png(CHARTS["nps"]("en"), scale=1)[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_csv_holds_unrounded_values_and_both_ends_of_intervals():
    chart = CHARTS["csat"]("en")
    lines = render.csv(chart).splitlines()
    assert lines[0] == "group,share,interval_low,interval_high,mean,satisfied,n"
    values = lines[1].split(",")
    assert values[:2] == ["2025", "0.8"]
    assert [float(v) for v in values[2:4]] == list(chart.rows[0][2].value)


def test_a_name_that_looks_like_a_formula_is_disarmed_in_csv():
    from sonda.charts import nps

    from .samples import context, score

    chart = nps.chart([("=1+1", score(6, 2, 2)), ("west", score(6, 2, 2))], context=context())
    assert "'=1+1" in render.csv(chart)

"""What a first reader stumbled over: equal ticks, an importance nobody stated, a score without its definition."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.utils import translation

from sonda.charts import consistency, control, distribution, gap, kano, over_time, priorities, trend
from sonda.methods.ces import ces
from sonda.methods.drivers.result import Drivers
from sonda.methods.drivers.seats import THIN
from sonda.methods.gap import gap_from_sums
from sonda.methods.priorities import NO_PLACE
from sonda.methods.result import Note

from . import samples
from .samples import context


def eased(mean):
    """A thousand answers whose mean is this one, narrowly."""
    return ces({"q": np.repeat([4.0, 5.0], [round(1000 * (5 - mean)), round(1000 * (mean - 4))])}, score="q")


def texts(spec, place):
    """Every text of this name among a figure's inline rows, in their order."""
    if isinstance(spec, dict):
        return ([spec[place]] if place in spec else []) + [t for part in spec.values() for t in texts(part, place)]
    return [t for part in spec for t in texts(part, place)] if isinstance(spec, list) else []


def test_every_line_of_a_narrow_scale_has_its_own_number():
    series = [(date(2015, 5, 1), eased(4.43)), (date(2016, 5, 1), eased(4.44))]
    chart = trend.chart(series, context=context(scale=(1, 5)))
    assert set(texts(chart.spec, "tick_text")) >= {"4.38", "4.40", "4.42", "4.44", "4.46", "4.48"}
    assert not {"4.4", "4.5"} & set(map(str, texts(chart.spec, "tick_text")))


def test_a_followed_score_says_what_is_counted_and_how_periods_are_compared():
    chart = over_time.chart(samples.months([0.6] * 13), context=context())
    assert [term for term, _text in chart.how] == ["Share", "Interval", "Change", "Source", "Method"]
    assert chart.how[3][1] == "Wilson (1927); Newcombe (1998); Zou, Donner (2008)"


def test_importance_that_comes_from_drivers_is_not_called_stated():
    result = samples.mapped(samples.weighed(**samples.WEIGHED), samples.RATED)
    derived = priorities.chart(result, context=context(), derived=True)
    assert [column.label for column in derived.columns][1] == "Weight"
    assert dict(derived.how)["Weight"].startswith("The part of R² that a touchpoint explains")
    assert "Importance" not in dict(derived.how)
    assert all(len(row) == len(derived.columns) for row in derived.rows)
    assert "Importance" in dict(priorities.chart(result, context=context()).how)


def test_a_touchpoint_too_thin_to_weigh_is_remarked_on_once():
    thin = Note(text=THIN, values={"driver": "lounge", "n": 9, "rows": 900, "fewest": 50, "reach": 10})
    bare, drivers = Note(text=NO_PLACE, values={"item": "lounge"}), Drivers(n=900, notes=(thin,))
    result = replace(samples.mapped(samples.weighed(**samples.WEIGHED), samples.RATED), notes=(bare,))
    assert [len(priorities.chart(result, context=context(), drivers=d).notes) for d in (drivers, None)] == [1, 1]
    assert "too few to weigh" in priorities.chart(result, context=context(), drivers=drivers).notes[0]


def test_features_that_lie_on_one_another_in_the_figure_are_named_beside_it():
    features = samples.delights(wait=samples.MUST, queue=samples.MUST, staff=samples.DELIGHT, price=samples.UNSURE)
    deck = kano.chart(features, context=context()).deck.replace("\u00a0", " ")
    assert deck == "Must be: “Waiting”, “queue”. Delights: “Staff”. Undecided: 1 of 4 features."


def test_the_most_frequent_answer_names_its_question_where_that_is_short():
    asked = ("How was the queue?", "How was " + "the very long queue " * 6)
    answers = samples.answered(2, 5, 20, 90, 33)
    said = [distribution.chart(answers, context=context(measure=measure)).finding for measure in asked]
    assert said[0].startswith("“How was the queue”: the most frequent answer is “")
    assert said[1].startswith("The most frequent answer is “")


def test_a_control_chart_of_the_score_names_it():
    chart = control.chart(samples.watched((0.35, 0.3, 0.35)), context=context())
    assert chart.caption.startswith("Net Promoter Score by period.")
    assert chart.columns[1].label == "NPS"


def test_units_say_what_was_asked_and_on_what_scale():
    chart = consistency.chart(samples.branches(), context=context(measure="Satisfaction", scale=(1, 5)))
    assert chart.caption.startswith("Asked: Satisfaction, 1–5. ")


@pytest.mark.parametrize(
    ("ours", "advice"), [(40, "Above all more answers of “leaders”: only 40 so far."), (400, None)]
)
def test_where_one_side_is_much_the_smaller_it_is_the_one_to_ask(ours, advice):
    near = samples.around(4.05, n=ours), samples.around(4.0, n=500)
    result = gap_from_sums(items={"wait": near}, kind="self")
    chart = gap.chart(result, context=context(ours="leaders", theirs="our customers"), kind="self")
    assert result.items[0].verdict == "cannot tell" or advice is None
    assert (chart.surer or "").replace("\u00a0", " ").startswith(advice or "")
    assert (advice is None) == ("Above all" not in (chart.surer or ""))
    assert [column.label for column in chart.columns][1:3] == ["Leaders", "Our customers"]
    assert chart.how[0][1] == "Mean of “leaders” less mean of “our customers”, on the scale that was asked."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "“Moving house” was rated by 426 of 8,842 people"),
        ("pl", "„Moving house”: ocen 426 na 8 842"),
    ],
)
def test_a_remark_groups_its_numbers_and_quotes_as_its_language_does(language, told):
    note = Note(text=THIN, values={"driver": "d14", "n": 426, "rows": 8842, "fewest": 50, "reach": 10})
    with translation.override(language):
        said = replace(context(language), names={"d14": "Moving house"}).note(note)
    assert said.replace("\u00a0", " ").startswith(told)


def test_a_trend_says_which_answers_it_counts():
    told = trend.chart(samples.months([0.6] * 2), context=context(measure="Stay", scale=(1, 10))).caption.replace(
        "\u00a0", " "
    )
    assert told.startswith("Stay. Satisfied: 9 or 10 on a scale from 1 to 10. Band: 95% interval.")
    eased_by_year = [(date(2015, 5, 1), eased(4.4)), (date(2016, 5, 1), eased(4.5))]
    told = trend.chart(eased_by_year, context=context(measure="Ease", scale=(1, 7))).caption.replace("\u00a0", " ")
    assert told.startswith("Ease. Mean on a scale from 1 to 7; higher is easier. Band: 95% interval.")

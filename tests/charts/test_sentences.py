"""A finding follows from verdicts: turn the data and the sentence turns; take the data away and it cannot tell."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from sonda.charts import (
    alpha,
    ces,
    churn,
    consistency,
    contrast,
    control,
    csat,
    drivers,
    gap,
    kano,
    nps,
    priorities,
    servqual,
)
from sonda.charts.doubt import too_few
from sonda.methods.churn import survival_from_counts
from sonda.methods.drivers.result import SHARED
from sonda.methods.gap import GapItem
from sonda.methods.result import CANNOT_TELL

from . import samples
from .samples import CHARTS, context


def said(draw, result, **more):
    return draw(result, context=context(), **more).finding.replace("\u00a0", " ")


def test_nps_turns_with_its_interval():
    assert said(nps.chart, samples.score(60, 20, 20)) == "Promoters outnumber detractors: NPS +40.0."
    assert said(nps.chart, samples.score(20, 20, 60)) == "Detractors outnumber promoters: NPS −40.0."
    assert said(nps.chart, samples.score(5, 3, 4)).startswith(
        "It cannot be told yet whether promoters outnumber detractors"
    )
    assert said(nps.chart, samples.score(0, 0, 0)) == "Nobody has answered yet, so there is no score."


@pytest.mark.parametrize(
    ("happy", "unhappy", "sentence"),
    [
        (950, 50, "More than nine in ten customers are satisfied."),
        (850, 150, "More than four in five customers are satisfied."),
        (78, 22, "More than two in three customers are satisfied."),
        (60, 40, "More than half of customers are satisfied."),
        (52, 48, "It cannot be told yet whether most customers are satisfied."),
        (40, 60, "Fewer than half of customers are satisfied."),
        (15, 85, "Fewer than one in four customers are satisfied."),
        (0, 0, "Nobody has answered yet, so there is no share of satisfied customers."),
    ],
)
def test_a_share_is_said_no_higher_than_its_lower_end(happy, unhappy, sentence):
    expected = sentence if (happy, unhappy) != (60, 40) else "More than half of customers are satisfied."
    assert said(csat.chart, samples.satisfied(happy, unhappy)) == expected


def test_effort_turns_with_the_middle_of_the_scale():
    assert said(ces.chart, samples.easy(6, 7, 6, 5, 7, 6)) == "Customers find it easy to get what they came for."
    assert said(ces.chart, samples.easy(2, 1, 2, 3, 1, 2)) == "Customers find it hard to get what they came for."
    assert said(ces.chart, samples.easy(1, 7, 2, 6)) == "It cannot be told yet whether customers find it easy or hard."


def test_servqual_counts_what_falls_short_and_names_what_exceeds():
    short = samples.expected(wait=-1.2, staff=-0.6, price=-0.5, app=0.5)
    assert said(servqual.chart, short) == (
        "In 3 of 4 items customers get less than they expect. Only “App” exceeds expectations."
    )
    assert said(servqual.chart, samples.expected(wait=1.2, staff=0.6)) == (
        "Nothing falls short for certain. Above expectations: “Waiting”, “Staff”."
    )
    assert said(servqual.chart, samples.expected(wait=0.0, staff=0.0)) == (
        "It cannot be told yet whether customers get what they expect."
    )


def test_a_gap_to_the_competitor_turns():
    assert said(gap.chart, samples.rivals("competitor", wait=0.8)) == (
        "We lead the competitor in “Waiting”, and trail in nothing for certain."
    )
    assert said(gap.chart, samples.rivals("competitor", wait=-0.8)) == (
        "The competitor leads in “Waiting”. We lead in nothing for certain."
    )
    assert said(gap.chart, samples.rivals("competitor", wait=0.8, staff=-0.8)) == (
        "We lead the competitor in “Waiting” and trail in “Staff”."
    )
    assert said(gap.chart, samples.rivals("competitor", wait=0.0)) == (
        "Customers see us and the competitor as level in everything asked."
    )
    assert said(gap.chart, samples.rivals("competitor", wait=0.15)) == (
        "It cannot be told yet who leads, the competitor or we."
    )


def test_our_own_opinion_turns():
    assert said(gap.chart, samples.rivals("self", wait=0.9, staff=-0.8), kind="self") == (
        "Our own people think better than customers of “Waiting”. Our own people undervalue “Staff”."
    )
    assert said(gap.chart, samples.rivals("self", staff=-0.8), kind="self") == (
        "Customers think better than our own people of “Staff”."
    )
    assert said(gap.chart, samples.rivals("self", wait=0.0), kind="self") == (
        "Our own people see the service as customers see it."
    )


@pytest.mark.parametrize(("voice", "who"), [("manager", "Leaders"), ("employee", "Employees"), ("", "Our own people")])
def test_our_own_opinion_is_that_of_the_voice_which_was_asked(voice, who):
    asked = replace(context(), voice=voice)
    result = samples.rivals("self", wait=0.9, staff=-0.8)
    assert gap.chart(result, context=asked, kind="self").finding == (
        f"{who} think better than customers of “Waiting”. {who} undervalue “Staff”."
    )


def test_the_best_unit_made_worst_is_named_in_its_place():
    assert said(consistency.chart, samples.branches(worst=-40)) == "“East” is truly below the rest."
    assert said(consistency.chart, samples.branches(worst=100)).endswith("Truly above the rest: “East”.")
    same = samples.branches(worst=30, n=40)
    assert said(consistency.chart, same) == "The units differ no more than chance would make them."


def test_drivers_turn_and_fall_silent():
    strong = samples.weighed(**samples.WEIGHED)
    assert said(drivers.chart, strong) == "“Waiting” weighs more than anything else asked about."
    other = samples.weighed(**{**samples.WEIGHED, "wait": (0.05, 0.02, 0.07, 0.9), "staff": (0.3, 0.25, 0.35, 0.8)})
    assert said(drivers.chart, other) == "“Staff” weighs more than anything else asked about."
    shared = replace(strong, verdict=SHARED, leaders=("wait", "staff"))
    assert said(drivers.chart, shared) == "One of these weighs most, and which one cannot be told: “Waiting”, “Staff”."
    silent = replace(strong, verdict=CANNOT_TELL, leaders=())
    assert said(drivers.chart, silent) == "It cannot be told yet what drives the outcome."


def test_a_driver_rated_by_too_few_is_told_and_stays_in_the_table():
    chart = drivers.chart(samples.thin(), context=context())
    assert "Rated by too few to be weighed: “App”." in chart.deck
    assert chart.rows[-1][0].value == "App"
    assert chart.rows[-1][1].value is None


def test_what_to_fix_turns_with_ratings_and_weights():
    def fix(weights, rated):
        w = samples.weighed(**weights)
        return said(priorities.chart, samples.mapped(w, rated), drivers=w, share=True)

    assert fix(samples.WEIGHED, samples.RATED) == (
        "Fix “Waiting” first: it weighs more than the average, 90% rated it, 40% of them well."
    )
    good = {"wait": 0.9, "staff": 0.5, "price": 0.5}
    assert fix(samples.WEIGHED, good) == "Nothing that matters much is rated badly."
    vague = dict.fromkeys(samples.WEIGHED, (0.15, 0.05, 0.4, 0.8))
    assert fix(vague, samples.RATED) == "What to fix first cannot be told yet."


def test_nothing_is_to_be_fixed_when_no_driver_can_be_shown_to_matter():
    w = replace(samples.weighed(**samples.WEIGHED), verdict=CANNOT_TELL, leaders=())
    sentence = said(priorities.chart, samples.mapped(w, samples.RATED), drivers=w)
    assert sentence == "What to fix first cannot be told yet: nothing asked about shows an effect."


def test_kano_names_only_what_is_decided():
    assert said(kano.chart, samples.delights(wait=samples.MUST, staff=samples.DELIGHT)) == (
        "Taken for granted: “Waiting”. A delight: “Staff”."
    )
    assert said(kano.chart, samples.delights(wait=samples.UNSURE)) == "No feature can be placed yet."


def test_kano_draws_its_crosses_as_wide_as_weights_and_events_leave_them():
    result = samples.delights(wait=samples.MUST)
    vague = replace(result, items=tuple(replace(i, better_effective=9.0, worse_effective=9.0) for i in result.items))
    narrow, wide = (kano.chart(each, context=context()).spec for each in (result, vague))
    assert narrow != wide


def test_a_penalty_turned_into_a_reward_turns_the_sentence():
    assert "Must not fail: “Waiting”." in said(contrast.chart, samples.contrasted(-1.5, 0.0))
    assert "Delights when excellent: “Waiting”." in said(contrast.chart, samples.contrasted(0.0, 1.5))


def test_a_shift_is_dated_and_its_side_told():
    assert said(control.chart, samples.watched((0.35, 0.3, 0.35))) == (
        "Something changed: NPS has been lower since May 2025."
    )
    assert said(control.chart, samples.watched((0.65, 0.3, 0.05))) == (
        "Something changed: NPS has been higher since May 2025."
    )
    assert said(control.chart, samples.watched((0.5, 0.3, 0.2))) == "Nothing has changed that chance would not explain."


def test_a_single_outlier_is_not_called_a_change():
    result = samples.watched((0.5, 0.3, 0.2))
    points = list(result.points)
    points[10] = replace(points[10], value=-20.0, signal="beyond limits")
    outlier = replace(result, points=tuple(points), verdict="signals")
    assert said(control.chart, outlier) == "Something stands out, more than chance would allow: November 2024."


def test_staying_turns_with_one_half():
    assert said(churn.chart, samples.staying(5)).startswith("Most customers are still there")
    assert said(churn.chart, samples.staying(35)).startswith("More than half of customers have left")


def test_the_leading_reason_turns_or_cannot_be_told():
    price, staff = (said(churn.chart, samples.leaving(price=a, staff=b)) for a, b in ((30, 10), (10, 30)))
    assert "“Price”" in price
    assert price.replace("Price", "Staff") == staff
    assert said(churn.chart, samples.leaving(price=20, staff=20)).startswith("It cannot be told")


def test_a_scale_is_reliable_or_not_or_cannot_be_told():
    assert said(alpha.chart, samples.scale(0.5)) == "The items hold together: their sum is a reliable score."
    assert said(alpha.chart, samples.scale(4.0)) == "The items do not hold together: their sum is no reliable score."


def test_how_many_more_answers_are_needed_is_said():
    assert too_few(context(), 120) == "Too few answers to say; about 120\u00a0more would do."
    assert nps.chart(samples.score(45, 20, 35), context=context()).surer.startswith("About ")


@pytest.mark.parametrize("name", CHARTS)
def test_a_finding_fits_two_lines_and_leaves_no_place_open(name):
    chart = CHARTS[name]("en")
    assert len(chart.finding) <= 130
    words = " ".join([chart.finding, chart.deck, chart.caption, chart.description, chart.surer or "", *chart.notes])
    assert not re.search(r"%\(|None|nan\b", words)
    assert "!" not in words


@pytest.mark.parametrize(
    ("language", "certain", "open_"),
    [
        ("en", "Half have left after 7 months, between 6 and 8 months.", "As measured, half have left after"),
        ("pl", "Połowa odeszła (7 miesięcy; przedział: 6–8 miesięcy).", "Według pomiaru połowa odeszła ("),
        ("uk", "Половина пішла (7 місяців; інтервал: 6–8 місяців).", "За виміром половина пішла ("),
    ],
)
def test_the_time_when_half_have_left_comes_with_its_interval_or_is_only_what_was_measured(language, certain, open_):
    def deck(curve):
        with translation.override(language):
            return churn.chart([(None, curve)], context=samples.context(language)).deck.replace("\u00a0", " ")

    many = survival_from_counts(times=range(1, 14), events=[15] * 13, censored=[0] * 12 + [5])
    few = survival_from_counts(times=range(1, 7), events=[1] * 6, censored=[0] * 5 + [5])
    assert (many.median, few.median_high) == (7, None)
    assert certain in deck(many)
    assert open_ in deck(few)


@pytest.mark.parametrize(("low", "may"), [(-0.60, True), (-0.40, False)])
def test_gaps_near_the_widest_are_spoken_of_only_where_their_intervals_reach_it(low, may):
    wide = GapItem(item="wait", gap=-0.6, low=-0.7, high=-0.5)
    near = GapItem(item="staff", gap=-0.3, low=low, high=-0.2)
    assert gap.others_reach(wide, [wide, near]) is may

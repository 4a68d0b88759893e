"""The three stories of Home say what is certain, turn when the data turn, and otherwise say that they cannot tell."""

from datetime import date

import pytest
from django.utils import translation

from sonda.charts import home
from sonda.charts.trend import KINDS, just_before, latest_change, year_before
from sonda.methods.change import Estimate, change

from . import samples
from .samples import LANGUAGES, context, months

STEADY = (0.5, 0.3, 0.2)


def stand(shares, **more):
    return home.where_we_stand(context=context(), csat_by_period=months(shares), **more).finding.replace("\u00a0", " ")


def test_where_we_stand_tells_level_and_rise():
    assert stand([0.6] * 23 + [0.85]) == (
        "More than four in five customers are satisfied. The result is higher than in December 2024."
    )


def test_where_we_stand_tells_level_and_fall():
    assert stand([0.85] * 23 + [0.6]) == (
        "More than half of customers are satisfied. The result is lower than in December 2024."
    )


def test_a_step_within_its_interval_is_not_called_a_rise():
    assert stand([0.84] * 23 + [0.86]) == (
        "More than four in five customers are satisfied. It is too early to call that a rise."
    )
    assert stand([0.86] * 23 + [0.85]).endswith("It is too early to call that a fall.")


def test_one_period_has_nothing_to_compare_with():
    assert stand([0.85]) == "More than four in five customers are satisfied. There is nothing yet to compare with."


def test_a_lasting_shift_is_told_instead_of_a_comparison_and_flagged_where_it_begins():
    lower = samples.watched((0.35, 0.3, 0.35))
    assert stand([0.8] * 24, control=lower).endswith("Ratings have been lower since May 2025.")
    higher = samples.watched((0.65, 0.3, 0.05))
    chart = home.where_we_stand(context=context(), csat_by_period=months([0.8] * 24), control=higher)
    assert chart.finding.replace("\u00a0", " ").endswith("Ratings have been higher since May 2025.")
    assert [row["label"] for row in chart.spec["data"]["values"] if row["flag"]] == ["May\u00a02025"]
    assert "Signal: here a change begins" in chart.caption.replace("\u00a0", " ")


def test_without_a_shift_nothing_is_flagged():
    chart = home.where_we_stand(context=context(), csat_by_period=months([0.8] * 24), control=samples.watched(STEADY))
    assert not any(row["flag"] for row in chart.spec["data"]["values"])
    assert "Signal" not in chart.caption


def test_the_score_is_told_with_its_interval_and_bar():
    chart = samples.CHARTS["stand"]("en")
    assert chart.facts["score"] == "+30.0"
    assert chart.facts["score_about"].replace("\u00a0", " ").startswith("Between +14")
    assert [row[1].value for row in chart.facts["bar"].rows] == [0.5, 0.3, 0.2]
    assert chart.facts["nps"].key == "trend"


def breaks(**results):
    return home.where_it_breaks(context=context(), **results)


def test_a_unit_truly_below_comes_first_and_other_certain_things_follow():
    chart = breaks(units=samples.branches(worst=-40), rival=samples.rivals("competitor", wait=-0.8))
    assert chart.finding == "“East” is truly below the rest."
    assert [also.finding for also in chart.facts["also"]] == [
        "The competitor leads in “Waiting”. We lead in nothing for certain."
    ]


def test_the_worst_unit_made_best_breaks_nothing():
    assert breaks(units=samples.branches(worst=100)).finding.startswith("No unit falls short for certain.")


def test_units_that_differ_by_chance_are_said_to():
    same = samples.branches(worst=30, n=40)
    assert breaks(units=same).finding == "The units differ no more than chance would make them."


def test_a_gap_is_told_when_no_unit_is_below():
    same = samples.branches(worst=30, n=40)
    chart = breaks(units=same, opinion=samples.rivals("self", wait=0.9))
    assert chart.key == "gap-self"
    assert chart.finding == "Our own people think better than customers of “Waiting”."


def test_a_shift_for_the_better_breaks_nothing():
    same = samples.branches(worst=30, n=40)
    assert breaks(units=same, watched=samples.watched((0.65, 0.3, 0.05))).key == "consistency"
    assert breaks(units=same, watched=samples.watched((0.35, 0.3, 0.35))).key == "control"


def test_stories_need_something_to_tell():
    with pytest.raises(ValueError, match="at least one"):
        home.where_it_breaks(context=context())
    with pytest.raises(ValueError, match="at least one"):
        home.where_we_stand(context=context())


def test_years_compare_with_the_year_before():
    series = [(2015, samples.satisfied(80, 20)), (2017, samples.satisfied(85, 15))]
    assert year_before(series) is None
    assert latest_change(series).change == pytest.approx(5)


def test_a_change_of_shares_is_newcombes():
    # Newcombe (1998), table II: 56/70 against 48/80, method 10: 0.0524 to 0.3339.
    from sonda.methods.intervals import wilson

    now, then = (
        Estimate(value=k / n, low=wilson(k / n, n)[0], high=wilson(k / n, n)[1]) for k, n in ((56, 70), (48, 80))
    )
    result = change(now, then)
    assert (round(result.low, 4), round(result.high, 4), result.verdict) == (0.0524, 0.3339, "rise")


def turned():
    """Findings of Home on the data and on the same data turned round."""
    return [
        [home.where_we_stand(context=c, csat_by_period=months(shares)).finding for c in [context(language())]]
        for shares in ([0.85] * 23 + [0.6], [0.6] * 23 + [0.85], [0.85] * 24)
    ] + [
        [home.where_it_breaks(context=context(language()), units=samples.branches(worst=w, n=n)).finding]
        for w, n in ((-40, 300), (100, 300), (30, 40))
    ]


def language():
    return translation.get_language()


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_story_turns_in_every_language(code):
    with translation.override(code):
        found = [finding for (finding,) in turned()]
    assert len(set(found)) == len(found)


def test_ukrainian_and_polish_months_after_since_are_in_the_genitive():
    from datetime import date

    from sonda.charts.trend import since

    assert since(date(2025, 5, 1), context("pl")) == "maja\u00a02025"
    assert since(date(2025, 5, 1), context("uk")) == "травня\u00a02025"


def test_the_latest_month_is_compared_with_the_month_before_it_too():
    dated = [date(2025, 10, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    series = list(zip(dated, [samples.satisfied(*n) for n in ((90, 10), (50, 50), (60, 40), (60, 40))], strict=True))
    told = just_before(series, KINDS["csat"], context())
    assert told.replace("\u00a0", " ").startswith(
        "Compared with September 2026: 0.0 percentage points; it could be anything between"
    )
    assert just_before(series[1:], KINDS["csat"], context()) == ""  # that is what is told anyway
    assert just_before(series[:1], KINDS["csat"], context()) == ""

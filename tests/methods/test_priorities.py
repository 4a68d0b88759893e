from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.drivers import drivers
from sonda.methods.priorities import (
    NO_INTERVAL,
    NO_PLACE,
    POINT_IMPORTANCE,
    priorities,
    priorities_from_drivers,
    priorities_from_sums,
)
from sonda.methods.result import Note, Result
from sonda.methods.sums import sums
from tests.methods.strategies import finite_or_none, surveys


def around(mean, n=100):
    return sums(np.tile([mean - 0.5, mean + 0.5], n // 2))


FOUR = {
    "wait": (around(6), around(2)),
    "staff": (around(6), around(6)),
    "logo": (around(2), around(2)),
    "music": (around(2), around(6)),
}


def test_the_four_quadrants():
    result = priorities_from_sums(items=FOUR)
    assert [each.quadrant for each in result.items] == ["concentrate", "keep", "low priority", "possible overkill"]
    assert (result.line_importance, result.line_performance, result.verdict) == (4, 4, "concentrate")


def test_a_row_carries_the_names_of_the_contract_in_order():
    assert list(priorities_from_sums(items=FOUR).rows()[0]) == ["item", "importance", "performance", "quadrant"]


@pytest.mark.parametrize("wobbly", [(around(6), around(3.9, n=4)), (around(4.1, n=4), around(2))])
def test_an_item_whose_interval_straddles_a_line_is_undecided_and_keeps_its_leaning(wobbly):
    item = priorities_from_sums(items=FOUR | {"wait": wobbly}).items[0]
    assert (item.quadrant, item.leaning) == ("undecided", "concentrate")


def test_nothing_to_concentrate_on_is_said_only_when_every_item_is_sure():
    sure = {name: FOUR[name] for name in ("staff", "logo")}
    assert priorities_from_sums(items=sure).verdict == "nothing to concentrate on"
    unsure = sure | {"wait": (around(4, n=2), around(4, n=2))}
    assert priorities_from_sums(items=unsure).verdict == "cannot tell"


@pytest.mark.parametrize(
    ("pair", "text", "leaning"),
    [
        ((sums([]), around(2)), NO_PLACE, None),
        ((around(6), sums([2.0])), NO_INTERVAL, "concentrate"),
        ((sums([7.0] * 50), around(2)), NO_INTERVAL, "concentrate"),
    ],
)
def test_an_item_that_cannot_be_judged_is_undecided_and_named(pair, text, leaning):
    result = priorities_from_sums(items=FOUR | {"wait": pair})
    assert (result.items[0].quadrant, result.items[0].leaning) == ("undecided", leaning)
    assert result.notes == (Note(text=text, values={"item": "wait"}),)


def test_a_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one item"):
        priorities_from_sums(items={})


@dataclass(frozen=True, kw_only=True)
class Weighed(Result):
    """Drivers as their rows show them."""

    method: ClassVar[str] = "drivers"
    version: ClassVar[str] = "1"
    drivers: tuple[tuple[str, float | None, float | None, float | None], ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [dict(zip(("driver", "importance", "low", "high"), each, strict=True)) for each in self.drivers]


RATED = {"wait": around(2), "staff": around(6), "lounge": around(4)}


def test_drivers_with_resampled_importances_are_judged_by_both_intervals():
    weighed = Weighed(
        n=100, drivers=(("wait", 0.3, 0.25, 0.35), ("staff", 0.1, 0.05, 0.22), ("lounge", None, None, None))
    )
    result = priorities_from_drivers(drivers=weighed, performance=RATED)
    assert [each.quadrant for each in result.items] == ["concentrate", "undecided", "undecided"]
    assert (result.line_importance, result.line_performance) == (pytest.approx(0.2), 4)
    assert result.notes == (Note(text=NO_PLACE, values={"item": "lounge"}),)


def test_drivers_without_resampling_are_judged_by_performance_alone_and_that_is_said():
    weighed = Weighed(n=100, drivers=(("wait", 0.3, None, None), ("staff", 0.1, None, None)))
    result = priorities_from_drivers(drivers=weighed, performance=RATED)
    assert [each.quadrant for each in result.items] == ["concentrate", "possible overkill"]
    assert result.notes == (Note(text=POINT_IMPORTANCE),)


def test_a_frame_of_drivers_and_their_results_give_the_same_map():
    rng = np.random.default_rng(5)
    wait, staff, noise = rng.normal(size=(3, 300))
    frame = {"loyal": 2 * wait + staff + noise, "wait": wait - 2, "staff": staff + 2}
    weighed = drivers(frame, outcome="loyal", drivers=["wait", "staff"], bootstrap=200)
    counted = priorities_from_drivers(
        drivers=weighed, performance={name: sums(frame[name]) for name in ("wait", "staff")}
    )
    found = priorities(frame, outcome="loyal", drivers=["wait", "staff"], bootstrap=200)
    assert found == counted
    assert {each.item: each.quadrant for each in found.items} == {"wait": "concentrate", "staff": "possible overkill"}


def test_a_driver_without_ratings_is_refused():
    with pytest.raises(ValueError, match="no ratings of price"):
        priorities_from_drivers(drivers=Weighed(n=1, drivers=(("price", 0.1, None, None),)), performance=RATED)


@given(surveys(columns=4, low=1, high=7), st.booleans())
def test_a_frame_and_its_sums_give_the_same_map(survey, weighted):
    frame = dict(zip(["I1", "P1", "I2", "P2"], [survey[f"c{i}"] for i in range(4)], strict=True)) | survey
    design = (frame["weight"], frame["event"]) if weighted else ()
    items = {item: (sums(frame["I" + item], *design), sums(frame["P" + item], *design)) for item in "12"}
    options = {"weight": "weight", "cluster": "event"} if weighted else {}
    counted = priorities_from_sums(items=items)
    assert priorities(frame, importance="I", performance="P", **options) == counted
    assert finite_or_none(counted.rows())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"importance": "I"},
        {"outcome": "q"},
        {"importance": "I", "performance": "P", "outcome": "q", "drivers": ["a"]},
    ],
)
def test_exactly_one_form_must_be_asked_for(options):
    with pytest.raises(ValueError, match="prefixes of importance and performance, or an outcome"):
        priorities({"I1": [1], "P1": [1]}, **options)

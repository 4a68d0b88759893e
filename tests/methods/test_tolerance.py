import numpy as np
import pytest
from hypothesis import given

from sonda.methods.result import Note
from sonda.methods.sums import sums
from sonda.methods.tolerance import (
    CROSSED,
    NO_ANSWERS,
    NO_INTERVAL,
    ToleranceSums,
    zone_of_tolerance,
    zone_of_tolerance_from_sums,
)
from tests.methods.strategies import finite_or_none, surveys

ZONE = {"A1": [3, 4, 3, 4], "D1": [6, 7, 7, 6]}


def placed(perceived, zone=ZONE):
    return zone_of_tolerance(zone | {"P1": perceived}, adequate="A", desired="D", perception="P")


@pytest.mark.parametrize(
    ("perceived", "verdict"),
    [
        ([1, 2, 2, 1], "below the zone"),
        ([5, 5, 5, 5], "inside the zone"),
        ([9, 9, 9, 9], "above the zone"),
        ([3, 5, 4, 2], "cannot tell"),
    ],
)
def test_the_place_of_a_perception(perceived, verdict):
    assert placed(perceived).verdict == verdict


@pytest.mark.parametrize(
    ("perceived", "zone", "text"),
    [
        ([None] * 4, ZONE, NO_ANSWERS),
        ([5, None, None, None], ZONE, NO_INTERVAL),
        ([5, 7, 4, 4], {"A1": [6, 7, 7, 6], "D1": [3, 4, 3, 4]}, CROSSED),
    ],
)
def test_what_cannot_be_placed_is_said(perceived, zone, text):
    result = placed(perceived, zone)
    assert (result.verdict, result.notes) == ("cannot tell", (Note(text=text, values={"item": "1"}),))


@given(surveys(columns=3, low=1, high=7))
def test_a_frame_and_its_sums_give_the_same_places(frame):
    answers = dict(zip(["A1", "D1", "P1"], [frame[f"c{i}"] for i in range(3)], strict=True)) | frame
    low, high, seen = (
        np.where(np.isnan(sum(frame[f"c{i}"] for i in range(3))), np.nan, frame[f"c{j}"]) for j in range(3)
    )
    columns = {"adequate": low, "desired": high, "adequacy": seen - low, "superiority": seen - high}
    each = ToleranceSums(**{name: sums(column, frame["weight"], frame["event"]) for name, column in columns.items()})
    counted = zone_of_tolerance_from_sums(items={"1": each})
    options = {"weight": "weight", "cluster": "event"}
    assert zone_of_tolerance(answers, adequate="A", desired="D", perception="P", **options) == counted
    assert finite_or_none(counted.rows())


def test_no_items_are_refused():
    with pytest.raises(ValueError, match="at least one item"):
        zone_of_tolerance_from_sums(items={})

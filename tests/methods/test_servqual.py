import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.result import Note
from sonda.methods.servqual import (
    ALL_ALIKE,
    NO_PAIRS,
    POINTS,
    SOME_WEIGHTED,
    TOO_FEW,
    ServqualSums,
    servqual,
    servqual_from_sums,
)
from sonda.methods.sums import sums
from tests.methods.strategies import finite_or_none, surveys

NAN = float("nan")


def asked(**more):
    frame = {"E1": [7, 6, 7, NAN], "P1": [5, 5, 6, 7], "E2": [5, 5, 6, 4], "P2": [5, NAN, 7, 7]}
    return servqual(frame | more.pop("frame", {}), expectation="E", perception="P", **more)


def test_a_row_carries_the_names_of_the_contract_in_order():
    names = ["level", "item", "expectation", "perception", "gap", "low", "high", "n", "p_adjusted"]
    assert list(asked().rows()[0]) == names


def test_only_those_who_answered_both_sides_count():
    row = asked().items[0]
    assert (row.n, row.expectation, row.perception, row.gap) == (
        3,
        pytest.approx(20 / 3),
        16 / 3,
        pytest.approx(-4 / 3),
    )


def test_overall_is_the_mean_of_each_respondents_own_gaps():
    row = asked().items[-1]
    assert (row.level, row.item, row.n, row.gap) == ("overall", None, 4, pytest.approx((-1 - 1 + 0 + 3) / 4))


def test_dimensions_are_means_of_respondents_own_means():
    rows = [row for row in asked(dimensions={"both": ["1", "2"], "second": ["2"]}).items if row.level == "dimension"]
    assert [(row.item, row.n, row.gap) for row in rows] == [("both", 4, 0.25), ("second", 3, pytest.approx(4 / 3))]


def test_twenty_two_items_fall_into_the_classical_five_dimensions():
    frame = {f"{side}{item:02}": [1, 2, 3] for side in "EP" for item in range(1, 23)}
    result = servqual(frame, expectation="E", perception="P")
    names = [row.item for row in result.items if row.level == "dimension"]
    assert names == ["tangibles", "reliability", "responsiveness", "assurance", "empathy"]
    frame = {name[0] + str(int(name[1:])): column for name, column in frame.items()}
    assert len(servqual(frame, expectation="E", perception="P").items) == 22 + 5 + 1


def test_the_weighted_gap_follows_each_respondents_own_importances():
    result = asked(frame={"W1": [3, 1, 0, 1], "W2": [1, 1, 0, 1]}, importance="W")
    row = result.items[-1]
    # (3·−2 + 1·0)/4, −1 alone, nothing for who has no points, 3 alone
    assert (row.level, row.n, row.gap) == ("weighted", 3, pytest.approx((-1.5 - 1 + 3) / 3))


def test_items_without_importance_are_named():
    assert asked(frame={"W1": [3, 1, 0, 1]}, importance="W").notes[0] == Note(text=SOME_WEIGHTED, values={"items": "2"})


def test_points_by_dimension_are_rescaled_and_said():
    dimensions = {"one": ["1"], "two": ["2"]}
    result = asked(frame={"Wone": [50, 30, 90, 0], "Wtwo": [50, 30, 10, 100]}, importance="W", dimensions=dimensions)
    assert result.items[-1].gap == pytest.approx((-1 - 1 + (-0.9 + 0.1) + 3) / 4)
    assert result.notes == (Note(text=POINTS, values={"n": 1}),)


def test_p_values_are_holms_over_the_items_alone():
    from scipy.stats import ttest_1samp

    gaps = {"1": [-2.0, -1, -3, -2, -1], "2": [0.0, 1, 0, 1, 2], "3": [0.0, 1, -1, 2, -1]}
    each = {item: ServqualSums(expectation=sums(g), perception=sums(g), gap=sums(g)) for item, g in gaps.items()}
    result = servqual_from_sums(items=each, dimensions={"d": each["1"]}, overall=each["1"])
    p = sorted(ttest_1samp(gap, 0).pvalue for gap in gaps.values())
    assert [row.p_adjusted for row in result.items] == [
        *(pytest.approx(3 * p[0]), pytest.approx(2 * p[1]), pytest.approx(p[2]), None, None)
    ]


@pytest.mark.parametrize(
    ("gap", "text"),
    [([NAN, NAN], NO_PAIRS), ([1.0, NAN], TOO_FEW), ([2.0, 2.0, 2.0], ALL_ALIKE), ([0.0, 0.0], ALL_ALIKE)],
)
def test_too_little_to_judge_is_said(gap, text):
    each = ServqualSums(expectation=sums(gap), perception=sums(gap), gap=sums(gap))
    result = servqual_from_sums(items={"07": each}, dimensions={}, overall=each)
    row = result.items[0]
    assert (row.low, row.high, row.p_adjusted, result.verdict) == (None, None, None, "cannot tell")
    assert result.notes == (Note(text=text, values={"item": "07"}),)


@pytest.mark.parametrize(
    ("shift", "verdict"), [(-2, "falls short of expectations"), (2, "exceeds expectations"), (0, "cannot tell")]
)
def test_the_verdict_says_no_more_than_the_interval(shift, verdict):
    frame = {"E1": [4, 5, 4, 5, 4], "P1": [shift + value for value in (4, 5, 5, 4, 4)]}
    assert servqual(frame, expectation="E", perception="P").verdict == verdict


@given(surveys(columns=4, low=1, high=7), st.booleans())
def test_a_frame_and_its_sums_give_the_same_gaps(survey, weighted):
    frame = dict(zip(["E1", "P1", "E2", "P2"], [survey[f"c{i}"] for i in range(4)], strict=True)) | survey
    design = (frame["weight"], frame["event"]) if weighted else ()
    both = {i: np.where(np.isnan(frame["E" + i] + frame["P" + i]), np.nan, 1) for i in "12"}
    sides = {i: (frame["E" + i] * both[i], frame["P" + i] * both[i]) for i in "12"}
    n = np.nansum([both["1"], both["2"]], axis=0)
    with np.errstate(invalid="ignore"):
        whole = tuple(np.nansum([sides["1"][s], sides["2"][s]], axis=0) / np.where(n > 0, n, np.nan) for s in (0, 1))

    def added(expected, perceived):
        gap = sums(perceived - expected, *design)
        return ServqualSums(expectation=sums(expected, *design), perception=sums(perceived, *design), gap=gap)

    counted = servqual_from_sums(
        items={i: added(*sides[i]) for i in "12"}, dimensions={"all": added(*whole)}, overall=added(*whole)
    )
    options = {"weight": "weight", "cluster": "event"} if weighted else {}
    found = servqual(frame, expectation="E", perception="P", dimensions={"all": ["1", "2"]}, **options)
    assert found == counted
    assert finite_or_none(found.rows())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"dimensions": {"speed": ["9"]}}, "The dimension speed names items that the data do not have: 9"),
        ({"dimensions": {"speed": []}}, "The dimension speed has no items"),
        ({"importance": "W"}, "No item or dimension has a column of importance"),
        ({"importance": "W", "frame": {"W1": [1, -1, 0, 0]}}, "Column W1, row 2: an importance cannot be below 0"),
    ],
)
def test_impossible_input_is_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        asked(**options)


def test_prefixes_that_do_not_pair_are_refused():
    with pytest.raises(ValueError, match="No columns pair up by the prefixes E, P"):
        servqual({"E1": [1], "Q1": [1]}, expectation="E", perception="P")

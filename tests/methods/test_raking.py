from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.raked_mean import correction, raked_mean
from sonda.methods.raking import (
    NO_CLUSTERS,
    NOBODY,
    NOT_REACHED,
    TRIMMED,
    UNEQUAL,
    kish_deff,
    rake,
    rake_from_cells,
    raked_weights,
)
from sonda.methods.result import Note
from tests.methods.strategies import finite_or_none

MARGINS = {"sex": {"f": 520, "m": 480}, "age": {"young": 300, "old": 700}}
FRAME = {
    "sex": ["f", "f", "f", "m", "m", "f", "m"],
    "age": ["old", "young", "young", "old", "young", "old", "old"],
    "w": [1, 2, 1, 0.5, 1, 3, 1],
}
CELLS = {("f", "old"): 4, ("f", "young"): 3, ("m", "old"): 2, ("m", "young"): 1}


def raked(cells=CELLS, margins=MARGINS, **options):
    return rake_from_cells(cells=cells, variables=tuple(margins), margins=margins, **options)


def test_a_row_carries_the_names_of_the_contract_and_the_top_the_design_effect():
    result = raked()
    assert [list(row) for row in result.rows()] == [["variable", "category", "target", "achieved"]] * 4
    assert list(result.top()) == ["deff"]


def test_every_margin_is_met():
    result = raked()
    assert (result.verdict, result.notes) == ("margins met", ())
    assert [row["achieved"] for row in result.rows()] == pytest.approx([520, 480, 300, 700], rel=1e-10)


def test_raking_keeps_the_odds_ratio_of_the_answers():
    weight = {cell: factor * CELLS[cell] for cell, factor in raked().factors.items()}
    odds = weight["f", "old"] * weight["m", "young"] / weight["f", "young"] / weight["m", "old"]
    assert odds == pytest.approx(4 * 1 / 3 / 2)


def test_answers_that_already_look_like_the_population_keep_equal_weights():
    result = raked(cells={("f", "x"): 5, ("m", "x"): 5}, margins={"sex": {"f": 50, "m": 50}, "age": {"x": 100}})
    assert (set(result.factors.values()), result.deff) == ({10.0}, 1)


@pytest.mark.parametrize("weight", [None, "w"])
def test_raked_weights_of_rows_meet_the_margins_from_any_base(weight):
    frame = {name: np.array(column) for name, column in FRAME.items()}
    new = raked_weights(frame, rake(frame, margins=MARGINS, weight=weight), weight=weight)
    assert new[frame["sex"] == "f"].sum() == pytest.approx(520)
    assert new[frame["age"] == "old"].sum() == pytest.approx(700)


def test_the_design_effect_is_kishs_over_the_rows():
    result = rake(FRAME, margins=MARGINS, weight="w")
    new = raked_weights(FRAME, result, weight="w")
    assert result.deff == pytest.approx(7 * (new**2).sum() / new.sum() ** 2)
    assert (result.n, kish_deff(n=0, total=0, squares=0)) == (7, None)


@given(
    st.lists(st.tuples(st.sampled_from("fm"), st.sampled_from("abc"), st.sampled_from([0.5, 1.0, 2.0])), max_size=30)
)
def test_a_frame_and_its_cells_give_the_same_weights(people):
    # One of each kind is always there, so that every margin can be met.
    people = [*people, *((sex, age, 1.0) for sex in "fm" for age in "abc")]
    sex, age, weight = (list(column) for column in zip(*people, strict=True))
    cells, counts, squares = {}, {}, {}
    for s, a, w in people:
        cells[s, a] = cells.get((s, a), 0) + w
        counts[s, a] = counts.get((s, a), 0) + 1
        squares[s, a] = squares.get((s, a), 0) + w * w
    margins = {"sex": {"f": 60, "m": 40}, "age": {"a": 20, "b": 30, "c": 50}}
    counted = raked(cells=cells, margins=margins, counts=counts, squares=squares)
    assert rake({"sex": sex, "age": age, "w": weight}, margins=margins, weight="w") == counted
    assert finite_or_none([*counted.rows(), counted.top()])
    assert [row["achieved"] for row in counted.rows()] == pytest.approx([60, 40, 20, 30, 50], rel=1e-10)


def test_margins_of_different_totals_are_scaled_to_the_first_and_said():
    result = raked(margins={"sex": {"f": 520, "m": 480}, "age": {"young": 30, "old": 70}})
    assert result.notes == (Note(text=UNEQUAL, values={"total": "1000", "variable": "sex"}),)
    assert [row["target"] for row in result.rows()] == [520, 480, 300, 700]


def test_margins_that_contradict_empty_cells_are_not_called_met():
    result = raked(
        cells={("f", "old"): 5, ("m", "young"): 5}, margins={"sex": {"f": 50, "m": 50}, "age": {"old": 70, "young": 30}}
    )
    assert (result.verdict, [note.text for note in result.notes]) == ("margins not met", [NOT_REACHED])


def test_trimmed_weights_stay_within_their_bounds_and_that_is_said():
    cells, margins = {("a",): 90, ("b",): 9, ("c",): 1}, {"kind": {"a": 10, "b": 9, "c": 81}}
    free, result = raked(cells=cells, margins=margins), raked(cells=cells, margins=margins, trim=(0.3, 3))
    ratio = {name: factor / result.factors[("a",)] for (name,), factor in result.factors.items()}
    assert ratio["c"] == pytest.approx(3)
    assert result.deff < free.deff
    assert (result.verdict, result.notes) == ("margins not met", (Note(text=TRIMMED),))


def test_weights_within_the_bounds_are_left_alone_by_trimming():
    assert raked(trim=(0.01, 100)) == raked()


def test_a_target_of_nobody_weighs_its_people_nothing():
    result = raked(margins={"sex": {"f": 100, "m": 0}, "age": {"young": 30, "old": 70}})
    assert (result.factors["m", "old"], result.verdict) == (0, "margins met")


def test_nobody_is_an_answer_without_numbers():
    result = raked(cells={})
    assert (result.n, result.rows(), result.top(), result.notes) == (0, [], {"deff": None}, (Note(text=NOBODY),))


@pytest.mark.parametrize(
    ("cells", "margins", "sentence"),
    [
        ({("x", "old"): 1}, MARGINS, "no target for sex = x"),
        ({("f", "old"): 1, ("m", "old"): 1}, MARGINS, "Nobody in the data belongs to age = young"),
        ({("f", "old"): 0, ("m", "old"): 1}, {"sex": {"f": 1, "m": 1}, "age": {"old": 2}}, "Nobody .* sex = f"),
        ({("f", "old"): -1}, MARGINS, "cannot be negative"),
        ({("f", "old"): 0}, MARGINS, "all zero"),
        (CELLS, {"sex": {"f": -1, "m": 2}}, "Targets of sex"),
        (CELLS, {"sex": {"f": 0, "m": 0}}, "Targets of sex"),
        (CELLS, {}, "at least one"),
    ],
)
def test_impossible_margins_are_refused_by_name(cells, margins, sentence):
    with pytest.raises(ValueError, match=sentence):
        raked(cells=cells, margins=margins)


@pytest.mark.parametrize("trim", [(1.2, 3), (-1, 3), (0.3, 0.9)])
def test_a_trim_must_stand_around_one(trim):
    with pytest.raises(ValueError, match="trimmed"):
        raked(trim=trim)


def test_a_row_without_a_category_is_refused():
    with pytest.raises(ValueError, match="Column age, row 2: no category"):
        rake({"sex": ["f", "m"], "age": ["old", None]}, margins=MARGINS)


def test_clusters_play_no_part_and_that_is_said():
    plain, drawn = (rake(FRAME, margins=MARGINS, cluster=cluster) for cluster in (None, "age"))
    assert drawn == replace(plain, notes=(Note(text=NO_CLUSTERS),))


def test_rows_that_were_not_raked_have_no_weight():
    result = rake(FRAME, margins=MARGINS)
    with pytest.raises(ValueError, match="Row 1: x, old was not there"):
        raked_weights({"sex": ["x"], "age": ["old"]}, result)


def test_what_the_margins_explain_is_no_error():
    frame = {"sex": ["f", "f", "m", "m"], "score": [1, 1.1, 5, 5.1]}
    result = raked_mean(frame, value="score", margins={"sex": {"f": 50, "m": 50}})
    assert (result.mean, result.se < 0.05) == (pytest.approx(3.05), True)


def test_a_census_has_no_error():
    assert correction(10, 10) == 0
    with pytest.raises(ValueError, match="more than the population"):
        correction(11, 10)


@pytest.mark.parametrize(
    ("frame", "sentence"), [({"sex": ["f", "m"], "score": [1, None]}, "Column score, row 2: no value")]
)
def test_a_row_without_a_value_is_refused(frame, sentence):
    with pytest.raises(ValueError, match=sentence):
        raked_mean(frame, value="score", margins={"sex": {"f": 50, "m": 50}})


def test_one_event_cannot_tell_an_error():
    frame = {"sex": ["f", "m"], "score": [1, 2], "flight": ["A", "A"]}
    result = raked_mean(frame, value="score", margins={"sex": {"f": 50, "m": 50}}, cluster="flight")
    assert (result.mean, result.se, result.low) == (1.5, None, None)

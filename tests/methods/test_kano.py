import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.kano import ANSWERS, EVALUATION, NO_ANSWERS, NO_COEFFICIENTS, UNDECIDED, kano, kano_from_tables
from sonda.methods.result import Note
from tests.methods.strategies import finite_or_none

LIKE, EXPECT, NEUTRAL, TOLERATE, DISLIKE = range(5)


def table(**cells):
    """A table of answers from like_dislike=3 and the like."""
    counts = np.zeros((5, 5), int)
    for name, count in cells.items():
        functional, dysfunctional = name.split("_")
        counts[ANSWERS.index(functional), ANSWERS.index(dysfunctional)] = count
    return counts


def one(counts):
    return kano_from_tables(items={"wifi": counts})


def test_the_evaluation_table_is_that_of_the_contract():
    assert [("".join(row)) for row in EVALUATION] == ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]


def test_a_row_carries_the_names_of_the_contract_in_order():
    assert list(one(table(like_dislike=1)).rows()[0]) == [
        *("item", "a", "o", "m", "i", "r", "q", "category", "better", "worse")
    ]


@pytest.mark.parametrize(
    ("counts", "category", "better", "worse"),
    [
        (table(like_neutral=9), "A", 1, 0),
        (table(like_dislike=9), "O", 1, -1),
        (table(neutral_dislike=9), "M", 0, -1),
        (table(neutral_neutral=9), "I", 0, 0),
        (table(dislike_like=9), "R", None, None),
        (table(like_like=5, dislike_dislike=4), "Q", None, None),
    ],
)
def test_the_category_is_the_most_frequent(counts, category, better, worse):
    result = one(counts)
    item = result.items[0]
    assert (item.category, item.better, item.worse, item.verdict) == (category, better, worse, "decided")
    assert [note.text for note in result.notes] == ([NO_COEFFICIENTS] if better is None else [])


def test_of_two_equals_the_one_that_costs_more_to_miss_is_kept_but_not_called_decided():
    result = one(table(neutral_dislike=5, like_neutral=5))
    assert (result.items[0].category, result.verdict) == ("M", "cannot tell")
    assert result.notes == (Note(text=UNDECIDED, values={"item": "wifi", "first": "M", "second": "A"}),)


def test_fong_decides_at_the_published_border():
    # 40 A and 25 M of 100: 15 ≥ 1.65·√(65·135/200) = 10.93; 40 and 31: 9 < 1.65·√(71·129/200) = 11.17
    rest = {"like_dislike": 14, "dislike_like": 15}
    verdicts = [
        one(table(like_neutral=40, neutral_dislike=second, neutral_neutral=31 - second, **rest)).verdict
        for second in (25, 31)
    ]
    assert verdicts == ["decided", "cannot tell"]


def test_an_item_nobody_answered_stays_a_row_without_numbers():
    result = one(table())
    assert (result.n, result.items[0].category, result.items[0].better, result.items[0].verdict) == (
        *(0, None, None, "cannot tell"),
    )
    assert result.notes == (Note(text=NO_ANSWERS, values={"item": "wifi"}),)


CODES = st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=40)


@given(CODES, st.booleans())
def test_a_frame_and_its_table_give_the_same_answer(pairs, as_text):
    counts = np.zeros((5, 5), int)
    for functional, dysfunctional in pairs:
        if functional >= 0 and dysfunctional >= 0:
            counts[functional, dysfunctional] += 1

    def written(code):
        return None if code < 0 else ANSWERS[code].upper() if as_text else code + 1

    frame = {"wifi": [written(f) for f, _ in pairs], "none": [written(d) for _, d in pairs]}
    counted = one(counts)
    assert kano(frame, functional=["wifi"], dysfunctional=["none"]) == counted
    assert finite_or_none(counted.rows())


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ({"f": ["like", "maybe"], "d": ["like", "like"]}, "Column f, row 2: 'maybe' is none of like, expect"),
        ({"f": [1], "d": [6]}, "Column d, row 1: '6' is none of"),
    ],
)
def test_an_unknown_answer_is_refused_with_row_and_column(frame, sentence):
    with pytest.raises(ValueError, match=sentence):
        kano(frame, functional=["f"], dysfunctional=["d"])


def test_columns_must_pair_up():
    with pytest.raises(ValueError, match="do not pair up"):
        kano({}, functional=["a", "b"], dysfunctional=["c"])


@pytest.mark.parametrize("wrong", [np.zeros((4, 5)), table(like_like=-1), np.full((5, 5), 0.5)])
def test_an_impossible_table_is_refused(wrong):
    with pytest.raises(ValueError, match="The table of wifi"):
        one(wrong)


def test_no_items_are_refused():
    with pytest.raises(ValueError, match="at least one item"):
        kano_from_tables(items={})

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from sonda.methods.kano import (
    ANSWERS,
    FONG,
    NO_ANSWERS,
    NO_COEFFICIENTS,
    NO_WEIGHT,
    ONE_EVENT,
    UNDECIDED,
    kano,
    kano_from_counts,
    kano_from_tables,
)
from sonda.methods.kano_counts import EVALUATION, PREFERENCE, category_counts
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


def answered(categories, **columns):
    """Kano of people who answered as these categories ask for; further columns beside."""
    pairs = {"A": ("like", "neutral"), "O": ("like", "dislike"), "M": ("neutral", "dislike"), "I": ("expect", "expect")}
    pairs |= {"R": ("dislike", "like"), "Q": ("like", "like"), "-": ("like", None)}
    frame = {"f": [pairs[each][0] for each in categories], "d": [pairs[each][1] for each in categories]} | columns
    design = {"weight": "w"} if "w" in columns else {}
    design |= {"cluster": "event"} if "event" in columns else {}
    return kano(frame, functional=["f"], dysfunctional=["d"], **design)


CATEGORIES = st.lists(st.sampled_from([*PREFERENCE, "-"]), min_size=1, max_size=40)


@given(CATEGORIES, st.sampled_from([1.0, 0.3, 7.0]))
def test_equal_weights_change_nothing(categories, weight):
    plain, weighted = answered(categories), answered(categories, w=[weight] * len(categories))
    alone = answered(categories, event=range(len(categories)))
    for other in (weighted, alone):
        assert (other.n, other.verdict, other.notes) == (plain.n, plain.verdict, plain.notes)
        assert vars(other.items[0]) == {
            name: pytest.approx(value) if isinstance(value, float) else value
            for name, value in vars(plain.items[0]).items()
        }


def test_weights_move_the_shares_and_leave_the_counts_to_people():
    item = answered("AAAMMO", w=[1, 1, 1, 4, 4, 1]).items[0]
    assert (item.a, item.m, item.o, item.category) == (3, 2, 1, "M")
    assert (item.better, item.worse) == (pytest.approx(4 / 12), pytest.approx(-9 / 12))


def test_of_equally_heavy_categories_rounding_does_not_choose():
    assert answered("MAA", w=[0.3, 0.1, 0.2]).items[0].category == "M"  # 0.1 + 0.2 is more than 0.3 by rounding only


@given(CATEGORIES, st.data())
def test_the_effective_number_is_n_over_the_linearised_design_effect(categories, data):
    n = len(categories)
    place = np.array([PREFERENCE.index(each) for each in categories if each != "-"], int)
    w = np.array(data.draw(st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=n, max_size=n)))[: len(place)]
    event = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)), int)[: len(place)]
    z = (place == 0).astype(float) - (place == 2)  # must-be less attractive
    if len(place) < 2:
        return
    apart = z - np.average(z, weights=w)
    totals = np.bincount(event, w * apart)[np.unique(event)]
    k = len(totals)
    if k < 2 or (totals**2).sum() < 1e-9 or (apart**2).sum() < 1e-9:
        return
    linearised = k / (k - 1) * (totals**2).sum() / w.sum() ** 2
    simple = np.average(apart**2, weights=w) / (len(z) - 1)
    counts = category_counts(place, weight=w, event=event)
    plainly = len(z) * simple / linearised
    few = stdtrit(len(z) - 1, 0.95) / stdtrit(k - 1, 0.95)  # Korn and Graubard (1998)
    assert counts.effective([1, 0, -1, 0, 0, 0]) == pytest.approx(plainly)
    assert counts.effective([1, 0, -1, 0, 0, 0], level=0.9) == pytest.approx(plainly * few**2)


@pytest.mark.parametrize(("must", "verdict"), [(0.5, "decided"), (0.4, "cannot tell")])
def test_fong_decides_on_shares_at_the_effective_number(must, verdict):
    rng = np.random.default_rng(3)
    place = rng.choice(6, 300, p=[must, 0.1, 0.7 - must, 0.1, 0.05, 0.05])
    w, event = rng.uniform(0.5, 2, 300), rng.integers(0, 40, 300)
    counts = category_counts(place, weight=w, event=event)
    b, a = sorted(w[place == each].sum() / w.sum() for each in (0, 2))
    border = FONG * np.sqrt((a + b) * (1 - (a + b) / 2) / counts.effective([1, 0, -1, 0, 0, 0], level=0.9))
    assert kano_from_counts(items={"wifi": counts}).verdict == verdict
    assert (a - b >= border) == (verdict == "decided")


def test_people_who_answer_together_decide_less():
    categories = "M" * 60 + "A" * 40
    parties = np.arange(100) // 4
    assert (answered(categories).verdict, answered(categories, event=parties).verdict) == ("decided", "cannot tell")


def test_under_one_event_nothing_is_decided_and_the_note_says_why():
    result = answered("M" * 50, event=["monday"] * 50)
    assert (result.items[0].category, result.verdict) == ("M", "cannot tell")
    assert result.notes == (Note(text=ONE_EVENT, values={"item": "f"}),)


def test_answers_without_weight_are_people_without_a_category():
    result = answered("AAM-", w=[0, 0, 0, 1])
    item = result.items[0]
    assert (item.a, item.m, item.category, item.better, item.worse) == (2, 1, None, None, None)
    assert (result.n, result.notes) == (3, (Note(text=NO_WEIGHT, values={"item": "f"}),))


def test_a_category_without_weight_is_no_obstacle():
    item = answered("AAAAAAMRR", w=[1, 1, 1, 1, 1, 1, 0, 0, 0]).items[0]
    assert (item.category, item.verdict, item.m, item.better, item.worse) == ("A", "decided", 1, 1, 0)


def test_better_and_worse_are_worth_fewer_answers_where_people_answer_together():
    categories, trips = ["A", "A", "O", "O", "M", "I", "I", "R"], [1, 1, 1, 1, 2, 2, 3, 3]
    alone, together = answered(categories).items[0], answered(categories, event=trips).items[0]
    assert (alone.better_effective, alone.worse_effective) == (7, 7)  # who answered R is not counted
    assert together.better_effective < 3

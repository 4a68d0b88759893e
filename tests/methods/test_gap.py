import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.gap import ALL_ALIKE, NO_ANSWERS, SMALL_GROUP, TOO_FEW, GapItem, gap, gap_from_sums
from sonda.methods.result import Note
from sonda.methods.sums import sums
from tests.methods.strategies import finite_or_none, surveys


def group(mean, n=400):
    """Answers one scale point apart around a mean."""
    return sums(np.tile([mean - 0.5, mean + 0.5], n // 2))


def judged(ours, theirs, **options):
    return gap_from_sums(items={"speed": (ours, theirs)}, **options)


def test_a_row_carries_the_names_of_the_contract_in_order():
    row = judged(group(4), group(3)).rows()[0]
    assert list(row) == ["item", "ours", "theirs", "gap", "low", "high", "verdict"]


@pytest.mark.parametrize(
    ("ours", "competitor", "self"),
    [(4.5, "ahead", "overestimates"), (4.02, "level", "agrees"), (3.5, "behind", "reversed")],
)
def test_the_verdict_of_both_kinds(ours, competitor, self):
    words = [judged(group(ours), group(4), kind=kind).items[0].verdict for kind in ("competitor", "self")]
    assert words == [competitor, self]


def test_a_wide_interval_cannot_tell_and_never_agrees():
    result = judged(group(4.1, n=8), group(4, n=8), kind="self")
    assert (result.verdict, result.items[0].low < -0.25) == ("cannot tell", True)


def test_a_small_gap_that_is_certain_is_agreement_within_the_margin_and_a_gap_without_one():
    sides = (group(4.1, n=4000), group(4, n=4000))
    assert [judged(*sides, margin=margin).verdict for margin in (0.25, 0.05)] == ["level", "ahead"]


def test_items_that_differ_in_verdict_are_mixed():
    items = {"speed": (group(4.5), group(4)), "price": (group(3.5), group(4))}
    assert gap_from_sums(items=items).verdict == "mixed"


def test_the_interval_is_that_of_welch():
    from scipy.stats import ttest_ind

    ours, theirs = [5.0, 3, 4, 4, 5, 5, 1, 2], [2.0, 2, 1, 4, 3, 3, 2, 1, 1, 5]
    item = judged(sums(ours), sums(theirs)).items[0]
    known = ttest_ind(ours, theirs, equal_var=False)
    interval = known.confidence_interval(0.95)
    assert (item.low, item.high, item.p_value) == pytest.approx((interval.low, interval.high, known.pvalue))


@pytest.mark.parametrize(
    ("ours", "theirs", "difference", "text"),
    [
        ([], [4.0, 5.0], None, NO_ANSWERS),
        ([5.0], [4.0, 5.0], 0.5, TOO_FEW),
        ([5.0, 5.0, 5.0], [4.0, 5.0], 0.5, ALL_ALIKE),
        ([4.1] * 9, [4.1] * 9, 0.0, ALL_ALIKE),
    ],
)
def test_too_little_to_judge_is_said(ours, theirs, difference, text):
    result = judged(sums(ours), sums(theirs))
    item = result.items[0]
    assert (item.gap, item.low, item.high, item.verdict) == (difference, None, None, "cannot tell")
    assert [note.text for note in result.notes] == [text]
    assert '"speed"' in str(result.notes[0])


def test_a_small_group_is_judged_with_a_remark():
    result = judged(group(5, n=4), group(2))
    assert result.notes == (Note(text=SMALL_GROUP, values={"item": "speed", "n": 4}),)
    assert result.verdict == "ahead"


@given(surveys(columns=2, low=1, high=5, min_size=4), st.sampled_from(["competitor", "self"]))
def test_a_frame_and_its_sums_give_the_same_gaps(frame, kind):
    voice, event = np.array(["us", "them"] * 15)[: len(frame["event"])], np.array(frame["event"])
    rows = {"us": voice == "us", "them": voice == "them"}
    items = {
        item: tuple(sums(frame[item][rows[side]], frame["weight"][rows[side]], event[rows[side]]) for side in rows)
        for item in ("c0", "c1")
    }
    counted = gap_from_sums(items=items, kind=kind)
    options = {"ours": "us", "theirs": "them", "kind": kind, "weight": "weight", "cluster": "event"}
    found = gap(frame | {"voice": voice}, items=["c0", "c1"], group="voice", **options)
    for one, other in zip(found.items, counted.items, strict=True):
        assert vars(one) == {name: pytest.approx(value, abs=1e-9) for name, value in vars(other).items()}
    assert finite_or_none(found.rows())


def test_exchanged_groups_turn_the_gap_round():
    one, other = judged(group(4.5), group(4)).items[0], judged(group(4), group(4.5)).items[0]
    assert (one.gap, one.low, one.high) == pytest.approx((-other.gap, -other.high, -other.low))


def test_groups_may_be_numbers():
    frame = {"g": [1.0, 1.0, 2.0, 2.0], "q": [5, 4, 1, 2]}
    assert gap(frame, items=["q"], group="g", ours="1", theirs=2).items[0].gap == 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"ours": "nobody"}, "Nobody in column g belongs to 'nobody'"),
        ({"theirs": "us"}, "two different groups"),
        ({"kind": "friend"}, "competitor or self"),
        ({"margin": -1}, "margin"),
        ({"items": []}, "at least one item"),
    ],
)
def test_impossible_input_is_refused(options, sentence):
    frame = {"g": ["us", "them"], "q": [1, 2]}
    with pytest.raises(ValueError, match=sentence):
        gap(frame, **{"items": ["q"], "group": "g", "ours": "us", "theirs": "them"} | options)


def test_an_item_nobody_answered_stays_a_row():
    assert judged(sums([]), sums([])).items == (GapItem(item="speed"),)

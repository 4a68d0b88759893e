import numpy as np
import pytest
from hypothesis import given

from sonda.methods.result import Note
from sonda.methods.servperf import NO_ANSWERS, NO_INTERVAL, servperf, servperf_from_sums
from sonda.methods.sums import sums
from tests.methods.strategies import finite_or_none, surveys


@given(surveys(columns=2, low=1, high=7))
def test_a_frame_and_its_sums_give_the_same_performance(frame):
    design, columns = (frame["weight"], frame["event"]), [frame["c0"], frame["c1"]]
    answered = (~np.isnan(columns)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        whole = np.nansum(columns, axis=0) / np.where(answered > 0, answered, np.nan)
    counted = servperf_from_sums(
        items={"0": sums(frame["c0"], *design), "1": sums(frame["c1"], *design)},
        dimensions={"all": sums(whole, *design)},
        overall=sums(whole, *design),
    )
    options = {"weight": "weight", "cluster": "event", "dimensions": {"all": ["0", "1"]}}
    assert servperf(frame, perception="c", **options) == counted
    assert finite_or_none(counted.rows())


def test_too_little_to_judge_is_said():
    result = servperf({"P1": [None, None], "P2": [5, None]}, perception="P")
    assert result.notes == (
        Note(text=NO_ANSWERS, values={"item": "1"}),
        Note(text=NO_INTERVAL, values={"item": "2"}),
    )
    assert (result.verdict, result.n) == ("cannot tell", 1)


def test_no_items_are_refused():
    with pytest.raises(ValueError, match="at least one item"):
        servperf_from_sums(items={}, dimensions={}, overall=sums([]))

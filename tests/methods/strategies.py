"""Random answers for property tests: columns with gaps, weights and events."""

import numpy as np
from hypothesis import strategies as st


def answers(low: int, high: int, *, min_size: int = 0, max_size: int = 40):
    """A column of ratings; None is "did not answer"."""
    return st.lists(st.one_of(st.none(), st.integers(low, high)), min_size=min_size, max_size=max_size)


@st.composite
def surveys(draw, *, columns: int, low: int, high: int, min_size: int = 1, max_size: int = 30):
    """Columns c0, c1, … of ratings with gaps, `weight` with at least one above zero, `event` of few names."""
    n = draw(st.integers(min_size, max_size))
    rating = st.one_of(st.just(float("nan")), st.integers(low, high).map(float))
    frame = {f"c{i}": np.array(draw(st.lists(rating, min_size=n, max_size=n))) for i in range(columns)}
    frame["weight"] = np.array(draw(st.lists(st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.5]), min_size=n, max_size=n)))
    frame["event"] = draw(st.lists(st.sampled_from("abcd"), min_size=n, max_size=n))
    return frame


def finite_or_none(rows) -> bool:
    """Whether every number of a result is finite: None is allowed, NaN and infinity never."""
    return all(
        finite_or_none(value) if isinstance(value, list) else not isinstance(value, float) or np.isfinite(value)
        for row in rows
        for value in row.values()
    )

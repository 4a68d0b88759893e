import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonda.methods.drivers.rows import covariance


@given(st.integers(0, 10_000), st.sampled_from([0.0, 3.5, 1e4, 1e9]))
def test_the_covariance_is_numpys_also_far_from_zero(seed, away):
    x = away + np.random.default_rng(seed).normal(size=(50, 4))
    assert covariance(x) == pytest.approx(np.cov(x, rowvar=False), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("rows", [[[1.0, 2.0]], [[1.0, float("nan")], [2.0, 3.0]]])
def test_one_row_or_a_gap_is_refused(rows):
    with pytest.raises(ValueError, match="A covariance needs"):
        covariance(rows)


@pytest.mark.parametrize("p", [1, 2, 3, 4, 5, 6, 7, 11, 12])
@pytest.mark.parametrize("order", ["C", "F"])
def test_tables_of_any_width_and_layout_are_read(p, order):
    x = np.array(np.random.default_rng(p).normal(size=(1300, p)), order=order)
    assert covariance(x) == pytest.approx(np.atleast_2d(np.cov(x, rowvar=False)), rel=1e-12, abs=1e-13)

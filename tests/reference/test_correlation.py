"""Published correlations: R's own example of `cor.test`, and Anscombe's quartet."""

import pytest

from sonda.methods.correlation import correlation

# Hollander and Wolfe (1973), p. 185: Hunter L value and panel score of canned tuna, the example of ?cor.test in R.
TUNA = {
    "hunter": [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1],
    "panel": [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8],
}
# Anscombe (1973), The American Statistician 27, 17–21: four very different clouds with r = 0.816 each.
ANSCOMBE = {
    "x": [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
    "y1": [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
    "y2": [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74],
    "y3": [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73],
}


def test_the_example_of_rs_cor_test():
    pair = correlation(TUNA, questions=["hunter", "panel"], interval="fisher").pairs[0]
    assert pair.n == 9
    assert (pair.r, pair.low, pair.high) == pytest.approx((0.5711816, -0.1497426, 0.8955795), abs=5e-8)
    assert pair.p_adjusted == pytest.approx(0.1082, abs=5e-5)


def test_anscombes_clouds_have_one_correlation():
    pairs = correlation(ANSCOMBE, questions=list(ANSCOMBE)).pairs
    told = {frozenset((pair.one, pair.other)): round(pair.r, 3) for pair in pairs}
    assert {told[frozenset(("x", y))] for y in ("y1", "y2", "y3")} == {0.816}

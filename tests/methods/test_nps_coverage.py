"""Exact coverage of the intervals of a score: every possible sample of n answers, each with its probability."""

from math import exp, lgamma, log

import pytest

from sonda.methods.nps import nps_from_counts

MIXES = [(0.85, 0.10, 0.05), (0.97, 0.02, 0.01), (0.5, 0.3, 0.2)]


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize(("n", "score", "adjusted"), [(5, 0.945, 0.85), (10, 0.945, 0.94), (30, 0.945, 0.94)])
def test_intervals_hold_the_true_score_as_often_as_the_docs_say(mix, n, score, adjusted):
    assert coverage(mix, n, "score") > score
    assert coverage(mix, n, "adjusted-wald") > adjusted
    assert coverage(mix, n, "wald") < coverage(mix, n, "score")


def coverage(mix, n, interval):
    truth, held = 100 * (mix[0] - mix[2]), 0.0
    for promoters in range(n + 1):
        for detractors in range(n - promoters + 1):
            counts = (promoters, n - promoters - detractors, detractors)
            names = dict(zip(("promoters", "passives", "detractors"), counts, strict=True))
            result = nps_from_counts(**names, interval=interval)
            if result.low is not None and result.low <= truth <= result.high:
                ways = lgamma(n + 1) - sum(lgamma(count + 1) for count in counts)
                held += exp(ways + sum(count * log(share) for count, share in zip(counts, mix, strict=True)))
    return held

"""Sums of a large file are most of the memory: they are not copied for nothing."""

import tracemalloc

import numpy as np

from sonda.methods.drivers import drivers_from_blocks
from sonda.methods.drivers.blocks import blocks_of


def test_weighing_needs_little_beside_the_sums():
    draw = np.random.default_rng(1)
    n, p = 40_000, 10
    common = draw.normal(size=(n, 1))
    x = np.round(common + draw.normal(size=(n, p)), 1)
    x[:, 1:][draw.random((n, p - 1)) < 0.4] = np.nan
    names = tuple("yabcdefghi")
    blocks = blocks_of(columns=names, x=x, weight=None, cluster=None, buckets=300)
    drivers_from_blocks(blocks, bootstrap=1)  # compiles
    tracemalloc.start()
    drivers_from_blocks(blocks, bootstrap=2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = blocks.sums.nbytes + blocks.products.nbytes
    assert len(blocks.n) > 20_000
    assert peak / size < 3.5

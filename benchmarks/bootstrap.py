"""A thousand resamples: of complete rows at 12 drivers and 10,000 rows, and with the EM step at 14 touchpoints."""

from time import perf_counter

import numpy as np

from benchmarks.line import Line
from sonda.methods.drivers import Drivers, blocks_from_frame, drivers_from_blocks

RESAMPLES = 1_000


def main() -> list[Line]:
    whole = seconds(people(rows=10_000, drivers=12, skipped=0.0), missing_data="complete", bootstrap=RESAMPLES)
    skipped = seconds(people(rows=2_700, drivers=14, skipped=0.35), missing_data="em", bootstrap=100)
    gemm = multiplied(rows=10_000, columns=91)
    return [
        Line(claim="1,000 resamples, 12 drivers, 10,000 complete rows", measured=whole, bound=5, unit="s"),
        Line(
            claim="the same against its bare matrix product",
            measured=whole / gemm,
            unit="×",
            note="draws of 10,000 rows times 91 sums and products",
        ),
        Line(
            claim="a resample with EM, 14 drivers, 2,700 rows, 35 % skipped",
            measured=1000 * skipped / 100,
            bound=60,
            unit="ms",
            note="nearly every row its own pattern: the hardest case",
        ),
    ]


def people(*, rows: int, drivers: int, skipped: float) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, drivers)) + rng.normal(size=(rows, 1))
    y = x @ np.linspace(1, 0.1, drivers) + 3 * rng.normal(size=rows)
    x[rng.random(x.shape) < skipped] = np.nan
    return {"y": y, **{f"x{j}": x[:, j] for j in range(drivers)}}


def seconds(frame: dict[str, np.ndarray], *, missing_data: str, bootstrap: int) -> float:
    """Of resampling and judging, from blocks to the result; the first run compiles and is not counted."""
    blocks = blocks_from_frame(frame, outcome="y", drivers=[name for name in frame if name != "y"])

    def run(times: int) -> Drivers:
        return drivers_from_blocks(blocks, missing_data=missing_data, bootstrap=times)

    run(2)
    start = perf_counter()
    result = run(bootstrap)
    took = perf_counter() - start
    assert all(row.low is not None for row in result.drivers)
    return took


def multiplied(*, rows: int, columns: int) -> float:
    rng = np.random.default_rng(0)
    draws, sums = rng.poisson(1, size=(RESAMPLES, rows)).astype(float), rng.normal(size=(rows, columns))
    draws @ sums
    start = perf_counter()
    draws @ sums
    return perf_counter() - start

"""Round numbers for the ends and the lines of a scale."""

from math import ceil, floor, log10


def step(span: float, most: int = 5) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that cuts a span into at most `most` parts.

    >>> step(13, 5), step(0.3, 4)
    (5.0, 0.1)
    """
    if span <= 0:
        return 1.0
    rough = span / most
    power = 10.0 ** floor(log10(rough))
    return float(next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * (1 - 1e-9)))


def scale(
    low: float, high: float, most: int = 5, floor_at: float | None = None, top_at: float | None = None
) -> tuple[tuple[float, float], list[float]]:
    """Ends of an axis on round numbers about [low, high], and its ticks; ends never pass what is possible.

    >>> scale(78.6, 84.1, 4, 0, 100)
    ((78.0, 86.0), [78.0, 80.0, 82.0, 84.0, 86.0])
    """
    if high - low < 1e-9:
        low, high = low - 0.5 * (abs(low) or 1), high + 0.5 * (abs(high) or 1)
    by = step(high - low, most)
    start, stop = floor(low / by + 1e-9) * by, ceil(high / by - 1e-9) * by
    if floor_at is not None:
        start = max(start, floor_at)
    if top_at is not None:
        stop = min(stop, top_at)
    first = ceil(start / by - 1e-9)
    lines = [round((first + i) * by, 10) for i in range(int((stop - first * by) / by + 1e-9) + 1)]
    return (round(start, 10), round(stop, 10)), lines


def inside(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers between two ends that stay as they are.

    >>> inside(50.3, 86.0, 4)
    [60.0, 70.0, 80.0]
    """
    by = step(high - low, most)
    first = ceil(low / by - 1e-9)
    return [round((first + i) * by, 10) for i in range(int((high - first * by) / by + 1e-9) + 1)]


def digits(ticks: list[float]) -> int:
    """How many decimals the ticks need.

    >>> digits([4, 4.5, 5]), digits([75, 80])
    (1, 0)
    """
    return next((d for d in range(4) if all(abs(t - round(t, d)) < 1e-9 for t in ticks)), 4)

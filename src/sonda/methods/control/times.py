"""The order of periods: numbers and dates by time, other texts as the file has them."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sonda.methods.columns import as_text, is_missing
from sonda.methods.control.results import Time
from sonda.methods.result import N_, Note

Integers = NDArray[np.int64]

STARTS_WITH_A_YEAR = re.compile(r"\d{4}(\D|$)")  # 2016-07-01, 2016 Q3, 2016-W05
FILE_ORDER = N_("The times are neither numbers nor dates that begin with a year; the order of the file is kept.")


def label(value: Any) -> Time:
    """A time as it is shown: a number stays one (whole ones without decimals), anything else is text.

    >>> [label(3.0), label(2.5), label(" 2016-07 "), label(np.datetime64("2016-07-01"))]
    [3, 2.5, '2016-07', '2016-07-01']
    """
    if isinstance(value, bool | np.bool_):
        return int(value)
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        return int(number) if number.is_integer() else number
    return as_text(value)


def groups(times: ArrayLike) -> tuple[list[Time], Integers, tuple[Note, ...]]:
    """The distinct times in order, the place of each row's time among them (−1: no time given), and a note if unsorted.

    >>> groups(["2016 Q10", "2016 Q2", "2016 Q10"])[:2]
    (['2016 Q2', '2016 Q10'], array([1, 0, 1]))
    >>> groups(["Monday", "Friday", None])[:2]
    (['Monday', 'Friday'], array([ 0,  1, -1]))
    """
    given = ["" if is_missing(value) else label(value) for value in np.asarray(times, object).tolist()]
    distinct = list(dict.fromkeys(time for time in given if time != ""))
    keys = sort_keys(distinct)
    if keys is not None:
        distinct = [time for _, time in sorted(zip(keys, distinct, strict=True), key=lambda pair: pair[0])]
    place = {time: i for i, time in enumerate(distinct)}
    unsorted = keys is None and len(distinct) > 1
    return (
        distinct,
        np.array([place.get(time, -1) for time in given], np.int64),
        (Note(text=FILE_ORDER),) if unsorted else (),
    )


def sort_keys(times: Sequence[Time]) -> list[Any] | None:
    """Keys that sort the times; None when their order cannot be known."""
    try:
        return [float(time) for time in times]
    except ValueError:
        pass
    texts = [str(time) for time in times]
    if all(STARTS_WITH_A_YEAR.match(text) for text in texts):
        return [[int(part) for part in re.findall(r"\d+", text)] for text in texts]
    return None

"""What the frame doors ask of a frame beyond `columns`: ratings on a scale, weights, events, items by prefix.

A frame is anything whose columns come out with `frame["name"]`: a pandas or polars DataFrame, a pyarrow table, a dict
of lists.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonda.methods.columns import Floats, as_text, is_missing
from sonda.methods.written import SPACES, written_number

Events = NDArray[np.int64]


def numbers(frame: Any, name: str) -> Floats:
    """A column as floats, NaN where nobody answered.

    Errors: ValueError naming the column and row (the first is 1) of an entry that is not a finite number.

    >>> numbers({"score": [10, None, "9"]}, "score")
    array([10., nan,  9.])
    """
    column = np.asarray(frame[name])
    if column.dtype.kind in "biuf":
        values = column.astype(np.float64)
    else:
        column = np.asarray(frame[name], object)  # numpy makes a text of a list's NaN that stands among texts
        values = np.array([_number(each, name, row) for row, each in enumerate(column, 1)], np.float64)
    if np.isinf(values).any():
        raise ValueError(f"Column {name}, row {int(np.isinf(values).argmax()) + 1}: an answer cannot be infinite.")
    return values


def ratings(frame: Any, name: str, *, low: float, high: float) -> Floats:
    """A column of whole ratings on a known scale.

    Errors: ValueError naming column, row and value of a rating outside the scale or between two steps.

    >>> ratings({"score": [0, 12]}, "score", low=0, high=10)
    Traceback (most recent call last):
    ValueError: Column score, row 2: 12 is not on the scale 0-10.
    """
    values = numbers(frame, name)
    wrong = (values < low) | (values > high) | ((values % 1 != 0) & ~np.isnan(values))
    if wrong.any():
        row = int(wrong.argmax()) + 1
        raise ValueError(f"Column {name}, row {row}: {values[row - 1]:g} is not on the scale {low:g}-{high:g}.")
    return values


def weights(frame: Any, name: str | None) -> Floats | None:
    """A column of survey weights.

    Errors: ValueError where a weight is blank or negative, and when all are zero.

    >>> weights({"w": [1, 0, 2.5]}, "w")
    array([1. , 0. , 2.5])
    """
    if name is None:
        return None
    values = numbers(frame, name)
    wrong = ~(values >= 0)
    if wrong.any():
        row = int(wrong.argmax()) + 1
        what = "is blank" if np.isnan(values[row - 1]) else f"is negative ({values[row - 1]:g})"
        raise ValueError(f"Column {name}, row {row}: the weight {what}.")
    if len(values) and not values.any():
        raise ValueError(f"Column {name}: all weights are zero.")
    return values


def events(frame: Any, names: str | Sequence[str] | None) -> Events | None:
    """Which event (cluster) each row belongs to, as a number; several columns name one event, a blank is a name too.

    >>> events({"airline": ["A", "A", "B"], "flight": [1, 1, 1]}, ["airline", "flight"])
    array([0, 0, 1])
    """
    if names is None:
        return None
    columns = [np.asarray(frame[name], object) for name in ([names] if isinstance(names, str) else names)]
    seen: dict[tuple[str, ...], int] = {}
    keys = (tuple(as_text(each) for each in row) for row in zip(*columns, strict=True))
    return np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)


def column_names(frame: Any) -> list[str]:
    """Names of a frame's columns.

    >>> column_names({"E01": [], "P01": []})
    ['E01', 'P01']
    """
    for attribute in ("column_names", "columns"):  # pyarrow; pandas and polars
        found = getattr(frame, attribute, None)
        if found is not None and not callable(found):
            return [str(name) for name in found]
    return [str(name) for name in frame]


def suffixes(frame: Any, *prefixes: str) -> list[str]:
    """Suffixes that follow every one of the prefixes, in the frame's order: these are the items.

    Errors: ValueError when there is none, and for one prefix twice.

    >>> suffixes({"E01": [], "E02": [], "P01": []}, "E", "P")
    ['01']
    """
    if len(set(prefixes)) < len(prefixes):
        raise ValueError(f"Items pair up by different prefixes, not by {prefixes[0]} twice.")
    known = column_names(frame)
    endings = [name.removeprefix(prefixes[0]) for name in known if name.startswith(prefixes[0])]
    paired = [end for end in endings if end and all(prefix + end in known for prefix in prefixes)]
    if not paired:
        raise ValueError(f"No columns pair up by the prefixes {', '.join(prefixes)}.")
    return paired


def _number(value: Any, name: str, row: int) -> float:
    if is_missing(value) or (isinstance(value, str) and not value.strip(SPACES)):
        return float("nan")
    try:
        number = written_number(value) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        number = None
    if number is None:
        raise ValueError(f"Column {name}, row {row}: {str(value)!r} is not a number.")
    return number

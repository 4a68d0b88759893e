"""Reading columns of a frame: pandas, polars, pyarrow or a plain dict, all by `frame["column"]`."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sonda.methods.result import N_, Note
from sonda.methods.written import SPACES

Floats = NDArray[np.float64]

STROKES = str.maketrans("łøđ", "lod")  # letters that Unicode does not take apart


def labels(frame: Any, column: str) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """A column as trimmed text, and where it is given; whole numbers read as `3`, not `3.0`.

    >>> names, given = labels({"unit": [" East", None, 3.0]}, "unit")
    >>> list(names), [bool(is_given) for is_given in given]
    (['East', '', '3'], [True, False, True])
    """
    text = np.array([as_text(value) for value in np.asarray(frame[column], object)], object)
    return text, np.asarray(text != "", bool)


def as_text(value: Any) -> str:
    """One value as text: '' for a missing one, no decimals on a whole number."""
    if is_missing(value):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip(SPACES)


def is_missing(value: Any) -> bool:
    """None, NaN, NaT and pandas' NA."""
    if value is None or type(value).__name__ == "NAType":  # NA refuses to be compared
        return True
    return bool(value != value)  # NaN and NaT are the values that differ from themselves


def overlooked(name: str) -> str:
    """A name without what a reader overlooks: case, accents, white space, Unicode form.

    >>> overlooked("Café  Nord") == overlooked("CAFE\\u0301 nord"), overlooked("Łódź")
    (True, 'lodz')
    """
    apart = unicodedata.normalize("NFKD", name.casefold()).translate(STROKES)
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def spelling_notes(names: Iterable[str]) -> tuple[Note, ...]:
    """A note for each pair of names that differ only in case, accents or white space.

    >>> [str(note) for note in spelling_notes(["East", "West", "EAST "])]
    ['"East" and "EAST " may be one name in two spellings; they are counted as written.']
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        alike[overlooked(name)].append(name)
    text = N_('"%(first)s" and "%(second)s" may be one name in two spellings; they are counted as written.')
    return tuple(
        Note(text=text, values={"first": group[0], "second": other}) for group in alike.values() for other in group[1:]
    )

"""Loops compiled by numba; kept on the disk for the next process, where there is a place to keep them."""

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(**options: Any) -> Any:
    """`numba.njit`, cached. A service whose package and home are read-only compiles anew in each process.

    `NUMBA_CACHE_DIR` names a folder for the cache where neither of the two can be written to.
    """

    def decorate(loop: Callable[..., Any]) -> Any:
        try:
            return njit(cache=True, **options)(loop)
        except RuntimeError:  # numba finds no folder that it may write to
            return njit(**options)(loop)

    return decorate

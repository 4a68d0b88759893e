"""Who is at the table before anything is weighed: raters, reach, thin drivers, and what cannot be judged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonda.methods.drivers.blocks import Blocks, Integers, triangle_places
from sonda.methods.drivers.linear_algebra import ALL_BUT_EQUAL
from sonda.methods.drivers.patterns import each_about
from sonda.methods.result import N_, Note

FEWEST_RATERS = 50
LEAST_REACH = 0.10
FEW_TOGETHER = 10  # below so many common raters, equal answers may be chance

NO_ROWS = N_('Nobody gave both "%(outcome)s" and a driver: there is nothing to weigh.')
NO_WEIGHT = N_("The people who answered carry no weight: there is nothing to weigh.")
SAME_OUTCOME = N_('All answers to "%(outcome)s" are the same: nothing can drive them.')
SAME_DRIVER = N_('All answers to "%(driver)s" are the same: it cannot be weighed.')
NO_DRIVER = N_("No driver is left that can be weighed.")
COPIES = N_('"%(first)s" and "%(second)s" are copies of each other: leave one of them out.')
TIED = N_("Some drivers determine each other, so that none can be weighed: leave out one of those that say the same.")
THIN = N_(
    '"%(driver)s" was rated by %(n)s of %(rows)s people: too few to weigh it '
    "(at least %(fewest)s raters and %(reach)s%% of the people are needed)."
)
APART = N_('Nobody rated both "%(first)s" and "%(second)s": they were taken as related through the other answers only.')


@dataclass(frozen=True, kw_only=True)
class Seats:
    """Every driver with its raters, and those that enter the model."""

    names: tuple[str, ...]
    rows: int
    raters: Integers
    thin: tuple[str, ...]
    live: tuple[str, ...]
    notes: tuple[Note, ...]


def seats_of(used: Blocks, *, refuse_thin: bool) -> Seats:
    """Under 50 raters or 10 % reach a driver is thin; one whose answers are all alike cannot be weighed either."""
    rows, raters = used.rows, used.raters[1:]
    thin = (raters < FEWEST_RATERS) | (raters < LEAST_REACH * rows) if refuse_thin else np.zeros(len(raters), bool)
    alike = ~varies(used)[1:] & ~thin & (used.weight.sum() > 0)
    notes = []
    for name, n, few, same in zip(used.drivers, raters, thin, alike, strict=True):
        if few:
            need = {"fewest": FEWEST_RATERS, "reach": round(100 * LEAST_REACH)}
            notes.append(Note(text=THIN, values={"driver": name, "n": int(n), "rows": rows, **need}))
        if same:
            notes.append(Note(text=SAME_DRIVER, values={"driver": name}))
    return Seats(
        names=used.drivers,
        rows=rows,
        raters=raters,
        thin=_named(used, thin),
        live=_named(used, ~(thin | alike)),
        notes=tuple(notes) if rows else (),
    )


def hindrance(model: Blocks, live: tuple[str, ...]) -> Note | None:
    """Why nothing can be weighed; None when it can, as far as single columns and pairs of them show."""
    if model.rows == 0:
        return Note(text=NO_ROWS, values={"outcome": model.outcome})
    if model.weight.sum() <= 0:
        return Note(text=NO_WEIGHT)
    if not varies(model)[0]:
        return Note(text=SAME_OUTCOME, values={"outcome": model.outcome})
    if not live:
        return Note(text=NO_DRIVER)
    copies = copies_in(model)
    if copies is not None:
        return Note(text=COPIES, values={"first": copies[0], "second": copies[1]})
    return None


def varies(blocks: Blocks) -> NDArray[np.bool_]:
    """Which columns have answers that differ."""
    answered = blocks.answered
    behind = np.maximum(blocks.weight @ answered, np.finfo(float).tiny)
    centre = blocks.sums.sum(axis=0) / behind
    square = np.diag(triangle_places(len(blocks.columns)))
    variance = np.array([each.sum() for each in each_about(blocks, answered, centre, squares=True)]) / behind
    size = blocks.products[:, square].sum(axis=0) / behind
    return np.asarray(variance > 1e-12 * size)


def copies_in(blocks: Blocks) -> tuple[str, str] | None:
    """The first two drivers that everybody who rated both rated alike, up to scale and sign."""
    answered = blocks.answered
    p = len(blocks.columns)
    together = (blocks.n[:, None] * answered).T @ answered
    for i in range(1, p):
        for j in range(i + 1, p):
            both = answered[:, i] & answered[:, j]
            if together[i, j] >= FEW_TOGETHER and _same(blocks, both, i, j):
                return blocks.columns[i], blocks.columns[j]
    return None


def apart_in(blocks: Blocks) -> tuple[Note, ...]:
    """A note for each two drivers that nobody rated both."""
    answered = blocks.answered
    i, j = np.nonzero(np.triu(answered.astype(float).T @ answered == 0, 1))
    return tuple(
        Note(text=APART, values={"first": blocks.columns[a], "second": blocks.columns[b]})
        for a, b in zip(i, j, strict=True)
    )


def _same(blocks: Blocks, both: NDArray[np.bool_], i: int, j: int) -> bool:
    place = triangle_places(len(blocks.columns))
    weight = blocks.weight[both].sum()
    if weight <= 0:
        return False
    mean_i, mean_j = (blocks.sums[both, k].sum() / weight for k in (i, j))
    square_i, square_j, product = (
        blocks.products[both, at].sum() / weight for at in (place[i, i], place[j, j], place[i, j])
    )
    first, second, covariance = square_i - mean_i**2, square_j - mean_j**2, product - mean_i * mean_j
    return bool(min(first, second) > 1e-12 and covariance**2 > (1 - ALL_BUT_EQUAL) * first * second)


def _named(blocks: Blocks, which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(name for name, picked in zip(blocks.drivers, which, strict=True) if picked)

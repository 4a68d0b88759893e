"""One question by the groups of people: the share of each answer in each group, and where it truly differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from scipy.special import gammaln

from sonda.methods.change import Estimate, change
from sonda.methods.columns import labels
from sonda.methods.distribution import read
from sonda.methods.intervals import check_level, t_p_value, z_p_value
from sonda.methods.joined_steps import OTHERS, joined_steps
from sonda.methods.multiplicity import holm
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.steps import Counts, Places, Share, Step, share_ends, share_of
from sonda.methods.sums import Sums
from sonda.methods.written import written_number

ABOVE, BELOW = "above the others", "below the others"
SOME_DIFFER = "some differ"
FEWEST = 5  # people expected on each side, below which the normal curve is no good

NO_ANSWERS = N_("Nobody answered, so there is no share.")
ONE_GROUP = N_("There is only one group here, so nothing can be compared.")
NO_GROUPS = N_("Nobody who answered belongs to a group, so there is nothing to compare.")
ALL_SMALL = N_("The groups are too small for their answers to be shown: fewer than %(k)s people would stand in a cell.")
IN_NO_GROUP = N_("Answers left out because they belong to no group: %(n)s.")
TOO_LIGHT = N_("With weights, a cell in which fewer than %(least)s answers would be expected is not compared.")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One answer in one group: `n` of the `of` people in it gave it; `rest` is the share among all other groups.

    `difference` is share − rest, with the interval of this cell alone; `p_adjusted` is Holm's over the whole table.
    """

    group: str
    answer: str
    n: int
    of: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    rest: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p_adjusted: float | None = None
    stands: str = CANNOT_TELL
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, kw_only=True)
class Crosstab(Result):
    """Cells group by group, each in the order of the answers; `total` has everybody's shares. `n` counts people."""

    method: ClassVar[str] = "crosstab"
    version: ClassVar[str] = "2"

    cells: tuple[Cell, ...] = ()
    total: tuple[Share, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.cells]

    def top(self) -> dict[str, Any]:
        return {"total": [public(each) for each in self.total]}


def crosstab(
    frame: Any,
    *,
    question: str,
    by: str,
    numeric: bool = False,
    scale: tuple[float, float] | None = None,
    answers: Sequence[str] = (),
    weight: str | None = None,
    cluster: str | list[str] | None = None,
    level: float = 0.95,
) -> Crosstab:
    """The answers in one column by the groups in another; whoever lacks one of them is left out.

    Errors: ValueError as for `distribution`.

    >>> result = crosstab({"unit": ["A", "A", "B"], "again": ["yes", "no", "yes"]}, question="again", by="unit")
    >>> [(cell.group, cell.answer, cell.n, cell.of) for cell in result.cells]
    [('A', 'yes', 1, 2), ('A', 'no', 1, 2), ('B', 'yes', 1, 1), ('B', 'no', 0, 1)]
    """
    counts, given = read(frame, question, numeric, scale, weight, cluster)
    names, grouped = (each[given] for each in labels(frame, by))
    groups = {name: counts.where(names == name) for name in dict.fromkeys(names[grouped])}
    return crosstab_from_counts(
        groups=groups,
        scale=scale,
        answers=answers,
        weighted=weight is not None or cluster is not None,
        n_in_no_group=int((~grouped).sum()),
        level=level,
    )


def crosstab_from_counts(
    *,
    groups: Mapping[str, Counts],
    weighted: bool,
    scale: tuple[float, float] | None = None,
    answers: Sequence[str] = (),
    n_in_no_group: int = 0,
    level: float = 0.95,
    least: int = 0,
) -> Crosstab:
    """Crosstab from counts of people by group and answer; `weighted` says that weights or events are in.

    share = Σw·gave it/Σw within the group, Wilson's interval (1927), with weights or events at the effective number of
    answers n/deff (Korn and Graubard 1998). difference = share − share among all other groups, its interval Newcombe's
    (1998) from the two Wilson intervals. Test of each cell against the rest of its row, without weights: Haberman's
    (1973) adjusted residual d/√(p(1−p)(1/n₁ + 1/n₂)), p the share of both together; where fewer than five people would
    be expected on any side, Fisher's exact test. With weights or events: the same d over the larger of two errors if
    there were no difference, Student's t with k − 1, k people or events; not tested below five expected (Kish's
    effective number). The linearised error, V = k/(k−1)·Σ_c(Σ w·x·(y − p))² with x = 1/W₁ in the group and −1/W₂
    outside (quasi score test: Binder 1983; Rao, Scott and Skinner 1998), allows for events; the pooled one,
    V = k/(k−1)·p(1 − p)·(Σ₁w²/W₁² + Σ₂w²/W₂²), keeps small groups in which everybody happens to agree from looking
    certain. Every distinct comparison counts once for Holm (1979): with two groups, or two answers,
    one is the other turned round.
    `least`: no cell counts somebody and fewer people; answers are joined and groups left out (`small_cells.shown`),
    which the totals and the comparisons hold as one group.
    Errors: ValueError for a level outside (0, 1), where no group can be shown, and where people answered of whom nobody
    belongs to a group.

    >>> def people(yes, no):
    ...     n = np.array([yes, no], float)
    ...     return Counts(values=np.array(["yes", "no"], object), n=n, w=n, ww=n)
    >>> groups = {"A": people(75, 25), "B": people(52, 48), "C": people(60, 40)}
    >>> [(cell.group, cell.stands) for cell in crosstab_from_counts(groups=groups, weighted=False).cells][::2]
    [('A', 'above the others'), ('B', 'below the others'), ('C', 'cannot tell')]
    """
    check_level(level)
    names = sorted((name for name, counts in groups.items() if counts.n.sum()), key=natural)
    left_out = (Note(text=IN_NO_GROUP, values={"n": n_in_no_group}),) if n_in_no_group else ()
    if not names and n_in_no_group:
        raise ValueError(NO_GROUPS)
    if not names:
        return Crosstab(n=0, notes=(Note(text=NO_ANSWERS), *left_out))
    every = _together([groups[name] for name in names])
    of = np.concatenate([np.full(len(groups[name].n), place) for place, name in enumerate(names)])
    told = joined_steps(every, of=of, least=least, scale=scale, answers=answers)
    kept = [name for place, name in enumerate(names) if not told.left_out[of == place].all()]
    if not kept:
        raise ValueError(ALL_SMALL % {"k": least})
    missing = len(names) - len(kept)
    if missing:  # all of them together are one group, last, of which no cell is shown
        seat = np.array([kept.index(name) if name in kept else len(kept) for name in names])
        names, of = [*kept, OTHERS], seat[of]
    table = _Table(counts=every, of=of, at=told.at, steps=told.steps, names=names, weighted=weighted, level=level)
    cells, untested = table.cells()
    cells = cells[: len(kept) * len(told.steps)]
    notes = [Note(text=ONE_GROUP)] if len(names) == 1 else []
    notes += [Note(text=TOO_LIGHT, values={"least": FEWEST})] if untested and weighted and len(names) > 1 else []
    notes += told.notes(least=least, groups=missing)
    return Crosstab(
        n=round(float(every.n.sum())),
        verdict=SOME_DIFFER if any(cell.stands != CANNOT_TELL for cell in cells) else CANNOT_TELL,
        notes=(*notes, *left_out),
        cells=cells,
        total=table.total(),
    )


@dataclass(frozen=True, kw_only=True)
class _Table:
    """Everybody's counts with the place of their group and of their answer."""

    counts: Counts
    of: Places
    at: Places
    steps: Sequence[Step]
    names: Sequence[str]
    weighted: bool
    level: float

    def total(self) -> tuple[Share, ...]:
        return tuple(
            share_of(
                step,
                self.counts.sums(self.at == place),
                self._n(self.at == place),
                weighted=self.weighted,
                level=self.level,
            )
            for place, step in enumerate(self.steps)
        )

    def cells(self) -> tuple[tuple[Cell, ...], bool]:
        """All cells judged together, and whether any could not be tested."""
        found: list[Cell] = []
        p: dict[tuple[int, int], float] = {}
        for group, name in enumerate(self.names):
            inside = self.of == group
            here, others = self.counts.where(inside), self.counts.where(~inside)
            for place, step in enumerate(self.steps):
                y = self.at == place
                mine, theirs = here.sums(y[inside]), others.sums(y[~inside])
                found.append(self._cell(name, step, mine, theirs, self._n(y & inside)))
                value = self._p_value(mine, theirs, inside, y)
                if value is not None:
                    p[group, place] = value
        adjusted = self._adjusted(p)
        keys = [(group, place) for group in range(len(self.names)) for place in range(len(self.steps))]
        judged = tuple(self._judged(cell, adjusted.get(key)) for key, cell in zip(keys, found, strict=True))
        return judged, len(p) < len(keys)

    def _n(self, here: Any) -> int:
        return round(float(self.counts.n[here].sum()))

    def _cell(self, name: str, step: Step, mine: Sums, theirs: Sums, n: int) -> Cell:
        ends = share_ends(mine, weighted=self.weighted, level=self.level)
        rest = share_ends(theirs, weighted=self.weighted, level=self.level)
        moved = change(_estimate(mine, ends), _estimate(theirs, rest))
        return Cell(
            group=name,
            answer=step.answer,
            n=n,
            of=mine.n,
            share=mine.mean,
            low=ends[0] if ends else None,
            high=ends[1] if ends else None,
            rest=theirs.mean,
            difference=moved.change,
            difference_low=moved.low,
            difference_high=moved.high,
            start=step.start,
            end=step.end,
        )

    def _p_value(self, mine: Sums, theirs: Sums, inside: Any, y: Any) -> float | None:
        """None where there is nothing to compare, or too little to do so."""
        if mine.mean is None or theirs.mean is None:
            return None
        p = (mine.wy + theirs.wy) / (mine.w + theirs.w)
        if not 1e-12 < p < 1 - 1e-12:
            return None
        n = (mine.n, theirs.n) if not self.weighted else (mine.w**2 / mine.bb, theirs.w**2 / theirs.bb)
        few = min(n) * min(p, 1 - p) < FEWEST
        d = mine.mean - theirs.mean
        if not self.weighted:
            if few:
                return fisher(round(mine.wy), mine.n, round(theirs.wy), theirs.n)
            return z_p_value(d / sqrt(p * (1 - p) * (1 / n[0] + 1 / n[1])))
        variance, k = self._variance(p, mine, theirs, inside, y)
        return None if few or k < 2 or not variance > 1e-24 else t_p_value(d / sqrt(variance), k - 1)

    def _variance(self, p: float, mine: Sums, theirs: Sums, inside: Any, y: Any) -> tuple[float, int]:
        """Variance of the difference if there were none, and over how many people or events."""
        squared = (self.counts.ww[inside].sum(), self.counts.ww[~inside].sum())
        pooled = p * (1 - p) * sum(ww / s.w**2 for ww, s in zip(squared, (mine, theirs), strict=True))
        if self.counts.event is None:
            k = mine.n + theirs.n
            linearised = sum((s.aa - 2 * p * s.ab + p * p * s.bb) / s.w**2 for s in (mine, theirs))
        else:
            x = np.where(inside, 1 / mine.w, -1 / theirs.w)
            _, event = np.unique(self.counts.event, return_inverse=True)
            z = np.bincount(event, self.counts.w * x * (y - p))
            k, linearised = len(z), float(z @ z)
        return k / max(k - 1, 1) * max(linearised, pooled), k

    def _adjusted(self, p: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
        """Holm's p-values, a comparison and the same one turned round being one."""
        turned: dict[tuple[int, int], tuple[int, int]] = {}
        for group, place in p:
            turned[group, place] = (
                0 if len(self.names) == 2 else group,
                0 if len(self.steps) == 2 else place,
            )
        once = list(dict.fromkeys(turned.values()))
        values = dict(zip(once, holm([p.get(key, 1.0) for key in once]), strict=True)) if once else {}
        return {key: float(values[same]) for key, same in turned.items()}

    def _judged(self, cell: Cell, p: float | None) -> Cell:
        if p is None:
            return cell
        differs = p < 1 - self.level and bool(cell.difference)
        stands = (ABOVE if (cell.difference or 0) > 0 else BELOW) if differs else CANNOT_TELL
        return replace(cell, p_adjusted=p, stands=stands)


def fisher(x: int, n: int, y: int, m: int) -> float:
    """Fisher's exact test, two-sided: of all tables with these margins, those no likelier than x of n and y of m.

    >>> round(fisher(8, 10, 1, 6), 5)
    0.03497
    """
    chosen = x + y
    possible = np.arange(max(0, chosen - m), min(n, chosen) + 1)
    logs = _choose(n, possible) + _choose(m, chosen - possible) - _choose(n + m, np.array(chosen))
    chances = np.exp(logs)
    own = float(chances[x - int(possible[0])])
    return min(float(chances[chances <= own * (1 + 1e-7)].sum()), 1.0)


def _choose(n: int, k: Any) -> Any:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def _estimate(here: Sums, ends: tuple[float, float] | None) -> Estimate | None:
    if here.mean is None or ends is None:
        return None
    return Estimate(value=here.mean, low=ends[0], high=ends[1], n=here.n)


def _together(parts: Sequence[Counts]) -> Counts:
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ("values", "n", "w", "ww")}
    known = [part.event for part in parts if part.event is not None]
    return Counts(**columns, event=np.concatenate(known) if known else None)


def natural(name: str) -> tuple[int, float, str]:
    """Numbers by size before words by letters."""
    number = written_number(name)
    return (1, 0.0, name) if number is None else (0, number, name)

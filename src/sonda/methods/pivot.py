"""Every question, every group: a mean or a score in each cell, and where a group truly differs from the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any, ClassVar

import numpy as np

from sonda.methods.change import Estimate, change
from sonda.methods.columns import labels
from sonda.methods.crosstab import ABOVE, BELOW, IN_NO_GROUP, NO_ANSWERS, NO_GROUPS, ONE_GROUP, SOME_DIFFER, natural
from sonda.methods.frames import numbers, ratings, weights
from sonda.methods.intervals import check_level, judged_se, t_interval, t_p_value, z_quantile
from sonda.methods.multiplicity import holm
from sonda.methods.nps import nps_from_counts
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.steps import share_ends
from sonda.methods.sums import Sums, sums

MEAN, SHARE, NPS = "mean", "share", "nps"
TOO_FEW, NO_SPREAD = "too few", "no spread"  # why a cell is not compared
FEWEST = 10  # answers on either side of a comparison

THIN_CELLS = N_("Cells with fewer than %(least)s answers, which are not compared with the other groups: %(n)s.")

Ends = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One question in one group: `value` is a mean, a share (0–1) or a Net Promoter Score of `n` answers.

    `rest` is the same among all other groups; `difference` is value − rest with the interval of this cell alone;
    `p_adjusted` is Holm's over the whole table; `reason` says why a cell is not compared.
    """

    question: str
    group: str
    measure: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rest: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p_adjusted: float | None = None
    stands: str = CANNOT_TELL
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question of everybody in a group; `start` and `end` are the ends that its value can take, where known."""

    question: str
    measure: str
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, kw_only=True)
class Pivot(Result):
    """Cells question by question, each in the order of the groups; `lines` are of all groups together.

    `n` counts people who belong to a group and answered one of the questions at least.
    """

    method: ClassVar[str] = "pivot"
    version: ClassVar[str] = "1"

    cells: tuple[Cell, ...] = ()
    lines: tuple[Line, ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.cells]

    def top(self) -> dict[str, Any]:
        return {"total": [public(each) for each in self.lines]}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question: its key, what its answers are added up as, and the ends of its scale."""

    question: str
    measure: str = MEAN
    scale: Ends | None = None

    @property
    def ends(self) -> Ends | None:
        """The ends of the value."""
        return {MEAN: self.scale, SHARE: (0.0, 1.0), NPS: (-100.0, 100.0)}[self.measure]

    def estimate(self, of: Sums, *, weighted: bool, level: float) -> tuple[float | None, Ends | None]:
        """The value of some answers and its interval."""
        if self.measure == SHARE:
            return of.mean, share_ends(of, weighted=weighted, level=level)
        if self.measure == MEAN:
            return of.mean, t_interval(of, level)
        if not weighted:
            up, down = round((of.wyy + of.wy) / 2), round((of.wyy - of.wy) / 2)
            found = nps_from_counts(promoters=up, passives=of.n - up - down, detractors=down, level=level)
            return found.nps, None if found.low is None or found.high is None else (found.low, found.high)
        se, mean = judged_se(of), of.mean
        if mean is None or se is None:
            return None if mean is None else 100 * mean, None
        half = z_quantile(level) * se
        return 100 * mean, (100 * max(mean - half, -1.0), 100 * min(mean + half, 1.0))


def asked_of(
    questions: Sequence[str], *, nps: Sequence[str], top: Mapping[str, float], scales: Mapping[str, Sequence[float]]
) -> list[Asked]:
    """How each question is to be told: `nps` and `top` as in `pivot`.

    Errors: ValueError for a question that is named twice, or none.
    """
    if not questions:
        raise ValueError("It takes at least one question.")
    if len(set(questions)) < len(questions):
        raise ValueError("A question is named twice.")
    ends = {name: (float(pair[0]), float(pair[1])) for name, pair in scales.items()}
    return [
        Asked(question=name, measure=NPS if name in nps else SHARE if name in top else MEAN, scale=ends.get(name))
        for name in questions
    ]


def pivot(
    frame: Any,
    *,
    questions: Sequence[str],
    by: str,
    nps: Sequence[str] = (),
    top: Mapping[str, float] | None = None,
    scales: Mapping[str, Sequence[float]] | None = None,
    weight: str | None = None,
    level: float = 0.95,
) -> Pivot:
    """Several columns of numbers by the groups in another; whoever belongs to no group is left out.

    Questions in `nps` (0–10) are told as Net Promoter Scores, those in `top` as the share of answers from that one up,
    the others as means; `scales` holds the ends of their scales.
    Errors: ValueError for an answer off its scale, a bad weight, and as for `pivot_from_sums`.

    >>> result = pivot({"unit": ["A", "A", "B"], "queue": [5, 4, 2]}, questions=["queue"], by="unit")
    >>> [(cell.group, cell.n, cell.value) for cell in result.cells]
    [('A', 2, 4.5), ('B', 1, 2.0)]
    """
    asked = asked_of(questions, nps=nps, top=top or {}, scales=scales or {})
    weighing = weights(frame, weight)
    names, grouped = labels(frame, by)
    marks = {each.question: _marks(frame, each, (top or {}).get(each.question)) for each in asked}
    answered = np.any([~np.isnan(each) for each in marks.values()], axis=0)
    cells = {
        question: {
            name: sums(y[names == name], None if weighing is None else weighing[names == name])
            for name in dict.fromkeys(names[grouped & answered])
        }
        for question, y in marks.items()
    }
    return pivot_from_sums(
        asked=asked,
        cells=cells,
        n=int((answered & grouped).sum()),
        n_in_no_group=int((answered & ~grouped).sum()),
        weighted=weight is not None,
        level=level,
    )


def _marks(frame: Any, asked: Asked, border: float | None) -> Any:
    """The numbers whose mean is the value: the answers, 1 for a top one, or 1, 0 and −1."""
    if asked.measure == NPS:
        y = ratings(frame, asked.question, low=0, high=10)
        return np.where(np.isnan(y), np.nan, (y >= 9) * 1.0 - (y <= 6))
    y = numbers(frame, asked.question)
    if asked.scale is not None and ((y < asked.scale[0]) | (y > asked.scale[1])).any():
        low, high = asked.scale
        raise ValueError(f"Column {asked.question}: an answer is not on the scale {low:g}-{high:g}.")
    return y if border is None else np.where(np.isnan(y), np.nan, (y >= border) * 1.0)


def pivot_from_sums(
    *,
    asked: Sequence[Asked],
    cells: Mapping[str, Mapping[str, Sums]],
    n: int,
    weighted: bool,
    n_in_no_group: int = 0,
    level: float = 0.95,
) -> Pivot:
    """Pivot from sums by question and group: of answers, of 1 and 0, or of 1, 0 and −1; `n` people, of all groups.

    Intervals: of a mean Student's t with the linearised error; of a share Wilson's (1927), with weights at the
    effective number of answers (Korn and Graubard 1998); of an NPS adjusted Wald (Rocks 2016), with weights the score
    ± z·se. difference = value − value among all other groups, its interval from those two (MOVER: Zou and Donner 2008).

    Test of a cell against the rest of its row: the difference over its error if there were none, the larger one of two,
    on Student's t with k − 1, k answers in all and ȳ their mean. The linearised error, V = k/(k−1)·Σ(w·x·(y − ȳ))² with
    x = 1/W₁ in the group and −1/W₂ outside (quasi score test: Binder 1983; Rao, Scott and Skinner 1998), allows for
    groups of unequal spread; the pooled one, V = σ²·(Σ₁w²/W₁² + Σ₂w²/W₂²) with σ² = k/(k−1)·Σw(y − ȳ)²/Σw, keeps small
    groups in which everybody happens to agree from looking certain. Below ten answers on either side (with weights
    Kish's effective number) a cell is not compared. All comparisons of the table are adjusted together (Holm 1979);
    with two groups a cell and its neighbour are one comparison.
    Errors: ValueError for a level outside (0, 1), and where people answered of whom nobody belongs to a group.

    >>> happy, calm = sums([5.0, 4.0] * 20), sums([3.0, 4.0] * 20)
    >>> found = pivot_from_sums(
    ...     asked=[Asked(question="queue")], cells={"queue": {"A": happy, "B": calm}}, n=80, weighted=False)
    >>> [(cell.group, cell.value, cell.stands) for cell in found.cells]
    [('A', 4.5, 'above the others'), ('B', 3.5, 'below the others')]
    """
    check_level(level)
    groups = sorted({name for of in cells.values() for name in of}, key=natural)
    left_out = (Note(text=IN_NO_GROUP, values={"n": n_in_no_group}),) if n_in_no_group else ()
    if not groups and n_in_no_group:
        raise ValueError(NO_GROUPS)
    if not groups:
        return Pivot(n=0, notes=(Note(text=NO_ANSWERS),))
    found: list[Cell] = []
    p: list[float | None] = []
    lines = []
    for each in asked:
        of = [cells.get(each.question, {}).get(name, NOBODY) for name in groups]
        lines.append(_line(each, added(of), weighted, level))
        for place, (name, mine) in enumerate(zip(groups, of, strict=True)):
            theirs = added([*of[:place], *of[place + 1 :]])
            cell, value = _cell(each, name, mine, theirs, weighted=weighted, level=level)
            found.append(cell)
            p.append(value)
    judged = _judged(found, p, mirrored=len(groups) == 2, level=level)
    thin = sum(cell.reason == TOO_FEW for cell in judged) if len(groups) > 1 else 0
    notes = [Note(text=ONE_GROUP)] if len(groups) == 1 else []
    notes += [Note(text=THIN_CELLS, values={"least": FEWEST, "n": thin})] if thin else []
    return Pivot(
        n=n,
        verdict=SOME_DIFFER if any(cell.stands != CANNOT_TELL for cell in judged) else CANNOT_TELL,
        notes=(*notes, *left_out),
        cells=tuple(judged),
        lines=tuple(lines),
    )


NOBODY = Sums(n=0, w=0.0, wy=0.0, wyy=0.0, clusters=0, aa=0.0, ab=0.0, bb=0.0)


def added(parts: Sequence[Sums]) -> Sums:
    """Sums of people who are different ones, together."""
    names = ("n", "w", "wy", "wyy", "clusters", "aa", "ab", "bb")
    return Sums(**{name: sum((getattr(part, name) for part in parts), getattr(NOBODY, name)) for name in names})


def _line(asked: Asked, of: Sums, weighted: bool, level: float) -> Line:
    value, ends = asked.estimate(of, weighted=weighted, level=level)
    low, high = ends or (None, None)
    start, end = asked.ends or (None, None)
    return Line(
        question=asked.question, measure=asked.measure, n=of.n, value=value, low=low, high=high, start=start, end=end
    )


def _cell(
    asked: Asked, group: str, mine: Sums, theirs: Sums, *, weighted: bool, level: float
) -> tuple[Cell, float | None]:
    """A cell before it is judged, and the p-value of its comparison; None where there is none."""
    here, there = (asked.estimate(of, weighted=weighted, level=level) for of in (mine, theirs))
    moved = change(_told(here, mine.n), _told(there, theirs.n))
    apart = None if here[0] is None or there[0] is None else here[0] - there[0]
    low, high = here[1] or (None, None)
    few = min(mine.w**2 / mine.bb if mine.bb else 0.0, theirs.w**2 / theirs.bb if theirs.bb else 0.0) < FEWEST - 1e-9
    p = None if few else _p_value(mine, theirs)
    cell = Cell(
        question=asked.question,
        group=group,
        measure=asked.measure,
        n=mine.n,
        value=here[0],
        low=low,
        high=high,
        rest=there[0],
        difference=apart,
        difference_low=moved.low,
        difference_high=moved.high,
        reason="" if not theirs.n else TOO_FEW if few else NO_SPREAD if p is None else "",  # nobody to compare with
    )
    return cell, p


def _told(found: tuple[float | None, Ends | None], n: int) -> Estimate | None:
    value, ends = found
    return None if value is None or ends is None else Estimate(value=value, low=ends[0], high=ends[1], n=n)


def _p_value(mine: Sums, theirs: Sums) -> float | None:
    """The test that the two means are one; None where all answers are alike."""
    w, wy, wyy = mine.w + theirs.w, mine.wy + theirs.wy, mine.wyy + theirs.wyy
    mean, k = wy / w, mine.n + theirs.n
    alike = wyy / w - mean * mean
    if not alike > 1e-12 * wyy / w:
        return None
    linearised = sum((of.aa - 2 * mean * of.ab + mean * mean * of.bb) / of.w**2 for of in (mine, theirs))
    pooled = alike * sum(of.bb / of.w**2 for of in (mine, theirs))
    error = sqrt(k / (k - 1) * max(linearised, pooled))
    return t_p_value((mine.wy / mine.w - theirs.wy / theirs.w) / error, k - 1)


def _judged(cells: Sequence[Cell], p: Sequence[float | None], *, mirrored: bool, level: float) -> list[Cell]:
    """Holm's p-values over all that was compared; of two groups one cell of a question speaks for both."""
    tested = {place: value for place, value in enumerate(p) if value is not None}
    once = [place for place in tested if not (mirrored and place % 2)]
    adjusted = dict(zip(once, holm([tested[place] for place in once]), strict=True)) if once else {}
    out = list(cells)
    for place in tested:
        value = float(adjusted[place - place % 2 if mirrored else place])
        difference = cells[place].difference or 0.0
        differs = value < 1 - level and bool(difference)
        stands = (ABOVE if difference > 0 else BELOW) if differs else CANNOT_TELL
        out[place] = replace(cells[place], p_adjusted=value, stands=stands)
    return out

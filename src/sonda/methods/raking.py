"""Raking: weights that make the answers look like the population in every margin that is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from sonda.methods.columns import Floats, as_text, labels
from sonda.methods.frames import events, weights
from sonda.methods.result import N_, Note, Result

Cell = tuple[str, ...]
Margins = Mapping[str, Mapping[str, float]]

MET = "margins met"
NOT_MET = "margins not met"
ACCURACY = 1e-10
ROUNDS = 10_000

UNEQUAL = N_("The margins do not add up to one population; all were scaled to %(total)s, the total of %(variable)s.")
NOT_REACHED = N_("No weights meet all margins at once; the largest miss is %(miss)s of a target.")
TRIMMED = N_("Weights were trimmed, so the margins are met only as far as the trimming allows.")
NOBODY = N_("Nobody is there to be weighted.")
NO_CLUSTERS = N_("Raking makes weights, not an interval, so the clusters play no part.")


@dataclass(frozen=True, kw_only=True)
class Raking(Result):
    """Target and achieved totals of every category, the factor of every cell, and Kish's design effect.

    A person's new weight is the old one times the factor of the cell (the combination of categories) they belong to.
    """

    method: ClassVar[str] = "rake"
    version: ClassVar[str] = "1"

    variables: tuple[str, ...] = ()
    targets: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    achieved: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    factors: Mapping[Cell, float] = field(default_factory=dict)
    deff: float | None = None
    rounds: int = 0

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"variable": variable, "category": name, "target": target, "achieved": self.achieved[variable][name]}
            for variable, categories in self.targets.items()
            for name, target in categories.items()
        ]

    def top(self) -> dict[str, Any]:
        return {"deff": self.deff}


def rake(
    frame: Any,
    *,
    margins: Margins,
    weight: str | None = None,
    cluster: str | Sequence[str] | None = None,
    trim: tuple[float, float] | None = None,
) -> Raking:
    """Rake a frame to population counts by variable and category; starts from `weight`, else from 1 each.

    Categories compare as trimmed text, whole numbers without decimals. The new weights add up to the population.
    `cluster` changes nothing, which a note says: clusters bear on errors, of which raking has none (see `raked_mean`).
    Errors: ValueError for a row without a category, a category without a target or a target without people (each
    named), bad weights or margins.

    >>> frame = {"sex": ["f", "f", "f", "m"], "age": ["old", "young", "young", "old"]}
    >>> margins = {"sex": {"f": 50, "m": 50}, "age": {"old": 60, "young": 40}}
    >>> raked_weights(frame, rake(frame, margins=margins)).round(2)
    array([10., 20., 20., 50.])
    """
    margins = {variable: {as_text(name): goal for name, goal in goals.items()} for variable, goals in margins.items()}
    cells = _cells(frame, tuple(margins))
    base = _base(frame, weight, len(cells))
    total: dict[Cell, float] = {}
    count: dict[Cell, int] = {}
    squares: dict[Cell, float] = {}
    for cell, w in zip(cells, base.tolist(), strict=True):
        total[cell] = total.get(cell, 0.0) + w
        squares[cell] = squares.get(cell, 0.0) + w * w
        count[cell] = count.get(cell, 0) + 1
    result = rake_from_cells(
        cells=total, variables=tuple(margins), margins=margins, trim=trim, counts=count, squares=squares
    )
    return without_clusters(result) if events(frame, cluster) is not None else result


def without_clusters(result: Raking) -> Raking:
    """The weights with the remark that raking has no use for clusters."""
    return replace(result, notes=(*result.notes, Note(text=NO_CLUSTERS)))


def raked_weights(frame: Any, raking: Raking, *, weight: str | None = None) -> Floats:
    """Each row's weight after raking: its weight before, times the factor of its cell.

    Errors: ValueError for a row whose combination of categories was not raked.
    """
    cells = _cells(frame, raking.variables)
    unknown = next((row for row, cell in enumerate(cells, 1) if cell not in raking.factors), None)
    if unknown:
        raise ValueError(f"Row {unknown}: {', '.join(cells[unknown - 1])} was not there when the weights were made.")
    factors: Floats = np.array([raking.factors[cell] for cell in cells], float)
    return _base(frame, weight, len(cells)) * factors


def rake_from_cells(
    *,
    cells: Mapping[Cell, float],
    variables: Sequence[str],
    margins: Margins,
    trim: tuple[float, float] | None = None,
    counts: Mapping[Cell, int] | None = None,
    squares: Mapping[Cell, float] | None = None,
) -> Raking:
    """Rake cells (a tuple of categories, one for each of `variables`) from their sums of base weights to margins.

    Iterative proportional fitting (Deming and Stephan 1940): the weights of each category are scaled to its target in
    turn until every margin is met to 1e-10 of its target. `trim` = (least, most) keeps each factor within these
    multiples of the median factor of the people and rakes again. Margins that add up to different totals are scaled to
    that of the first variable, with a note. deff = n·Σw²/(Σw)² (Kish 1965), from `counts` (people per cell) and
    `squares` (Σ base² per cell); without them every base weight is taken to be 1.
    Errors: ValueError for a category without target, a target above 0 without people, a target that is negative or all
    zero, a weight below 0 or all zero, a trim that is not around 1.

    >>> cells = {("f", "old"): 1, ("f", "young"): 2, ("m", "old"): 1}
    >>> margins = {"sex": {"f": 50, "m": 50}, "age": {"old": 60, "young": 40}}
    >>> result = rake_from_cells(cells=cells, variables=("sex", "age"), margins=margins)
    >>> {cell: round(factor, 6) for cell, factor in result.factors.items()}, round(result.deff, 3), result.verdict
    ({('f', 'old'): 10.0, ('f', 'young'): 20.0, ('m', 'old'): 50.0}, 1.36, 'margins met')
    """
    _check(cells, variables, margins, trim)
    keys, base = list(cells), np.array([float(each) for each in cells.values()])
    people = np.array([float(cells[key] if counts is None else counts[key]) for key in keys])
    square = np.array([float(cells[key] if squares is None else squares[key]) for key in keys])
    if not keys:
        return Raking(n=0, variables=tuple(variables), notes=(Note(text=NOBODY),))
    goals, notes = _scaled(margins, variables)
    inside = [
        np.array([[key[place] == name for key in keys] for name in goals[variable]], float)
        for place, variable in enumerate(variables)
    ]
    wanted = [np.array(list(goals[variable].values())) for variable in variables]
    factor, rounds, miss = _fit(base, inside, wanted)
    if trim is not None:
        factor, cut = _trimmed(factor, people, base, inside, wanted, trim)
        notes += [Note(text=TRIMMED)] if cut else []
        miss = _miss(factor * base, inside, wanted)
    if miss > ACCURACY and not any(note.text == TRIMMED for note in notes):
        notes.append(Note(text=NOT_REACHED, values={"miss": f"{miss:.2g}"}))
    n, weight = round(float(people.sum())), factor * base
    return Raking(
        n=n,
        verdict=MET if miss <= ACCURACY else NOT_MET,
        notes=tuple(notes),
        variables=tuple(variables),
        targets=goals,
        achieved={
            variable: dict(zip(goals[variable], (member @ weight).tolist(), strict=True))
            for variable, member in zip(variables, inside, strict=True)
        },
        factors=dict(zip(keys, factor.tolist(), strict=True)),
        deff=kish_deff(n=n, total=float(weight.sum()), squares=float((factor**2 * square).sum())),
        rounds=rounds,
    )


def kish_deff(*, n: int, total: float, squares: float) -> float | None:
    """Design effect of unequal weights: n·Σw²/(Σw)² (Kish 1965); None where nothing carries weight.

    >>> kish_deff(n=4, total=8, squares=20)
    1.25
    """
    return n * squares / total**2 if total > 0 else None


def _fit(
    base: Floats, inside: Sequence[Floats], wanted: Sequence[Floats], start: Floats | None = None
) -> tuple[Floats, int, float]:
    """Factors by iterative proportional fitting, the rounds it took, and the largest miss relative to a target."""
    factor = np.ones_like(base) if start is None else start.copy()
    miss = np.inf
    for rounds in range(1, ROUNDS + 1):
        for member, goal in zip(inside, wanted, strict=True):
            now = member @ (factor * base)
            factor *= member.T @ np.divide(goal, now, out=np.zeros_like(goal), where=now > 0)
        before, miss = miss, _miss(factor * base, inside, wanted)
        if miss <= ACCURACY / 100 or (miss <= ACCURACY and miss >= before):
            return factor, rounds, miss
        if rounds > 200 and miss > 0.9999 * before:  # stuck: empty cells stand against the margins
            return factor, rounds, miss
    return factor, ROUNDS, miss


def _miss(weight: Floats, inside: Sequence[Floats], wanted: Sequence[Floats]) -> float:
    return max(
        float((np.abs(member @ weight - goal) / np.where(goal > 0, goal, goal.sum())).max())
        for member, goal in zip(inside, wanted, strict=True)
    )


def _trimmed(
    factor: Floats,
    people: Floats,
    base: Floats,
    inside: Sequence[Floats],
    wanted: Sequence[Floats],
    trim: tuple[float, float],
) -> tuple[Floats, bool]:
    """Factors cut to multiples of their median and raked again, until cutting changes nothing or 50 times."""
    cut = False
    for _ in range(50):
        order = np.argsort(factor)
        middle = factor[order][np.searchsorted(np.cumsum(people[order]), people.sum() / 2)]
        within = np.clip(factor, trim[0] * middle, trim[1] * middle)
        if np.allclose(within, factor, rtol=1e-9, atol=0):
            return factor, cut
        cut = True
        factor, _, _ = _fit(base, inside, wanted, start=within)
    return within, cut


def _scaled(margins: Margins, variables: Sequence[str]) -> tuple[dict[str, dict[str, float]], list[Note]]:
    totals = {variable: float(sum(margins[variable].values())) for variable in variables}
    first = totals[variables[0]]
    goals = {
        variable: {name: float(target) * first / totals[variable] for name, target in margins[variable].items()}
        for variable in variables
    }
    if all(abs(total - first) <= 1e-9 * first for total in totals.values()):
        return {variable: {n: float(t) for n, t in margins[variable].items()} for variable in variables}, []
    return goals, [Note(text=UNEQUAL, values={"total": f"{first:g}", "variable": variables[0]})]


def _check(
    cells: Mapping[Cell, float], variables: Sequence[str], margins: Margins, trim: tuple[float, float] | None
) -> None:
    if not variables or set(variables) != set(margins):
        raise ValueError("Raking needs a margin for each of its variables, and at least one.")
    if trim is not None and not 0 <= trim[0] < 1 < trim[1]:
        raise ValueError("Weights are trimmed between a multiple below 1 and one above 1 of their median.")
    if any(not weight >= 0 for weight in cells.values()) or (cells and not any(cells.values())):
        raise ValueError("Base weights cannot be negative, blank, or all zero.")
    for place, variable in enumerate(variables):
        targets = margins[variable]
        if any(not 0 <= target < np.inf for target in targets.values()) or not any(targets.values()):
            raise ValueError(f"Targets of {variable} are counts of people: none below 0, and not all 0.")
        present = {cell[place] for cell, weight in cells.items() if weight > 0}
        _check_names(variable, {cell[place] for cell in cells}, present, targets)


def _check_names(variable: str, seen: set[str], present: set[str], targets: Mapping[str, float]) -> None:
    without = sorted(seen - set(targets))
    if without:
        raise ValueError(f"The margins give no target for {variable} = {', '.join(without)}.")
    empty = [name for name, target in targets.items() if target > 0 and name not in present]
    if empty and seen:
        raise ValueError(
            f"Nobody in the data belongs to {variable} = {', '.join(empty)}, so no weight can stand for it."
        )


def _cells(frame: Any, variables: Sequence[str]) -> list[Cell]:
    columns: list[NDArray[np.object_]] = []
    for variable in variables:
        column, given = labels(frame, variable)
        if not given.all():
            raise ValueError(f"Column {variable}, row {int((~given).argmax()) + 1}: no category, so no weight.")
        columns.append(column)
    return [tuple(as_text(each) for each in row) for row in zip(*columns, strict=True)]


def _base(frame: Any, weight: str | None, n: int) -> Floats:
    given = weights(frame, weight)
    return np.ones(n) if given is None else given

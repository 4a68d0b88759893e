"""Weights that make answers look like the population: people counted by cell, raked, and a column of their weights.

A weight after raking is the weight before times the factor of the cell (the combination of values) that an answer
belongs to. So a short list of factors is laid beside the answers and no weight of a person is ever stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod

from sonda.engine import duck
from sonda.engine.errors import DataError
from sonda.engine.selection import OneOf, Selection
from sonda.engine.source import Source
from sonda.methods.raked_mean import CellSums
from sonda.methods.raking import Cell, Raking, kish_deff, rake_from_cells
from sonda.methods.result import N_

RAKED = "raked_weight"  # the column that `attach` adds
VOICE = "voice"
MOST_CELLS = 20_000

NOT_FITTING = N_("The answers no longer fit the targets of these weights; their page under “Weighting” says where.")
NO_TARGET = N_("The weights have no target for %(column)s = %(value)s, which has answers by now (answers: %(n)s).")
NO_ANSWERS = N_("The weights have a target for %(column)s = %(value)s, but no answer has this value any more.")
NOBODY = N_("Nobody is there to be weighted.")
TOO_MANY = N_("These columns have %(n)s combinations of values together; at most %(most)s can be weighted.")
NO_WEIGHT_LEFT = N_("All weights that came with the answers are zero, so nothing can be weighted.")

Shares = Mapping[str, Mapping[str, float]]
Cells = dict[Cell, CellSums]


@dataclass(frozen=True, kw_only=True)
class Targets:
    """What weights are to meet: shares of the population by column and value, each column adding up to 1.

    Only answers of `voices` are raked (of all, where none is named); the others keep their weight. `trim` as `rake`.
    `base` is the column of weights that came with the answers, which raking starts from.
    """

    shares: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    voices: tuple[str, ...] = ()
    trim: tuple[float, float] | None = None
    base: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column, _values in self.shares)

    def of(self, column: str) -> dict[str, float]:
        """Shares by value of one column."""
        return dict(dict(self.shares)[column])


def people(
    source: Source, columns: Sequence[str], selection: Selection, *, weight: str | None = None, score: str = "NULL"
) -> Cells:
    """Sums over the people of each combination of values, in one statement; a missing value is an empty text.

    `weight` is the column of weights that came with the answers, `score` a number in SQL (`source.field(…).sql`).
    Errors: DataError for a column that is not there.
    """
    names = ", ".join(f"{text_of(source, column)} AS g{at}" for at, column in enumerate(columns))
    w = base_of(source, weight)
    sums = {"n": "count(*)", "w": "sum(w)", "ww": "sum(w * w)"}
    sums |= {"given": "count(y)", "gw": "sum(w) FILTER (y IS NOT NULL)", "gwy": "sum(w * y)"}
    sums |= {"gww": "sum(w * w) FILTER (y IS NOT NULL)", "gwwy": "sum(w * w * y)", "gwwyy": "sum(w * w * y * y)"}
    told = ", ".join(f"{sql} AS {name}" for name, sql in sums.items())
    keys = ", ".join(f"g{at}" for at in range(len(columns)))
    kept = " AND ".join(selection.conditions(source)) or "TRUE"
    table = source.opened.table
    rows = f"SELECT {names}, {w} AS w, ({score})::DOUBLE AS y FROM {table} WHERE {kept}"  # noqa: S608 — from field()
    found = source.run(
        f"SELECT {keys}, {told} FROM ({rows}) GROUP BY {keys} ORDER BY {keys}"  # noqa: S608 — as above
    ).to_pylist()
    return {
        tuple(row[f"g{at}"] for at in range(len(columns))): CellSums(**{name: row[name] or 0 for name in sums})
        for row in found
    }


def rake(cells: Cells, targets: Targets) -> Raking:
    """The factors by which the cells meet the targets; the weights add up to what they added up to before.

    Answers without a value in a column keep the share that they have; the targets are met among the others.
    Errors: DataError for a value without a target, a target without answers, nobody, too many combinations.
    """
    total = sum(each.w for each in cells.values())
    if not cells:
        raise DataError(NOBODY)
    if total <= 0:
        raise DataError(NO_WEIGHT_LEFT)
    combinations = prod(len(margin(cells, place)) for place in range(len(targets.columns)))
    if combinations > MOST_CELLS:
        raise DataError(TOO_MANY, n=combinations, most=MOST_CELLS)
    margins: dict[str, dict[str, float]] = {}
    for place, column in enumerate(targets.columns):
        there = margin(cells, place)
        wanted = targets.of(column)
        for value, one in there.items():
            if value and value not in wanted:
                raise DataError(NO_TARGET, column=column, value=value, n=one.n)
        for value, share in wanted.items():
            if share > 0 and (value not in there or there[value].w <= 0):
                raise DataError(NO_ANSWERS, column=column, value=value)
        silent = there[""].w / total if "" in there else 0.0
        margins[column] = {value: share * (1 - silent) * total for value, share in wanted.items() if value in there}
        if "" in there:
            margins[column][""] = silent * total
    return rake_from_cells(
        cells={cell: each.w for cell, each in cells.items()},
        variables=targets.columns,
        margins=margins,
        trim=targets.trim,
        counts={cell: each.n for cell, each in cells.items()},
        squares={cell: each.ww for cell, each in cells.items()},
    )


@dataclass(frozen=True)
class Held:
    """How many answers hold a value, and what they weigh."""

    n: int
    w: float


def margin(cells: Cells, place: int) -> dict[str, Held]:
    """The cells added up by the values of one column."""
    found: dict[str, Held] = {}
    for cell, each in cells.items():
        before = found.get(cell[place], Held(0, 0.0))
        found[cell[place]] = Held(before.n + each.n, before.w + each.w)
    return found


def attach(source: Source, targets: Targets) -> Raking:
    """Rake all answers of the targets' voices, and give the source the column `RAKED` with everybody's weight.

    Errors: DataError where the answers do not fit the targets; which of them is not said, for whoever asks may be one
    who sees a part of the answers.
    """
    raking = raked(source, targets)
    factor = factor_in(source, targets.columns, raking)
    selection = of_voices(targets)
    if targets.voices:
        factor = f"CASE WHEN {' AND '.join(selection.conditions(source))} THEN {factor} ELSE 1.0::DOUBLE END"
    source.derive(RAKED, f"{base_of(source, targets.base)} * {factor}", kind="number")
    return raking


def raked(source: Source, targets: Targets) -> Raking:
    """The factors of all answers of the targets' voices. Errors: as `attach`."""
    try:
        return rake(people(source, targets.columns, of_voices(targets), weight=targets.base), targets)
    except DataError as trouble:
        raise DataError(NOT_FITTING) from trouble


def of_voices(targets: Targets) -> Selection:
    return Selection(among=[OneOf(columns=(VOICE,), values=targets.voices)] if targets.voices else [])


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a margin: answers, their share before (0–1), the target, the share after; None where not known."""

    value: str
    n: int
    before: float | None
    target: float | None
    after: float | None


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What weights do to some answers; shares are those among the answers that say the value.

    `factors`: how often each factor occurs; `effective` answers would tell as much without weights (Kish).
    """

    n: int
    deff: float | None
    margins: Mapping[str, tuple[Value, ...]]
    silent: Mapping[str, int]
    factors: tuple[tuple[float, int], ...]

    @property
    def effective(self) -> float | None:
        return self.n / self.deff if self.deff else None

    @property
    def least(self) -> float:
        return min((factor for factor, _n in self.factors), default=1.0)

    @property
    def most(self) -> float:
        return max((factor for factor, _n in self.factors), default=1.0)


def effects(cells: Cells, raking: Raking, targets: Targets) -> Effects:
    """What the factors of a raking do to the people of these cells, who may be a part of those who were raked."""
    after = {cell: replace(each, w=each.w * raking.factors[cell]) for cell, each in cells.items()}
    margins: dict[str, tuple[Value, ...]] = {}
    silent: dict[str, int] = {}
    for place, column in enumerate(targets.columns):
        old, new, wanted = margin(cells, place), margin(after, place), targets.of(column)
        silent[column] = old[""].n if "" in old else 0
        was, now = (sum(held.w for value, held in each.items() if value) or 1.0 for each in (old, new))
        margins[column] = tuple(
            Value(value=value, n=held.n, before=held.w / was, target=wanted.get(value), after=new[value].w / now)
            for value, held in old.items()
            if value
        )
    n = sum(each.n for each in cells.values())
    squares = sum(raking.factors[cell] ** 2 * each.ww for cell, each in cells.items())
    factors = sorted((raking.factors[cell], each.n) for cell, each in cells.items())
    total = sum(each.w for each in after.values())
    return Effects(
        n=n,
        deff=kish_deff(n=n, total=total, squares=squares),
        margins=margins,
        silent=silent,
        factors=tuple(factors),
    )


def factor_in(source: Source, columns: Sequence[str], raking: Raking) -> str:
    """The factor of a row's cell in SQL: its place in one list of all combinations, which keeps the rows' order."""
    values = [sorted({cell[place] for cell in raking.factors}) for place in range(len(columns))]
    steps = [prod(len(each) for each in values[place + 1 :]) for place in range(len(columns))]
    table = [1.0] * prod(len(each) for each in values)
    for cell, factor in raking.factors.items():
        table[sum(each.index(part) * step for each, part, step in zip(values, cell, steps, strict=True))] = factor
    places = " + ".join(
        f"(list_position([{', '.join(map(duck.text, each))}], {text_of(source, column)}) - 1) * {step}"
        for column, each, step in zip(columns, values, steps, strict=True)
    )
    # One literal: thousands of numbers, each an expression of its own, take DuckDB ten times as long to bind.
    numbers = ", ".join(map(repr, table))
    return f"('[{numbers}]'::DOUBLE[])[{places} + 1]"


def text_of(source: Source, column: str) -> str:
    return f"coalesce({source.field(column).sql}::VARCHAR, '')"


def base_of(source: Source, weight: str | None) -> str:
    return f"{source.field(weight).sql}::DOUBLE" if weight else "1.0::DOUBLE"

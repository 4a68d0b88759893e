"""SERVQUAL of a file: sums of expectation, perception and gap by item, dimension and respondent, in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, Row, escaped, judged
from sonda.engine.analyses.tables import lists_in
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Scale, Table
from sonda.methods.frames import suffixes
from sonda.methods.respondents import dimensions_of
from sonda.methods.result import N_, Note
from sonda.methods.servqual import POINTS, SOME_WEIGHTED, Servqual, ServqualSums, servqual_from_sums

IMPORTANCE = Scale(low=0)
NO_IMPORTANCE = N_("No item or dimension has a column of importance that begins with %(prefix)s.")
SIDES = ("e", "p", "g")  # expectation, perception, gap: columns i0_e, i0_p, i0_g for item 0, d0_e … for dimension 0


def servqual(
    source: Source,
    selection: Selection,
    *,
    expectation: str,
    perception: str,
    importance: str | None = None,
    dimensions: Mapping[str, Sequence[str]] | str | Path | None = None,
    level: float = 0.95,
) -> Analysis:
    """Gaps (perception − expectation) of columns that pair by suffix; `dimensions` is a table or a TOML file of one.

    Errors: DataError where nothing pairs up, a dimension names an unknown item, or a cell or weight is bad.
    """
    try:
        items = suffixes(dict.fromkeys(source.columns), expectation, perception)
        groups = dimensions_of(items, lists_in(dimensions))
    except ValueError as trouble:
        raise DataError(escaped(str(trouble))) from trouble
    table = Table(source, selection)
    raw = [(table.number(expectation + item), table.number(perception + item)) for item in items]
    weights = importances(table, importance, items, list(groups)) if importance is not None else None
    frame = table.frame().with_columns(expr for at, both in enumerate(raw) for expr in given(f"i{at}", *both))
    names = {item: f"i{at}" for at, item in enumerate(items)}
    means = {f"d{at}": [names[item] for item in group] for at, group in enumerate(groups.values())}
    means["all"] = list(names.values())
    frame = frame.with_columns(expr for name, parts in means.items() for expr in own_means(name, parts))
    rows = [*names.values(), *means]
    frame = frame.with_columns((nw.col(f"{name}_p") - nw.col(f"{name}_e")).alias(f"{name}_g") for name in rows)
    values = [f"{name}_{side}" for name in rows for side in SIDES]
    extra: dict[str, nw.Expr] = {}
    if weights:
        frame, extra = weights.weigh(frame)
        values.append("weighted")
    found = table.sums(frame, values, extra=extra)

    def judge(counted: Counted) -> Servqual:
        (row,) = counted
        return servqual_from_sums(
            items={item: three(row, name) for item, name in names.items()},
            dimensions={name: three(row, f"d{at}") for at, name in enumerate(groups)},
            overall=three(row, "all"),
            weighted=sums_of(row, "weighted") if weights else None,
            level=level,
            notes=weights.notes(row) if weights else (),
        )

    return judged(table, found, judge, of=Servqual)


def given(name: str, expected: str, perceived: str) -> list[nw.Expr]:
    """Both sides of an item, where both were answered."""
    both = ~nw.col(expected).is_null() & ~nw.col(perceived).is_null()
    sides = zip((expected, perceived), "ep", strict=True)
    return [nw.when(both).then(nw.col(column)).alias(f"{name}_{side}") for column, side in sides]


def own_means(name: str, parts: Sequence[str]) -> list[nw.Expr]:
    """Each respondent's own means over the items that they answered; nothing (not 0/0) where they answered none."""
    some = nw.any_horizontal(*(~nw.col(f"{part}_e").is_null() for part in parts), ignore_nulls=False)
    return [
        nw.when(some).then(nw.mean_horizontal(*(f"{part}_{side}" for part in parts))).alias(f"{name}_{side}")
        for side in "ep"
    ]


def three(row: Row, name: str) -> ServqualSums:
    expected, perceived, gap = (sums_of(row, f"{name}_{side}") for side in SIDES)
    return ServqualSums(expectation=expected, perception=perceived, gap=gap)


@dataclass(frozen=True, kw_only=True)
class Importances:
    """Columns of importance by the name (i0, d0, …) of the item or dimension that they weigh."""

    columns: dict[str, str]
    by_item: bool
    left_out: tuple[str, ...]

    def weigh(self, frame: nw.LazyFrame[Any]) -> tuple[nw.LazyFrame[Any], dict[str, nw.Expr]]:
        """`weighted`: each respondent's Σ(points × gap)/Σ points; and, for dimensions, whose points are not 100."""
        below = nw.sum_horizontal(
            *(nw.when(~nw.col(f"{name}_g").is_null()).then(nw.col(points)) for name, points in self.columns.items())
        )
        above = nw.sum_horizontal(*(nw.col(f"{name}_g") * nw.col(points) for name, points in self.columns.items()))
        frame = frame.with_columns(below.alias("below"), above.alias("above"), self._total().alias("points"))
        ratio = nw.when(nw.col("below") > 0).then(nw.col("above") / nw.col("below"))
        points = nw.col("points")
        off = ((points > 0) & ((points - 100).abs() > 1e-6)).cast(nw.Int64).sum()
        return frame.with_columns(ratio.alias("weighted")), {} if self.by_item else {"rescaled": off}

    def _total(self) -> nw.Expr:
        return nw.sum_horizontal(*(nw.col(points) for points in self.columns.values()))

    def notes(self, row: Row) -> tuple[Note, ...]:
        if self.by_item:
            return (Note(text=SOME_WEIGHTED, values={"items": ", ".join(self.left_out)}),) if self.left_out else ()
        return (Note(text=POINTS, values={"n": row["rescaled"]}),) if row["rescaled"] else ()


def importances(table: Table, prefix: str, items: Sequence[str], dimensions: Sequence[str]) -> Importances:
    """Importances of items where the file has them, else points by dimension.

    Errors: DataError when it has neither.
    """
    known = set(table.source.columns)
    by_item = any(prefix + item in known for item in items)
    units, letter = (items, "i") if by_item else (dimensions, "d")
    columns = {
        f"{letter}{at}": table.number(prefix + unit, scale=IMPORTANCE)
        for at, unit in enumerate(units)
        if prefix + unit in known
    }
    if not columns:
        raise DataError(NO_IMPORTANCE, prefix=prefix)
    return Importances(columns=columns, by_item=by_item, left_out=missing(prefix, units, known))


def missing(prefix: str, units: Iterable[str], known: set[str]) -> tuple[str, ...]:
    return tuple(unit for unit in units if prefix + unit not in known)

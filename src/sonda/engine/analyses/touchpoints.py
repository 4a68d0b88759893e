"""An outcome and its drivers, counted: row by row while the file is small, else by bucket and pattern of answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sonda.engine.analyses.analysis import Counted
from sonda.engine.errors import DataError
from sonda.engine.moments import Floats, blocks, distinct_answers, rows_themselves
from sonda.engine.table import Table
from sonda.methods.drivers import Blocks, Groups, blocks_from_sums, groups_from_sums
from sonda.methods.drivers.blocks import BUCKETS_ABOVE, blocks_of, triangle_places
from sonda.methods.drivers.groups import groups_of
from sonda.methods.frames import events
from sonda.methods.result import N_
from sonda.methods.sums import Sums, sums

if TYPE_CHECKING:
    import pyarrow as pa

MOST_NUMBERS = 12_000_000  # that the blocks of one statement may hold: 96 MB
FEWEST_BUCKETS = 12  # fewer could not tell an interval
GLIMPSE = 2_000
MOST_DISTINCT = 1_000_000

TOO_MANY_ANSWERS = N_(
    "There are more than %(most)s different combinations of answers and weights; round the weights, or leave them out."
)
TOO_MANY_PATTERNS = N_(
    "The %(drivers)s drivers were skipped in too many different combinations to be weighed at once: name fewer of them."
)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Rows of one group: an outcome and its drivers, with weights and events."""

    columns: tuple[str, ...]
    x: Floats  # (n, p), the outcome first
    weight: Floats | None
    event: Any

    @cached_property
    def blocks(self) -> Blocks:
        return blocks_of(columns=self.columns, x=self.x, weight=self.weight, cluster=self.event)

    @cached_property
    def groups(self) -> Groups:
        x = self.x
        return groups_of(
            columns=self.columns[1:],
            outcome=self.columns[0],
            y=x[:, 0],
            x=x[:, 1:],
            weight=self.weight,
            bucket=self.event,
        )

    def ratings(self) -> dict[str, Sums]:
        """Sums of each driver over everybody who rated it."""
        return {name: sums(self.x[:, at], self.weight, self.event) for at, name in enumerate(self.columns) if at}


class Touchpoints:
    """What a table counts of an outcome and its drivers, in one statement; `rows_of` reads one group of it."""

    def __init__(self, table: Table, columns: Sequence[str], names: Sequence[str]) -> None:
        self.table = table
        self.columns = tuple(columns)  # as the reader calls them, the outcome first
        self.names = list(names)  # as the frame does

    @property
    def small(self) -> bool:
        return self.table.source.small

    def outcome_in(self, found: "pa.Table") -> str:
        """The column of what was counted that holds the outcome or its sum."""
        return next(name for name in (self.names[0], "y_sum", "s0") if name in found.column_names)

    def blocks(self, *, complete: bool, resampled: bool, rated: bool = True) -> "pa.Table":
        """`rated`: whether `ratings_of` everybody will be asked for."""
        if self.small:
            return self.table.collect(rows_themselves(self.table))
        buckets = self._buckets(complete) if resampled else 1
        try:
            found = self.table.collect(blocks(self.table, self.names, buckets, complete=complete))
        except MemoryError:
            raise DataError(TOO_MANY_PATTERNS, drivers=len(self.names) - 1) from None
        return self._slim(found, rated=rated)

    def groups(self) -> "pa.Table":
        if self.small:
            return self.table.collect(rows_themselves(self.table))
        sql = distinct_answers(self.table, self.names[0], {f"d{at}": name for at, name in enumerate(self.names[1:])})
        return few_enough(self.table.collect(sql))

    def answers(self, rows: Counted) -> Answers:
        """Rows themselves, of a small file."""
        table = self.table
        frame = {name: rows.table[name].to_pylist() for name in table.clusters}
        return Answers(
            columns=self.columns,
            x=stacked(rows.table, self.names),
            weight=stacked(rows.table, [table.weight])[:, 0] if table.weight else None,
            event=events(frame, table.clusters) if table.clusters else None,
        )

    def blocks_of(self, rows: Counted) -> Blocks:
        """Blocks of one group, whichever way they were counted."""
        if self.small:
            return self.answers(rows).blocks
        found = rows.table.filter(rows.table["place"].is_valid())
        place = found["place"].to_numpy()
        whole = len(place) == len(self._sums)
        return blocks_from_sums(
            columns=self.columns,
            bucket=found["bucket"].to_numpy(),
            pattern=found["pattern"].to_numpy(),
            n=found["n"].to_numpy(),
            weight=found["w_sum"].to_numpy(),
            sums=self._sums if whole else self._sums[place],
            products=self._products if whole else self._products[place],
        )

    def groups_of(self, rows: Counted) -> Groups:
        """Distinct complete answers of one group, whichever way they were counted."""
        if self.small:
            return self.answers(rows).groups
        return distinct_groups(self.table, rows.table, self.columns)

    def ratings_of(self, rows: Counted) -> dict[str, Sums]:
        """Sums of each driver over everybody who rated it."""
        if self.small:
            return self.answers(rows).ratings()
        found, blocks = rows.table, self.blocks_of(rows)
        place = triangle_places(len(self.names))
        return {
            name: rated(self.table, found, blocks, at, int(place[at, at])) for at, name in enumerate(self.columns) if at
        }

    def _slim(self, found: "pa.Table", *, rated: bool) -> "pa.Table":
        """What was counted without its sums and products, of which one copy is kept here: they are most of it.

        Rows that no model uses, for want of an outcome or of any driver, are left out unless all that `rated` count.
        """
        import pyarrow as pa

        p = len(self.names)
        sums, products = [f"s{at}" for at in range(p)], [f"p{at}" for at in range(p * (p + 1) // 2)]
        pattern = found["pattern"].to_numpy()
        used = np.ones(len(pattern), bool) if rated else (pattern & 1 == 1) & (pattern > 1)
        self._sums, self._products = stacked(found, sums, used), stacked(found, products, used)
        kept = found.drop_columns([*sums[1:], *products])  # the outcome's tells whether there was any success
        kept = kept.take(
            np.arange(found.num_rows)
        )  # a copy: DuckDB's columns are given back all together or not at all
        return kept.append_column("place", pa.array(np.cumsum(used) - 1, mask=~used))

    def _buckets(self, complete: bool) -> int:
        """As many buckets as memory allows: every pattern of answers may occur in each.

        How many patterns there are is guessed from the beginning of the file, as a CSV's separator is.
        """
        p = len(self.names)
        room = MOST_NUMBERS // (p + p * (p + 1) // 2 + 4)
        patterns = 1.0 if complete else self._patterns()
        return int(min(BUCKETS_ABOVE, max(FEWEST_BUCKETS, room // max(patterns, 1.0))))

    def _patterns(self) -> float:
        pattern = " || ".join(f"({name} IS NULL)::INT" for name in self.names[1:])
        sql = f"SELECT {pattern} AS pattern FROM ({self.table.sql()}) LIMIT {GLIMPSE}"  # noqa: S608
        seen = self.table.source.glimpse(sql)["pattern"].to_pylist()
        counts = np.unique(seen, return_counts=True)[1]
        # Good and Turing: patterns seen once tell how many are still unseen.
        unseen = (counts == 1).sum() / max(len(seen), 1) * self.table.source.opened.rows_at_most
        return float(min(2.0 ** (len(self.names) - 1), len(counts) + unseen))


def stacked(found: "pa.Table", names: Sequence[str], used: NDArray[np.bool_] | None = None) -> Floats:
    """Columns of an Arrow table as an array of floats, NaN for NULL; of the rows `used`, 0 for NULL."""
    whole = np.empty((found.num_rows if used is None else int(used.sum()), len(names)))
    for at, name in enumerate(names):  # one by one: a second copy of everything would be a third of the memory
        column = found[name].to_numpy()
        whole[:, at] = column if used is None else np.nan_to_num(column[used])
    return whole


def few_enough(found: "pa.Table") -> "pa.Table":
    """Errors: DataError when the answers were too many to be added up."""
    if found.num_rows > MOST_DISTINCT:
        raise DataError(TOO_MANY_ANSWERS, most=MOST_DISTINCT)
    return found


def distinct_groups(table: Table, found: "pa.Table", columns: Sequence[str]) -> Groups:
    """`Groups` out of what `moments.distinct_answers` counted; `columns`: the outcome, then the drivers."""
    outcome, *drivers = columns
    whole = found.filter(found["whole"])
    keys = list(zip(*(whole[name].to_pylist() for name in table.clusters), strict=True))
    place = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    return groups_from_sums(
        columns=drivers,
        outcome=outcome,
        x=stacked(whole, [f"d{at}" for at in range(len(drivers))]),
        n=whole["n"].to_numpy(),
        y=whole["y_sum"].to_numpy(),
        yy=whole["yy"].to_numpy(),
        weight=whole[table.weight].to_numpy() if table.weight else None,
        bucket=[place[key] for key in keys] if table.clusters else None,
    )


def rated(table: Table, found: "pa.Table", blocks: Blocks, at: int, square: int) -> Sums:
    """Sums of one column out of blocks; with clusters, the buckets they were dealt to stand for them."""
    given = blocks.answered[:, at]
    n, w = int(blocks.n[given].sum()), blocks.weight[given]
    wy, wyy = blocks.sums[given, at], float(blocks.products[given, square].sum())
    if table.clusters:
        _, unit = np.unique(blocks.bucket[given], return_inverse=True)
        a, b = np.bincount(unit, wy), np.bincount(unit, w)
        clusters, aa, ab, bb = len(a), float(a @ a), float(a @ b), float(b @ b)
    elif table.weight:
        bb, ab, aa = (float(np.nansum(stacked(found, [f"{part}{at}"]))) for part in "bcd")
        clusters = n
    else:
        clusters, aa, ab, bb = n, wyy, float(wy.sum()), float(n)
    return Sums(n=n, w=float(w.sum()), wy=float(wy.sum()), wyy=wyy, clusters=clusters, aa=aa, ab=ab, bb=bb)

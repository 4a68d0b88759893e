"""What an analysis hands back, and how counted groups become judged ones."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from sonda.engine.cells import Code
from sonda.engine.errors import DataError
from sonda.engine.source import Source
from sonda.engine.spelling import two_spellings
from sonda.engine.table import Table
from sonda.methods.result import N_, Note, Result

if TYPE_CHECKING:
    import pyarrow as pa

Group = str | tuple[str, ...] | None
Row = dict[str, Any]
R = TypeVar("R", bound=Result)

NO_GROUP = N_("Rows without a value in %(column)s, in no group: %(rows)s.")
TOO_SMALL = N_("Group %(group)s is too small to be judged (answers: %(n)s).")
TOO_LIGHT = N_("Group %(group)s is too small to be judged (answers that carry weight: %(n)s).")
NOT_JUDGED = N_("Group %(group)s cannot be judged: %(reason)s")
NO_GROUPS = N_("No group in %(column)s is large enough to be judged.")
TOO_MANY = N_("Column %(column)s has more than %(most)s values: it does not name groups.")
MOST_GROUPS = 100_000


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The results of one method on one file: one, or one per group; `n` counts people over all of them."""

    method: str
    version: str
    n: int
    results: tuple[tuple[Group, Result], ...]
    notes: tuple[Note, ...] = ()
    grouped: bool = False

    @property
    def warnings(self) -> list[str]:
        """All remarks as sentences; those of a group begin with its name."""
        said = [str(note) for note in self.notes]
        for group, result in self.results:
            before = "" if group is None else f"{label(group)}: "
            said += [before + str(note) for note in result.notes]
        return list(dict.fromkeys(said))

    def as_dict(self) -> dict[str, Any]:
        """The command line's JSON object: never NaN, groups by their names."""
        rows = [
            ({} if group is None else {"group": label(group)}) | row
            for group, result in self.results
            for row in result.rows()
        ]
        tops = [(group, result.top()) for group, result in self.results]
        keys = dict.fromkeys(key for _, top in tops for key in top)
        head = {"method": self.method, "version": self.version, "n": self.n}
        if self.grouped:
            beside = {key: {label(group): top.get(key) for group, top in tops if group is not None} for key in keys}
        else:
            beside = tops[0][1] if tops else {}
        return plain(head | {"rows": rows} | beside | {"warnings": self.warnings})  # type: ignore[no-any-return]


def label(group: str | tuple[str, ...]) -> str:
    return group if isinstance(group, str) else " · ".join(group)


def plain(value: Any) -> Any:
    """The same in Python's own types, with None for every number that is not finite.

    >>> plain({"low": float("nan"), "n": np.int64(3), "limits": (np.float64(0.5),)})
    {'low': None, 'n': 3, 'limits': [0.5]}
    """
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


class Counted(Sequence[Row]):
    """The counted rows of one group: dicts to iterate over, or `table`, as Arrow columns, where they are many."""

    def __init__(self, table: "pa.Table") -> None:
        self.table = table

    @cached_property
    def _rows(self) -> list[Row]:
        return self.table.to_pylist()  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return self._rows[place]


def groups_of(table: Table, found: "pa.Table") -> tuple[list[tuple[Group, Counted]], list[Note]]:
    """Counted rows by group, in the order of their names; rows of no group are left out with a note."""
    if not table.keys:
        return [(None, Counted(found))], []
    column = ", ".join(table.selection.groups)
    together: dict[tuple[str, ...], list[int]] = {}
    lost = 0
    keys = zip(*(found[name].to_pylist() for name in table.keys), strict=True)
    for place, (key, rows) in enumerate(zip(keys, found["rows"].to_pylist(), strict=True)):
        if any(part is None for part in key):
            lost += rows
        else:
            together.setdefault(tuple(map(str, key)), []).append(place)
        if len(together) > MOST_GROUPS:
            raise DataError(TOO_MANY, column=column, most=MOST_GROUPS)
    notes = [Note(text=NO_GROUP, values={"rows": lost, "column": column})] if lost else []
    for at, name in enumerate(table.selection.groups):
        notes += two_spellings(dict.fromkeys(key[at] for key in sorted(together)), column=name)
    order = sorted(together, key=lambda key: [natural(part) for part in key])
    if not order:
        return [], notes
    lined_up = found.take([place for key in order for place in together[key]])  # once: a group is a slice of it
    groups: list[tuple[Group, Counted]] = []
    start = 0
    for key in order:
        rows = lined_up.slice(start, len(together[key]))
        groups.append((key[0] if len(key) == 1 else key, Counted(rows)))
        start += len(rows)
    return groups, notes


def natural(name: str) -> tuple[int, float, str]:
    """Numbers by size before words by letters."""
    number = Code(name).number
    return (1, 0.0, name) if number is None else (0, number, name)


def judged(
    table: Table,
    found: "pa.Table",
    judge: Callable[[Counted], R],
    *,
    of: type[Result],
    too_small: Callable[[R], bool] = lambda result: result.n < 2,
    notes: Iterable[Note] = (),
) -> Analysis:
    """Judge each group's counts; a group that is too small, or that cannot be judged, becomes a note instead of rows.

    Errors: DataError where there are no groups and the method refuses.
    """
    counted, remarks = groups_of(table, found)
    results: list[tuple[Group, Result]] = []
    said = [*table.source.notes, *notes, *remarks]
    for group, rows in counted:
        try:
            result = judge(rows)
        except ValueError as trouble:
            if group is None:
                raise DataError(escaped(str(trouble))) from trouble
            said.append(Note(text=NOT_JUDGED, values={"group": label(group), "reason": str(trouble)}))
            continue
        if group is not None and too_small(result):
            said.append(too_small_note(label(group), result, weighted=table.weight is not None))
        else:
            results.append((group, result))
    if not results:
        said.append(Note(text=NO_GROUPS, values={"column": ", ".join(table.selection.groups)}))
    return Analysis(
        method=of.method,
        version=of.version,
        n=sum(result.n for _, result in results),
        results=tuple(results),
        notes=unique(said),
        grouped=bool(table.keys),
    )


def too_small_note(group: str, result: Result, *, weighted: bool) -> Note:
    """Why a group has no rows: how few answered, or what the method says where many did."""
    if result.n >= 2 and result.notes:
        return Note(text=NOT_JUDGED, values={"group": group, "reason": str(result.notes[0])})
    return Note(text=TOO_LIGHT if weighted else TOO_SMALL, values={"group": group, "n": result.n})


def unique(notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple({str(note): note for note in notes}.values())


def escaped(sentence: str) -> str:
    """A finished sentence as the text of a note: its per cent signs are no places."""
    return sentence.replace("%", "%%")


def scale_of(scale: tuple[int, int] | str, top: int, check: Callable[[tuple[int, int], int], None]) -> tuple[int, int]:
    """A scale as two whole numbers, written "1-5" or given as (1, 5).

    Errors: DataError for anything that is not a rising scale with `top` answers inside.

    >>> scale_of("1-7", 2, lambda scale, top: None)
    (1, 7)
    """
    if isinstance(scale, str):
        found = re.fullmatch(r"\s*([+-]?\d{1,6})\s*[-–:]\s*([+-]?\d{1,6})\s*", scale)
        if not found:
            raise DataError(N_("%(scale)s is not a scale like 1-5."), scale=scale)
        scale = int(found[1]), int(found[2])
    try:
        check(scale, top)
    except ValueError as trouble:
        raise DataError(escaped(str(trouble))) from trouble
    return scale


def items_of(source: Source, columns: Sequence[str], *, least: int = 1) -> list[str]:
    """Names of columns as the file writes them, each once.

    Errors: DataError for fewer than `least`, a column named twice, or one that is not there.
    """
    names = [source.field(name).name for name in columns]
    for at, name in enumerate(names):
        if name in names[:at]:
            raise DataError(N_("Column %(column)s is named twice."), column=name)
    if len(names) < least:
        raise DataError(N_("At least %(least)s columns are needed; %(n)s are named."), least=least, n=len(names))
    return names

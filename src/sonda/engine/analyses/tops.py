"""Shares of top answers in a file, by voice, item by item and over all items, in one pass."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, items_of, judged
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.result import N_
from sonda.methods.sums import Sums
from sonda.methods.top_answers import TopAnswers, top_answers_from_sums

NO_BORDER = N_("It is not said from which answer on column %(column)s counts as a top one.")


def tops(
    source: Source,
    selection: Selection,
    *,
    items: Sequence[str],
    group: str,
    voices: Sequence[str],
    lowest: Mapping[str, float],
    level: float = 0.95,
) -> Analysis:
    """Shares of answers at or above `lowest[item]`, by the rows whose `group` is each of `voices`.

    Errors: DataError for bad cells or columns, and an item without a border.
    """
    names = items_of(source, items)
    for name in names:
        if name not in lowest:
            raise DataError(NO_BORDER, column=name)
    table = Table(source, selection)
    answers = {name: table.number(name) for name in names}
    sides = {voice: table.flag(group, [voice], answers=False, alias=f"v{at}") for at, voice in enumerate(voices)}
    top = {name: f"{x}_top" for name, x in answers.items()}
    frame = table.frame().with_columns(
        (nw.col(x) >= float(lowest[name])).cast(nw.Float64).alias(top[name]) for name, x in answers.items()
    )
    # Of each person: how many ratings they gave, and how many of them are top ones.
    given = nw.sum_horizontal(*((~nw.col(x).is_null()).cast(nw.Float64) for x in top.values())).alias("given")
    high = nw.sum_horizontal(*(nw.col(x) for x in top.values())).alias("high")
    frame = frame.with_columns(given, high)
    split = {f"{x}_{side}": nw.when(nw.col(side) == 1).then(nw.col(x)) for x in top.values() for side in sides.values()}
    frame = frame.with_columns(expr.alias(name) for name, expr in split.items())
    extra = {name: expr for side in sides.values() for name, expr in of_people(side).items()}
    found = table.sums(frame, list(split), extra=extra)

    def judge(rows: Counted) -> TopAnswers:
        (row,) = rows
        return top_answers_from_sums(
            items={
                name: {voice: sums_of(row, f"{x}_{side}") for voice, side in sides.items()} for name, x in top.items()
            },
            together={voice: whole(row, side) for voice, side in sides.items()},
            level=level,
        )

    return judged(table, found, judge, of=TopAnswers)


def of_people(side: str) -> dict[str, nw.Expr]:
    """Sums over the people of one voice, each with all their ratings."""
    here = nw.col(side) == 1
    a, b = nw.when(here).then(nw.col("high")), nw.when(here).then(nw.col("given"))
    return {
        f"{side}_people": nw.when(here & (nw.col("given") > 0)).then(nw.lit(1.0)).sum(),
        f"{side}_a": a.sum(),
        f"{side}_b": b.sum(),
        f"{side}_aa": (a * a).sum(),
        f"{side}_ab": (a * b).sum(),
        f"{side}_bb": (b * b).sum(),
    }


def whole(row: Mapping[str, float | None], side: str) -> Sums:
    """All ratings of one voice, each person being one cluster of them."""
    people, a, b, aa, ab, bb = (float(row[f"{side}_{part}"] or 0) for part in ("people", "a", "b", "aa", "ab", "bb"))
    return Sums(n=int(b), w=b, wy=a, wyy=a, clusters=int(people), aa=aa, ab=ab, bb=bb)

"""Several questions of a file by the values of another column, in one pass."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from sonda.engine.analyses.analysis import TOO_MANY, Analysis, Counted, escaped, items_of, judged
from sonda.engine.analyses.crosstab import MOST_LINES
from sonda.engine.analyses.nps import SCALE
from sonda.engine.counting import sums_of
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import ANY, Scale, Table
from sonda.methods.pivot import NPS, SHARE, Asked, Pivot, asked_of, pivot_from_sums
from sonda.methods.result import N_

MOST = 100  # questions

TOO_MANY_QUESTIONS = N_("A table holds at most %(most)s questions; these are %(n)s.")
NO_CLUSTERS = N_("Every question by every group is counted without clusters: leave them out.")


def pivot(
    source: Source,
    selection: Selection,
    *,
    questions: Sequence[str],
    by: str,
    nps: Sequence[str] = (),
    top: Mapping[str, float] | None = None,
    scales: Mapping[str, Sequence[float]] | None = None,
    level: float = 0.95,
) -> Analysis:
    """A mean, a share of top answers or an NPS of each question within each value of `by` (see `methods.pivot`).

    Errors: DataError for bad cells, columns or weights, clusters, and for questions or groups that are too many.
    """
    names = items_of(source, questions)
    if len(names) > MOST:
        raise DataError(TOO_MANY_QUESTIONS, most=MOST, n=len(names))
    if selection.cluster:
        raise DataError(NO_CLUSTERS)
    try:
        asked = asked_of(names, nps=nps, top=top or {}, scales=scales or {})
    except ValueError as trouble:
        raise DataError(escaped(str(trouble))) from trouble
    table = Table(source, selection)
    columns = {each.question: table.number(each.question, scale=scale_of(each)) for each in asked}
    table.text(by, answers=False, alias="line")
    marks = [mark(each, nw.col(columns[each.question]), (top or {}).get(each.question)) for each in asked]
    frame = table.frame().with_columns(y.alias(f"y{at}") for at, y in enumerate(marks))
    given = nw.sum_horizontal(*((~nw.col(x).is_null()).cast(nw.Int64) for x in columns.values()))
    frame = frame.with_columns((given > 0).cast(nw.Int64).alias("given"))
    called = [f"y{at}" for at in range(len(asked))]
    found = table.sums(frame, called, keys=["line"], extra={"people": nw.col("given").sum()})
    if found.num_rows > MOST_LINES and len(found["line"].unique()) > MOST_LINES:
        raise DataError(TOO_MANY, column=by, most=MOST_LINES)

    def judge(rows: Counted) -> Pivot:
        answered = [row for row in rows if row["people"]]
        return pivot_from_sums(
            asked=asked,
            cells={
                each.question: {row["line"]: sums_of(row, y) for row in answered if row["line"] is not None}
                for each, y in zip(asked, called, strict=True)
            },
            n=sum(int(row["people"]) for row in answered if row["line"] is not None),
            n_in_no_group=sum(int(row["people"]) for row in answered if row["line"] is None),
            weighted=table.weight is not None,
            level=level,
        )

    return judged(table, found, judge, of=Pivot)


def scale_of(asked: Asked) -> Scale:
    if asked.measure == NPS:
        return SCALE
    return ANY if asked.scale is None else Scale(low=asked.scale[0], high=asked.scale[1])


def mark(asked: Asked, answer: nw.Expr, border: float | None) -> nw.Expr:
    """The number whose mean is the value; nothing for who did not answer."""
    if asked.measure == NPS:
        low = nw.when(answer <= 6).then(nw.lit(-1.0)).otherwise(nw.lit(0.0))
        return nw.when(~answer.is_null()).then(nw.when(answer >= 9).then(nw.lit(1.0)).otherwise(low))
    if asked.measure == SHARE:
        return (answer >= float(border or 0.0)).cast(nw.Float64)
    return answer

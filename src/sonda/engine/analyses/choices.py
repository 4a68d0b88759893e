"""The answers of one question in a file, counted, in one pass."""

import narwhals as nw

from sonda.engine.analyses.analysis import Analysis, Counted, judged
from sonda.engine.errors import DataError
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.choices import Choices, choices_from_counts
from sonda.methods.result import N_

MOST_ANSWERS = 1_000

TOO_MANY_ANSWERS = N_("Column %(column)s has more than %(most)s different answers: these are words of their own.")


def choices(source: Source, selection: Selection, *, question: str, level: float = 0.95, least: int = 0) -> Analysis:
    """Shares of the answers in a column; people without an answer are left out.

    Errors: DataError for a column that is not there, or one with too many different answers.
    """
    table = Table(source, selection)
    table.text(question, alias="answer")
    counts = [expr.alias(name) for name, expr in (table.controls() | {"n": nw.len()}).items()]
    found = table.collect(table.frame().group_by(*table.keys, "answer").agg(*counts))
    if found.num_rows > MOST_ANSWERS:
        raise DataError(TOO_MANY_ANSWERS, column=question, most=MOST_ANSWERS)

    def judge(rows: Counted) -> Choices:
        return choices_from_counts(
            counts={row["answer"]: int(row["n"]) for row in rows if row["answer"] is not None}, level=level, least=least
        )

    return judged(table, found, judge, of=Choices)

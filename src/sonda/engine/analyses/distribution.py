"""How the answers to one question of a file fall, in one pass."""

from collections.abc import Sequence

from sonda.engine.analyses.analysis import Analysis, Counted, judged
from sonda.engine.analyses.answers import counted, counts_of
from sonda.engine.selection import Selection
from sonda.engine.source import Source
from sonda.engine.table import Table
from sonda.methods.distribution import Distribution, distribution_from_counts


def distribution(
    source: Source,
    selection: Selection,
    *,
    question: str,
    numeric: bool = False,
    scale: Sequence[float] | None = None,
    answers: Sequence[str] = (),
    level: float = 0.95,
    least: int = 0,
) -> Analysis:
    """Shares of the answers in a column; people without an answer are left out.

    Errors: as for `answers.counted`.
    """
    table = Table(source, selection)
    ends = None if scale is None else (float(scale[0]), float(scale[1]))
    found = counted(table, question, numeric=numeric, scale=ends)

    def judge(rows: Counted) -> Distribution:
        return distribution_from_counts(
            counts=counts_of(rows.table, table.clusters),
            scale=ends,
            answers=answers,
            weighted=bool(table.weight or table.clusters),
            level=level,
            least=least,
        )

    return judged(table, found, judge, of=Distribution)

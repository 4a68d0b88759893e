"""A few lines for a notebook that give the number of the page from the rows behind it."""

from collections.abc import Iterable
from typing import Any

from sonda.apps.analytics import people
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.replies import Reply

ONE = """\
import pyarrow.parquet as pq
from sonda.methods.{method} import {method}

rows = pq.read_table("{file}")
result = {method}(rows, {options})
print(result.n, result.rows())
"""
SEVERAL = """\
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sonda.methods.{method} import {method}

rows = pq.read_table("{file}")
for group in pc.unique(rows[{by!r}]).sort().to_pylist():
    result = {method}(rows.filter(pc.equal(rows[{by!r}], group)), {options})
    print(group, result.n, result.rows())
"""

ENGINE = """\
from sonda.engine import analyses
from sonda.engine.source import open_source
"""
COUNTED = """\

with open_source("{file}") as rows:
    who = analyses.Selection(by={by!r}, weight={weight!r})
    found = analyses.run({method!r}, rows, who, {options})
print(found.n, [(group, result.rows()) for group, result in found.results])
"""
WEIGHTS = """\
from sonda.engine import weighing
from sonda.engine.selection import Selection
from sonda.engine.source import open_source
from sonda.methods.raked_mean import raked_mean_from_cells

targets = weighing.Targets(
    shares=(
{shares}
    ),
    trim={trim!r},
    base={base!r},
)
with open_source("{file}") as rows:
    {score}
    cells = weighing.people(rows, targets.columns, Selection(), weight=targets.base, score=score)
raking = weighing.rake(cells, targets)
found = weighing.effects(cells, raking, targets)
before, after = raked_mean_from_cells(cells=cells), raked_mean_from_cells(cells=cells, raking=raking)
print(found.n, found.deff, found.effective, found.margins)
print(before.mean, after.mean, (after.low, after.high))
"""
WEIGHTED = "weighting-people.parquet"
BY_THE_ENGINE = ("drivers", "priorities", "servqual", "gap", "kano")  # their options are named as the engine takes them


def of(reply: Reply) -> str:
    """The snippet of a reply; empty where the rows behind it cannot be taken away."""
    question = reply.question
    if not people.can_be_told(reply):
        return ""
    file = f"{reply.entry.key}-people.parquet"
    if question.method in BY_THE_ENGINE:
        return counted([(file, reply)])
    several = bool(question.by and not reply.halves)
    return (SEVERAL if several else ONE).format(
        method=question.method, file=file, options=options_of(question), by=question.by
    )


def counted(asked: Iterable[tuple[str, people.Answered]]) -> str:
    """The same for any questions at all, counted by the engine, which needs no server; each with the name of its file.

    Empty for none.
    """
    parts = []
    for file, reply in asked:
        question = reply.question
        options = ", ".join(f"{name}={value!r}" for name, value in question.options.items())
        said = {"by": question.by, "weight": question.weight, "method": question.method, "options": options}
        parts.append(COUNTED.format(file=file, **said))
    return "".join([ENGINE, *parts]) if parts else ""


def of_weights(reply: people.Answered, score: str, points: str) -> str:
    """What weights do to the rows of their people; `points`: what a `{rating}` of the main score counts for, in SQL."""
    targets = reply.question.targets
    if targets is None:
        return ""
    said = 'score = "NULL"'
    if score:
        said = f'rating = rows.field({score!r}).sql + "::DOUBLE"\n    score = f"{points}"'
    shares = "\n".join(f"        ({column!r}, {values!r})," for column, values in targets.shares)
    return WEIGHTS.format(shares=shares, trim=targets.trim, base=targets.base, file=WEIGHTED, score=said)


def options_of(question: Question) -> str:
    """The options as arguments in Python."""
    given = {name: in_python(name, value) for name, value in question.options.items()}
    if question.weight:
        given["weight"] = question.weight
    return ", ".join(f"{name}={value!r}" for name, value in given.items())


def in_python(name: str, value: Any) -> Any:
    """The engine takes scales and codes as a command line writes them; a method takes numbers."""
    if name == "scale":
        ends = value if isinstance(value, list) else str(value).split("-")
        return tuple(int(end) if float(end) % 1 == 0 else float(end) for end in ends)
    return [float(code) for code in value] if name in ("low", "high") else value

"""Whose answers a question counts, and how they are lined up: what the engine is handed.

Quarters, years and two stretches of time side by side are columns made in SQL; the store knows months.
"""

from sonda.apps.analytics.questions import PLACES, Question
from sonda.engine import duck, weighing
from sonda.engine.selection import OneOf, Selection
from sonda.engine.source import Source

MONTH, QUARTER, YEAR, SPAN = "month", "quarter", "year", "span"
NOW, BEFORE = "now", "before"
GRAINS = (MONTH, QUARTER, YEAR)


def selection(question: Question) -> Selection:
    """Whose answers a question counts, as the engine takes it."""
    among = [OneOf(columns=(column,), values=values) for column, values in question.chosen]
    if question.scope is not None:
        among.append(OneOf(columns=PLACES, values=question.scope))
    within = [(MONTH, *question.within)] if question.within else []
    return Selection(among=among, within=within, by=question.by, weight=question.weight)


def up(source: Source, question: Question) -> None:
    """Give the source the columns that the question wants and the store has not: steps in time, raked weights.

    Errors: DataError where the answers no longer fit the targets of the weights.
    """
    if question.targets:
        weighing.attach(source, question.targets)
    month = source.field(MONTH).sql
    match question.by or question.options.get("by"):
        case "quarter":
            source.derive(QUARTER, f"left({month}, 4) || '-Q' || ((right({month}, 2)::INT + 2) // 3)")
        case "year":
            source.derive(YEAR, f"left({month}, 4)")
        case "span":
            cases = [
                f"WHEN {month} BETWEEN {duck.text(first)} AND {duck.text(last)} THEN {duck.text(name)}"
                for name, (first, last) in zip((NOW, BEFORE), question.spans or (), strict=True)
            ]
            source.derive(SPAN, f"CASE {' '.join(cases)} END")

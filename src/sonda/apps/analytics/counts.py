"""Who counts: which questions a response must have answered for an analysis to count it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.questions import Question
from sonda.engine.source import Source
from sonda.methods.frames import suffixes


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A response counts that answered `every` column, at least `least` of `some`, and both of one of the `pairs`.

    What is empty asks for nothing.
    """

    every: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    least: int = 1
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All that is looked at, each once."""
        return tuple(dict.fromkeys((*self.every, *self.some, *chain.from_iterable(self.pairs))))

    @property
    def is_of_items(self) -> bool:
        """Does each line of the figure count some of these people only?"""
        return bool(self.some or self.pairs)

    def conditions(self, source: Source) -> list[str]:
        """The rows that count, as SQL."""
        told = {name: f"{source.field(name).sql} IS NOT NULL" for name in self.columns}
        asked = [told[name] for name in self.every]
        if self.some:
            asked.append(f"{' + '.join(f'({told[name]})::INT' for name in self.some)} >= {self.least}")
        if self.pairs:
            asked.append(f"({' OR '.join(f'{told[one]} AND {told[other]}' for one, other in self.pairs)})")
        return asked


def of(question: Question, bank: Bank) -> Counts | None:
    """Who counts for a question, as its method reads the answers; None for a method that nobody wrote down here.

    Where a figure has many items, or several numbers, everybody counts who is in one of them.
    """
    options = question.options
    match question.method:
        case "distribution" | "choices":
            return Counts(every=(options["question"],))
        case "crosstab":
            return Counts(every=(options["question"], options["by"]))
        case "pivot":
            return Counts(every=(options["by"],), some=tuple(options["questions"]))
        case "correlation":
            return Counts(some=tuple(options["questions"]), least=2)
        case "nps" | "csat" | "ces":
            return Counts(every=(options["score"],))
        case "consistency":
            return Counts(every=(options["score"], options["unit"]))
        case "control":
            return Counts(every=(options["value"], options["time"]))
        case "contrast":
            return Counts(every=(options["outcome"], *options["drivers"]))
        case "alpha":
            return Counts(every=tuple(options["items"]))
        case "churn":
            return Counts(every=(options["duration"],))
        case "pace":
            return Counts(every=(options["duration"], options["group"]))
        case "spread" if options.get("line"):
            return Counts(every=(options["items"][0], options["line"]))
        case "spread" | "gap" | "tops":
            return Counts(some=tuple(options["items"]))
        case "drivers":
            return Counts(every=(options["outcome"],), some=tuple(options["drivers"]))
        case "priorities" if "drivers" in options:  # a rating counts for its touchpoint without an outcome too
            return Counts(some=tuple(options["drivers"]))
        case "priorities":
            stated = named(bank, options["importance"], options["performance"])
            return Counts(some=tuple(chain.from_iterable(stated)))
        case "servqual":
            return Counts(pairs=named(bank, options["expectation"], options["perception"]))
        case "kano":
            return Counts(pairs=tuple(zip(options["functional"], options["dysfunctional"], strict=True)))
        case "rake":
            return Counts()
    return None


def named(bank: Bank, one: str, other: str) -> tuple[tuple[str, str], ...]:
    """The columns that pair up under two prefixes, as the engine pairs them."""
    items: Sequence[str] = suffixes(dict.fromkeys(question.key for question in bank.questions), one, other)
    return tuple((one + item, other + item) for item in items)


def sides(question: Question) -> tuple[str, ...]:
    """The voices that a figure sets side by side; none where it is of everybody it counts."""
    options = question.options
    match question.method:
        case "gap":
            return options["ours"], options["theirs"]
        case "tops":
            return tuple(options["voices"])
    return ()

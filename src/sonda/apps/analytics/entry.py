"""One line of the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.questions import Question


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An analysis: `ask` puts the question from a survey's bank, or returns None when the bank cannot feed it.

    `key` is the page's address; `chart` names the file in `sonda.charts`; `heavy` analyses are counted by a job, others
    from so many responses on that nobody should wait for the page (`many`; docs/decisions/pages-and-jobs.md). One
    that can be asked of many questions has `about`: the survey's questions by key, among which an address chooses.
    """

    key: str
    position: int
    title: str | Promise
    asks: str | Promise  # the question in a reader's words
    chart: str
    ask: Callable[[Bank], Question | None]
    about: Callable[[Bank], Mapping[str, Question]] | None = None
    heavy: bool = False
    many: int = 20_000_000
    voices: tuple[str, ...] = ("customer",)  # whose answers are counted; empty: everybody's
    any_voice: bool = False  # another voice is asked where none of these spoke
    item: str | Promise = ""  # what a row of the answer is
    looks: Mapping[str, object] = field(default_factory=dict)  # what else the chart must know,
    looks_of: Callable[[Question], Mapping[str, object]] = lambda _question: {}  # and what depends on the question

    def is_left_to_a_job(self, bank: Bank) -> bool:
        """Would counting take longer than a page may?"""
        return self.heavy or bank.n > self.many

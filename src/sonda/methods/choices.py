"""One question with several answers: the share of each, and whether one of them leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

from sonda.methods.intervals import check_count, check_level, wilson, z_quantile
from sonda.methods.joined_steps import JOINED, OTHERS
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.small_cells import by_size

ONE_LEADS = "one answer leads"

NO_ANSWERS = N_("Nobody answered, so there is no share.")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: how many gave it, as a share (0–1) of all who answered."""

    answer: str
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Choices(Result):
    """Answers, the most frequent first; `n` counts people who answered."""

    method: ClassVar[str] = "choices"
    version: ClassVar[str] = "1"

    answers: tuple[Answer, ...] = ()
    leading: str | None = None

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.answers]


def choices_from_counts(*, counts: Mapping[str, int], level: float = 0.95, least: int = 0) -> Choices:
    """Shares of the answers of one question, each with Wilson's interval (1927).

    Verdict: one answer leads when its share is above that of every other, each difference p₁ − p₂ of one sample with
    its interval ± z·√((p₁ + p₂ − (p₁ − p₂)²)/n) (Goodman 1965), z raised for all rivals (Bonferroni).
    `least`: answers of fewer people are joined; joined ones do not lead.
    Errors: ValueError for a count below zero or a level outside (0, 1).

    >>> result = choices_from_counts(counts={"price": 60, "faults": 30, "moved": 10})
    >>> result.leading, result.answers[0].share
    ('price', 0.6)
    """
    check_level(level)
    check_count(**{f"answer {at}": n for at, n in enumerate(counts.values())})
    n = sum(counts.values())
    if not n:
        return Choices(n=0, notes=(Note(text=NO_ANSWERS),))
    joined = dict(zip(counts, by_size(list(counts.values()), least), strict=True)) if least else {}
    rare = sum(each for name, each in counts.items() if joined.get(name))
    counts = {name: each for name, each in counts.items() if not joined.get(name)} | ({OTHERS: rare} if rare else {})
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    answers = tuple(_answer(name, each, n, level) for name, each in ordered if each)
    leading = answers[0].answer if _leads(answers, n, level) and not (rare and answers[0].answer == OTHERS) else None
    notes = (Note(text=JOINED, values={"k": least}),) if rare else ()
    return Choices(n=n, notes=notes, verdict=ONE_LEADS if leading else CANNOT_TELL, answers=answers, leading=leading)


def _answer(name: str, count: int, n: int, level: float) -> Answer:
    low, high = wilson(count / n, n, level)
    return Answer(answer=name, n=count, share=count / n, low=low, high=high)


def _leads(answers: tuple[Answer, ...], n: int, level: float) -> bool:
    if len(answers) < 2:
        return False
    z = z_quantile(1 - (1 - level) / (len(answers) - 1))
    first, second = answers[0].share, answers[1].share
    difference = first - second
    return difference > z * sqrt(max(first + second - difference**2, 0.0) / n)

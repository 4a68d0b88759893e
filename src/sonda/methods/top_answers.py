"""Who gives the highest answers: the share of top answers of each voice, item by item and over all items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sonda.methods.change import Change, Estimate, change
from sonda.methods.intervals import check_level, effective_n, wilson
from sonda.methods.result import CANNOT_TELL, N_, Note, Result, public
from sonda.methods.sums import Sums

MOST_STEPS_OF_ONE = 5  # a scale with more steps has two top answers

FEW = N_("Few people of one voice answered (“%(voice)s”: %(n)s); read their share with care.")
SMALL = 8


@dataclass(frozen=True, kw_only=True)
class TopShare:
    """The share (0–1) of one voice's ratings that are top answers; `item` is None for all items together."""

    voice: str
    item: str | None
    n: int  # ratings
    people: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def estimate(self) -> Estimate | None:
        """The share as something to compare; None where there is no interval."""
        if self.share is None or self.low is None or self.high is None:
            return None
        return Estimate(value=self.share, low=self.low, high=self.high, n=self.n)


@dataclass(frozen=True, kw_only=True)
class TopAnswers(Result):
    """Shares of every voice on every item; `n` counts people."""

    method: ClassVar[str] = "top answers"
    version: ClassVar[str] = "1"

    shares: tuple[TopShare, ...] = ()

    def of(self, voice: str, item: str | None = None) -> TopShare | None:
        """One voice's share on an item, or over all items."""
        return next((each for each in self.shares if (each.voice, each.item) == (voice, item)), None)

    def between(self, ours: str, theirs: str, item: str | None = None) -> Change:
        """Ours less theirs with Newcombe's interval; cannot tell where one of them has none."""
        first, second = self.of(ours, item), self.of(theirs, item)
        return change(first.estimate if first else None, second.estimate if second else None)

    def rows(self) -> list[dict[str, Any]]:
        return [public(each) for each in self.shares]


def lowest_top(low: float, high: float) -> int:
    """From which answer on a rating is a top one: the best of up to five steps, else the best two.

    >>> lowest_top(1, 5), lowest_top(1, 7), lowest_top(0, 10)
    (5, 6, 9)
    """
    steps = round(high) - round(low) + 1
    return round(high) - (0 if steps <= MOST_STEPS_OF_ONE else 1)


def top_answers_from_sums(
    *, items: Mapping[str, Mapping[str, Sums]], together: Mapping[str, Sums], level: float = 0.95
) -> TopAnswers:
    """Shares of top answers from sums of “is a top answer” (0 or 1).

    `items`: item → voice → sums over that item's ratings. `together`: voice → sums over all ratings with each person as
    one cluster, because the ratings of one person go together. share = Σ top/Σ ratings. Interval: Wilson (1927), for
    all items at the effective number of ratings n/deff, deff linearised (Korn and Graubard 1998). The level of the
    items' intervals is raised (Bonferroni) so that the shares of any one voice hold together over all items.
    Errors: ValueError for a level outside (0, 1).

    >>> from sonda.methods.sums import sums
    >>> both = {"manager": sums([1, 1, 1, 0]), "customer": sums([0, 0, 0, 0, 1])}
    >>> found = top_answers_from_sums(items={"speed": both}, together=both)
    >>> found.of("manager").share, round(found.between("manager", "customer").change, 2)
    (0.75, 0.55)
    """
    check_level(level)
    raised = 1 - (1 - level) / max(len(items), 1)
    shares = [_whole(voice, total, level) for voice, total in together.items()]
    shares += [_of_item(voice, item, total, raised) for item, both in items.items() for voice, total in both.items()]
    small = [each for each in shares if each.item is None and 0 < each.people < SMALL]
    return TopAnswers(
        n=sum(total.clusters for total in together.values()),
        verdict=CANNOT_TELL,
        notes=tuple(Note(text=FEW, values={"n": each.people, "voice": each.voice}) for each in small),
        shares=tuple(shares),
    )


def _whole(voice: str, total: Sums, level: float) -> TopShare:
    share = total.mean
    bare = TopShare(voice=voice, item=None, n=total.n, people=total.clusters, share=share)
    if share is None or total.clusters < 2:
        return bare
    low, high = wilson(min(max(share, 0.0), 1.0), effective_n(total), level)
    return TopShare(voice=voice, item=None, n=total.n, people=total.clusters, share=share, low=low, high=high)


def _of_item(voice: str, item: str, total: Sums, level: float) -> TopShare:
    share = total.mean
    low, high = (None, None) if share is None or total.n < 2 else wilson(share, total.n, level)
    return TopShare(voice=voice, item=item, n=total.n, people=total.n, share=share, low=low, high=high)


def voices_heard(result: TopAnswers) -> Sequence[str]:
    """Voices that gave any rating."""
    return [each.voice for each in result.shares if each.item is None and each.n]

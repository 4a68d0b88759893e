"""A cut: whose answers, of which months, lined up how. Read strictly from an address, written back as one."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.lines import GRAINS
from sonda.apps.analytics.questions import Months
from sonda.ui.errors import SondaError

LASTS = {"last3": 3, "last6": 6, "last12": 12}
PERIODS = (*LASTS, "year")
EVERYTHING = "all"
SINGLE = ("survey", "question", "period", "from", "to", "grain", "by", "weights")
MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")


class NotAsked(SondaError):
    """An address asks for what the answers do not have, or may not be seen; both are said in the same words."""

    message = _("The address asks for “%(asked)s”. There is no such thing in the answers that you may see.")
    status = 404


class NotAMonth(SondaError):
    message = _("“%(asked)s” is not a month like 2026-03.")


class MonthsTurned(SondaError):
    message = _("The first month comes after the last one.")


class NoDates(SondaError):
    message = _("These answers have no dates, so no period can be chosen.")


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What narrows a question. Equal cuts have one address, however their parameters were ordered.

    `period` is a word (last3, last6, last12, year) that is told from the latest answers; `first` and `last` are months
    ("2026-03"). `chosen` holds (parameter, values). `by` is a facet's parameter, `grain` a step of time. `question` is
    the key of what is asked, for analyses that can be asked of many questions. `weights` is the number of those that
    somebody kept, or "none"; empty for weights as they came with the answers.
    """

    question: str = ""
    period: str = ""
    first: str = ""
    last: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    grain: str = ""
    by: str = ""
    weights: str = ""

    @classmethod
    def parse(
        cls,
        params: QueryDict,
        *,
        facets: Mapping[str, Facet],
        months: Sequence[date],
        questions: Collection[str] = (),
        weights: Mapping[str, str] | None = None,
    ) -> "Cut":
        """The cut that an address asks for; months say more than a period's name, groups more than steps in time.

        `questions`: those that may be asked. `weights`: those that may be, each with how it is written. `by` may name
        a step of time too: it is then the `grain`.

        Errors: NotAsked for a parameter or value that these answers do not have, or one that is given twice; a
        sentence of its own for a month that is none, a period that is turned round, and answers without dates.
        """
        said = {name: values for name in params if (values := [value for value in params.getlist(name) if value])}
        for name in params:
            if name not in SINGLE and name not in facets:
                raise NotAsked(asked=name)
            if name in SINGLE and len(said.get(name, ())) > 1:
                raise NotAsked(asked=" ".join(said[name]))
        one = {name: said[name][0] for name in SINGLE if name in said}
        chosen = []
        for param, facet in facets.items():
            asked = tuple(sorted(set(said.get(param, ()))))
            for value in asked:
                if value not in facet.values:
                    raise NotAsked(asked=value)
            chosen += [(param, asked)] if asked else []
        period = one.get("period", EVERYTHING)
        choice(period, (EVERYTHING, *PERIODS))
        choice(one.get("grain", ""), ("", *GRAINS))
        choice(one.get("by", ""), ("", *facets, *GRAINS))
        choice(one.get("question", ""), ("", *questions))
        choice(one.get("weights", ""), ("", *(weights or {})))
        if one.get("by") in GRAINS:
            one["grain"] = one.pop("by")
        named = period == EVERYTHING or "from" in one or "to" in one
        cut = cls(
            question=one.get("question", ""),
            period="" if named else period,
            first=one.get("from", ""),
            last=one.get("to", ""),
            chosen=tuple(chosen),
            grain="" if "by" in one else one.get("grain", ""),
            by=one.get("by", ""),
            weights=(weights or {}).get(one.get("weights", ""), ""),
        )
        cut.check(months)
        return cut

    def check(self, months: Sequence[date]) -> None:
        for asked in (self.first, self.last):
            if asked and not MONTH.fullmatch(asked):
                raise NotAMonth(asked=asked)
        if not months and (self.first or self.last or self.period or self.grain):
            raise NoDates
        if self.first and self.last and self.first > self.last:
            raise MonthsTurned

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Parameters and values in the one order that equal cuts share."""
        yield from (("question", value) for value in (self.question,) if value)
        yield from ((name, value) for name, value in (("period", self.period), ("from", self.first)) if value)
        yield from ((name, value) for name, value in (("to", self.last),) if value)
        yield from ((param, value) for param, values in self.chosen for value in values)
        last = (("grain", self.grain), ("by", self.by), ("weights", self.weights))
        yield from ((name, value) for name, value in last if value)

    def query(self, survey: str = "") -> str:
        """The cut as the query of an address, with the survey before it."""
        return urlencode([*([("survey", survey)] if survey else []), *self.pairs()])

    def __bool__(self) -> bool:
        """Is anything narrowed or lined up?"""
        return self != Cut()

    @property
    def narrows(self) -> bool:
        """Are fewer answers counted than there are?"""
        return bool(self.period or self.first or self.last or self.chosen)

    def without(self, param: str, value: str = "") -> "Cut":
        """The cut with one thing taken off: the period, the groups, the steps, the weights, a value of a facet."""
        match param:
            case "period":
                return replace(self, period="", first="", last="")
            case "grain":
                return replace(self, grain="")
            case "by":
                return replace(self, by="")
            case "weights":
                return replace(self, weights="")
        left = ((name, tuple(v for v in values if (name, v) != (param, value))) for name, values in self.chosen)
        return replace(self, chosen=tuple((name, values) for name, values in left if values))

    def values(self, param: str) -> tuple[str, ...]:
        return dict(self.chosen).get(param, ())

    def within(self, months: Sequence[date]) -> Months | None:
        """First and last month that are counted; None for all there are. Words are told from the latest answers."""
        if not months:
            return None
        latest = months[-1]
        if self.period in LASTS:
            return written(earlier(latest, LASTS[self.period] - 1)), written(latest)
        if self.period == "year":
            return f"{latest.year:04}-01", f"{latest.year:04}-12"
        if self.first or self.last:
            first = self.first or min(written(months[0]), self.last)
            return first, self.last or max(written(latest), self.first)
        return None

    def before(self, months: Sequence[date]) -> Months | None:
        """As many months just before, where somebody answered in them."""
        within = self.within(months)
        if within is None:
            return None
        first, last = (date(int(text[:4]), int(text[5:]), 1) for text in within)
        long = (last.year - first.year) * 12 + last.month - first.month + 1
        then = earlier(first, long), earlier(first, 1)
        if self.period == "year":  # a year that is not over is compared with the same months of the year before
            then = earlier(first, 12), earlier(months[-1], 12)
        heard = any(then[0] <= month <= then[1] for month in months)
        return (written(then[0]), written(then[1])) if heard else None


def choice(value: str, among: Sequence[str]) -> None:
    if value not in among:
        raise NotAsked(asked=value)


def earlier(month: date, by: int) -> date:
    """The month so many months before.

    >>> earlier(date(2026, 2, 1), 3)
    datetime.date(2025, 11, 1)
    """
    ordinal = max(month.year * 12 + month.month - 1 - by, 12)  # there is no month before the year 1
    return date(ordinal // 12, ordinal % 12 + 1, 1)


def written(month: date) -> str:
    return f"{month.year:04}-{month.month:02}"

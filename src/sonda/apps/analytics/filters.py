"""The row of filters above a figure: what is on, how to take it off, and what else could be asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sonda.apps.analytics import weights
from sonda.apps.analytics.cut import LASTS, Cut, earlier, written
from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.queries import SCORES, takes_weights
from sonda.apps.analytics.replies import Reply
from sonda.methods import numbers

GRAINS: dict[str, str | Promise] = {
    "month": gettext_lazy("Months"),
    "quarter": gettext_lazy("Quarters"),
    "year": gettext_lazy("Years"),
}
MOST = 200  # values that a form lists; an address may name any other


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One thing that is on, and the address's query without it."""

    label: str
    without: str


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    on: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """The values of one facet in the form."""

    facet: Facet
    options: list[Option]

    @property
    def n_on(self) -> int:
        return sum(option.on for option in self.options)


@dataclass(frozen=True)
class Filters:
    """The filters of one reply."""

    reply: Reply

    @property
    def cut(self) -> Cut:
        return self.reply.cut

    @property
    def chips(self) -> list[Chip]:
        """What is on, in the order of the address."""
        return [
            Chip(label=label, without=self.cut.without(param, value).query(self.reply.bank.survey.key))
            for param, value, label in self._on()
        ]

    def _on(self) -> Iterator[tuple[str, str, str]]:
        if self.cut.period or self.cut.first or self.cut.last:
            yield "period", "", period_name(self.cut, self.reply.bank.months)
        for param, values in self.cut.chosen:
            facet = self.reply.facets[param]
            for value in values:
                yield param, value, f"{facet.title}: {facet.label(value)}"
        if self.cut.weights:
            yield "weights", "", weights.said(self.reply.bank, self.cut.weights)
        if "by" in self.reply.question.options:  # the table's own columns, chosen above the filters
            return
        if self.cut.grain:
            yield "grain", "", _("Step by step: %(steps)s") % {"steps": GRAINS[self.cut.grain]}
        if self.cut.by:
            yield "by", "", _("Compared by: %(groups)s") % {"groups": self.reply.facets[self.cut.by].title}

    @property
    def last_off(self) -> Chip | None:
        """The way back from a cut that nobody is in: the filter that came last, taken off."""
        narrowing = [chip for chip, (param, *_rest) in zip(self.chips, self._on(), strict=True) if param not in LINES]
        return narrowing[-1] if narrowing else None

    @property
    def periods(self) -> list[Option]:
        """Periods by name; the value is the query of their address."""
        named = [replace(self.cut, period=word, first="", last="") for word in ("", *LASTS, "year")]
        if not self.reply.bank.months:
            return []
        return [
            Option(
                value=cut.query(self.reply.bank.survey.key),
                label=period_name(cut, self.reply.bank.months),
                on=cut == self.cut,
            )
            for cut in named
        ]

    @property
    def months(self) -> list[tuple[str, str]]:
        """Every month from the first answers to the last, as a value and a name."""
        heard = self.reply.bank.months
        if not heard:
            return []
        found, month = [], heard[-1]
        while month >= heard[0]:
            found.append((written(month), numbers.month_year(month, language=get_language() or "en")))
            month = earlier(month, 1)
        return found[::-1]

    @property
    def groups(self) -> list[Group]:
        """Facets that can narrow this answer: those with more than one value, or with one that is chosen."""
        found = []
        for param, facet in self.reply.facets.items():
            chosen = self.cut.values(param)
            if (len(facet.values) < 2 and not chosen) or (param == "voice" and self._sets_voices_apart):
                continue
            choices = facet.choices
            shown = choices[:MOST] + [pair for pair in choices[MOST:] if pair[0] in chosen]
            options = [Option(value=value, label=label, on=value in chosen) for value, label in shown]
            found.append(Group(facet=facet, options=options))
        return found

    @property
    def weights(self) -> list[Option]:
        """With which weights the answers can be asked; none where they play no part or there is no choice."""
        if not takes_weights(self.reply.entry, self.reply.bank, self.cut):
            return []
        found = [
            Option(value=value, label=label, on=value == self.cut.weights)
            for value, label in weights.options(self.reply.bank)
        ]
        return found if len(found) > 1 else []

    @property
    def _sets_voices_apart(self) -> bool:
        return self.reply.question.options.get("group") == "voice"

    @property
    def in_a_row(self) -> bool:
        """Can the answer be told step by step, or group by group?"""
        return self.reply.question.method in SCORES

    @property
    def grains(self) -> list[Option]:
        months = self.reply.bank.months
        return [Option(value=k, label=str(v), on=k == self.cut.grain) for k, v in GRAINS.items()] if months else []

    @property
    def lines(self) -> list[Option]:
        """Columns whose values can stand side by side."""
        return [
            Option(value=param, label=facet.title, on=param == self.cut.by)
            for param, facet in self.reply.facets.items()
            if len(facet.values) > 1
        ]


LINES = ("grain", "by", "weights")


def period_name(cut: Cut, months: list[date]) -> str:
    """A period as a chip says it."""
    if cut.period in LASTS:
        return ngettext("Last %(n)s month", "Last %(n)s months", LASTS[cut.period]) % {"n": LASTS[cut.period]}
    if cut.period == "year":
        return _("The year %(year)s") % {"year": months[-1].year} if months else ""
    within = cut.within(months)
    if within is None:
        return _("All answers")
    first, last = (date(int(text[:4]), int(text[5:]), 1) for text in within)
    return numbers.months(first, last, language=get_language() or "en")

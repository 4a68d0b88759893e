"""What the weighting page shows to one member: the form as it stands, and what its weights would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sonda.apps.analytics import people, reading, snippets, weights
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.downloads import NAMES
from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.models import Weighting
from sonda.apps.analytics.questions import PLACES
from sonda.apps.analytics.weighting import queries
from sonda.apps.analytics.weighting.behind import Weighted, weighted
from sonda.apps.analytics.weighting.forms import WeightingForm
from sonda.apps.analytics.weighting.queries import Weighed
from sonda.apps.surveys.choices import Role
from sonda.charts import weighting as charts
from sonda.charts.chart import Cell, Chart, Column, columns
from sonda.charts.context import Context
from sonda.engine.weighing import Value

FILES = (
    *(("weighting_figure", form) for form in ("svg", "png")),
    *(("weighting_table", form) for form in ("csv", "xlsx", "parquet")),
)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """The page: `kept` are the weights that are looked at, where they were kept before."""

    bank: Bank
    facets: Mapping[str, Facet]
    chosen: tuple[str, ...] = ()
    form: WeightingForm | None = None
    weighed: Weighed | None = None
    kept: Weighting | None = None
    problem: str = ""
    others: list[Bank] = field(default_factory=list)

    @property
    def pick(self) -> list[Bank]:
        """Surveys to choose from, where there is a choice."""
        return self.others if len(self.others) > 1 else []

    @property
    def of_part(self) -> bool:
        return self.bank.scope is not None

    @cached_property
    def context(self) -> Context:
        return Context(
            language=(get_language() or "en").split("-")[0],
            names=reading.names_of(self.bank) | {facet.column: facet.title for facet in self.facets.values()},
            organization=self.bank.survey.organization.name,
        )

    @cached_property
    def values(self) -> list[tuple[Facet, Value]]:
        """Each value of each column with its shares, in the order of the table."""
        if self.weighed is None:
            return []
        facets = {facet.column: facet for facet in self.facets.values()}
        return [
            (facets[column], replace(each, target=None) if self.of_part and column in PLACES else each)
            for column, values in self.weighed.effects.margins.items()  # a target is of the whole, not of a part
            if column in facets
            for each in sorted(values, key=lambda each: facets[column].label(each.value).casefold())
        ]

    @property
    def margins(self) -> list[charts.Margin]:
        return [
            charts.Margin(
                column=facet.title,
                name=facet.label(each.value),
                n=each.n,
                before=each.before,
                target=each.target,
                after=each.after,
            )
            for facet, each in self.values
        ]

    @cached_property
    def moved(self) -> charts.Moved | None:
        if self.weighed is None or self.weighed.score is None:
            return None
        score = self.weighed.score
        points = score.role == Role.NPS
        name = "NPS" if points else self.context.quoted(score.short_in())
        return charts.Moved(name=name, before=self.weighed.before, after=self.weighed.after, points=points)

    @cached_property
    def chart(self) -> Chart | None:
        if self.weighed is None:
            return None
        titles = {facet.column: facet.title for facet in self.facets.values()}
        effects = self.weighed.effects
        return charts.chart(
            self.weighed.raking,
            context=self.context,
            margins=self.margins,
            n=effects.n,
            deff=effects.deff,
            moved=self.moved,
            silent={titles[column]: n for column, n in effects.silent.items() if column in titles},
        )

    @cached_property
    def spread(self) -> Chart | None:
        return charts.spread(self.weighed.effects.factors, context=self.context) if self.weighed else None

    def files(self, part: str) -> list[tuple[str, str]]:
        """What can be taken away of a figure of saved weights, each with its address."""
        if self.kept is None:
            return []
        return [(NAMES[form], reverse(door, args=[self.kept.pk, part, form])) for door, form in FILES]

    @property
    def files_of_weighed(self) -> list[tuple[str, str]]:
        return self.files("weighed")

    @property
    def files_of_weights(self) -> list[tuple[str, str]]:
        return self.files("weights")

    @cached_property
    def behind(self) -> Weighted | None:
        """Whose answers kept weights are laid on; None where there are none, or nobody may be told one by one."""
        if self.kept is None or self.weighed is None:
            return None
        found = weighted(self.bank, weights.targets_of(self.bank, self.kept), self.chart)
        return found if people.can_be_told(found) else None

    @property
    def snippet(self) -> str:
        """Lines for a notebook that give the numbers of the page; a part alone cannot tell the weights of the whole."""
        if self.behind is None or self.weighed is None or self.of_part:
            return ""
        score = self.weighed.score
        points = queries.points_of("{rating}", score) if score else ""
        return snippets.of_weights(self.behind, score.key if score else "", points)

    @property
    def told_of(self) -> str:
        """How many answers are weighted, and that small groups are not shown where this is so."""
        if self.chart is None:
            return ""
        answers = reading.answers_in(self.chart.n)
        guarded = [_("people are counted in blocks, weights too")] if self.bank.survey.is_guarded else []
        return " · ".join([self.bank.survey.title_in(), answers, *guarded])

    @property
    def scores(self) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
        """The score before and after, as a table."""
        if self.moved is None:
            return (), []
        points = self.moved.points
        digits = 1 if points else 2
        before = _("As imported") if self.bank.imported_weight else _("Every answer alike")
        rows: list[tuple[Cell, ...]] = [
            (
                Cell(value=name),
                Cell(value=each.mean, kind="points" if points else "number", digits=digits),
                Cell(value=(each.low, each.high), kind="interval", digits=digits, sign=points),
                Cell(value=each.n, kind="count"),
            )
            for name, each in ((before, self.moved.before), (_("Weighted"), self.moved.after))
        ]
        head = columns(
            ("weights", _("Weights")),
            ("score", self.moved.name),
            ("interval", _("95% interval")),
            ("n", _("Answers")),
        )
        return head, rows

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What weighting costs, in a few numbers."""
        if self.weighed is None:
            return []
        found, tell = self.weighed.effects, self.context
        told: list[tuple[str, Any]] = [
            (_("Effective answers"), tell.count(found.effective)),
            (_("Design effect"), tell.number(found.deff, 2)),
            (_("Smallest weight"), tell.number(found.least, 2)),
            (_("Largest weight"), tell.number(found.most, 2)),
        ]
        return told

    @property
    def uses(self) -> list[tuple[str, str]]:
        return queries.uses(self.bank)

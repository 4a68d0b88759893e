"""Choosing the question of an analysis that can be asked of any, and the groups in which it is told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sonda.apps.analytics.cut import Cut
from sonda.apps.analytics.filters import GRAINS, Option
from sonda.apps.analytics.replies import Reply
from sonda.apps.surveys.naming import told_apart


@dataclass(frozen=True)
class Choosing:
    """What stands in the row above the filters."""

    reply: Reply

    def __bool__(self) -> bool:
        """Is there anything to choose?"""
        return bool(self.questions or self.groups)

    @property
    def key(self) -> str:
        """The question that is asked now; empty where all are asked at once."""
        return str(self.reply.question.options.get("question", ""))

    @property
    def by(self) -> str:
        """The parameter of the column by which it is told now; empty where it is told of everybody."""
        column = self.reply.question.options.get("by")
        if column in GRAINS:
            return str(column)
        return next((param for param, facet in self.reply.facets.items() if facet.column == column), "")

    @property
    def questions(self) -> list[Option]:
        """Everything that can be asked, in the order of the questionnaire."""
        bank = self.reply.bank
        keys = self.reply.entry.about(bank) if self.reply.entry.about else {}
        asked = [found for key in keys if (found := bank.by_key(key))]
        names = told_apart((each.key, each.short_in(), each.role) for each in asked)
        return [Option(value=each.key, label=names[each.key], on=each.key == self.key) for each in asked]

    @property
    def groups(self) -> list[Option]:
        """Columns and steps in time whose values can stand side by side; none where the answer is of everybody."""
        if "by" not in self.reply.question.options:
            return []
        columns = {param: facet.title for param, facet in self.reply.facets.items() if len(facet.values) > 1}
        grains = {grain: str(label) for grain, label in GRAINS.items()} if self.reply.bank.months else {}
        return [Option(value=k, label=v, on=k == self.by) for k, v in (columns | grains).items()]

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """The filters that stay on when another question is chosen."""
        yield "survey", self.reply.bank.survey.key
        yield from replace(self.reply.cut, question="", by="", grain="").pairs()

    @property
    def bare(self) -> str:
        """The query of the same question without any filter."""
        cut = self.reply.cut
        return Cut(question=cut.question, by=cut.by, grain=cut.grain).query(self.reply.bank.survey.key)

"""What people of a confidential survey wrote, detached from them: whole blocks of commenters, never one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from sonda.apps.analytics import queries, reading
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.cut import NotAsked
from sonda.apps.analytics.facets import Facet
from sonda.apps.analytics.filters import Option
from sonda.apps.organizations.models import Member
from sonda.apps.responses import confidential_comments
from sonda.apps.responses.confidential_comments import TOLD_APART, Words
from sonda.apps.surveys.models import Question

A_PAGE = 30
SINGLE = ("survey", "question", "page")


@dataclass(frozen=True, kw_only=True)
class Read:
    """One page of comments as an address asks for them."""

    bank: Bank
    others: list[Bank]
    questions: list[Question]
    question: Question
    facets: Mapping[str, Facet]
    chosen: Mapping[str, list[str]]
    number: int
    words: Words

    @property
    def last(self) -> int:
        return max(-(-self.words.n // A_PAGE), 1)

    @property
    def least(self) -> int:
        """How many people a group of commenters has at least."""
        return confidential_comments.least(self.bank.survey)

    @cached_property
    def query(self) -> str:
        """The address's query, in its one order."""
        pairs = [("survey", self.bank.survey.key), ("question", self.question.key)]
        return urlencode([*pairs, *((name, value) for name, values in self.chosen.items() for value in values)])

    @property
    def options(self) -> list[tuple[Facet, list[Option]]]:
        """What a form offers: the facets with more than one value, or with one that is on."""
        return [
            (facet, [Option(value=v, label=label, on=v in self.chosen.get(name, ())) for v, label in facet.choices])
            for name, facet in self.facets.items()
            if len(facet.values) > 1 or name in self.chosen
        ]

    @property
    def narrowed(self) -> list[str]:
        """“Unit: Lviv”, for each filter that is on."""
        return [
            f"{self.facets[name].title}: {', '.join(self.facets[name].label(value) for value in values)}"
            for name, values in self.chosen.items()
        ]


def surveys(member: Member) -> list[Bank]:
    """The member's surveys of which comments may be read."""
    there = confidential_comments.surveys(member)
    return [bank for bank in queries.banks(member) if bank.survey.pk in there] if there else []


def may_be_read(member: Member, bank: Bank | None = None) -> bool:
    """Are there comments that the member may read, of a survey or at all?"""
    if bank is not None and not bank.survey.is_guarded:
        return False
    there = confidential_comments.surveys(member)
    return bool(there if bank is None else bank.survey.pk in there)


def read(member: Member, params: QueryDict) -> Read:
    """Comments on one question under the filters of an address.

    Errors: Http404 for a survey or question without comments that may be read, NotAsked for a filter or value that
    they do not have.
    """
    banks = surveys(member)
    bank = next((each for each in banks if each.survey.key == params.get("survey", each.survey.key)), None)
    if bank is None:
        raise Http404
    held = confidential_comments.held(member, bank.survey)
    questions = [each for each in bank.questions if each.key in held]
    question = next((each for each in questions if each.key == (params.get("question") or each.key)), None)
    if question is None:
        raise Http404
    facets = facets_of(bank, held[question.key])
    for name in params:
        if name not in SINGLE and name not in facets:
            raise NotAsked(asked=name)
    chosen = {name: sorted({value for value in params.getlist(name) if value}) for name in facets}
    chosen = {name: values for name, values in chosen.items() if values}
    for name, values in chosen.items():
        for value in values:
            if value not in facets[name].values:
                raise NotAsked(asked=value)
    asked = params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    words = confidential_comments.read(
        member, bank.survey, key=question.key, among=chosen, first=max(number - 1, 0) * A_PAGE, many=A_PAGE
    )
    found = Read(
        bank=bank,
        others=banks,
        questions=questions,
        question=question,
        facets=facets,
        chosen=chosen,
        number=number,
        words=words,
    )
    if not 0 < number <= found.last:
        raise Http404
    return found


def facets_of(bank: Bank, held: Mapping[str, Mapping[str, int]]) -> dict[str, Facet]:
    """By what these comments can be narrowed: what whole blocks of commenters have in common."""
    named = {"voice": _("Who speaks"), "region": _("Region"), "unit": _("Unit")}
    names = reading.names_of(bank)
    return {
        name: Facet(
            param=name,
            column=name,
            title=named[name],
            values=held[name],
            labels={value: names.get(value, value) for value in held[name]},
        )
        for name in TOLD_APART
        if held[name]
    }

"""What the audit log's lines about figures and the people behind them speak of, in a reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.apps.analytics.cut import LASTS
from sonda.apps.analytics.pages.names import NAMES
from sonda.apps.organizations import titles
from sonda.apps.organizations.choices import Action
from sonda.apps.organizations.models import AuditLine, Member
from sonda.apps.surveys import queries as surveys
from sonda.apps.surveys.choices import Voice
from sonda.apps.surveys.models import Question, Survey

SEGMENT = "segment."
Named = Mapping[tuple[str, str], Question]


@titles.register
def figures(member: Member, lines: Sequence[AuditLine]) -> titles.Titles:
    """Analyses by their titles; those that were seen or taken with their survey and filters."""
    told = {("analysis", key): title_of(key) for key in titles.values(lines, "analysis")}
    asked = {
        (line.action, line.subject): parts_of(line.subject)
        for line in lines
        if line.action in (Action.SAW, Action.EXPORTED) and "?survey=" in line.subject
    }
    if not asked:
        return told
    keys = {value for pairs in asked.values() for name, value in pairs if name == "survey"}
    found = {each.key: each for each in surveys.surveys(member).filter(key__in=keys)}
    named = questions(found.values(), asked.values())
    for (action, subject), pairs in asked.items():
        told[action, subject] = " · ".join([title_of(subject.partition("?")[0]), *filters(pairs, found, named)])
    return told


def parts_of(subject: str) -> list[tuple[str, str]]:
    """The query of an address; what no database can be asked for is left out.

    >>> parts_of("nps?survey=shop&unit=%00")
    [('survey', 'shop')]
    """
    return [pair for pair in parse_qsl(subject.partition("?")[2]) if "\0" not in "".join(pair)]


def title_of(key: str) -> str:
    """An analysis, a part of a joined page, the page of comments, or that of weights."""
    from sonda.apps.analytics.catalogue import entries  # here: it brings the engine

    if key == "comments":
        return _("In their own words")
    if key == "weighting":
        return _("Weighting")
    entry = entries().get(key) or NAMES.get(key.partition("/")[0])
    return str(entry.title) if entry else key


def questions(found: Iterable[Survey], asked: Iterable[Sequence[tuple[str, str]]]) -> Named:
    """The questions that these filters name, by their survey and key."""
    keys = {"unit", "region", "company"}
    for pairs in asked:
        keys |= {value for name, value in pairs if name == "question"}
        keys |= {name.removeprefix(SEGMENT) for name, _value in pairs if name.startswith(SEGMENT)}
    wanted = Question.objects.filter(survey__in=list(found), key__in=keys).select_related("survey")
    return {(each.survey.key, each.key): each for each in wanted}


def filters(pairs: Sequence[tuple[str, str]], found: Mapping[str, Survey], named: Named) -> list[str]:
    """Each part of an address in words; one that nobody knows stays as it was."""
    survey = dict(pairs).get("survey", "")
    words: dict[str, str] = {
        "unit": _("Unit"),
        "region": _("Region"),
        "company": _("Company"),
        "voice": _("Who speaks"),
        "language": _("Language of the answer"),
        "from": _("From"),
        "to": _("To"),
        "weights": _("Weighting"),
    }
    told = []
    for name, value in pairs:
        if name in ("grain", "by"):  # how it was lined up, not of whom
            continue
        question = named.get((survey, name.removeprefix(SEGMENT)))
        if name == "survey":
            told.append(found[value].title_in() if value in found else value)
        elif name == "question":
            told.append(asked.short_in() if (asked := named.get((survey, value))) else value)
        elif name == "period":
            told.append(period(value))
        else:
            label = question.option_in(value) if question else standard(name, value)
            title = words.get(name) or (question.short_in() if question else name.removeprefix(SEGMENT))
            told.append(f"{title}: {label}")
    return told


def period(word: str) -> str:
    if word in LASTS:
        return ngettext("Last %(n)s month", "Last %(n)s months", LASTS[word]) % {"n": LASTS[word]}
    return _("The year of the latest answers") if word == "year" else word


def standard(name: str, value: str) -> str:
    """A value that is called the same in every survey."""
    if name == "voice" and value in Voice.values:
        return str(Voice(value).label)
    return str(dict(settings.LANGUAGES).get(value, value)) if name == "language" else value

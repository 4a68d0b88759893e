"""Writes of the question bank."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.models import Organization
from sonda.apps.surveys.models import Question, Survey
from sonda.ui.errors import SondaError

MUST_AGREE = ("kind", "role", "scale_low", "scale_high", "dimension", "item")
TEXTS = ("texts", "short", "options")


class QuestionDiffers(SondaError):
    message = _("The survey already has a question “%(key)s” with another %(field)s: %(was)s, not %(now)s.")


@transaction.atomic
def fill_bank(
    *,
    organization: Organization,
    key: str,
    title: dict[str, str],
    languages: Sequence[str] = (),
    dimensions: dict[str, dict[str, str]] | None = None,
    questions: Sequence[dict[str, Any]],
) -> Survey:
    """The survey with this key, with these questions in its bank.

    A question that is already there keeps its place and its words, and gains the languages and options that it did not
    have; a later file may not change its role, kind or scale under the answers (`QuestionDiffers`).
    """
    survey, _created = Survey.objects.get_or_create(
        organization=organization, key=key, defaults={"title": title, "languages": list(languages)}
    )
    survey = Survey.objects.select_for_update().get(pk=survey.pk)  # two files at once: one after the other
    survey.title = {**title, **survey.title}
    survey.languages = [*survey.languages, *(code for code in languages if code not in survey.languages)]
    survey.dimensions = {**(dimensions or {}), **survey.dimensions}
    survey.save()
    known = {question.key: question for question in survey.questions.all()}
    for position, fields in enumerate(questions):
        question = known.get(fields["key"])
        if question is None:
            Question.objects.create(survey=survey, position=position, **fields)
        else:
            enrich(question, fields)
    return survey


def enrich(question: Question, fields: dict[str, Any]) -> None:
    """Give a known question the words that it lacked."""
    for name in MUST_AGREE:
        if getattr(question, name) != fields.get(name, getattr(question, name)):
            raise QuestionDiffers(key=question.key, field=name, was=getattr(question, name), now=fields[name])
    for name in TEXTS:
        setattr(question, name, {**fields.get(name, {}), **getattr(question, name)})
    question.save(update_fields=TEXTS)

"""Writes of the question bank."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sonda.apps.organizations.models import Organization
from sonda.apps.surveys.choices import LEAST_THRESHOLD, THRESHOLD, Mode
from sonda.apps.surveys.models import Question, Survey
from sonda.ui.errors import SondaError

MUST_AGREE = ("kind", "role", "scale_low", "scale_high", "dimension", "item")
TEXTS = ("texts", "short", "options")


class BankRefuses(SondaError):
    """What a file brings does not go with what the survey holds already."""

    status = 409


class QuestionDiffers(BankRefuses):
    message = _("The survey already has a question “%(key)s” with another %(field)s: %(was)s, not %(now)s.")


class AnswersWithNames(BankRefuses):
    message = _("The survey holds answers that are read with names: confidential answers need a survey of their own.")


class PromiseOfGroups(BankRefuses):
    message = _("People were promised to be shown in groups of at least %(k)s only; this file says otherwise.")


class ThresholdTooLow(BankRefuses):
    message = _("A threshold of %(k)s people hides nobody: it is %(least)s at least.")


@transaction.atomic
def fill_bank(
    *,
    organization: Organization,
    key: str,
    title: dict[str, str],
    languages: Sequence[str] = (),
    dimensions: dict[str, dict[str, str]] | None = None,
    questions: Sequence[dict[str, Any]],
    mode: str = "",
    threshold: int | None = None,
) -> Survey:
    """The survey with this key, with these questions in its bank.

    `mode` and `threshold` are the promise under which people answered; left out it is the survey's own, for a new one
    that of identified answers. Answers under another promise than the survey's are refused.

    A question that is already there keeps its place and its words, and gains the languages and options that it did not
    have; a later file may not change its role, kind or scale under the answers (`QuestionDiffers`).
    """
    if threshold is not None and threshold < LEAST_THRESHOLD:
        raise ThresholdTooLow(k=threshold, least=LEAST_THRESHOLD)
    new = {"title": title, "languages": list(languages), "mode": mode or Mode.IDENTIFIED}
    survey, created = Survey.objects.get_or_create(
        organization=organization, key=key, defaults={**new, "threshold": threshold or THRESHOLD}
    )
    survey = Survey.objects.select_for_update().get(pk=survey.pk)  # two files at once: one after the other
    if not created:
        keep_promise(survey, mode=mode or survey.mode, threshold=threshold or survey.threshold)
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


def keep_promise(survey: Survey, *, mode: str, threshold: int) -> None:
    """One survey, one promise: whoever answered under it can never be shown under another (R3.1)."""
    if survey.mode == Mode.IDENTIFIED != mode:
        raise AnswersWithNames
    if survey.is_guarded and (mode, threshold) != (survey.mode, survey.threshold):
        raise PromiseOfGroups(k=survey.threshold)


def enrich(question: Question, fields: dict[str, Any]) -> None:
    """Give a known question the words that it lacked."""
    for name in MUST_AGREE:
        if getattr(question, name) != fields.get(name, getattr(question, name)):
            raise QuestionDiffers(key=question.key, field=name, was=getattr(question, name), now=fields[name])
    for name in TEXTS:
        setattr(question, name, {**fields.get(name, {}), **getattr(question, name)})
    question.save(update_fields=TEXTS)


@transaction.atomic
def forget_questions(survey: Survey, keys: Collection[str]) -> int:
    """Take these questions out of the bank; who asks has made sure that nobody answered them. Returns how many."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    n, _kinds = survey.questions.filter(key__in=list(keys)).delete()
    return n

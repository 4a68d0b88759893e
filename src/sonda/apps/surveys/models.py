"""Surveys and their questions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from sonda.apps.organizations.models import OrganizationOwned
from sonda.apps.surveys.choices import KANO_ANSWERS, LEAST_THRESHOLD, THRESHOLD, Kind, Mode, Role
from sonda.apps.surveys.fields import OrderedJSONField

Texts = dict[str, str]  # language → words


def in_language(texts: Texts, language: str | None = None) -> str:
    """A text in the reader's language, else in English, else in whichever language there is.

    >>> in_language({"pl": "Oddział", "en": "Branch"}, "uk")
    'Branch'
    """
    language = (language or get_language() or "en").split("-")[0]
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


class Survey(OrganizationOwned):
    """One questionnaire of an organisation; several files and waves may feed it."""

    key = models.SlugField(max_length=60)
    title = OrderedJSONField(default=dict)  # Texts
    languages = OrderedJSONField(default=list)  # languages in which people answered
    dimensions = OrderedJSONField(default=dict)  # dimension of a question → Texts
    mode = models.CharField(max_length=20, choices=Mode.choices, default=Mode.IDENTIFIED)
    threshold = models.PositiveIntegerField(default=THRESHOLD)  # people of a group that is shown, unless identified
    # Counted up when answers are taken away: the columnar store, which only grows, begins anew for each generation.
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="survey_key_once"),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=LEAST_THRESHOLD), name="survey_threshold_hides_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.title_in()

    @property
    def is_guarded(self) -> bool:
        """Were people promised that they are shown in groups only?"""
        return self.mode != Mode.IDENTIFIED

    @property
    def least(self) -> int:
        """Of how many people at least a listed figure is; 0 where single answers are shown."""
        return self.threshold if self.is_guarded else 0

    def title_in(self, language: str | None = None) -> str:
        return in_language(self.title, language) or self.key

    def dimension_in(self, dimension: str, language: str | None = None) -> str:
        """How a dimension is called; as written when nobody named it."""
        return in_language(self.dimensions.get(dimension, {}), language) or dimension


class Question(models.Model):
    """One column of a survey: what was asked, in which languages, on which scale, and its part in a method.

    `key` names the answer in `Response.answers` and the column of the columnar store. Of the roles that live beside
    the answers (unit, region, segment, weight …) the question holds the labels, its key is the store's column.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    role = models.CharField(max_length=20, choices=Role.choices)
    scale_low = models.FloatField(null=True, blank=True)
    scale_high = models.FloatField(null=True, blank=True)
    texts = OrderedJSONField(default=dict)  # the whole question
    short = OrderedJSONField(default=dict)  # its label on a chart
    dimension = models.CharField(max_length=60, blank=True)
    item = models.CharField(max_length=60, blank=True)  # what pairs an expectation with its perception
    options = OrderedJSONField(default=dict)  # answer or unit → Texts

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "key"], name="question_key_once"),
            models.CheckConstraint(
                condition=models.Q(scale_low__isnull=True, scale_high__isnull=True)
                | models.Q(scale_low__lt=models.F("scale_high")),
                name="question_scale_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.short_in()

    @property
    def is_touchpoint(self) -> bool:
        return self.role == Role.TOUCHPOINT

    @property
    def is_answer(self) -> bool:
        """Kept among the answers, not beside them."""
        return self.kind != Kind.ATTRIBUTE

    @property
    def is_numeric(self) -> bool:
        return self.kind in (Kind.RATING, Kind.NUMBER)

    @property
    def named_answers(self) -> dict[str, str]:
        """Every answer that has a name in the reader's language; those of Kano's questions have one by themselves."""
        is_kano = self.role in (Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL)
        standard = {value: str(words) for value, words in KANO_ANSWERS.items()} if is_kano else {}
        return standard | {value: self.option_in(value) for value in self.options}

    def text_in(self, language: str | None = None) -> str:
        return in_language(self.texts, language) or self.short_in(language)

    def short_in(self, language: str | None = None) -> str:
        return in_language(self.short, language) or in_language(self.texts, language) or self.key

    def option_in(self, value: str, language: str | None = None) -> str:
        """How one answer or unit is called in a language; as written when nobody named it."""
        return in_language(self.options.get(value, {}), language) or value

"""The bank keeps what it has, and gains the words it lacked."""

import pytest

from sonda.apps.surveys import queries
from sonda.apps.surveys.choices import Role, kind_of
from sonda.apps.surveys.models import Question, Survey
from sonda.apps.surveys.operations import QuestionDiffers, fill_bank

QUEUE = {
    "key": "queue", "kind": "rating", "role": "touchpoint", "scale_low": 1.0, "scale_high": 5.0,
    "short": {"pl": "Kolejka"}, "options": {"1": {"en": "bad"}},
}  # fmt: skip


@pytest.fixture
def fill(organization):
    def run(*questions, title=None):
        return fill_bank(organization=organization, key="visits", title=title or {"pl": "Wizyty"}, questions=questions)

    return run


@pytest.mark.django_db
def test_a_second_file_brings_words_and_takes_none_away(fill):
    fill(QUEUE)
    survey = fill({**QUEUE, "short": {"pl": "Ogonek", "uk": "Черга"}}, title={"uk": "Візити"})
    assert survey.title == {"pl": "Wizyty", "uk": "Візити"}
    assert queries.questions(survey, role=Role.TOUCHPOINT).get().short == {"pl": "Kolejka", "uk": "Черга"}


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"scale_high": 7.0}, {"role": "csat"}, {"item": "07"}])
def test_the_meaning_of_a_question_does_not_change_under_its_answers(fill, change):
    fill({**QUEUE, "item": "01"})
    with pytest.raises(QuestionDiffers):
        fill({**QUEUE, "item": "01", **change})


@pytest.mark.django_db
def test_words_fall_back_to_english_then_to_any(fill):
    question = fill(QUEUE).questions.get()
    assert (question.short_in("uk"), question.option_in("1", "pl"), question.option_in("2", "pl")) == (
        "Kolejka",
        "bad",
        "2",
    )


@pytest.mark.django_db
def test_surveys_are_found_by_what_they_can_feed(fill, alice, charlie):
    survey = fill(QUEUE)
    assert list(queries.surveys_with(alice, Role.TOUCHPOINT)) == [survey]
    assert list(queries.surveys_with(alice, Role.TOUCHPOINT, Role.NPS)) == []
    assert list(queries.surveys_with(charlie, Role.TOUCHPOINT)) == []


def test_every_role_has_a_kind():
    assert {kind_of(role) for role in Role.values} == {"attribute", "rating", "number", "choice", "text"}


def test_answers_stand_in_the_order_in_which_they_were_written(organization):
    """Also on PostgreSQL, whose jsonb would sort them by their length."""
    survey = Survey.objects.create(organization=organization, key="visits", title={"uk": "Візити", "pl": "Wizyty"})
    words = {"sometimes": {"uk": "іноді", "pl": "czasem"}, "never": {"pl": "nigdy"}, "a": {}, "10": {"en": "ten"}}
    asked = survey.questions.create(key="why", position=1, kind="choice", role="choice", options=words)
    again = Question.objects.get(pk=asked.pk)
    assert list(again.options) == list(words)
    assert again.options == words
    again.options = {"z": {}, **again.options}
    Question.objects.bulk_update([again], ["options"])
    again.refresh_from_db()
    assert list(again.options) == ["z", *words]
    assert Survey.objects.get().title_in("de") == "Візити"

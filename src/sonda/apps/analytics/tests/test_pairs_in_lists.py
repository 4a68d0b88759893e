"""Where questions are listed, the two of a pair are told apart."""

import pytest

from sonda.apps.analytics.tests import planted
from sonda.apps.surveys.choices import Role


@pytest.mark.django_db
def test_the_two_forms_of_a_kano_question_are_told_apart_wherever_one_is_chosen_or_listed(organization, reader):
    asked = [
        planted.named("with_bill", Role.KANO_FUNCTIONAL, "A clear bill", item="bill"),
        planted.named("without_bill", Role.KANO_DYSFUNCTIONAL, "A clear bill", item="bill"),
        planted.named("queue", Role.CHOICE, "Queue"),
    ]
    answers = {"with_bill": "like", "without_bill": "dislike", "queue": "long"}
    planted.make(organization, "kano", asked, [{"voice": "customer", "answers": answers} for _ in range(20)])
    page = reader.get("/understand/distribution/", {"question": "without_bill"}).text
    assert ">A clear bill: when it is there</option>" in page
    assert ">A clear bill: when it is missing</option>" in page
    assert ">Queue</option>" in page
    kano = reader.get("/understand/kano/").text
    assert "A clear bill" in kano
    assert "A clear bill: when" not in kano  # there the pair is one feature


@pytest.mark.django_db
def test_two_answers_of_one_name_are_told_apart_in_the_list_of_people_and_on_its_cards(organization, reader):
    asked = [planted.named("queue", Role.CHOICE, "Queue"), planted.named("said", Role.COMMENT, "Queue")]
    people = [{"voice": "customer", "answers": {"queue": "long", "said": "Too long"}} for _ in range(20)]
    planted.make(organization, "shop", asked, people)
    page = reader.get("/understand/distribution/people/", {"question": "queue"}).text
    for key in ("queue", "said"):
        assert page.count(f'<th scope="col">Queue ({key})</th>') == 1
        assert page.count(f'data-label="Queue ({key})"') == 20

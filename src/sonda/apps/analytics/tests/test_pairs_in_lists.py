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

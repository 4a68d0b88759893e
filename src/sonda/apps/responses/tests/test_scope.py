"""Which answers a member sees within their organisation."""

import pytest

from sonda.apps.organizations.models import Unit
from sonda.apps.responses import operations, queries
from sonda.apps.responses.models import Response
from sonda.apps.responses.signals import responses_imported
from sonda.apps.responses.spoken import REMEMBERED
from sonda.apps.surveys.models import Survey
from sonda.apps.surveys.operations import fill_bank

ANSWERS = [("a", "North", "Fir"), ("b", "North", "Oak"), ("c", "South", "Elm"), ("d", "North", ""), ("e", "", "")]


@pytest.fixture
def survey(organization):
    question = {"key": "recommend", "kind": "rating", "role": "nps", "scale_low": 0.0, "scale_high": 10.0}
    survey = fill_bank(organization=organization, key="visits", title={"en": "Visits"}, questions=[question])
    documents = [{"source_key": key, "region": region, "unit": unit, "answers": {}} for key, region, unit in ANSWERS]
    operations.record_many(survey=survey, import_id=1, documents=documents)
    responses_imported.send(Response, survey=survey, import_id=1, n_stored=len(documents))
    return survey


def test_R4_1_answers_are_seen_within_ones_units(survey, join):
    def seen(role, *names):
        member = join(f"{role}{len(names)}", role)
        member.units.set(Unit.objects.filter(name__in=names))
        found = queries.responses(member)
        assert sum(one.n for one in queries.spoken(member).values()) == found.count()
        return "".join(sorted(found.values_list("source_key", flat=True)))

    assert seen("owner") == seen("analyst") == seen("viewer") == "abcde"
    assert seen("manager", "North") == "abd"
    assert seen("employee", "Fir") == "a"
    assert seen("manager") == seen("employee") == ""


def test_R4_1_the_store_opens_a_whole_survey_only_to_who_may_see_it_whole(survey, join):
    with pytest.raises(Survey.DoesNotExist):
        queries.source(survey, join("nina", "manager"))
    with queries.source(survey, join("vera", "viewer")) as source:
        assert len(source.columns) > 5


def test_who_has_spoken_is_the_same_out_of_the_database_and_out_of_the_columns(survey, join, settings, tmp_path):
    settings.HOME = tmp_path
    manager = join("nina", "manager")
    manager.units.set(Unit.objects.filter(name="North"))

    def told():
        REMEMBERED.clear()
        return {**queries.spoken(manager)}, queries.state(survey)

    before = told()
    assert before[0][survey.pk].n == 3
    queries.columns.sync(survey)
    assert told() == before
    operations.record_many(survey=survey, import_id=2, documents=[{"source_key": "f", "unit": "Fir", "answers": {}}])
    assert queries.spoken(manager)[survey.pk].n == 4
    assert queries.state(survey).n == 6
    operations.take_back(survey=survey, import_id=2)
    assert told() == before


def test_what_is_remembered_is_asked_with_one_query(survey, bob, django_assert_num_queries):
    queries.spoken(bob)
    with django_assert_num_queries(1):
        assert queries.spoken(bob)[survey.pk].n == 5

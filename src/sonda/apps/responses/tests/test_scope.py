"""Which answers a member sees within their organisation."""

import pytest

from sonda.apps.organizations.models import Unit
from sonda.apps.responses import operations, queries
from sonda.apps.responses.models import Response
from sonda.apps.responses.signals import responses_imported
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

"""A manager of one branch counts the answers of that branch on every page, fragment and file; no address goes round."""

import pytest

from sonda.apps.analytics import queries, tasks
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.tests import company
from sonda.apps.jobs import worker
from sonda.apps.organizations.models import Unit
from sonda.apps.surveys.choices import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(join, organization, home):
    """Makes the manager of these units."""

    def made(name, *units):
        member = join(name, "manager")
        for unit in units:
            member.units.add(Unit.objects.get_or_create(organization=organization, name=unit)[0])
        return member

    return made


@pytest.fixture
def managers(manager):
    return manager("anna", "A"), manager("celina", "C")


def page(client, member, address):
    client.force_login(member.user)
    return client.get(address)


@pytest.mark.parametrize("unit", ["unit", pytest.param("region", marks=pytest.mark.any_database)])
def test_R4_1_each_manager_counts_their_own_branch_on_every_page_of_the_catalogue(survey, client, managers, unit):
    if unit == "region":  # an answer that names no unit is about its region
        for letter in "ABC":
            survey.responses.filter(unit=letter).update(unit="", region=letter)
    addresses = [f"/understand/{key}/" for key in entries() if key != "consistency" or unit == "unit"]
    n = {}
    for round_ in range(2):
        for member in managers:
            for address in addresses:
                n[member, address] = page(client, member, address).context["reply"]
        if not round_:
            worker.run(once=True)
    for member, letter in zip(managers, "AC", strict=True):
        for address in addresses:
            reply = n[member, address]
            assert reply.question.scope == (letter,), address
            assert reply.chart is None or 0 < reply.chart.n <= 80, address
    anna, celina = ({a: n[m, a].chart and n[m, a].chart.table() for a in addresses} for m in managers)
    differ = [address for address in addresses if anna[address] != celina[address]]
    assert len(differ) > len(addresses) * 2 // 3


def test_R4_1_no_parameter_widens_what_a_manager_sees(survey, client, managers):
    anna, _celina = managers
    own = page(client, anna, "/understand/nps/").context["chart"]
    assert page(client, anna, "/understand/nps/?unit=A").context["chart"].n == own.n
    for query in ("unit=C", "unit=A&unit=C", "scope=C", "scope=", "where=unit%3DC", "region=C", "unit=A%27+OR+1%3D1--"):
        for address in ("/understand/nps/", "/understand/nps/table.csv", "/understand/nps/figure.svg"):
            response = page(client, anna, f"{address}?{query}")
            assert response.status_code == 404, (address, query)
            assert "B" not in response.headers.get("Content-Disposition", "")
    assert page(client, anna, "/understand/nps/?by=unit&grain=year").context["chart"].n == own.n


def test_R4_1_exports_and_fragments_hold_the_managers_own_units_alone(survey, client, managers):
    for member, letter, other in zip(managers, "AC", "CA", strict=True):
        table = page(client, member, "/understand/nps/table.csv?by=unit").content.decode()
        assert (f"\n{letter}," in table, f"\n{other}," in table, "\nB," in table) == (True, False, False)
        client.force_login(member.user)
        fragment = client.get("/understand/nps/", headers={"HX-Request": "true"}).context["chart"]
        assert fragment.n == survey.responses.filter(unit=letter, voice="customer").count()


def test_a_manager_of_two_branches_sees_both_and_one_of_none_sees_nothing(survey, client, manager):
    both, nobody = manager("ola", "A", "B"), manager("nina")
    assert page(client, both, "/understand/nps/").context["chart"].n == 96
    told = page(client, nobody, "/understand/nps/")
    assert told.context["chart"] is None
    assert 'class="empty"' in told.content.decode()
    assert page(client, nobody, "/understand/nps/table.csv").status_code == 404


def test_a_survey_that_does_not_say_which_unit_tells_a_manager_nothing_and_says_so(organization, client, managers):
    company.make_survey(organization, only=(Role.NPS, Role.PERIOD))
    anna, _celina = managers
    response = page(client, anna, "/understand/nps/")
    assert "This survey does not say which unit an answer is about" in response.content.decode()
    assert response.context["chart"] is None
    assert page(client, anna, "/understand/nps/table.csv").status_code == 404
    assert Run.objects.count() == 0


def test_another_survey_that_says_the_unit_comes_first(organization, client, managers):
    company.make_survey(organization, key="a", only=(Role.NPS,))
    company.make_survey(organization, key="b", only=(Role.NPS, Role.UNIT))
    reply = page(client, managers[0], "/understand/nps/").context["reply"]
    assert reply.bank.survey.key == "b"


def test_what_is_prepared_is_the_whole_and_a_part_does_not_spoil_it(survey, client, alice, managers):
    tasks.prepare_later(survey)
    worker.run(once=True)
    assert {run.question["scope"] for run in Run.objects.all()} == {None}
    parts = [page(client, member, "/understand/nps/").context["chart"].n for member in managers]
    assert (page(client, alice, "/understand/nps/").context["chart"].n, parts) == (144, [48, 48])


def test_a_bank_of_a_part_knows_the_part_alone(survey, managers):
    anna, celina = managers
    survey.responses.filter(unit="A", answered_on__year=2025).delete()
    survey.responses.filter(unit="C", voice="manager").delete()
    survey.responses.filter(unit="A").update(answers={"queue": 5})
    for member, scope in ((anna, {"A"}), (celina, {"C"})):
        (asked,), bare = queries.banks(member), Bank(survey, frozenset(scope))
        assert (asked.voices, asked.months, asked.version) == (bare.voices, bare.months, bare.version)
        assert asked.n == survey.responses.filter(unit__in=scope).count()
    assert {day.year for day in queries.banks(anna)[0].months} == {2026}
    assert queries.banks(celina)[0].voices == {"customer", "competitor"}
    assert queries.banks(anna)[0].reach == {"queue": 1.0, "staff": 0.0, "price": 0.0}

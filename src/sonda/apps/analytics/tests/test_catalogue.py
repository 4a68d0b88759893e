"""What the catalogue holds, and which survey can feed what."""

import pkgutil
from importlib import import_module

import pytest

from sonda.apps.analytics import catalogue, operations, queries
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.entry import Entry
from sonda.apps.analytics.tests import company
from sonda.apps.surveys.choices import Role
from sonda.apps.surveys.operations import fill_bank
from sonda.engine.analyses import METHODS, OF_PAGES

pytestmark = pytest.mark.django_db


def keys_fed_by(survey):
    bank = Bank(survey)
    return [key for key, entry in entries().items() if not entry.about and queries.question_of(entry, bank)]


def test_every_file_of_the_folder_gives_its_entries_in_the_order_of_the_page():
    modules = [
        import_module(f"{catalogue.__name__}.{found.name}") for found in pkgutil.iter_modules(catalogue.__path__)
    ]
    written = {thing.key for module in modules for thing in vars(module).values() if isinstance(thing, Entry)}
    assert set(entries()) == written
    positions = [entry.position for entry in entries().values()]
    assert positions == sorted(set(positions))


def test_a_file_that_is_laid_into_the_folder_is_an_analysis(tmp_path, monkeypatch):
    file = tmp_path / "weather.py"
    file.write_text(
        "from sonda.apps.analytics.entry import Entry\n"
        "weather = Entry(key='weather', position=999, title='W', asks='?', chart='nps', ask=lambda bank: None)\n"
    )
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    entries.cache_clear()
    try:
        assert list(entries())[-1] == "weather"
    finally:
        monkeypatch.undo()
        entries.cache_clear()
    assert "weather" not in entries()


def test_every_entry_can_be_drawn_and_a_full_survey_feeds_them_all(survey):
    assert all(callable(import_module(f"sonda.charts.{entry.chart}").chart) for entry in entries().values())
    assert all(queries.question_of(entry, Bank(survey)) for entry in entries().values())


def test_questions_are_put_to_methods_that_exist(survey):
    bank = Bank(survey)
    assert {queries.question_of(entry, bank).method for entry in entries().values()} <= {*METHODS, *OF_PAGES}


@pytest.mark.parametrize(
    ("roles", "fed"),
    [
        ((Role.COMMENT,), []),
        ((Role.NPS,), ["nps"]),
        ((Role.NPS, Role.PERIOD), ["nps", "control"]),
        ((Role.CSAT,), ["csat"]),
        ((Role.CES,), ["ces"]),
        ((Role.CSAT, Role.UNIT), ["csat", "consistency"]),
        ((Role.EXPECTATION,), []),
        ((Role.EXPECTATION, Role.PERCEPTION), ["servqual", "gap-self", "gap-competitor", "alpha", "correlation"]),
        ((Role.CSAT, Role.CES, Role.UNIT), ["csat", "ces", "consistency", "pivot", "correlation"]),
        ((Role.KANO_FUNCTIONAL, Role.KANO_DYSFUNCTIONAL), ["kano"]),
        ((Role.DURATION, Role.EVENT), ["churn"]),
        ((Role.DURATION, Role.EVENT, Role.CAUSE), ["churn", "churn-reasons"]),
        ((Role.DURATION, Role.EVENT, Role.DESTINATION), ["churn", "churn-destinations"]),
    ],
)
def test_a_survey_feeds_what_its_questions_allow(organization, home, roles, fed):
    assert keys_fed_by(company.make_survey(organization, n=30, only=roles)) == fed


@pytest.mark.parametrize(
    ("key", "weight"),
    [
        ("nps", "weight"),
        ("kano", "weight"),
        ("pivot", "weight"),
        ("drivers", None),
        ("alpha", None),
        ("correlation", None),
    ],
)
def test_levels_are_asked_with_weights_and_relations_without(survey, key, weight):
    assert queries.question_of(entries()[key], Bank(survey)).weight == weight


def test_where_several_voices_answered_only_customers_are_counted(survey):
    bank = Bank(survey)
    assert bank.voices == {"customer", "manager", "competitor"}
    assert queries.question_of(entries()["nps"], bank).chosen == (("voice", ("customer",)),)
    assert queries.question_of(entries()["gap-self"], bank).chosen == ()


def test_the_bank_knows_items_dimensions_and_prefixes(survey):
    bank = Bank(survey)
    assert bank.dimensions() == {"care": ["01", "02"], "place": ["03", "04"]}
    assert (bank.prefix(Role.EXPECTATION), bank.prefix(Role.PERCEPTION)) == ("E", "P")
    assert bank.keys(Role.TOUCHPOINT) == ["queue", "staff", "price"]
    assert bank.weight == "weight"
    assert (f"{bank.months[0]:%Y-%m}", f"{bank.months[-1]:%Y-%m}", len(bank.months)) == ("2025-01", "2026-12", 24)


def test_questions_of_another_file_break_no_pairs_of_expectation_and_experience(survey):
    before = queries.question_of(entries()["servqual"], Bank(survey)).options
    foreign = [
        company.question(f"{side}_{item}", role, item=str(item))
        for side, role in (("exp", Role.EXPECTATION), ("per", Role.PERCEPTION), ("imp", Role.IMPORTANCE))
        for item in (1, 2, 3)
    ]
    alone = company.question("P05", Role.PERCEPTION, item="05", dimension="care")
    fill_bank(organization=survey.organization, key=survey.key, title={}, questions=[*foreign, alone])
    bank = Bank(survey)
    assert bank.of(Role.EXPECTATION)[0].key == "exp_1"
    question = queries.question_of(entries()["servqual"], bank)
    assert question.options == before
    run = operations.count(run=operations.run_of(survey=survey, question=question))
    assert (run.problem, run.result is not None) == ({}, True)


def test_banks_of_a_member_know_who_spoke_and_when_as_each_bank_would_find_out_itself(alice, survey):
    company.make_survey(alice.organization, key="other", n=3)
    told = {bank.survey.key: (bank.voices, bank.months, bank.version) for bank in queries.banks(alice)}
    asked = {key: (Bank(each).voices, Bank(each).months, Bank(each).version) for key, each in surveys_of(alice).items()}
    assert told == asked


def surveys_of(member):
    return {bank.survey.key: bank.survey for bank in queries.banks(member)}

"""R3: whatever is asked of confidential answers, and whatever is subtracted from what, nobody is found."""

from dataclasses import replace

import pytest
from django.db import connection

from sonda.apps.responses import columns, operations, queries
from sonda.apps.responses.models import Block, Response
from sonda.apps.surveys.operations import AnswersWithNames, PromiseOfGroups, ThresholdTooLow, fill_bank
from sonda.engine import store
from tests.confidentiality.audit import found_out, small_differences
from tests.confidentiality.company import QUESTIONS, UNITS, Company

pytestmark = pytest.mark.django_db
K = 5
CUTS = 30  # of the cuts of one set every two are compared: 435 pairs
DATA_SETS = 20 if connection.vendor == "sqlite" else 2  # which database it is makes no difference to the figures


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path


def inside(person, question):
    """Does a cut ask for this person? By what they said, without a look at how Sonda counts."""
    beside = {**person, **person["segments"]}
    month = f"{person['answered_on']:%Y-%m}"
    first, last = question.within or ("", "9")
    return first <= month <= last and all(beside[column] in values for column, values in question.chosen)


def counted(company, question):
    """The names that a figure counts: blocks whose people are alike in all that the cut asks for, and all answered."""
    score, asked, names = question.options["score"], [column for column, _ in question.chosen], []
    blocks = {}
    kept = Response.objects.filter(survey=company.survey, block__isnull=False)
    for name, block in kept.values_list("source_key", "block_id"):
        blocks.setdefault(block, []).append(name)
    for members in blocks.values():
        people = [company.people[name] for name in members]
        sorts = {tuple({**each, **each["segments"]}[column] for column in asked) for each in people}
        months = {each["answered_on"] for each in people if question.within}
        alike = len(sorts) == 1 and len(months) <= 1
        if alike and all(inside(each, question) and score in each["answers"] for each in people):
            names += members
    return names


def total(company, names, score):
    return sum(company.people[name]["answers"][score] for name in names)


@pytest.mark.parametrize("seed", range(DATA_SETS))
def test_R3_3_no_pair_of_filters_and_no_programme_finds_anybody(organization, seed):
    company = Company(organization, seed=seed)
    questions = [company.cut() for _ in range(CUTS)]
    figures = {"climate": [], "pay": []}
    for question, shown in zip(questions, company.asked(questions), strict=True):
        score, names = question.options["score"], counted(company, question)
        assert shown == ((len(names), total(company, names, score)) if names else None)
        if names:
            figures[score].append((names, total(company, names, score)))
    assert sum(map(len, figures.values())) > CUTS / 4  # something is shown after all
    for each in figures.values():
        assert small_differences(each, k=K) == []
        assert found_out(each) == []


@pytest.mark.parametrize("seed", range(3))
def test_R3_3_tables_of_many_questions_count_whole_groups_alone(organization, seed):
    company = Company(organization, seed=seed)
    groups = []
    for cut in [company.cut() for _ in range(CUTS)]:
        ask = {score: replace(cut, options={"score": score}) for score in ("climate", "pay")}
        both = set(counted(company, ask["climate"])) & set(counted(company, ask["pay"]))
        cells = {
            (score, unit): set(counted(company, question.among("unit", (unit,))))
            for score, question in ask.items()
            for unit in UNITS
        }
        for method, options in (("correlation", {}), ("pivot", {"by": "unit"})):
            question = replace(cut, method=method, options={"questions": ["climate", "pay"]} | options)
            shown = company.judged(question)
            if shown is None:
                continue
            if method == "correlation":
                assert [pair.n for pair in shown.pairs] == [len(both)]
            else:
                assert {(cell.question, cell.group): cell.n for cell in shown.cells if cell.n} == {
                    key: len(names) for key, names in cells.items() if names
                }
        groups += [(names, 0) for names in (both, *cells.values()) if names]
    assert len(groups) > CUTS
    assert all(len(names) >= K for names, _ in groups)
    assert small_differences(groups, k=K) == []


def test_the_same_audit_finds_people_where_answers_are_read_with_names(organization):
    company = Company(organization, seed=1, mode="identified")
    figures = []
    for question, shown in zip(
        questions := [company.cut() for _ in range(CUTS)], company.asked(questions), strict=True
    ):
        people = company.people.items()
        names = [name for name, person in people if inside(person, question) and "pay" in person["answers"]]
        if question.options["score"] == "pay" and shown:
            figures.append((names, total(company, names, "pay")))
    assert small_differences(figures, k=K)
    assert found_out(figures)


@pytest.mark.parametrize("seed", range(2))
def test_R3_3_figures_move_by_whole_groups_when_answers_come_in(organization, seed):
    company = Company(organization, seed=seed)
    questions = [company.cut() for _ in range(CUTS)]
    before = company.asked(questions)
    for few in (1, 3):
        company.bring(few)
        assert company.asked(questions) == before
    company.bring(30)
    after = company.asked(questions)
    assert after != before
    for one, other in zip(before, after, strict=True):
        n = (other or (0, 0))[0] - (one or (0, 0))[0]
        assert n == 0 or n >= K


def test_R3_3_an_undone_import_takes_its_groups_and_no_others(organization):
    company = Company(organization, seed=3)
    questions = [company.cut() for _ in range(CUTS)]
    before = company.asked(questions)
    company.bring(25)
    operations.take_back(survey=company.survey, import_id=2)
    assert company.asked(questions) == before
    assert Block.objects.filter(import_id=2).count() == 0


def test_R3_5_nobody_reads_a_confidential_answer_whatever_their_role(organization, alice):
    company = Company(organization, seed=4)
    assert not Response.objects.visible_to(alice).filter(survey=company.survey).exists()
    assert not queries.responses(alice).filter(survey=company.survey).exists()


def test_R3_2_neither_words_nor_names_are_handed_to_the_engine(organization):
    company = Company(organization, seed=5)
    columns.sync(company.survey)
    with store.source(columns.table_of(company.survey)) as source:
        words = ", ".join(f"{source.field(name).sql} AS {name}" for name in ("why", "respondent"))
        rows = source.run(f"SELECT {words} FROM {source.opened.table}").to_pylist()
    assert len(rows) == queries.state(company.survey).n > 30
    assert {value for row in rows for value in row.values()} == {None}


def test_R1_6_the_columns_of_confidential_answers_are_made_again_with_equal_numbers(organization):
    company = Company(organization, seed=6)
    columns.sync(company.survey)
    company.bring(40)
    columns.sync(company.survey)
    table = columns.table_of(company.survey)
    one = store.checksum(table)
    columns.rebuild(company.survey)
    assert store.checksum(table) == one


def test_R3_1_the_promise_is_kept_with_each_answer_and_cannot_become_weaker(organization):
    company = Company(organization, seed=7, n=12)
    assert set(Response.objects.values_list("mode", "threshold")) == {("confidential", 5)}
    again = {"organization": organization, "key": company.survey.key, "title": {}, "questions": QUESTIONS}
    for weaker in ({"mode": "identified"}, {"mode": "confidential", "threshold": 3}, {"threshold": 4}):
        with pytest.raises(PromiseOfGroups):
            fill_bank(**again, **weaker)
    assert fill_bank(**again).threshold == 5
    named = fill_bank(organization=organization, key="named", title={}, questions=QUESTIONS)
    with pytest.raises(AnswersWithNames):
        fill_bank(**{**again, "key": named.key}, mode="confidential")
    with pytest.raises(ThresholdTooLow):
        fill_bank(**{**again, "key": "low"}, mode="confidential", threshold=2)

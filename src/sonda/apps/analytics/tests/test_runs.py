"""A question is counted once for each state of the answers; whatever the data do not allow is a sentence."""

from html import unescape

import pytest

from sonda.apps.analytics import lines, operations, queries, tasks
from sonda.apps.analytics.bank import Bank
from sonda.apps.analytics.catalogue import entries
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.results import unpack
from sonda.apps.analytics.tests import company
from sonda.apps.jobs import operations as jobs
from sonda.apps.jobs import worker
from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.choices import Role
from sonda.engine import analyses

pytestmark = pytest.mark.django_db
NPS = Question(method="nps", options={"score": "recommend"})


@pytest.fixture
def counted(monkeypatch):
    """The methods that were really counted, in order."""
    done, count = [], analyses.run

    def run(method, *args, **options):
        done.append(method)
        return count(method, *args, **options)

    monkeypatch.setattr(analyses, "run", run)
    return done


def test_a_question_that_was_answered_is_not_counted_again(survey, reader, counted):
    for _visit in range(3):
        assert reader.get("/understand/nps/").status_code == 200
    assert counted == ["nps"]
    assert Run.objects.count() == 1


def test_new_answers_make_a_new_run_and_leave_the_old_one(survey, counted):
    first = operations.count(run=operations.run_of(survey=survey, question=NPS))
    company.more_answers(survey)
    second = operations.run_of(survey=survey, question=NPS)
    assert (second.pk != first.pk, second.is_finished) == (True, False)
    n = [unpack(operations.count(run=run).result).n for run in (first, second)]
    assert n == [245, 245]  # a run counts what is there when it is counted


def test_another_question_or_another_cut_is_another_run(survey):
    questions = [NPS, Question(method="nps", options={"score": "satisfied"}), NPS.among("unit", ("A",))]
    questions += [Question(method="nps", options={"score": "recommend"}, weight="weight")]
    runs = {operations.run_of(survey=survey, question=question).pk for question in [*questions, *questions]}
    assert len(runs) == 4


def test_a_question_survives_its_way_through_the_database(survey):
    bank = Bank(survey)
    for entry in entries().values():
        question = queries.question_of(entry, bank)
        run = operations.run_of(survey=survey, question=question)
        run.refresh_from_db()
        assert Question.from_json(run.question) == question


def test_every_question_of_the_catalogue_is_counted_and_comes_back_equal(survey):
    bank = Bank(survey)
    for entry in entries().values():
        question = queries.question_of(entry, bank)
        run = operations.count(run=operations.run_of(survey=survey, question=question))
        run.refresh_from_db()
        assert (run.problem, run.is_finished) == ({}, True)
        with responses.source(survey) as source:
            counted = analyses.run(question.method, source, lines.selection(question), **question.options)
        assert unpack(run.result) == counted, entry.key


def test_drivers_are_weighed_once_for_their_own_page_and_for_the_priority_map(survey, reader, counted):
    reader.get("/understand/priorities/")
    worker.run(once=True)
    assert counted == ["drivers"]
    chart = reader.get("/understand/priorities/").context["chart"]
    weighed = reader.get("/understand/drivers/").context["chart"]
    assert counted == ["drivers"]
    reach = [column.key for column in chart.columns].index("reach")
    rated = [column.key for column in weighed.columns].index("reach")
    assert {row[0].value: row[reach].value for row in chart.rows} == {
        row[0].value: row[rated].value for row in weighed.rows
    }


def test_drivers_that_could_not_be_weighed_leave_the_map_with_their_sentence(survey):
    question = queries.question_of(entries()["priorities"], Bank(survey))
    operations.give_up(run=operations.run_of(survey=survey, question=question.of_drivers()))
    run = operations.count(run=operations.run_of(survey=survey, question=question))
    assert (run.problem["text"], run.result, run.is_finished) == (operations.GIVEN_UP, None, True)


def test_a_heavy_analysis_is_left_to_a_job_and_enqueued_once(survey, reader, counted):
    for _visit in range(3):
        page = reader.get("/understand/drivers/")
        assert 'id="counting"' in page.content.decode()
    assert (counted, Job.objects.count()) == ([], 1)
    worker.run(once=True)
    assert counted == ["drivers"]
    page = reader.get("/understand/drivers/")
    assert 'id="counting"' not in page.content.decode()
    assert page.context["chart"].n > 0
    assert Job.objects.filter(state=State.DONE).count() == 1


def test_new_answers_are_prepared_so_that_every_page_opens_at_once(survey, reader, counted):
    tasks.prepare_later(survey)
    tasks.prepare_later(survey)
    worker.run(once=True)
    prepared = list(counted)
    assert len(prepared) == len(entries()) - 1  # drivers are weighed once, for their page and for the map
    for key in entries():
        assert 'id="counting"' not in reader.get(f"/understand/{key}/").content.decode()
    assert counted == prepared


def test_R4_1_a_job_with_the_number_of_a_foreign_organization_counts_nothing(survey, charlie, counted):
    run = operations.run_of(survey=survey, question=NPS)
    tasks.count_run.call(organization_id=charlie.organization_id, run_id=run.pk)
    assert tasks.prepare.call(organization_id=charlie.organization_id, survey_id=survey.pk) == 0
    assert counted == []


def test_what_the_data_do_not_allow_is_a_sentence_and_not_counted_twice(organization, reader, counted):
    survey = company.make_survey(organization, n=30, only=(Role.CSAT,))
    survey.responses.filter(source_key="r7").update(answers={"satisfied": 9})
    page = reader.get("/understand/csat/")
    run = Run.objects.get()
    assert run.problem
    assert (run.result, page.status_code, page.context["chart"]) == (None, 200, None)
    assert "9.0 is not on the scale 1–5" in unescape(page.content.decode()).replace("\xa0", " ")
    reader.get("/understand/csat/")
    assert counted == ["csat"]


def test_old_runs_are_forgotten_and_fresh_ones_stay(survey):
    old, fresh = (operations.run_of(survey=survey, question=NPS.among("unit", (unit,))) for unit in "AB")
    Run.objects.filter(pk=old.pk).update(asked_at=old.asked_at - tasks.KEPT * 2)
    assert tasks.forget_old_runs.call() == 1
    assert list(Run.objects.all()) == [fresh]


def test_a_run_whose_job_was_given_up_says_so_and_is_not_asked_for_again_by_itself(survey, reader):
    heavy = next(entry for entry in entries().values() if entry.key == "drivers")
    bank = Bank(survey)
    run = operations.run_of(survey=survey, question=queries.question_of(heavy, bank))
    tasks.count_later(run)
    Job.objects.update(state=State.DEAD)
    text = unescape(reader.get("/understand/drivers/").text)
    assert "This could not be counted." in text
    assert Job.objects.count() == 1

    jobs.retry(job=Job.objects.get())
    worker.run(once=True)
    assert "could not be counted" not in unescape(reader.get("/understand/drivers/").text)


def test_gaps_of_many_items_are_told_at_a_level_at_which_all_of_them_hold_together(survey):
    asked = queries.question_of(entries()["gap-self"], Bank(survey))
    assert asked.options["level"] == pytest.approx(1 - 0.05 / len(asked.options["items"]))

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.base import TaskResultStatus

from sonda.apps.jobs import operations, progress, queries, schedules, worker
from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job, Schedule
from sonda.apps.jobs.tests import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def backend():
    return task_backends["default"]


def make_due(job):
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now())


def test_a_job_runs_and_its_result_can_be_asked_for():
    asked = work.add.enqueue(2, b=3)
    assert asked.status == TaskResultStatus.READY
    assert worker.run(once=True) == 1
    asked.refresh()
    assert (asked.status, asked.return_value, asked.attempts) == (TaskResultStatus.SUCCESSFUL, 5, 1)


def test_a_job_enqueued_in_a_transaction_that_rolls_back_was_never_asked_for():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        work.add.enqueue(1, 1)
        1 / 0  # noqa: B018
    assert Job.objects.count() == 0


def test_the_urgent_goes_first_and_the_deferred_waits():
    later = work.add.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1, 1)
    normal = work.add.enqueue(1, 1)
    first = work.urgent.enqueue()
    assert worker.run(once=True) == 2
    ended = list(Job.objects.filter(state=State.DONE).order_by("finished_at").values_list("pk", flat=True))
    assert [str(pk) for pk in ended] == [first.id, normal.id]
    assert Job.objects.get(pk=later.id).state == State.QUEUED


def test_a_failing_job_backs_off_twice_as_long_each_time_and_ends_among_the_dead_letters(backend):
    job = Job.objects.get(pk=work.break_down.enqueue().id)
    waits = []
    for _ in range(backend.attempts):
        before = timezone.now()
        make_due(job)
        worker.run(once=True)
        job.refresh_from_db()
        waits.append(round((job.run_after - before).total_seconds() / backend.backoff))
    assert waits[:-1] == [1, 2, 4, 8]
    assert (job.state, job.attempts) == (State.DEAD, 5)


def test_the_error_of_a_job_holds_no_persons_words():
    job = Job.objects.get(pk=work.break_down.enqueue().id)
    worker.run(once=True)
    job.refresh_from_db()
    assert job.problem == "RuntimeError"
    assert "Kowalska" not in str(job.errors).replace('raise RuntimeError("Anna Kowalska said 3")', "")


def test_the_same_mistake_of_the_code_twice_in_a_row_is_given_up():
    job = Job.objects.get(pk=work.mistake.enqueue().id)
    for _ in range(2):
        make_due(job)
        worker.run(once=True)
        job.refresh_from_db()
    assert (job.state, job.attempts, job.problem) == (State.DEAD, 2, "TypeError")


def test_trouble_that_trying_again_cannot_mend_is_given_up_at_once_with_its_sentence():
    job = Job.objects.get(pk=work.refuse.enqueue().id)
    worker.run(once=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.problem) == (State.DEAD, 1, "Not today.")


def test_a_dead_letter_can_be_tried_again_but_a_living_job_cannot():
    job = Job.objects.get(pk=work.refuse.enqueue().id)
    with pytest.raises(operations.JobNotDead):
        operations.retry(job=job)
    worker.run(once=True)
    operations.retry(job=job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 0)


def test_whoever_lost_the_lease_writes_nothing(backend):
    work.add.enqueue(1, 1)
    now = timezone.now()
    slow = operations.claim(worker_id="slow", backend=backend, at=now)
    late = now + timedelta(seconds=backend.lease + 1)
    quick = operations.claim(worker_id="quick", backend=backend, at=late)
    assert quick.pk == slow.pk
    assert not operations.renew(job=slow, backend=backend, at=late)
    assert not operations.finish(job=slow, result="slow", at=late)
    assert operations.finish(job=quick, result="quick", at=late)
    quick.refresh_from_db()
    assert (quick.result, quick.attempts) == ("quick", 2)


def test_a_lease_that_is_renewed_is_not_taken_over(backend):
    work.add.enqueue(1, 1)
    now = timezone.now()
    job = operations.claim(worker_id="one", backend=backend, at=now)
    assert operations.renew(job=job, backend=backend, at=now + timedelta(seconds=10))
    assert operations.claim(worker_id="two", backend=backend, at=now + timedelta(seconds=20)) is None


def test_a_job_that_kills_each_worker_is_given_up(backend):
    work.add.enqueue(1, 1)
    now = timezone.now()
    for n in range(backend.attempts + 1):
        operations.claim(worker_id="unlucky", backend=backend, at=now + timedelta(minutes=n))
    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.DEAD, backend.attempts)


def test_enqueue_once_joins_the_job_that_already_waits():
    one = operations.enqueue_once(work.add, key="sum:1", a=1, b=1)
    two = operations.enqueue_once(work.add, key="sum:1", a=1, b=1)
    assert one.pk == two.pk
    worker.run(once=True)
    assert operations.enqueue_once(work.add, key="sum:1", a=1, b=1).pk != one.pk


def test_whoever_is_in_more_of_a_hurry_moves_the_waiting_job_ahead():
    one = operations.enqueue_once(work.add.using(priority=-10), key="sum:1", a=1, b=1)
    operations.enqueue_once(work.add, key="sum:1", a=1, b=1)
    operations.enqueue_once(work.add.using(priority=-20), key="sum:1", a=1, b=1)
    one.refresh_from_db()
    assert one.priority == 0


def test_progress_can_be_read_while_the_job_runs_and_is_gone_outside():
    job = Job.objects.create(task="x", state=State.RUNNING, token=3)
    progress.report(done=1, total=2)
    with progress.reporting(job):
        progress.report(done=1, total=2, what="counting")
        if progress.connection.vendor == "sqlite":
            assert progress.read(job) == {"done": 1, "total": 2, "what": "counting"}
    assert not progress.path_of(job.pk).exists()


def test_a_task_may_ask_which_attempt_this_is():
    asked = work.tell_attempt.enqueue()
    worker.run(once=True)
    asked.refresh()
    assert asked.return_value == 1


def test_an_organizations_jobs_are_listed_for_it_alone():
    Job.objects.create(task="x", organization_id=1, state=State.DEAD)
    mine = Job.objects.create(task="x", organization_id=2, state=State.DEAD)
    assert list(queries.dead_letters(organization_id=2)) == [mine]


def test_regular_work_is_enqueued_once_when_due_and_missed_times_are_made_up_for_once(monkeypatch):
    monkeypatch.setattr(schedules, "REGULAR", {})
    schedules.regularly("0 * * * *")(work.urgent)
    now = timezone.now()
    assert schedules.enqueue_due(at=now) == 0
    assert schedules.enqueue_due(at=now + timedelta(hours=5)) == 1
    assert schedules.enqueue_due(at=now + timedelta(hours=5)) == 0
    assert Schedule.objects.get().next_at > now + timedelta(hours=5)


@pytest.mark.parametrize("task", [work.leave, work.answer_with_what_cannot_be_kept, work.answer_with_no_number])
def test_R1_5_no_job_takes_its_worker_along(task):
    job = Job.objects.get(pk=task.enqueue().id)
    after = work.add.enqueue(1, 1)
    assert worker.run(once=True) == 2
    job.refresh_from_db()
    after.refresh()
    assert (job.state, job.attempts, after.return_value) == (State.QUEUED, 1, 2)


def test_R5_5_what_the_database_cannot_keep_does_not_keep_a_job_from_ending():
    job = Job.objects.get(pk=work.refuse_with_a_nul.enqueue().id)
    worker.run(once=True)
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.DEAD, "Not a\ufffdb?c.")


def test_work_whose_code_was_removed_ends_among_the_dead_letters(backend):
    job = Job.objects.create(task="sonda.apps.gone.tasks.count", attempts=backend.attempts - 1)
    worker.run(once=True)
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.DEAD, "ModuleNotFoundError")


def test_a_job_that_is_given_up_does_not_hold_back_the_next(backend):
    lost = timezone.now() - timedelta(minutes=1)
    for _ in range(3):
        Job.objects.create(task="x", state=State.RUNNING, attempts=backend.attempts, lease_until=lost)
    asked = work.add.enqueue(1, 1)
    worker.run(once=True)
    asked.refresh()
    assert asked.return_value == 2
    assert Job.objects.dead().count() == 3


def test_a_dead_letter_whose_work_waits_again_joins_it():
    dead = operations.enqueue_once(work.refuse, key="no:1")
    worker.run(once=True)
    waiting = operations.enqueue_once(work.refuse, key="no:1")
    assert operations.retry(job=dead).pk == waiting.pk
    assert [job.pk for job in Job.objects.all()] == [waiting.pk]


def test_R1_5_a_clock_that_ran_ahead_and_was_put_right_holds_nothing_back(backend):
    """Enqueued, tried and held by a machine that believed it was tomorrow."""
    tomorrow = timezone.now() + timedelta(days=1)
    first = Job.objects.create(task="x", run_after=tomorrow, enqueued_at=tomorrow)
    tried = Job.objects.create(task="x", run_after=tomorrow + timedelta(seconds=5), attempted_at=tomorrow, attempts=1)
    held = Job.objects.create(task="x", state=State.RUNNING, lease_until=tomorrow, attempted_at=tomorrow, attempts=1)
    claimed = {operations.claim(worker_id="one", backend=backend, at=timezone.now()).pk for _ in range(3)}
    assert claimed == {first.pk, tried.pk, held.pk}
    assert operations.claim(worker_id="two", backend=backend, at=timezone.now()) is None


def test_what_is_deferred_on_purpose_and_what_backs_off_still_waits(backend):
    work.add.using(run_after=timezone.now() + timedelta(days=1)).enqueue(1, 1)
    Job.objects.create(task="x", run_after=timezone.now() + timedelta(seconds=40), attempted_at=timezone.now())
    assert operations.claim(worker_id="one", backend=backend, at=timezone.now()) is None


def test_R1_5_a_schedule_from_a_clock_that_ran_ahead_comes_back(monkeypatch):
    monkeypatch.setattr(schedules, "REGULAR", {})
    schedules.regularly("0 * * * *")(work.urgent)
    now = timezone.now()
    Schedule.objects.create(task=work.urgent.module_path, next_at=now + timedelta(days=400))
    assert schedules.enqueue_due(at=now) == 0
    assert Schedule.objects.get().next_at <= now + timedelta(hours=1)

"""The page of background work and its dead letters."""

from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

import pytest
from django.apps import apps
from django.utils import timezone
from django_tasks.base import Task

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.transfers.work import NAMES

pytestmark = pytest.mark.django_db


def dead(organization_id, **fields):
    errors = [{"class": "builtins.ValueError", "message": "ValueError", "traceback": ""}]
    return Job.objects.create(
        task="sonda.apps.transfers.tasks.run_import",
        organization_id=organization_id,
        state=State.DEAD,
        attempts=5,
        errors=errors,
        finished_at=timezone.now(),
        **fields,
    )


def test_without_work_the_page_says_so(client, alice):
    client.force_login(alice.user)
    assert "Nothing is waiting, and nothing has failed." in client.get("/data/work/").text


def test_work_that_was_given_up_is_shown_with_its_fault_and_can_be_tried_again(client, alice):
    job = dead(alice.organization_id)
    client.force_login(alice.user)
    text = client.get("/data/work/").text
    assert "1\xa0piece of work was given up." in text or "1 piece of work was given up." in text
    assert "Import of a file" in text
    assert "ValueError" in text
    assert client.post(f"/data/work/{job.pk}/retrial/").status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.QUEUED, 0)


def test_work_under_way_is_shown_and_asks_again(client, alice):
    Job.objects.create(task="x.y.count", organization_id=alice.organization_id)
    client.force_login(alice.user)
    text = client.get("/data/work/").text
    assert "Waiting" in text
    assert 'hx-get="/data/work/"' in text


def test_R4_2_another_organizations_work_is_not_found(client, alice, charlie):
    job = dead(charlie.organization_id)
    client.force_login(alice.user)
    assert "given up" not in client.get("/data/work/").text
    assert client.post(f"/data/work/{job.pk}/retrial/").status_code == 404


def test_R4_4_who_only_looks_may_not_start_work_again(client, bob):
    job = dead(bob.organization_id)
    client.force_login(bob.user)
    assert client.post(f"/data/work/{job.pk}/retrial/").status_code == 403
    job.refresh_from_db()
    assert job.state == State.DEAD


def test_each_task_that_works_for_an_organization_has_a_name_that_people_read():
    modules = [
        import_module(f"{app.name}.{info.name}")
        for app in apps.get_app_configs()
        if app.name.startswith("sonda.apps.")
        for info in iter_modules(app.module.__path__)
        if "tasks" in info.name
    ]
    tasks = {task for module in modules for task in vars(module).values() if isinstance(task, Task)}
    named = {task.module_path for task in tasks if "organization_id" in signature(task.func).parameters}
    assert named == set(NAMES)

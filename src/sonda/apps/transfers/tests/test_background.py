"""The page of background work and its dead letters."""

import pytest
from django.utils import timezone

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job

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

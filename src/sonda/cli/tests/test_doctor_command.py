"""`sonda doctor` on an installation that is well, and on ones that are not."""

import secrets
from datetime import timedelta

import pytest
from django.utils import timezone

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.responses import columns, operations
from sonda.apps.responses.models import Response
from sonda.apps.surveys.operations import fill_bank
from sonda.cli.main import main
from sonda.engine import store


@pytest.fixture
def survey(alice, settings, tmp_path):
    settings.HOME = tmp_path
    settings.SECRET_KEY = secrets.token_urlsafe(50)
    settings.ALLOWED_HOSTS = ["localhost"]
    question = {"key": "recommend", "kind": "rating", "role": "nps", "scale_low": 0.0, "scale_high": 10.0}
    survey = fill_bank(organization=alice.organization, key="visits", title={"en": "Visits"}, questions=[question])
    people = [{"source_key": name, "respondent": name, "answers": {"recommend": 9}} for name in "abc"]
    operations.record_many(survey=survey, import_id=1, documents=people)
    operations.sync_store(survey)
    return survey


def test_an_installation_that_is_well_has_status_0(survey, capsys):
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "!!" not in told
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "ok   settings",
        "ok   folder",
        "ok   database",
        "ok   work",
        "ok   store",
    ]


def lose_rows_of_the_database(survey):
    Response.objects.filter(survey=survey).first().delete()
    return "holds too many rows (1): run `sonda rebuild`"


def damage_the_store(survey):
    for file in store.files_of(columns.table_of(survey)):
        file.write_bytes(b"nothing")
    return "cannot be read"


def let_jobs_wait(survey):
    Job.objects.create(task="x.y", run_after=timezone.now() - timedelta(hours=1))
    return "jobs that have waited for more than five minutes: 1; start `sonda worker`"


def lose_the_worker(survey):
    gone = timezone.now() - timedelta(hours=1)
    Job.objects.create(task="x.y", state=State.RUNNING, started_at=gone, lease_until=gone)
    return "jobs that have waited for more than five minutes: 1; start `sonda worker`"


def take_a_known_secret(survey):
    from django.conf import settings

    settings.SECRET_KEY = "django-insecure-" + settings.SECRET_KEY
    return "SONDA_SECRET_KEY is a known example"


@pytest.mark.parametrize(
    "happens", [lose_rows_of_the_database, damage_the_store, let_jobs_wait, lose_the_worker, take_a_known_secret]
)
def test_what_is_wrong_is_told_with_what_to_do_and_status_1(survey, settings, capsys, happens):
    sentence = happens(survey)
    assert main(["doctor"]) == 1
    (wrong,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!!")]
    assert sentence in wrong


def test_what_will_be_missed_is_told_and_is_no_fault(survey, alice, capsys):
    Job.objects.create(task="x.y", state=State.DEAD)
    alice.delete()
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "mind work: jobs that were given up: 1;" in told
    assert "mind people: nobody can enter “Sowa Net”: `sonda createowner" in told

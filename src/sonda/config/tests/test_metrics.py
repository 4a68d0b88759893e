"""/metrics/: figures about the machine for whoever has the token, and nothing about anybody."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job

TOKEN = {"Authorization": "Bearer of-this-test-only"}


@pytest.fixture
def watched(settings):
    settings.METRICS_TOKEN = "of-this-test-only"


def asked(client):
    families = text_string_to_metric_families(client.get("/metrics/", headers=TOKEN).text)
    samples = (sample for family in families for sample in family.samples)
    return {(each.name, *(value for _name, value in sorted(each.labels.items()))): each.value for each in samples}


def test_without_a_token_in_the_settings_there_is_no_such_page(db, client):
    assert client.get("/metrics/", headers=TOKEN).status_code == 404
    assert client.get("/metrics/", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer of-another"}, {"Authorization": "of-this-test-only"}]
)
def test_R4_6_without_the_right_token_nothing_is_told(db, client, watched, headers):
    answer = client.get("/metrics/", headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")


def test_requests_are_counted_by_route_and_not_by_address(db, client, watched):
    before = asked(client)
    for address in ("/data/31415/", "/data/27182/", "/nothing/of/this/name"):
        client.get(address)
    after = asked(client)
    grown = {key: value - before.get(key, 0) for key, value in after.items() if key[0] == "sonda_request_seconds_count"}
    assert grown["sonda_request_seconds_count", "GET", "data/<int:import_id>/", "302"] == 2
    assert grown["sonda_request_seconds_count", "GET", "(none)", "404"] == 1
    assert not any("31415" in label or "nothing" in label for key in after for label in key)


def test_work_that_waits_runs_or_was_given_up_is_counted(db, client, watched):
    for state in (State.QUEUED, State.QUEUED, State.DEAD, State.DONE):
        Job.objects.create(task="x.y", state=state)
    told = asked(client)
    assert [told["sonda_jobs", state] for state in ("queued", "running", "dead")] == [2, 0, 1]
    assert told["sonda_job_waiting_seconds",] >= 0
    assert told["sonda_disk_free_bytes",] > 0

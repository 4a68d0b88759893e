"""The pages of Data."""

import re

import pytest

from sonda.apps.jobs.choices import State as JobState
from sonda.apps.jobs.models import Job
from sonda.apps.transfers import operations
from sonda.apps.transfers.models import Import

pytestmark = pytest.mark.django_db


def page(client, member, address="/data/", **headers):
    client.force_login(member.user)
    return client.get(address, headers=headers)


def told(client, member, address="/data/"):
    """The page's text, with plain blanks for those that hold a line together."""
    return page(client, member, address).text.replace("\xa0", " ")


def test_without_a_file_the_page_says_what_will_be_here(client, alice):
    assert "No file yet" in page(client, alice).text


def test_the_list_shows_each_import_with_its_state(client, alice, bring, file, good):
    bring(file())
    bring(file(good.replace(",10,", ",12,"), name="bad.csv"))
    text = page(client, alice).text
    assert [text.count(word) for word in ("answers.csv", "bad.csv", "Imported", "Refused")] == [1, 1, 1, 1]
    assert "hx-get" not in text.split('id="imports"')[1].split(">")[0]


def test_a_refused_import_names_row_and_column(client, alice, bring, file, good):
    wanted = bring(file(good.replace(",10,", ",12,")))
    text = told(client, alice, f"/data/{wanted.pk}/")
    assert "Nothing was stored: the file has 1 problem." in text
    assert "Row 2, column nps: 12 is not on the scale 0–10." in text


def test_a_finished_import_tells_how_much_was_new(client, alice, bring, file, good):
    bring(file())
    later = bring(file(good + "4,SOUTH,home,9,5,,1\n", name="later.csv"))
    text = told(client, alice, f"/data/{later.pk}/")
    assert "1 response was stored." in text
    assert "3 respondents had already answered" in text
    assert "look like one name" in text
    assert '<a class="button first" href="/"' in text


def test_a_refused_import_does_not_send_on_to_answers_that_are_not_there(client, alice, bring, file, good):
    wanted = bring(file(good.replace(",10,", ",12,")))
    assert 'class="button first"' not in told(client, alice, f"/data/{wanted.pk}/")


def test_the_list_says_how_the_next_file_comes_in(client, alice, bring, file):
    bring(file())
    assert "sonda import next.csv --mapping next.toml" in re.sub("<[^>]+>", "", told(client, alice))


def test_while_a_file_is_read_the_page_asks_again(client, alice, organization, file, mapping_text, settings, tmp_path):
    settings.HOME = tmp_path / "home"
    wanted, _new = operations.request_import(organization=organization, path=file(), mapping_text=mapping_text)
    text = page(client, alice, f"/data/{wanted.pk}/").text
    assert "The file waits for its turn." in text
    assert f'hx-get="/data/{wanted.pk}/"' in text
    part = page(client, alice, f"/data/{wanted.pk}/", HX_Request="true").text
    assert part.strip().startswith('<div id="import" class="stack"')


def test_text_of_a_file_is_text_on_the_page(client, alice, bring, file, good):
    name = "<script>alert(1)</script>"
    wanted = bring(file(good.replace(",10,", f",{name},")))
    text = page(client, alice, f"/data/{wanted.pk}/").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_an_import_of_another_organisation_is_not_found(client, alice, charlie, bring, file):
    wanted = bring(file())
    assert page(client, charlie, f"/data/{wanted.pk}/").status_code == 404
    assert "Imported" not in page(client, charlie).text
    assert page(client, alice, f"/data/{wanted.pk}/").status_code == 200


def test_anonymous_people_are_sent_to_sign_in(client, bring, file):
    wanted = bring(file())
    assert client.get("/data/").status_code == client.get(f"/data/{wanted.pk}/").status_code == 302


def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    client, alice, bring, file, good, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    bring(file())
    client.force_login(alice.user)
    client.get("/data/")
    with CaptureQueriesContext(connection) as one:
        client.get("/data/")
    for number in (4, 5):
        bring(file(good + f"{number},N,home,9,5,,1\n", name=f"{number}.csv"))
    with django_assert_num_queries(len(one)):
        client.get("/data/")
    assert Import.objects.count() == 3


def test_an_import_whose_work_was_given_up_says_so_and_waits_no_longer(client, alice, bring, file):
    wanted = bring(file())
    job = Job.objects.create(task="sonda.apps.transfers.tasks.run_import", state=JobState.DEAD)
    Import.objects.filter(pk=wanted.pk).update(state="running", job_id=str(job.pk))
    text = told(client, alice, f"/data/{wanted.pk}/")
    assert "The import was given up and nothing was stored." in text
    assert 'hx-trigger="every 1s"' not in text

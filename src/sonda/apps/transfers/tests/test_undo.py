"""An import undone: everything that it stored is gone, nothing else, and whoever counts sees all of it or none."""

import pytest

from sonda.apps.analytics.kept import save_analysis
from sonda.apps.jobs import worker
from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.organizations.audit import COMMAND_LINE
from sonda.apps.responses import columns, queries
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Survey
from sonda.apps.transfers import operations
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.tasks import undo_later

pytestmark = pytest.mark.django_db

OTHERS = """person,branch,plan,nps,queue,note,w
4,N,home,0,1,,1
1,N,home,1,1,second time,1
"""


def counted():
    with queries.source(Survey.objects.get()) as source:
        return source.run(f"SELECT count(*) AS n FROM {source.opened.table}").to_pylist()[0]["n"]


def test_what_an_import_stored_is_gone_and_nothing_else(bring, file):
    first, second = bring(file()), bring(file(OTHERS, name="others.csv"))
    assert (Response.objects.count(), counted()) == (4, 4)
    undone = operations.undo_import(first.pk)
    assert (undone.state, undone.n_removed) == ("undone", 3)
    assert [each.import_id for each in Response.objects.all()] == [second.pk]
    assert counted() == 1


def test_undone_twice_is_undone_once(bring, file):
    wanted = bring(file())
    operations.undo_import(wanted.pk)
    assert operations.undo_import(wanted.pk).n_removed == 3


def test_questions_that_only_the_undone_import_brought_go_with_it(bring, file, good, mapping_text):
    survey = bring(file()).survey
    before = keys_of(survey)
    second = bring(*one_more(file, good, mapping_text))
    assert (second.n_stored, keys_of(survey) - before) == (3, {"foreign", "mood"})
    operations.undo_import(second.pk)
    assert (keys_of(survey), counted()) == (before, 3)
    again = bring(*one_more(file, good, mapping_text))
    assert (again.state, again.n_stored) == ("done", 3)
    Response.objects.filter(respondent="1").update(import_id=None)  # of no known import
    operations.undo_import(again.pk)
    assert keys_of(survey) - before == {"foreign", "mood"}


def test_what_people_keep_opens_after_an_import_was_undone(client, bring, file, alice, good, mapping_text):
    survey = bring(file()).survey
    before = keys_of(survey)
    wanted = bring(*one_more(file, good, mapping_text))
    save_analysis(by=alice, entry="csat", query=f"survey={survey.key}&segment.mood=a%2Cb", name="Mood")
    operations.undo_import(wanted.pk)
    assert keys_of(survey) - before == {"foreign", "mood"}
    client.force_login(alice.user)
    assert client.get(f"/understand/csat/?survey={survey.key}").status_code == 200


def one_more(file, good, mapping_text):
    """A file of others with two columns more, and its mapping."""
    head, *rows = good.splitlines()
    text = "\n".join([f"{head},foreign,mood", *(f"9{row},3,a" for row in rows)])
    more = 'foreign = { role = "csat" }\nmood = { role = "segment" }\n'
    return file(text, name="more.csv"), mapping_text + more


def keys_of(survey):
    return set(survey.questions.values_list("key", flat=True))


def test_the_file_may_come_again(bring, file):
    operations.undo_import(bring(file()).pk)
    again = bring(file())
    assert (again.state, again.n_stored, Import.objects.count(), counted()) == ("done", 3, 2, 3)


def test_what_was_refused_has_nothing_to_undo(bring, file, good):
    refused = bring(file(good.replace(",10,", ",12,")))
    assert not undo_later(refused, by=COMMAND_LINE)
    assert operations.undo_import(refused.pk).state == "refused"


def test_a_file_that_is_being_undone_is_asked_to_wait(bring, file, organization, mapping_text):
    path = file()
    assert undo_later(bring(path), by=COMMAND_LINE)
    with pytest.raises(operations.BeingUndone):
        operations.request_import(organization=organization, path=path, mapping_text=mapping_text)


def test_by_night_the_columns_of_before_are_removed(bring, file):
    wanted = bring(file())
    counted()
    before = columns.table_of(Survey.objects.get())
    operations.undo_import(wanted.pk)
    bring(file(OTHERS, name="others.csv"))
    assert counted() == 2
    assert before.exists()
    assert columns.drop_old_generations() == 1
    assert not before.exists()
    assert (counted(), columns.drop_old_generations()) == (2, 0)


def test_the_owner_undoes_an_import_with_one_button(client, alice, bring, file):
    wanted = bring(file())
    client.force_login(alice.user)
    assert "Undo this import" in client.get(f"/data/{wanted.pk}/").text
    client.post(f"/data/{wanted.pk}/undo/")
    assert "are being taken out" in client.get(f"/data/{wanted.pk}/").text
    worker.run(once=True)
    assert "This import was undone: 3 responses were taken out." in client.get(f"/data/{wanted.pk}/").text.replace(
        "\xa0", " "
    )


def test_R4_4_whoever_only_looks_undoes_nothing(client, bob, bring, file):
    wanted = bring(file())
    client.force_login(bob.user)
    assert "Undo this import" not in client.get(f"/data/{wanted.pk}/").text
    assert client.post(f"/data/{wanted.pk}/undo/").status_code == 403
    assert Response.objects.count() == 3


def test_R4_2_another_organisations_import_is_not_found(client, charlie, bring, file):
    wanted = bring(file())
    client.force_login(charlie.user)
    assert client.post(f"/data/{wanted.pk}/undo/").status_code == 404
    assert Response.objects.count() == 3


def test_an_undoing_that_was_given_up_says_that_everything_is_still_there(client, alice, bring, file):
    wanted = bring(file())
    assert undo_later(wanted, by=COMMAND_LINE)
    Job.objects.update(state=State.DEAD)
    client.force_login(alice.user)
    text = client.get(f"/data/{wanted.pk}/").text
    assert "Undoing this import was given up; nothing was taken out." in text.replace("\xa0", " ")
    assert 'hx-trigger="every 1s"' not in text
    assert Response.objects.count() == 3

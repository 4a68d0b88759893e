"""Saved analyses and annotations: kept, shared, moved, deleted, brought back; opened within each reader's rights."""

from html import unescape

import pytest

from sonda.apps.analytics import tasks
from sonda.apps.analytics.models import Annotation, Saved
from sonda.apps.organizations.models import AuditLine, Unit

pytestmark = pytest.mark.django_db
KEEP = {
    "entry": "nps",
    "query": "unit=B&unit=A&survey=visits&period=last12",
    "name": "North, last year",
    "folder": "Board",
}


def enter(client, member):
    client.force_login(member.user)
    return client


def test_a_view_is_kept_in_its_one_order_and_opens_as_it_was(survey, alice, client):
    kept = enter(client, alice).post("/understand/saved/", KEEP, follow=True)
    saved = Saved.objects.get()
    assert (saved.query, saved.shared, saved.owner) == ("survey=visits&period=last12&unit=A&unit=B", False, alice)
    assert kept.context["reply"].query == saved.query
    page = unescape(client.get("/understand/").content.decode())
    assert f'href="/understand/nps/?{saved.query}"' in page
    assert all(text in page for text in ("Board", "North, last year", "only you"))


def test_a_private_view_is_its_owners_and_a_shared_one_everybodys_of_the_organization(
    survey, alice, bob, charlie, client
):
    enter(client, alice).post("/understand/saved/", KEEP)
    client.post("/understand/saved/", KEEP | {"name": "For all", "shared": "on"})
    private, shared = Saved.objects.order_by("pk")
    client.get("/")  # reads the notices that were for Alice
    page = enter(client, bob).get("/understand/").content.decode()
    assert ("North, last year" in page, "For all" in page, "Rename" in page) == (False, True, False)
    for saved, status in ((private, 404), (shared, 403)):  # a viewer may open and not change
        for address in ("", "deletion/", "restoration/"):
            assert client.post(f"/understand/saved/{saved.pk}/{address}", {"name": "x"}).status_code == status
    assert "For all" not in enter(client, charlie).get("/understand/").content.decode()
    assert AuditLine.objects.filter(action="shared", subject="For all").count() == 1


def test_R4_4_who_may_only_read_keeps_views_for_themselves_alone(survey, bob, client):
    enter(client, bob).post("/understand/saved/", KEEP | {"shared": "on"})
    saved = Saved.objects.get()
    assert (saved.owner, saved.shared) == (bob, False)
    client.post(f"/understand/saved/{saved.pk}/", {"name": "Mine", "folder": "", "shared": "on"})
    saved.refresh_from_db()
    assert (saved.name, saved.folder, saved.shared) == ("Mine", "", False)


def test_a_shared_view_is_counted_within_the_readers_own_units(survey, alice, join, client):
    enter(client, alice).post("/understand/saved/", KEEP | {"query": "survey=visits&period=last12", "shared": "on"})
    manager = join("anna", "manager")
    manager.units.add(Unit.objects.create(organization=alice.organization, name="A"))
    address = f"/understand/nps/?{Saved.objects.get().query}"
    whole, part = (enter(client, member).get(address).context["chart"].n for member in (alice, manager))
    assert (whole, part) == (72, 24)
    Saved.objects.update(query="survey=visits&unit=B")
    gone = client.get(f"/understand/nps/?{Saved.objects.get().query}")
    assert (gone.status_code, "There is no such thing" in gone.content.decode()) == (404, True)


def test_a_deleted_view_can_be_brought_back_until_the_night(survey, alice, client):
    enter(client, alice).post("/understand/saved/", KEEP)
    saved = Saved.objects.get()
    page = client.post(f"/understand/saved/{saved.pk}/deletion/", follow=True).content.decode()
    assert f"/understand/saved/{saved.pk}/restoration/" in page
    assert f"/understand/saved/{saved.pk}/deletion/" not in page
    client.post(f"/understand/saved/{saved.pk}/restoration/")
    saved.refresh_from_db()
    assert saved.deleted_at is None
    client.post(f"/understand/saved/{saved.pk}/deletion/")
    assert tasks.forget_deleted.call() == 0
    Saved.objects.update(deleted_at="2020-01-01T00:00Z")
    assert tasks.forget_deleted.call() == 1


def test_what_was_deleted_can_be_undone_from_every_page_until_it_was(survey, alice, client):
    enter(client, alice).post("/understand/saved/", KEEP)
    undo = f'action="/understand/saved/{Saved.objects.get().pk}/restoration/"'
    page = client.post(f"/understand/saved/{Saved.objects.get().pk}/deletion/", follow=True).content.decode()
    assert page.count(undo) == 3  # in the toast, under the bell, and below the list
    elsewhere = client.get("/understand/nps/").content.decode()
    assert ("was deleted" in elsewhere, elsewhere.count(undo)) == (True, 1)
    client.post(f"/understand/saved/{Saved.objects.get().pk}/restoration/")
    elsewhere = client.get("/understand/nps/").content.decode()
    assert ("was deleted" in elsewhere, elsewhere.count(undo)) == (True, 0)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": ""}, 422), ({"name": "x" * 121}, 422), ({"entry": "no such"}, 422), ({"entry": "horoscope"}, 404),
        ({"query": "unit=Nowhere"}, 404), ({"query": "survey=theirs"}, 404), ({"query": "from=never"}, 400),
        ({"name": "\x00"}, 422), ({"query": "x" * 5000}, 422), ({"query": "by=unit", "entry": "drivers"}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_a_sentence_and_nothing_is_kept(survey, alice, client, change, status):
    assert enter(client, alice).post("/understand/saved/", KEEP | change).status_code == status
    assert Saved.objects.count() == 0


NOTE = {"happened_on": "2026-03-09", "text": "price rise <b>", "next": "/understand/nps/?grain=month"}


def test_what_happened_stands_on_every_trend_in_page_files_and_table_until_it_is_deleted(survey, alice, client):
    answer = enter(client, alice).post("/understand/annotations/", NOTE)
    assert answer["Location"] == NOTE["next"]
    for query, period in (("", "March 2026"), ("?grain=quarter", "Q1 2026"), ("?grain=year", "2026")):
        response = client.get(f"/understand/csat/{query}")
        chart = response.context["chart"]
        noted = [str(row[0].value).replace("\xa0", " ") for row in chart.rows if row[-1].value]
        assert (noted, "A: price rise <b>." in chart.caption.replace("\xa0", " ")) == ([period], True)
        assert "price rise <b>" not in response.content.decode().replace("\xa0", " ")
    assert "price rise" in client.get("/understand/csat/table.csv").content.decode()
    assert ">A</text>" in client.get("/understand/csat/figure.svg").content.decode()
    noted = Annotation.objects.get()
    page = client.post(f"/understand/annotations/{noted.pk}/deletion/", NOTE, follow=True)
    assert "What happened" not in [column.label for column in page.context["chart"].columns]
    client.post(f"/understand/annotations/{noted.pk}/restoration/", NOTE)
    assert client.get("/understand/nps/").context["chart"].columns[-1].key == "happened"


def test_R4_4_what_happened_is_written_by_who_may_write(survey, alice, bob, client):
    enter(client, alice).post("/understand/annotations/", NOTE)
    number = Annotation.objects.get().pk
    for address in ("", f"{number}/deletion/", f"{number}/restoration/"):
        assert enter(client, bob).post(f"/understand/annotations/{address}", NOTE).status_code == 403
    page = client.get("/understand/nps/").content.decode()
    assert ("price rise" in page.replace("\xa0", " "), "Write it down" in page) == (True, False)


@pytest.mark.parametrize(
    "change",
    [{"happened_on": "09.03.2026"}, {"happened_on": "0001-01-01"}, {"text": ""}, {"text": "x" * 121}, {"text": "\x00"}],
)
def test_an_annotation_that_cannot_be_is_a_sentence(survey, alice, client, change):
    response = enter(client, alice).post(
        "/understand/annotations/", NOTE | change | {"next": "https://elsewhere.example/"}
    )
    assert (response.status_code, Annotation.objects.count()) == (422, 0)
    assert "elsewhere" not in response.content.decode()

"""The names of a column's answers in a small table, one language beside another."""

import pytest

from sonda.apps.transfers.tests.test_wizard import brought, columns_page, fields, home  # noqa: F401  fixtures
from sonda.apps.transfers.wizard.queries import draft_of


def named(upload, name):
    return next(c for c in draft_of(upload, language="en").mapping.columns if c.name == name)


@pytest.mark.django_db
def test_answers_are_named_in_a_table_by_code_and_language_and_nothing_else_changes(client, alice, bob, brought):  # noqa: F811  the fixture
    client.force_login(alice.user)
    upload = brought("Plan,Ocena\n" + "".join(f"{n % 3},{1 + n % 5}\n" for n in range(60)))
    sent = fields(client.get(columns_page(upload)))
    address = client.post(columns_page(upload), sent | {"labels": "0"})["Location"]
    assert address == f"/data/uploads/{upload.pk}/columns/0/labels/"
    page = client.get(address)
    assert page.text.count("<code>") == 3
    before = named(upload, "Plan")
    answer = client.post(address, {"l0-en": " Home ", "l0-pl": "Dom", "l2-uk": "Офіс"})
    assert answer["Location"] == f"/data/uploads/{upload.pk}/columns/?page=1#c0"
    upload.refresh_from_db()
    codes = [value for value, _n in upload.profile["columns"][0]["values"]]
    assert named(upload, "Plan").options == {codes[0]: {"en": "Home", "pl": "Dom"}, codes[2]: {"uk": "Офіс"}}
    assert (named(upload, "Plan").key, named(upload, "Plan").role) == (before.key, before.role)
    assert 'value="Dom"' in client.get(address).text
    client.post(columns_page(upload), fields(client.get(columns_page(upload))) | {"save": ""})  # the form keeps them
    upload.refresh_from_db()
    assert named(upload, "Plan").options[codes[0]] == {"en": "Home", "pl": "Dom"}
    client.post(address, {"l0-en": "Home"})
    upload.refresh_from_db()
    assert named(upload, "Plan").options == {codes[0]: {"en": "Home"}}
    assert client.get(f"/data/uploads/{upload.pk}/columns/9/labels/").status_code == 404
    points = client.get(f"/data/uploads/{upload.pk}/columns/1/labels/").text
    assert points.count("<code>") == 5

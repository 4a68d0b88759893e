"""The language of a page: the person's own, else the cookie's, else the browser's."""


def language_of(client, **headers):
    return client.get("/account/login/", headers=headers).headers["Content-Language"]


def test_the_browser_chooses_until_the_person_does(client, db):
    assert language_of(client, accept_language="uk,en;q=0.5") == "uk"
    client.post("/language/", {"language": "pl", "next": "/account/login/"})
    assert language_of(client, accept_language="uk,en;q=0.5") == "pl"


def test_a_chosen_language_stays_with_the_person(client, alice):
    client.force_login(alice.user)
    response = client.post("/language/", {"language": "uk", "next": "/account/password/change/"})
    assert response["Location"] == "/account/password/change/"
    alice.user.refresh_from_db()
    assert alice.user.language == "uk"
    client.cookies.pop("django_language")
    assert client.get("/account/password/change/").headers["Content-Language"] == "uk"


def test_an_unknown_language_changes_nothing(client, alice):
    client.force_login(alice.user)
    client.post("/language/", {"language": "xx"})
    alice.user.refresh_from_db()
    assert alice.user.language == ""

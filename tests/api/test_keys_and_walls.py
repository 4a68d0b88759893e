"""R4 and R6.4 for programs: no key, a stranger's, one with less scope, one that has just ended; problems, lists."""

import json

import pytest
from django.db import OperationalError
from django.test import Client

from sonda.apps.analytics.weighting.operations import keep_weights
from sonda.apps.organizations import keys, people
from sonda.apps.organizations.choices import Scope
from sonda.apps.organizations.models import ApiKey, Member
from sonda.apps.surveys.operations import fill_bank
from sonda.apps.transfers.models import Import, SavedMapping
from tests.api.conftest import MAPPING, key_of
from tests.architecture.rights import BY_KEY, KEY_READ, KEY_WRITE, TABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(survey, organization, alice):
    """Every address of the table that a key opens: (address, method, which key)."""
    wanted = Import.objects.create(organization=organization, file_name="answers.csv", state="done")
    margins = {"unit": {"A": 50, "B": 25, "C": 25}}
    kept = keep_weights(by=alice, survey=survey, name="Census", margins=margins, voices=[], trim=None)
    filled = {"<int:import_id>": str(wanted.pk), "surveys/<key>": "surveys/visits", "analyses/<key>": "analyses/nps"}
    filled["<int:weighting_id>"] = str(kept.pk)
    found = []
    for pattern, methods in TABLE.items():
        for method, who in methods.items():
            if who in BY_KEY:
                address = pattern.removeprefix("api/v1/")
                for place, name in filled.items():
                    address = address.replace(place, name)
                found.append((address, method, who))
    assert len(found) == 13
    return found


def test_R4_6_a_key_opens_what_its_scopes_say_and_a_browser_opens_nothing(addresses, alice, bob, ask):
    by_scope = {scope: key_of(alice, scope) for scope in Scope}
    of_a_viewer = key_of(bob)  # with all scopes, of somebody who may only read
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    for address, method, who in addresses:
        needed = {KEY_READ: Scope.READ, KEY_WRITE: Scope.WRITE}.get(who)
        for scope, key in by_scope.items():
            status = ask(address, method, key=key).status_code
            assert (status == 403) == (needed not in (None, scope)), (address, method, scope, status)
        assert (ask(address, method, key=of_a_viewer).status_code == 403) == (who == KEY_WRITE)
        for nobody in (Client(enforce_csrf_checks=True), browser):
            refused = getattr(nobody, method)(f"/api/v1/{address}?key={by_scope[Scope.READ]}")
            assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="sonda"')
            assert refused["Content-Type"] == "application/problem+json"


def test_R4_2_what_is_a_strangers_is_not_found_and_not_listed(addresses, charlie, ask):
    theirs = key_of(charlie)
    for address, method, _who in addresses:
        if "/" in address:
            assert ask(address, method, key=theirs).status_code == 404, address
    for address in ("surveys", "imports"):
        assert ask(address, key=theirs).json() == {"items": [], "next": None}
    assert ask("weights", key=theirs).json() == {"items": []}
    assert all(item["surveys"] == [] for item in ask("analyses", key=theirs).json()["items"])
    assert ask("analyses/nps?survey=visits", key=theirs).status_code == 404


def test_R6_4_a_key_that_is_revoked_or_without_its_maker_opens_nothing_from_the_next_request_on(
    survey, join, alice, ask
):
    nina = join("nina", "analyst")
    first, second = key_of(nina), key_of(nina)
    assert (ask("surveys", key=first).status_code, ask("surveys", key=second).status_code) == (200, 200)
    keys.revoke_key(key=ApiKey.objects.get(digest=keys.digest_of(first)), by=alice)
    refused = ask("surveys", key=first)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="sonda", error="invalid_token"')
    people.remove_member(member=Member.objects.get(pk=nina.pk), by=alice)
    assert ask("surveys", key=second).status_code == 401


def test_lists_come_in_pages(organization, home, ask):
    for n in range(5):
        fill_bank(organization=organization, key=f"s{n}", title={"en": f"Survey {n}"}, questions=[])
        Import.objects.create(organization=organization, file_name=f"{n}.csv")
    for address, name, order in (("surveys", "key", ["s0", "s1", "s2", "s3", "s4"]), ("imports", "file", None)):
        seen, cursor = [], ""
        while cursor is not None:
            page = ask(f"{address}?limit=2&cursor={cursor}").json()
            seen, cursor = seen + [each[name] for each in page["items"]], page["next"]
        assert seen == (order or ["4.csv", "3.csv", "2.csv", "1.csv", "0.csv"])


def test_R4_3_what_is_no_parameter_of_a_list_is_refused(survey, ask):
    for query in ("limit=0", "limit=201", "limit=x", "limit=1e99", f"cursor={'x' * 101}", "sort=n", "limit=%00"):
        for address in ("surveys", "imports"):
            assert ask(f"{address}?{query}").status_code == 422, query
    assert ask("imports?cursor=x").json()["errors"][0]["where"] == "cursor"
    assert ask("me?organization=1").json()["detail"] == "There is no parameter “organization” here."


def test_other_methods_and_other_addresses_are_refused_in_the_same_words(survey, ask):
    refused = ask("surveys", "delete")
    assert (refused.status_code, refused["Allow"], refused.json()["title"]) == (405, "GET, HEAD", "Method Not Allowed")
    assert (ask("surveys", "head").status_code, ask("surveys", "head").content) == (200, b"")
    for address in (
        "",
        "nothing",
        "surveys/",
        f"imports/{'9' * 30}",
        f"imports/{'9' * 5_000}",
        "imports/-1",
        f"weights/{'9' * 30}",
    ):
        nothing = ask(address)
        assert (nothing.status_code, nothing["Content-Type"]) == (404, "application/problem+json"), address


def test_R8_3_while_the_database_does_not_answer_a_program_is_asked_to_come_again(survey, ask, monkeypatch):
    def locked(request):
        raise OperationalError("database is locked")

    monkeypatch.setattr(keys, "actor", locked)
    answer = ask("surveys")
    assert (answer.status_code, answer["Retry-After"], "locked" in answer.text) == (503, "10", False)


def test_the_description_is_of_openapi_3_1_and_tells_every_address_of_the_table(client, db):
    told = json.loads(client.get("/api/v1/openapi.json").content)
    assert told["openapi"] == "3.1.0"
    patterns = {
        (pattern.replace("<int:", "<").replace("<", "{").replace(">", "}"), method)
        for pattern, methods in TABLE.items()
        for method, who in methods.items()
        if who in BY_KEY
    }
    described = {(path.lstrip("/"), method) for path, methods in told["paths"].items() for method in methods}
    assert described == patterns
    for operations in told["paths"].values():
        for operation in operations.values():
            assert operation["security"] == [{"KeyAuth": []}]
            assert "Scope" in operation["description"] or "scope" in operation["description"]
            assert set(operation["responses"]["401"]["content"]) == {"application/problem+json"}


def test_a_file_is_brought_followed_and_undone(bring, ask, alice, organization):
    from sonda.apps.organizations.models import AuditLine
    from sonda.apps.transfers import operations

    first = bring(mapping=MAPPING)
    told = first.json()
    assert (first.status_code, told["state"], told["file"]) == (202, "queued", "answers.csv")
    assert ask(f"imports/{told['id']}/undo", "post").status_code == 409
    operations.run_import(told["id"])
    done = ask(told["status"].partition("/api/v1/")[2]).json()
    counts = [done[name] for name in ("state", "survey", "n_rows", "n_stored", "n_refused")]
    assert counts == ["done", "short", 3, 3, 0]
    assert done["finding"] == "3 responses were stored."
    SavedMapping.objects.create(organization=organization, name="scores", text=MAPPING)
    again = bring(saved_mapping="scores")
    assert (again.status_code, again.json()["id"]) == (200, told["id"])
    assert ask("analyses/nps?survey=short").json()["n"] == 3
    for state in ("undoing", "undoing"):
        undone = ask(f"imports/{told['id']}/undo", "post")
        assert (undone.status_code, undone.json()["state"]) == (202, state)
    operations.undo_import(told["id"])
    assert ask(f"imports/{told['id']}").json()["n_removed"] == 3
    lines = AuditLine.objects.filter(actor="key", action__in=["imported", "undid"]).order_by("number")
    assert [(line.action, line.subject) for line in lines] == [("imported", "answers.csv"), ("undid", "answers.csv")]


def test_what_is_wrong_with_a_file_is_told_cell_by_cell(bring, ask, home):
    from sonda.apps.transfers import operations

    number = bring(content=b"person,score\n1,9\n2,12\n", mapping=MAPPING).json()["id"]
    operations.run_import(number)
    told = ask(f"imports/{number}").json()
    assert (told["state"], told["n_stored"], told["n_refused"]) == ("refused", 0, 1)
    assert told["problems"][0]["column"] == "score"
    assert "12" in told["problems"][0]["sentence"]


DEEP = "a = " + "[" * 3_000 + "]" * 3_000


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"mapping": MAPPING, "saved_mapping": "scores"},
        {"saved_mapping": "nobody's"},
        {"saved_mapping": "a\0b"},
        {"mapping": "format = "},
        {"mapping": "format = 1\n" + DEEP},
        {"mapping": f"format = {'9' * 5_000}"},
        {"mapping": MAPPING.replace("recommend", "a\\u0000b")},
        {"mapping": b"\xff\xfe"},
        {"mapping": MAPPING, "organization": "elsewhere"},
        {"mapping": MAPPING, "name": "answers.pdf"},
        {"mapping": MAPPING, "name": "../../.csv", "content": b""},
        {"mapping": MAPPING, "name": ""},
        {"mapping": MAPPING, "name": "a\0\ud800.xlsx"},
        {"mapping": MAPPING, "name": "answers.parquet"},
    ],
    ids=lambda form: "-".join(form) or "none",
)
def test_R5_5_a_form_that_cannot_be_understood_stores_nothing_and_says_why(bring, organization, home, form):
    refused = bring(**form)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json"), refused.content
    assert len(refused.json()["detail"]) > 10
    assert not Import.objects.exists()
    left = [path for path in home.rglob("*") if path.is_file() and path.name != "lock"]
    assert left == []


def test_a_body_that_is_no_form_is_refused(ask, client, secret, home):
    assert ask("imports", "post").status_code == 415
    body = client.post("/api/v1/imports", b"{" * 5_000, content_type="application/json",
                       headers={"Authorization": f"Bearer {secret}"})  # fmt: skip
    assert body.status_code == 415

"""R4.6 once more, with objects that do exist: what belongs to Alice's organisation is not there for Charlie."""

import pytest
from django.test import Client

from sonda.apps.jobs.choices import State
from sonda.apps.jobs.models import Job
from sonda.apps.transfers.models import Import
from tests.architecture.routes import all_routes

# A place in an address that names an object, and how to make one in an organisation.
OBJECTS = {
    "organization_id": lambda organization: organization,
    "job_id": lambda organization: Job.objects.create(task="x", organization_id=organization.pk, state=State.DEAD),
    "import_id": lambda organization: Import.objects.create(organization=organization, file_name="answers.csv"),
}
METHODS = ["get", "post", "put", "patch", "delete"]
NAMING = [
    route
    for route in all_routes()
    if not route.pattern.startswith("account/")  # allauth's: about the person who asks, by their own id
    and any(converter in {"int", "uuid"} or name.endswith("_id") for converter, name in route.places)
]


def answers(member, address):
    client = Client()
    client.force_login(member.user)
    return {method: getattr(client, method)(address).status_code for method in METHODS}


def test_the_list_knows_how_to_make_everything_that_an_address_can_name():
    named = {name for route in NAMING for converter, name in route.places}
    assert named <= OBJECTS.keys(), "add it to OBJECTS, so that a stranger tries its addresses too"


@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.pattern)
def test_R4_6_a_stranger_does_not_find_what_belongs_to_another_organization(alice, charlie, route):
    address = route.address(lambda _converter, name: OBJECTS[name](alice.organization).pk)
    assert set(answers(charlie, address).values()) <= {404, 405}
    assert set(answers(alice, address).values()) - {404, 405}  # so that the line above could have failed

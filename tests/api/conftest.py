"""A company with answers, its owner's key, and the API as a program speaks with it."""

import pytest

from sonda.apps.analytics.tests import company
from sonda.apps.organizations import keys
from sonda.apps.organizations.choices import Scope
from sonda.apps.transfers.uploads import arrivals, parts
from sonda.apps.transfers.uploads.arrivals import Arrival

MAPPING = """
format = 1
survey = "short"
title = { en = "Short" }

[constants]
answered_on = "2026-03"

[columns]
person = { role = "respondent" }
score = { role = "nps", key = "recommend" }
"""
ANSWERS = b"person,score\n1,9\n2,10\n3,2\n"


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def survey(organization, home):
    return company.make_survey(organization)


def key_of(member, *scopes):
    return keys.make_key(by=member, name="robot", scopes=scopes or list(Scope))[1]


@pytest.fixture
def secret(alice):
    return key_of(alice)


@pytest.fixture
def ask(client, secret):
    """`ask("surveys")`, as the owner's program does; `key` speaks for somebody else."""

    def asked(address, method="get", key=None, **headers):
        headers = {"Authorization": f"Bearer {key or secret}", **headers}
        return getattr(client, method)(f"/api/v1/{address}", headers=headers)

    return asked


@pytest.fixture
def bring(client, secret, home):
    """What the door does when a program's file is there."""

    def brought(content=ANSWERS, name="answers.csv", key=None, **fields):
        part = parts.Part()
        part.write([content])
        part.finish()
        fields = {name: text if isinstance(text, bytes) else text.encode() for name, text in fields.items()}
        arrival = Arrival(n_bytes=part.n_bytes, file=part.path, name=name, sha256=part.sha256, fields=fields)
        headers = {"Authorization": f"Bearer {key or secret}"}
        try:
            return client.post("/api/v1/imports", headers=headers, **{arrivals.KEY: arrival})
        finally:
            part.close()

    return brought

"""Schemathesis reads the API's own description and asks whatever it allows, and what it does not: never a 5xx, and
every answer is as described. `SONDA_API_EXAMPLES=500` asks longer than the suite has time for."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from sonda.apps.transfers.uploads import arrivals, parts
from tests.door import arrival_of

EXAMPLES = int(os.environ.get("SONDA_API_EXAMPLES", "6"))
# What a mapping must hold, or that the first month comes first, no schema says: refusing is right.
NOT_SAID = [positive_data_acceptance]


def with_a_door(pages):
    """The service behind the part of the door that takes files."""

    def served(environ, start):
        taking = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/api/v1/imports"
        if not taking:
            return pages(environ, start)
        part = parts.Part()
        try:
            return pages(environ | {arrivals.KEY: arrival_of(environ, part), "CONTENT_TYPE": ""}, start)
        finally:
            part.close()

    return served


@pytest.fixture
def _within_the_tests_transaction():
    """A request that ends would close the connection, as Django's own client of tests knows."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(survey, secret, _within_the_tests_transaction):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", with_a_door(get_wsgi_application()))
    return [operation.ok() for operation in schema.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_request_that_schemathesis_finds_breaks_the_api(described, secret, mode):
    for operation in described:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize="SONDA_API_EXAMPLES" not in os.environ,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case):
            assume(
                all(name and value not in ([], {}, None) for name, value in (case.query or {}).items())
            )  # never sent
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, excluded_checks=NOT_SAID)

        asked()

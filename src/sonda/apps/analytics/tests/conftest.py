"""A company with one survey, and a person of it who reads."""

import pytest

from sonda.apps.analytics.tests import company


@pytest.fixture
def home(settings, tmp_path):
    """A data folder of this test's own."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def survey(organization, home):
    """A survey that can feed the whole catalogue."""
    return company.make_survey(organization)


@pytest.fixture
def reader(client, alice, home):
    """Alice's browser."""
    client.force_login(alice.user)
    return client

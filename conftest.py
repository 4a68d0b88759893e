"""What all tests share: three people, the browser, and the rule that nothing is skipped in silence."""

import gc
import os
import shutil
from collections import Counter
from functools import partial

import pytest
from hypothesis import settings as hypothesis_settings

from sonda.ui import assets

CI = os.environ.get("CI") == "true"

# Containers run tests as root, where Chromium's sandbox cannot be made; and it shall call nobody outside.
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BROWSER += ["--disable-component-update", "--disable-sync"]

# A property is not about speed: the machine may be busy with another test.
hypothesis_settings.register_profile("sonda", deadline=None, print_blob=True)
hypothesis_settings.load_profile("sonda")


def pytest_addoption(parser):
    parser.addoption("--only-database", action="store_true", help="only tests that touch the database")


def pytest_configure(config):
    assets.refresh()


@pytest.fixture(scope="session", autouse=True)
def _emptying_the_database_lifts_the_guard_of_the_audit_log():
    """Tests that commit empty every table afterwards, also the one that the database lets nobody empty."""
    from importlib import import_module

    from django.db import connection

    guard = import_module("sonda.apps.organizations.migrations.0007_audit_heads")
    flush = type(connection.ops).sql_flush

    def sql_flush(ops, *args, **more):
        vendor = ops.connection.vendor
        statements = flush(ops, *args, **more)
        return [*guard.off(vendor), *statements, *guard.on(vendor)] if statements else statements

    type(connection.ops).sql_flush = sql_flush


def pytest_ignore_collect(collection_path, config):
    """A run of a part imports what it may need: examples in docstrings touch no database, and open no browser."""
    only_browser = config.option.markexpr == "browser"
    if collection_path.suffix != ".py" or not (only_browser or config.getoption("--only-database")):
        return None
    is_test = collection_path.name.startswith("test_")
    return not is_test or (only_browser and "browser" not in collection_path.read_text()) or None


def pytest_collection_modifyitems(config, items):
    if config.getoption("--only-database"):
        kept = [item for item in items if touches_database(item) and not item.get_closest_marker("any_database")]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
    if not chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_collection_finish(session):
    """What was imported stays until the end: the collector need not look at it again, and less often at the rest.

    That is a tenth of a run's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def touches_database(item):
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db", "live_server"} or item.get_closest_marker("django_db"))


def chromium():
    names = [os.environ.get("SONDA_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if name and (found := shutil.which(name))), None)


def pytest_terminal_summary(terminalreporter, config):
    skipped = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", ()))
    for reason, n in skipped.items():
        terminalreporter.write_line(f"!!! {n} skipped: {reason.removeprefix('Skipped: ')}", red=CI, yellow=not CI)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """In CI a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if CI and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium, not one that playwright would download."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": BROWSER}


@pytest.fixture(autouse=True)
def _speak_english_again():
    """A page that was asked in another language leaves it behind in this thread."""
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _forget_attempts():
    """Attempts to sign in that another test made."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def organization(db):
    from sonda.apps.organizations import operations

    return operations.create_organization(name="Sowa Net", slug="sowa-net", language="pl")


def person(organization, name, role):
    from sonda.apps.organizations import operations
    from sonda.apps.organizations.models import User

    user = User.objects.create_user(f"{name}@example.com", f"{name}-has-a-key", name=name.title())
    return operations.add_member(organization=organization, user=user, role=role)


@pytest.fixture
def join(organization):
    """Lets more people into the organisation: `join("nina", "manager")`."""
    return partial(person, organization)


@pytest.fixture
def alice(organization):
    """Owns the organisation."""
    return person(organization, "alice", "owner")


@pytest.fixture
def bob(organization):
    """May look at the organisation."""
    return person(organization, "bob", "viewer")


@pytest.fixture
def charlie(db):
    """Owns another organisation: a stranger here."""
    from sonda.apps.organizations import operations

    return person(operations.create_organization(name="Elsewhere", slug="elsewhere"), "charlie", "owner")

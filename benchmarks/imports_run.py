"""`python -m benchmarks.imports_run FILE MAPPING`: one import through the product, in a process and a home of its own.

Prints JSON: seconds of each step, the most memory that the process had before the columns were made again, and the
longest that somebody else waited who wanted to write.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time, sleep
from uuid import uuid4


def run(file: Path, mapping: Path, home: Path, *, url: str = "") -> dict[str, float]:
    """The figures of an import into the home's SQLite, or into a database of its own on the server at `url`."""
    home.mkdir()
    environment = os.environ | {
        "SONDA_HOME": str(home),
        "SONDA_SECRET_KEY": uuid4().hex * 2,
        "DJANGO_SETTINGS_MODULE": "sonda.config.settings",
        "DATABASE_URL": fresh(url) if url else f"sqlite:///{home / 'sonda.sqlite3'}",
    }
    command = [sys.executable, "-m", "benchmarks.imports_run", str(file), str(mapping)]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def fresh(url: str) -> str:
    """The URL of a new database on the same server."""
    import psycopg

    name = f"bench_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


def measure(file: str, mapping: str) -> dict[str, float]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from sonda.apps.organizations.operations import create_organization
    from sonda.apps.responses import columns
    from sonda.apps.surveys.models import Survey
    from sonda.apps.transfers import operations
    from sonda.engine import store

    home = create_organization(name="Sowa Net", slug="sowa-net", language="pl")
    took: dict[str, float] = {}

    @contextmanager
    def timed(step):
        began, cpu = perf_counter(), process_time()
        yield
        took[step], took[f"{step} cpu"] = perf_counter() - began, process_time() - cpu

    with another_writer(took):
        with timed("import"):
            wanted, _new = operations.request_import(
                organization=home, path=Path(file), mapping_text=Path(mapping).read_text()
            )
            done = operations.run_import(wanted.pk)
        assert done.state == "done", (done.state, done.problems)
        survey = Survey.objects.get()
        with timed("columns"):
            assert columns.sync(survey) == done.n_stored == done.n_rows
    took["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    before = store.checksum(columns.table_of(survey))
    with timed("rebuild"):
        columns.rebuild(survey)
    assert store.checksum(columns.table_of(survey)) == before
    with timed("undo"):
        assert operations.undo_import(wanted.pk).n_removed == done.n_stored
    return took


@contextmanager
def another_writer(took):
    """Somebody signs in every now and then: the longest that it took."""
    from django.db import connections, transaction

    from sonda.apps.organizations.models import Organization

    enough, waits = threading.Event(), [0.0]

    def write():
        while not enough.is_set():
            began = perf_counter()
            try:
                with transaction.atomic():
                    Organization.objects.filter(slug="nobody").update(name="Nobody")
            finally:
                waits.append(perf_counter() - began)
            sleep(0.05)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()
        took["waited"] = max(waits)


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))

"""A worker killed with -9 again and again while it imports a file: the end is exactly what the dry run said.

Short in CI; `SONDA_KILLS=30 SONDA_ROWS=1000000` is the long form.
"""

import json
import os
import random
import subprocess
import sys
import time

import pytest

KILLS = int(os.environ.get("SONDA_KILLS", "3"))
ROWS = int(os.environ.get("SONDA_ROWS", "20000"))
ANSWERS = 20
SEED = 20261122
START = """
import django; from django.conf import settings
settings.TASKS["default"]["OPTIONS"] = {"lease": 1, "attempts": 1000}
django.setup()
"""
BEGIN = (
    START
    + """
import json, sys, time
from pathlib import Path
from django.core.management import call_command; call_command("migrate", verbosity=0)
from sonda.apps.organizations.operations import create_organization
from sonda.apps.transfers.checking import dry_run
from sonda.apps.transfers.mapping import read_mapping
from sonda.apps.transfers.operations import request_import
from sonda.apps.transfers.tasks import enqueue
home = create_organization(name="Sowa Net", slug="sowa-net", language="pl")
path, mapping = Path(sys.argv[1]), Path(sys.argv[2]).read_text()
began = time.monotonic()
report = dry_run(path, read_mapping(mapping))
took = time.monotonic() - began
wanted, _new = request_import(organization=home, path=path, mapping_text=mapping)
enqueue(wanted)
print(json.dumps([report.n_rows, report.n_refused, took]))
"""
)
WORK = (
    START
    + """
from django.utils.module_loading import autodiscover_modules; autodiscover_modules("tasks")
from sonda.apps.jobs import worker; print("ready", flush=True); worker.run()
"""
)
LEASE = 1.2  # seconds after which another worker may take the job up
LOOK = (
    START
    + """
import json
from django.db.models import Count
from sonda.apps.responses.models import Response
from sonda.apps.surveys.models import Question
from sonda.apps.transfers.models import Import
wanted = Import.objects.get()
kept = Response.objects.aggregate(n=Count("pk"), people=Count("source_key", distinct=True))
print(json.dumps([wanted.state, wanted.n_rows, wanted.n_stored, wanted.n_known, kept["n"], kept["people"],
                  Question.objects.count()]))
"""
)


def process(script, *arguments, url, home):
    environment = os.environ | {
        "DATABASE_URL": url,
        "SONDA_HOME": str(home),
        "SONDA_SECRET_KEY": "of-this-test-only-" * 4,
        "DJANGO_SETTINGS_MODULE": "sonda.config.settings",
    }
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def run(script, *arguments, **where):
    with process(script, *arguments, **where) as child:
        out, _ = child.communicate(timeout=900)
    assert child.returncode == 0
    return json.loads(out.splitlines()[-1])


def write(folder):
    """A file of `ROWS` people with `ANSWERS` answers each, every thousandth of them twice as two waves."""
    dice = random.Random(SEED)
    names = [f"q{n:02}" for n in range(ANSWERS)]
    path, mapping = folder / "answers.csv", folder / "answers.toml"
    lines = [",".join(str(dice.randint(1, 5)) for _n in names) for _line in range(997)]
    with path.open("w") as file:
        file.write(f"person,{','.join(names)}\n")
        file.writelines(f"p{row},{lines[row % len(lines)]}\n" for row in range(ROWS))
    rated = "\n".join(f'{name} = {{ role = "touchpoint" }}' for name in names)
    mapping.write_text(f'format = 1\nsurvey = "visits"\n[columns]\nperson = {{ role = "respondent" }}\n{rated}\n')
    return str(path), str(mapping)


@pytest.mark.slow
def test_R1_5_an_import_whose_worker_is_killed_again_and_again_ends_with_the_dry_runs_numbers(new_database, tmp_path):
    where = {"url": new_database(), "home": tmp_path / "home"}
    (tmp_path / "home").mkdir()
    rows, refused, took = run(BEGIN, *write(tmp_path), **where)
    assert (rows, refused) == (ROWS, 0)
    dice = random.Random(SEED)
    seen = set()
    for _kill in range(KILLS):
        with process(WORK, **where) as worker:
            assert worker.stdout.readline() == "ready\n"
            time.sleep(dice.uniform(0.05, 1.5 * took))  # an import takes about twice as long as its dry run
            worker.kill()
        state, *_numbers, kept, _people, _questions = found = run(LOOK, **where)
        seen.add(state)
        assert kept in (0, ROWS), found  # all or nothing, at every moment
        assert (state == "done") == (kept == ROWS), found
        if state == "done":
            break
        time.sleep(LEASE)
    with process(WORK, **where) as worker:
        deadline = time.monotonic() + 120 + ROWS / 5_000
        while (found := run(LOOK, **where))[0] != "done" and time.monotonic() < deadline:
            time.sleep(1)
        worker.terminate()
    assert found == ["done", ROWS, ROWS, 0, ROWS, ROWS, ANSWERS]
    assert "running" in seen  # at least once it was in the middle
    assert not list((tmp_path / "home" / "imports").glob("*/*"))

"""A worker killed with -9 again and again while it imports a file: the end is exactly what the dry run said.

Short in CI; `SONDA_KILLS=30 SONDA_ROWS=1000000` is the long form, in which a server is killed together with the worker.
"""

import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import psycopg
import pytest

KILLS = int(os.environ.get("SONDA_KILLS", "3"))
ROWS = int(os.environ.get("SONDA_ROWS", "20000"))
IS_LONG = "SONDA_KILLS" in os.environ
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
import json, sys
from pathlib import Path
from django.core.management import call_command; call_command("migrate", verbosity=0)
from sonda.apps.organizations.operations import create_organization
from sonda.apps.transfers.reading.checking import dry_run
from sonda.apps.transfers.mapping.file import read_mapping
from sonda.apps.transfers.operations import request_import
from sonda.apps.transfers.tasks import enqueue
home = create_organization(name="Sowa Net", slug="sowa-net", language="pl")
path, mapping = Path(sys.argv[1]), Path(sys.argv[2]).read_text()
report = dry_run(path, read_mapping(mapping))
wanted, _new = request_import(organization=home, path=path, mapping_text=mapping)
enqueue(wanted)
print(json.dumps([report.n_rows, report.n_refused]))
"""
)
WORK = (
    START
    + """
import json
from django.utils.module_loading import autodiscover_modules; autodiscover_modules("tasks")
from sonda.apps.jobs import progress, worker
told = progress.Reporter.report
def report(self, **note): print(json.dumps(note), flush=True); told(self, **note)
progress.Reporter.report = report
worker.run()
"""
)
LOOK = """
    SELECT state, n_rows, n_stored, n_known, (SELECT count(*) FROM responses_response),
           (SELECT count(DISTINCT source_key) FROM responses_response), (SELECT count(*) FROM surveys_question)
    FROM transfers_import
"""


def process(*command, url, home):
    environment = os.environ | {
        "DATABASE_URL": url,
        "SONDA_HOME": str(home),
        "SONDA_SECRET_KEY": "of-this-test-only-" * 4,
        "DJANGO_SETTINGS_MODULE": "sonda.config.settings",
    }
    return subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True)


def begin(*arguments, **where):
    with process("-c", BEGIN, *arguments, **where) as child:
        out, _ = child.communicate(timeout=900)
    assert child.returncode == 0
    return json.loads(out.splitlines()[-1])


def look(url):
    is_file = url.startswith("sqlite:")
    opened = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30) if is_file else psycopg.connect(url)
    with closing(opened) as database:
        (found,) = database.execute(LOOK).fetchall()
    return list(found)


def serve(**where):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return process("-P", "-m", "sonda.cli", "serve", "--threads", "2", "--port", str(port), **where)


def until(moment, worker):
    """Wait until the import has come so far: 0–1 it reads the file, 1–2 it stores the answers; or has ended."""
    come = -1.0
    while come < moment and (line := worker.stdout.readline()):
        note = json.loads(line)
        come = note["done"] / note["total"] + (note["what"] == "Storing answers")


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
    assert begin(*write(tmp_path), **where) == [ROWS, 0]
    dice = random.Random(SEED)
    # The earliest first: every one of them is in the middle of the import, the last ones about its end.
    for moment in sorted(dice.uniform(0, 2) for _kill in range(KILLS)):
        with ExitStack() as killed:
            started = [process("-c", WORK, **where), *([serve(**where)] if IS_LONG else [])]
            for each in started:
                killed.enter_context(each)
                killed.callback(each.kill)
            until(moment, started[0])
            time.sleep(dice.uniform(0, 0.02))
        state, *_numbers, kept, _people, _questions = found = look(where["url"])
        assert kept in (0, ROWS), found  # all or nothing, at every moment
        assert (state == "done") == (kept == ROWS), found
        assert state == "running" or moment > 1.5, found
        if state == "done":
            break
    with process("-c", WORK, **where) as worker:
        deadline = time.monotonic() + 120 + ROWS / 5_000
        while not (over := is_over(**where)) and time.monotonic() < deadline:
            time.sleep(0.2)
        worker.terminate()
    assert look(where["url"]) == ["done", ROWS, ROWS, 0, ROWS, ROWS, ANSWERS]
    assert over


def is_over(*, url, home):
    """Done, and the copy of the file is gone."""
    return look(url)[0] == "done" and not list((home / "imports").glob("*/*"))

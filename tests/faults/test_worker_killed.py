"""A worker that dies by kill -9 in the middle of a job: a real process, a real database of its own."""

import json
import os
import signal
import subprocess
import sys
import time

START = """
import django; from django.conf import settings
settings.TASKS["default"]["OPTIONS"] = {"lease": 2}
django.setup()
import sys
"""
ENQUEUE = (
    START
    + """
from django.core.management import call_command; call_command("migrate", verbosity=0)
from sonda.apps.jobs.tests import work; work.die_once_then_write.enqueue(sys.argv[1])
"""
)
WORK = START + "from sonda.apps.jobs import worker; worker.run()"
LOOK = (
    START
    + """
import json; from sonda.apps.jobs.models import Job
print(json.dumps(list(Job.objects.values_list("state", "attempts").get())))
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


def run(script, *arguments, url, home):
    with process(script, *arguments, url=url, home=home) as child:
        out, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    return out


def test_R1_5_a_job_whose_worker_was_killed_in_the_middle_runs_again_and_ends_once(new_database, tmp_path):
    where = {"url": new_database(), "home": tmp_path}
    note = tmp_path / "note"
    run(ENQUEUE, str(note), **where)

    with process(WORK, **where) as first:
        assert first.wait(timeout=60) == -signal.SIGKILL
    assert json.loads(run(LOOK, **where)) == ["running", 1]

    with process(WORK, **where) as second:
        deadline = time.monotonic() + 60
        while "end" not in note.read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)
        second.terminate()
    assert note.read_text() == "start\nstart\nend\n"
    assert json.loads(run(LOOK, **where)) == ["done", 2]

"""Ctrl-C at any moment: status 130, not a word, nothing left behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.architecture.rooms import ROOT
from tests.cli.asking import write
from tests.floor.running import clean_environment

ROWS = [["score", "a", "b"], *([i % 5, (i * 7) % 5, (i * 3) % 11 or ""] for i in range(300))]


def stopped(command, after, folder):
    """Status, stdout and stderr of a command that gets Ctrl-C, as its whole group does at a terminal."""
    running = subprocess.Popen(
        command,
        env=clean_environment(TMPDIR=str(folder)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(after)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    return running.returncode, out, err


@pytest.mark.parametrize("after", [0.0, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3])
def test_ctrl_c_ends_the_command_of_a_clone_in_silence(tmp_path, after):
    data = write(tmp_path, ROWS)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    words = ["analyze", "drivers", str(data), "--outcome", "score", "--drivers", "a,b", "--json"]
    status, out, err = stopped([str(ROOT / "sonda"), *words], after, scratch)
    # Before its first line bash has no trap: killed by the signal is 130 to a shell as well.
    assert (status in (130, -signal.SIGINT), out, err) == (True, b"", b"")
    assert list(scratch.iterdir()) == []


IMPORTED_SLOWLY = """
import sys, time
from sonda.cli import __main__, interrupts
sys.modules.pop("sonda.cli.main", None)
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "sonda.cli.main":
            print("importing", flush=True)
            time.sleep(30)
sys.meta_path.insert(0, Slow())
__main__.main()
"""


def test_ctrl_c_while_the_command_is_imported_shows_no_traceback():
    running = subprocess.Popen([sys.executable, "-c", IMPORTED_SLOWLY], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout.readline() == b"importing\n"
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"")


IMPORTS_WHILE_WORKING = """
import os, signal, sys, time
from sonda.cli import interrupts
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "slow":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
            print("imported", flush=True)
sys.meta_path.insert(0, Slow())
interrupts.end_at_once()
try:
    with interrupts.Raised():
        try:
            import slow
        except ImportError:
            time.sleep(30)
except KeyboardInterrupt:
    print("put away")
"""


def test_ctrl_c_waits_for_the_end_of_an_import():
    done = subprocess.run([sys.executable, "-c", IMPORTS_WHILE_WORKING], capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"imported\nput away\n", b"")


def test_a_job_in_the_background_that_ignores_ctrl_c_goes_on():
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); from sonda.cli.__main__ import main;"
    ignoring += "import sys; sys.argv = ['sonda', '--version']; from sonda.cli import interrupts; "
    ignoring += "interrupts.end_at_once(); assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN; main()"
    done = subprocess.run([sys.executable, "-c", ignoring], capture_output=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (0, b"")

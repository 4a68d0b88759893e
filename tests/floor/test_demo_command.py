"""`./sonda demo` as a person starts and ends it."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
from contextlib import closing

import pytest

from tests.architecture.rooms import ROOT
from tests.floor.running import Demo, clean_environment, processes_of

COMMAND = [str(ROOT / "sonda")]
PORT = 23_000 + os.getpid() % 1000


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(home):
    """What the first start told; it has ended by Ctrl-C."""
    demo = Demo(COMMAND, home, port=PORT)
    page, running = demo.page("/account/login/"), list(processes_of(home))
    status = demo.end(signal.SIGINT)
    return demo, page, running, status


def test_the_demo_prints_address_login_and_password_and_serves_a_page(first):
    demo, page, _running, _status = first
    assert list(demo.told) == ["URL", "Login", "Password"]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", demo.told["URL"])
    assert len(demo.told["Password"]) >= 16
    assert 'name="login"' in page


def test_the_owner_of_the_demo_may_switch_on_a_second_factor(first):
    with closing(sqlite3.connect(first[0].home / "sonda.sqlite3")) as database:
        assert database.execute("select email, verified from account_emailaddress").fetchall() == [
            ("owner@example.com", 1)
        ]


def test_ctrl_c_ends_all_of_it_with_status_0(first):
    demo, _page, running, status = first
    assert any(" serve " in command for command in running)
    assert (status, demo.left_behind()) == (0, [])


def test_R6_6_what_the_demo_keeps_is_for_its_owner_only(first):
    demo = first[0]
    assert stat.S_IMODE((demo.home / "demo.json").stat().st_mode) == 0o600


def test_a_second_start_finds_everything_and_an_end_by_force_leaves_nothing(first, home):
    demo = Demo(COMMAND, home, port=PORT)
    assert (demo.told["Login"], demo.told["Password"]) == (first[0].told["Login"], first[0].told["Password"])
    demo.end(signal.SIGKILL)
    assert demo.left_behind() == []


def test_a_busy_port_gives_way_and_a_busy_home_does_not(first, home):
    with socket.create_server(("127.0.0.1", PORT)):
        one = Demo(COMMAND, home, port=PORT)
    try:
        assert one.told["URL"] != f"http://127.0.0.1:{PORT}/"
        command = [*COMMAND, "demo", "--home", str(home), "--port", str(PORT + 50)]
        two = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, timeout=60)
        assert (two.returncode, two.stdout) == (2, "")
        assert "is running in" in two.stderr
        assert 'name="login"' in one.page("/account/login/")
    finally:
        assert one.end(signal.SIGTERM) == 0


def test_the_demo_does_not_move_into_a_real_installation(tmp_path):
    (tmp_path / "sonda.sqlite3").write_text("somebody's data")
    command = [*COMMAND, "demo", "--home", str(tmp_path)]
    process = subprocess.run(command, env=clean_environment(), capture_output=True, text=True)
    assert (process.returncode, process.stdout) == (2, "")
    assert "holds an installation that is not a demo" in process.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["sonda.sqlite3"]

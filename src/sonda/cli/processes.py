"""Processes that live and end together."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress


class Ended(Exception):
    """A child process that should be running has ended by itself."""


class Children:
    """Child processes of one command, each in a process group of its own so that nothing of it can be left behind.

    Each is `tied`: its stdin is a pipe that only we hold, and when it closes (also because we were killed with -9)
    the child ends itself.
    """

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Run `sonda ARGUMENTS --tied` with this Python and this environment."""
        self._running[name] = subprocess.Popen(  # noqa: S603 — our own command
            [sys.executable, "-P", "-m", "sonda.cli", *arguments, "--tied"],
            stdin=subprocess.PIPE,
            stdout=sys.stderr,
            start_new_session=True,
        )

    def raise_if_ended(self) -> None:
        """Raise Ended with the name of a child that is no longer there."""
        for name, child in self._running.items():
            if child.poll() is not None:
                raise Ended(name)

    def stop(self, *, patience: float = 3) -> None:
        """Ask all to end, wait, then insist: a job that is cut off is run again at the next start."""
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        for child in self._running.values():
            try:
                child.wait(patience)
            except subprocess.TimeoutExpired:
                child.kill()
            finally:
                _kill_group(child.pid)
                child.wait()
                if child.stdin:
                    child.stdin.close()
        self._running.clear()


def _kill_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS says "not permitted" of a group that is gone
        os.killpg(group, signal.SIGKILL)


def end_with_parent(*, patience: float = 3) -> None:
    """End this process (as by SIGTERM, then with its whole group by force) when the command that started it is gone."""

    def watch() -> None:
        os.read(0, 1)  # not sys.stdin: its lock would be held while the interpreter ends
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(patience)
        os.killpg(os.getpgrp(), signal.SIGKILL)  # a group of our own: Children starts each child in one

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


def free_port(wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on.

    >>> free_port(20_000) >= 20_000
    True
    """
    for port in range(wanted, min(wanted + 200, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"No free port from {wanted} on.")

"""The real server and worker over a home, and a person who is signed in: what the benchmark of pages asks."""

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.pages_home import LOGIN, PASSWORD
from sonda.cli.installation import Installation
from sonda.cli.processes import Children, free_port

TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Service:
    """`sonda serve` and `sonda worker` over a home, as in production."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.server = 0

    def cpu(self) -> float:
        """Seconds of processor that the server's processes have used."""
        fields = [(Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split() for pid in self.pids()]
        return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS

    def memory(self) -> float:
        """The most memory that a server process ever held, in MB (VmHWM)."""
        found = [(Path("/proc") / str(pid) / "status").read_text() for pid in self.pids()]
        return max(int(line.split()[1]) for text in found for line in text.splitlines() if "VmHWM" in line) / 1024

    def pids(self) -> list[int]:
        """The process that granian watches from, and the one that serves."""
        children = Path(f"/proc/{self.server}/task/{self.server}/children").read_text().split()
        return [self.server, *map(int, children)]

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.home / "sonda.sqlite3", timeout=60)) as connection, connection:
            return connection.execute(statement).fetchall()

    def forget(self) -> None:
        """Drop every count that was kept."""
        self.sql("DELETE FROM analytics_run")

    def settle(self) -> float:
        """Wait until the worker has nothing to do; returns how long it took."""
        begun = time.perf_counter()
        while self.sql("SELECT 1 FROM jobs_job WHERE state IN ('queued', 'running') LIMIT 1"):
            time.sleep(0.1)
        return time.perf_counter() - begun


class Person:
    """A browser as far as the benchmark needs one: a connection that stays open, cookies, no script."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=600)
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> tuple[float, str]:
        """Seconds and the page; anything but a page ends the benchmark."""
        begun = time.perf_counter()
        status, body = self._send("GET", address)
        took = time.perf_counter() - begun
        if status != 200:
            raise SystemExit(f"{address} answered {status}")
        return took, body

    def sign_in(self) -> None:
        token = TOKEN.search(self._send("GET", "/account/login/")[1])
        form = {"login": LOGIN, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        status, _body = self._send("POST", "/account/login/", urlencode(form))
        if status != 302:
            raise SystemExit(f"signing in answered {status}")

    def _send(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://127.0.0.1:{self.connection.port}"}
        try:
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        except RemoteDisconnected:  # the server hangs up after a while of silence
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return answer.status, text


@contextmanager
def service(home: Path, n: int) -> Iterator[Service]:
    """Build the home where it is not there yet, and serve it."""
    before = dict(os.environ)
    port = free_port(8600)
    try:
        Installation(home).point_settings_here(port=port)
        if not (home / "ready").exists():
            subprocess.run([sys.executable, "-m", "benchmarks.pages_home", str(home), str(n)], check=True)
        children = Children()
        try:
            children.start("server", ["serve", "--port", str(port), "--migrate"])
            children.start("worker", ["worker"])
            running = Service(home, port)
            running.server = children._running["server"].pid
            wait_for(port, children)
            yield running
        finally:
            children.stop()
    finally:
        os.environ.clear()
        os.environ.update(before)


def wait_for(port: int, children: Children) -> None:
    while True:
        children.raise_if_ended()
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/health/")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)

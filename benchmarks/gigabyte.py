"""Memory that a file of a gigabyte takes on its way in: the server that it comes to, and each step of the worker.

Twenty answers and a comment a row. A file of 50 MB as a rule; SONDA_BENCH_MB=1030 brings the gigabyte (half an hour).
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from uuid import uuid4

from benchmarks.gigabyte_steps import STEPS
from benchmarks.imports_files import write, write_mapping
from benchmarks.line import Line

MB = int(os.environ.get("SONDA_BENCH_MB", "50"))
LETTERS = 900  # of the comment
ROW = 986  # bytes
MOST = {"server": 500, **dict.fromkeys(STEPS, 600)}
SECRET = "s" * 32  # of the CSRF cookie


def main() -> list[Line]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = write(folder / "answers.csv", MB * 1_000_000 // ROW, comment=LETTERS)
        mapping = write_mapping(folder / "answers.toml", comment=True)
        size = file.stat().st_size / 1_000_000
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
            "SONDA_HOME": str(folder / "home"),
            "SONDA_SECRET_KEY": uuid4().hex * 2,
            "SONDA_UPLOAD_MAX_MB": str(MB + 100),
            "DJANGO_SETTINGS_MODULE": "sonda.config.settings",
        }
        (folder / "home").mkdir()
        cookie = str(step("begin", environment)["cookie"])
        peaks = {"server": brought(file, cookie, environment)}
        peaks |= {name: float(step(name, environment, mapping)["memory"]) for name in STEPS}
    return [
        Line(claim=f"a file of {size:,.0f} MB, memory: {name}", measured=peak, bound=MOST[name], unit="MB")
        for name, peak in peaks.items()
    ]


def step(name: str, environment: dict[str, str], *more: object) -> dict[str, float | str]:
    """One step in a process of its own; what it says of itself."""
    command = [sys.executable, "-m", "benchmarks.gigabyte_steps", name, *map(str, more)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return found


def brought(file: Path, cookie: str, environment: dict[str, str]) -> float:
    """Bring the file to a server; the most memory that the server had."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-P", "-m", "sonda.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until_it_answers(port)
            status = send(file, cookie, port)
            assert status.split()[1] == "302", status
            return peak_of(server.pid)
        finally:
            server.terminate()


def until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=10).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


def send(file: Path, cookie: str, port: int) -> str:
    """The file as a browser's form; the first line of the answer."""
    before = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{SECRET}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="answers.csv"\r\n\r\n'
    ).encode()
    after = b"\r\n--x--\r\n"
    head = (
        f"POST /data/uploads/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrftoken={SECRET}; sessionid={cookie}\r\n"
        f"Content-Length: {len(before) + file.stat().st_size + len(after)}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection, file.open("rb") as content:
        connection.sendall(head + before)
        connection.sendfile(content)
        connection.sendall(after)
        return connection.recv(65_536).decode("latin-1").splitlines()[0]


def peak_of(pid: int) -> float:
    """The most memory of a process and of those that it started, in MB."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    own = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(peak_of(int(child)) for child in children)

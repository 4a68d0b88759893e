"""`sonda demo`: a fictional company's customers, loaded through the product's own import, served on this machine."""

import json
import os
import secrets
import signal
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from sonda.cli import application, processes
from sonda.cli.progress import Bar

NAME = "demo"
HELP = "start Sonda with example data; prints URL, Login, Password"

LOGIN = "owner@example.com"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="add the real data sets of this folder as well")
    parser.add_argument("--port", type=int, default=8000, help="first port to try (default: %(default)s)")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="where to keep the database (default: var/demo)")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only write the example files there, for reading")


def run(args: Namespace) -> int:
    if args.write:
        return _write(args)
    from sonda.config.environment import data_folder

    home = Path(args.home or os.environ.get("SONDA_HOME") or data_folder() / "demo").absolute()
    if (home / "sonda.sqlite3").exists() and not (home / "demo.json").exists():
        application.say(f"sonda: {home} holds an installation that is not a demo; choose another folder with --home.")
        return 2
    port = processes.free_port(args.port)
    installation = Installation(home)
    installation.settle_in(port=port)
    return _serve(args, installation, port)


@application.with_django
def _write(args: Namespace) -> int:
    from sonda.apps.transfers import demo

    demo.write(args.write)
    return 0


class Installation:
    """What this demo keeps between two starts, for its owner's eyes only: secret, password, what was loaded."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.file = home / "demo.json"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = {"secret": secrets.token_urlsafe(50), "password": secrets.token_urlsafe(12), "loaded": []}
        self.notes: dict[str, Any] = json.loads(self.file.read_text()) if self.file.exists() else fresh
        self.save()

    def save(self) -> None:
        part = self.file.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(self.notes, out)
        part.replace(self.file)

    def settle_in(self, *, port: int) -> None:
        """Point the settings at this demo, whatever the shell says of a real installation."""
        for name in [name for name in os.environ if name.startswith(("SONDA_", "DATABASE_URL"))]:
            if name not in {"SONDA_LOG_LEVEL", "SONDA_TIME_ZONE", "SONDA_LANGUAGE"}:
                del os.environ[name]
        os.environ |= {
            "SONDA_HOME": str(self.home),
            "SONDA_SECRET_KEY": self.notes["secret"],
            "SONDA_URL": f"http://127.0.0.1:{port}",
        }

    def has(self, what: str) -> bool:
        return what in self.notes["loaded"]

    def remember(self, what: str) -> None:
        self.notes["loaded"].append(what)
        self.save()


@application.with_django
def _serve(args: Namespace, installation: Installation, port: int) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    children = processes.Children()
    try:
        if application.migrations_are_due():
            application.say("Creating the database …")
            application.migrate()
        children.start("server", ["serve", "--port", str(port)])
        _load(args, installation)
        children.start("worker", ["worker"])
        _wait_for_page(f"http://127.0.0.1:{port}/health/", children)
        print(f"URL: http://127.0.0.1:{port}/\nLogin: {LOGIN}\nPassword: {installation.notes['password']}", flush=True)
        application.say("Ctrl-C ends it.")
        _watch(children)
    except KeyboardInterrupt:
        return 0
    except processes.Ended as gone:
        application.say(f"sonda: the {gone} has ended by itself")
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave children behind
        children.stop()


def _load(args: Namespace, installation: Installation) -> None:
    """The owner, the fictional operator, and the real data when they are asked for: once."""
    from sonda.apps.organizations.models import User
    from sonda.apps.transfers import demo

    password = installation.notes["password"]
    owner = User.objects.filter(email=LOGIN).first()
    owner = owner or User.objects.create_user(LOGIN, password, name="Olga Nowak")
    what = f"data of {args.data.resolve()}" if args.data else "example"
    if installation.has(what):
        return
    with Bar() as bar:
        demo.load(owner=owner, data=args.data, progress=bar.report)
    installation.remember(what)
    installation.remember("example")


def _wait_for_page(address: str, children: processes.Children) -> None:
    while True:
        children.raise_if_ended()
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 — our own address
            return
        time.sleep(0.05)


def _watch(children: processes.Children) -> NoReturn:
    while True:
        time.sleep(0.5)
        children.raise_if_ended()

"""`sonda demo`: a fictional company's customers, loaded through the product's own import, served on this machine."""

import os
import signal
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from sonda.cli import application, interrupts, processes
from sonda.cli.installation import Installation, InUse
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
        return _write(args.write)
    if args.data and not args.data.is_dir():
        application.say(f"sonda: there is no folder {args.data}")
        return 2
    from sonda.config.environment import data_folder

    home = Path(args.home or os.environ.get("SONDA_HOME") or data_folder() / "demo").absolute()
    if Installation.is_another(home):
        application.say(f"sonda: {home} holds an installation that is not a demo; choose another folder with --home.")
        return 2
    try:
        held = Installation.lock(home)
    except InUse:
        application.say(f"sonda: a demo is running in {home} already; end it first, or choose another with --home.")
        return 2
    with held:
        port = processes.free_port(args.port)
        installation = Installation(home)
        installation.point_settings_here(port=port)
        return _serve(installation, port=port, data=args.data)


@application.with_django
def _write(folder: Path) -> int:
    from sonda.apps.transfers import demo

    folder.mkdir(parents=True, exist_ok=True)
    for path in demo.write(folder):
        application.say(str(path))
    return 0


def _serve(installation: Installation, *, port: int, data: Path | None) -> int:
    """Until Ctrl-C (or SIGTERM): then all of it ends, status 0."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupts.interrupt)
    children = processes.Children()
    try:
        loaded = f"data of {data.resolve()}" if data else "example"
        if not installation.has(loaded):
            status = _fill(installation, children, port=port, data=data)
            if status:
                return status
            installation.remember("example", loaded)
        else:
            _start_server(children, port)
        _wait_for_page(f"http://127.0.0.1:{port}/health/", children)
        print(f"URL: http://127.0.0.1:{port}/\nLogin: {LOGIN}\nPassword: {installation.password}", flush=True)
        application.say("Ctrl-C ends it.")
        children.start("worker", ["worker"])
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


def _start_server(children: processes.Children, port: int) -> None:
    children.start("server", ["serve", "--port", str(port), "--migrate"])


@application.with_django
def _fill(installation: Installation, children: processes.Children, *, port: int, data: Path | None) -> int:
    """The database, the owner, the example company, and the real data when they are asked for.

    Whatever is there already stays: a load that was interrupted is started again. The server warms up meanwhile.
    """
    from sonda.apps.organizations import operations
    from sonda.apps.organizations.models import User
    from sonda.apps.transfers import demo

    application.say("Preparing the database …")
    application.migrate()
    _start_server(children, port)
    owner = User.objects.filter(email=LOGIN).first()
    owner = owner or operations.create_user(email=LOGIN, password=installation.password, name="Olga Nowak")
    with Bar() as bar:
        demo.load(owner=owner, data=data, progress=bar.report)
    return 0


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

"""`sonda COMMAND …`: finds the command's module and runs it; no module is loaded that the command does not need."""

import argparse
import atexit
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from sonda import __version__
from sonda.cli import commands, interrupts
from sonda.cli.output import discard_output, open_output


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"sonda: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status of the command: 0 done, 1 the answer is no, 2 it cannot be done as asked."""
    open_output()
    args = parser().parse_args(argv)
    try:
        with interrupts.Raised():
            status = int(args.run(args))
            sys.stdout.flush()
    except KeyboardInterrupt:
        status = interrupts.STATUS
    except BrokenPipeError:  # `sonda … | head`
        discard_output()
        status = 0
    if argv is None:
        leave(status)
    return status


def leave(status: int) -> None:
    """End the process before DuckDB's bindings report, on stderr, what the interpreter's end leaves behind."""
    if "duckdb" in sys.modules:
        atexit._run_exitfuncs()
        sys.stderr.flush()
        os._exit(status)


def parser() -> argparse.ArgumentParser:
    whole = Parser(prog="sonda", description="See your company through its customers' eyes.")
    whole.add_argument("--version", action="version", version=f"sonda {__version__}")
    kinds = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        module = import_module(f"{commands.__name__}.{found.name}")
        sub = kinds.add_parser(module.NAME, help=module.HELP, description=module.__doc__)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return whole

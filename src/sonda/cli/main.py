"""`sonda COMMAND …`: finds the command's module and runs it; no module is loaded that the command does not need."""

import argparse
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

from sonda import __version__
from sonda.cli import commands


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status of the command: 0 done, 1 the answer is no, 2 it cannot be done as asked."""
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        print("sonda: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `sonda … | head`
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="sonda", description="See your company through its customers' eyes.")
    whole.add_argument("--version", action="version", version=f"sonda {__version__}")
    kinds = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        module = import_module(f"{commands.__name__}.{found.name}")
        sub = kinds.add_parser(module.NAME, help=module.HELP, description=module.__doc__)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return whole


if __name__ == "__main__":
    sys.exit(main())

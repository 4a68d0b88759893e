"""`sonda analyze METHOD DATA`: one method on one file of answers, as a table or as JSON."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from sonda.cli import interrupts
from sonda.cli.analyzing.options import add_methods
from sonda.cli.output import discard_output

NAME = "analyze"
HELP = "judge a file of customers' answers: NPS, SERVQUAL, drivers, gaps …"

SHARED = ("missing", "where", "by", "weight", "cluster")
OUTSIDE = (*SHARED, "run", "data", "json", "method", "command")
MAY_BE_EMPTY = ("data", "method", "expectation", "perception", "importance", "performance")  # prefixes, for one
LISTS = ("items", "drivers", "functional", "dysfunctional", "success", "low", "high", "times")


def add_arguments(parser: ArgumentParser) -> None:
    add_methods(parser)


def run(args: Namespace) -> int:
    """Status 0, or 2 with one sentence on stderr and nothing on stdout."""
    from sonda.engine.errors import DataError

    try:
        answer = answered(args)
    except DataError as trouble:
        return refused(str(trouble))
    except MemoryError:
        return refused("there is not enough memory for this file.")
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as trouble:  # a script that calls this must never meet a traceback
        if interrupts.asked:
            raise KeyboardInterrupt from None
        if os.environ.get("SONDA_DEBUG"):
            raise
        return refused(f"unforeseen trouble, {type(trouble).__name__}: {trouble} (SONDA_DEBUG=1 shows where).")
    try:
        tell(answer, as_json=args.json)
    except BrokenPipeError:
        raise
    except OSError as trouble:
        discard_output()
        return refused(f"the answer cannot be written: {trouble.strerror}.")
    return 0


def tell(answer: dict[str, Any], *, as_json: bool) -> None:
    """The answer on stdout, written out."""
    if as_json:
        whole = json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n"
        sys.stdout.buffer.write(whole.encode())
        sys.stdout.flush()
    else:
        from sonda.cli.analyzing.reading import show

        show(answer)


def refused(sentence: str) -> int:
    print(f"sonda: {' '.join(sentence.split())}", file=sys.stderr)
    return 2


def answered(args: Namespace) -> dict[str, Any]:
    from sonda.cli.analyzing.waiting import Waiting
    from sonda.engine.analyses import run as analyse
    from sonda.engine.errors import DataError
    from sonda.engine.selection import Selection, listed
    from sonda.engine.source import open_source

    for name, value in vars(args).items():
        if name not in MAY_BE_EMPTY and isinstance(value, str) and not value.strip(" ,\t\r\n"):
            # An empty variable of a script must not switch weights off.
            raise DataError("The option --%(option)s is empty.", option=name.rstrip("_").replace("_", "-"))
    given = {name: value for name, value in vars(args).items() if name not in OUTSIDE and value is not None}
    options: dict[str, Any] = {name: listed(value) if name in LISTS else value for name, value in given.items()}
    selection = Selection(
        missing=args.missing,
        where=args.where,
        by=args.by,
        weight=args.weight,
        cluster=listed(args.cluster) if args.cluster else (),
    )
    with open_source(args.data) as source, Waiting() as waiting:
        return analyse(args.method, source, selection, progress=waiting.report, **options).as_dict()

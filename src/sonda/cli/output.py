"""Where stdout leads, when it leads nowhere."""

import os
import sys


def discard_output() -> None:
    """What is still to be written goes nowhere: the reader of the pipe has left, or the disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_output() -> None:
    """A closed stdout (`sonda … >&-`) is nowhere, not an error."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 — it lasts as long as the process

"""What is asked of the person at the terminal, or read from a pipe."""

import sys
from getpass import getpass

from sonda.ui.errors import SondaError


class PasswordsDiffer(SondaError):
    message = "The two passwords differ."


def new_password() -> str:
    """Typed twice on a terminal; the first line where there is none. Raises PasswordsDiffer."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("New password: ", stream=sys.stderr)
    if getpass("Once more: ", stream=sys.stderr) != password:
        raise PasswordsDiffer
    return password

"""`sonda doctor`: looks over an installation and says what is wrong and what to do; changes nothing.

Status 0 when nothing is wrong, 1 when something is.
"""

from argparse import ArgumentParser, Namespace

from sonda.cli import application

NAME = "doctor"
HELP = "look over the installation and say what to do; change nothing"
MARKS = {"well": "ok  ", "mind": "mind", "wrong": "!!  "}


def add_arguments(parser: ArgumentParser) -> None:
    """It takes none."""


@application.with_django
def run(args: Namespace) -> int:
    from sonda.config import doctor

    status = 0
    for finding in doctor.examine():
        print(f"{MARKS[finding.state]} {finding.about}: {finding.said}")
        if finding.state == doctor.WRONG:
            status = 1
    return status

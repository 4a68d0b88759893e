"""`sonda rebuild`: the columnar tables of all surveys made again from the database, after a disk was lost or damaged.

Pages may be read and files imported meanwhile: the old table of a survey serves until its new one is whole.
"""

from argparse import ArgumentParser, Namespace

from sonda.cli import application
from sonda.cli.progress import Bar

NAME = "rebuild"
HELP = "make the columnar tables again from the database, after a disk was lost or damaged"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--organization", default="", metavar="SLUG", help="only this organisation's surveys")


@application.with_django
def run(args: Namespace) -> int:
    from sonda.apps.responses import columns
    from sonda.apps.surveys.models import Survey

    surveys = Survey.objects.order_by("pk")
    if args.organization:
        surveys = surveys.filter(organization__slug=args.organization)
        if not surveys.exists():
            application.say(f"sonda: There is no survey of {args.organization}.")
            return 2
    with Bar() as bar:
        for done, survey in enumerate(surveys):
            bar.report(done, len(surveys), what=str(survey))
            columns.rebuild(survey)
    application.say(f"Surveys whose columns were made again: {len(surveys)}.")
    return 0

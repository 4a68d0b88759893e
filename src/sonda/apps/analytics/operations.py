"""Asking a question of a survey: the run that already answers it, or a new one."""

from django.utils import timezone

import sonda
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.results import pack
from sonda.apps.jobs import progress
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.models import Survey
from sonda.engine import analyses
from sonda.engine.errors import DataError
from sonda.methods.result import N_

COUNTING = N_("Counting")
GIVEN_UP = N_("This could not be counted. Data, “Background work” says what happened; there it can be tried again.")


def run_of(*, survey: Survey, question: Question) -> Run:
    """The run that answers a question of the answers as they are now; it may still have to be counted."""
    key = question.key(data_version=responses.version(survey), method_version=sonda.__version__)
    run, _created = Run.objects.get_or_create(
        organization_id=survey.organization_id, survey=survey, key=key, defaults={"question": question.as_json()}
    )
    return run


def count(*, run: Run) -> Run:
    """Count and judge; whatever the data do not allow is kept as the run's sentence. Doing it twice does no harm."""
    question = Question.from_json(run.question)
    within = [("month", *question.within)] if question.within else []
    selection = analyses.Selection(where=question.where, within=within, by=question.by, weight=question.weight)
    run.problem = {}
    try:
        with responses.source(run.survey) as source:
            analysis = analyses.run(question.method, source, selection, progress=say, **question.options)
    except DataError as trouble:
        run.problem = {"text": trouble.note.text, "values": {k: str(v) for k, v in trouble.note.values.items()}}
    else:
        run.result = pack(analysis)
    run.finished_at = timezone.now()
    run.save()
    return run


def give_up(*, run: Run) -> None:
    """End a run that no worker could count, with a sentence that says where to look."""
    run.problem, run.finished_at = {"text": GIVEN_UP, "values": {}}, timezone.now()
    run.save()


def say(done: int, total: int) -> None:
    progress.report(done=done, total=total, what=COUNTING)

"""Asking a question of a survey: the run that already answers it, or a new one."""

from datetime import timedelta

from django.utils import timezone

import sonda
from sonda.apps.analytics import lines
from sonda.apps.analytics.models import Run
from sonda.apps.analytics.priority_map import priority_map
from sonda.apps.analytics.questions import Question
from sonda.apps.analytics.results import drivers_in, pack
from sonda.apps.jobs import progress
from sonda.apps.responses import queries as responses
from sonda.apps.surveys.models import Survey
from sonda.engine import analyses
from sonda.engine.errors import DataError
from sonda.methods.result import N_

ASKED_AGAIN = timedelta(days=1)

COUNTING = N_("Counting")
GIVEN_UP = N_("This could not be counted. Data, “Background work” says what happened; there it can be tried again.")


def run_of(*, survey: Survey, question: Question, version: str = "") -> Run:
    """The run that answers a question of the answers as they are now; it may still have to be counted.

    `version`: that of the answers, where whoever asks several questions at once has looked already.
    """
    data = version or responses.version(survey)
    data += f" least {survey.least}" if survey.least else ""  # what was counted before small cells were joined is stale
    key = question.key(data_version=data, method_version=sonda.__version__)
    run, _created = Run.objects.get_or_create(
        organization_id=survey.organization_id, survey=survey, key=key, defaults={"question": question.as_json()}
    )
    now = timezone.now()
    if run.asked_at < now - ASKED_AGAIN:  # what people still look at is not forgotten
        run.asked_at = now
        run.save(update_fields=["asked_at"])
    return run


def count(*, run: Run) -> Run:
    """Count and judge; whatever the data do not allow is kept as the run's sentence. Doing it twice does no harm."""
    question = Question.from_json(run.question)
    run.problem = {}
    try:
        if question.is_map_of_drivers:
            draw_map(run=run, question=question)
        else:
            with responses.source(run.survey) as source:
                lines.up(source, question)
                analysis = analyses.run(
                    question.method,
                    source,
                    lines.selection(question),
                    progress=say,
                    least=run.survey.least,
                    **question.options,
                )
            run.result = pack(analysis)
    except DataError as trouble:
        run.problem = {"text": trouble.note.text, "values": {k: str(v) for k, v in trouble.note.values.items()}}
    run.finished_at = timezone.now()
    run.save()
    return run


def draw_map(*, run: Run, question: Question) -> None:
    """A priority map from the run that weighs the same drivers, counted now where nobody has asked for it yet.

    Drawing thousands of samples again takes seconds: it is done once for both. The weights stay with the map, whose
    reader wants to know how many met each touchpoint.
    """
    weighing = run_of(survey=run.survey, question=question.of_drivers())
    if not weighing.is_finished:
        count(run=weighing)
    if not weighing.result:
        run.problem = weighing.problem
        return
    weights = drivers_in(weighing.result)
    with responses.source(run.survey) as source:
        options = {key: question.options[key] for key in ("outcome", "drivers")}
        drawn = priority_map(source, lines.selection(question), weights=weights, **options)
    run.result = pack(drawn) | {"weights": weighing.result}


def give_up(*, run: Run) -> None:
    """End a run that no worker could count, with a sentence that says where to look."""
    run.problem, run.finished_at = {"text": GIVEN_UP, "values": {}}, timezone.now()
    run.save()


def say(done: int, total: int) -> None:
    progress.report(done=done, total=total, what=COUNTING)

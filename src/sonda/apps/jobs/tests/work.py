"""Tasks that only tests call."""

import os
from pathlib import Path

from django_tasks import task

from sonda.apps.jobs import progress
from sonda.ui.errors import SondaError


class NotToday(SondaError):
    message = "Not today."


class NotThis(SondaError):
    message = "Not %(what)s."


@task()
def add(a: int, b: int) -> int:
    return a + b


@task(priority=50)
def urgent() -> str:
    return "now"


@task()
def break_down() -> None:
    raise RuntimeError("Anna Kowalska said 3")


@task()
def mistake() -> None:
    raise TypeError("always the same")


@task()
def refuse() -> None:
    raise NotToday


@task()
def leave() -> None:
    raise SystemExit(3)


@task()
def answer_with_what_cannot_be_kept() -> object:
    return object()


@task()
def answer_with_no_number() -> float:
    return float("nan")


@task()
def refuse_with_a_nul() -> None:
    raise NotThis(what="a\0b\ud800c")


@task()
def half() -> None:
    progress.report(done=1, total=2, what="counting")


@task(takes_context=True)
def tell_attempt(context: object) -> int:
    return context.attempt  # type: ignore[attr-defined]


@task()
def die_once_then_write(path: str) -> None:
    """Killed in the middle of its first run, as by the power company; each start and each end leave a line."""
    import signal

    note = Path(path)
    starts = note.read_text().count("start") if note.exists() else 0
    with note.open("a") as file:
        file.write("start\n")
    if not starts:
        os.kill(os.getpid(), signal.SIGKILL)
    with note.open("a") as file:
        file.write("end\n")

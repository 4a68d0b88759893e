"""How far long work has come: a bar on a terminal, a line now and then in a log; always on stderr."""

import sys
import time
from types import TracebackType
from typing import Any, Self

EVERY = 5.0  # seconds between two lines where there is no terminal


class Bar:
    """`with Bar() as bar: work(progress=bar.report)`; the work calls `progress(done=…, total=…, what=…)`."""

    def __init__(self) -> None:
        self._what, self._last, self._task = "", 0.0, None
        self._rich: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%")
            self._rich = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
            self._rich.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._rich:
            self._rich.stop()

    def report(self, done: int, total: int, what: str = "") -> None:
        """Draw it; called as often as the work likes."""
        if self._rich:
            self._draw(done, total, what)
        elif what != self._what or time.monotonic() - self._last >= EVERY:
            share = f" {100 * done // total}%" if total and done else ""
            print(f"{what}{share} …", file=sys.stderr, flush=True)
            self._what, self._last = what, time.monotonic()

    def _draw(self, done: int, total: int, what: str) -> None:
        if self._task is None or what != self._what:
            if self._task is not None:
                self._rich.remove_task(self._task)
            self._task, self._what = self._rich.add_task(what, total=total), what
        self._rich.update(self._task, completed=done, total=total)

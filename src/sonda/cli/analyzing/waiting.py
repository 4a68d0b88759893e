"""A bar for long work, on a terminal only, and only when the work turns out to be long."""

import sys
import time
from types import TracebackType

from sonda.cli.progress import Bar

PATIENCE = 2.0  # seconds


class Waiting:
    """`with Waiting() as waiting: work(progress=waiting.report)`; draws nothing in the first two seconds."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._bar: Bar | None = None

    def __enter__(self) -> "Waiting":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.__exit__(kind, error, where)

    def report(self, done: int, total: int) -> None:
        if self._bar is None and sys.stderr.isatty() and time.monotonic() - self._since > PATIENCE:
            self._bar = Bar().__enter__()
        if self._bar:
            self._bar.report(done, total, "Resampling")

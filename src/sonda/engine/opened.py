"""Tables that are kept open between two questions: opening one costs ten times what a small count does.

One is open for each state of a table, and only the few that were asked last. Each is a DuckDB of its own, which can
read the files of its table and nothing else, so that the walls between organisations are those of a file opened anew.
"""

import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from sonda.engine.source import Source

MOST = 4

State = tuple[int, int, str]


class Shelf:
    """The open tables, the one asked last at the end."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._held: OrderedDict[Path, tuple[State, Source]] = OrderedDict()
        self._lock = Lock()

    def take(self, table: Path, read: Callable[[], Source]) -> Source:
        """The table as it is now, for one reader, who closes it; `read` opens it where it is not open yet."""
        now = state_of(table)
        with self._lock:
            held = self._held.get(table)
            if held and held[0] == now:
                self._held.move_to_end(table)
                return held[1].lend()
        fresh = read()
        with self._lock:
            self._held[table] = now, fresh.until_forgotten()
            self._held.move_to_end(table)
            while len(self._held) > self.most:
                self._held.popitem(last=False)
        return fresh.lend()


def state_of(table: Path) -> State:
    """What changes with every commit to a table, and when another takes its place; cheaper than reading its log."""
    log = table / "_delta_log"
    seen = log.stat()
    return seen.st_ino, seen.st_mtime_ns, max(os.listdir(log), default="")

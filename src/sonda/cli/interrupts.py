"""Ctrl-C: before and after the work it ends the process without a word; within the work it is an exception.

This is imported before all else, so it imports next to nothing: `signal` itself would bring `enum` along.
"""

import _signal  # type: ignore[import-not-found]  # CPython's own
import os
import sys
from types import FrameType

STATUS = 130  # what a shell says of a command that Ctrl-C has ended
SOON = 0.02  # seconds
# Where an exception does harm: compiled modules abort, ctypes only prints it, temporary folders would stay behind.
DEAF = ("<frozen importlib._bootstrap>", "llvmlite", "shutil.py", "tempfile.py")

asked: list[int] = []  # a library may make another exception of KeyboardInterrupt: here it is remembered


def end_at_once() -> None:
    """From now on Ctrl-C ends the process where it stands; where it is ignored (a job in the background) it stays so.

    `./sonda` starts Python with SIGINT blocked, because Python's own start answers it with a traceback.
    """
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, leave)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, [_signal.SIGINT])


def leave(number: int, frame: FrameType | None) -> None:
    os._exit(STATUS)


class Raised:
    """`with Raised():` Ctrl-C is KeyboardInterrupt, so that temporary files and children do not stay behind."""

    def __enter__(self) -> None:
        self.before = _signal.getsignal(_signal.SIGINT)
        if self.before is leave:
            _signal.signal(_signal.SIGINT, interrupt)

    def __exit__(self, *trouble: object) -> None:
        if self.before is leave:
            _signal.signal(_signal.SIGINT, leave)
            _signal.setitimer(_signal.ITIMER_REAL, 0)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, a little later where it would do harm."""
    asked.append(number)
    while frame is not None:
        if any(part in frame.f_code.co_filename for part in DEAF):
            _signal.signal(_signal.SIGALRM, interrupt)
            _signal.setitimer(_signal.ITIMER_REAL, SOON)
            return
        frame = frame.f_back
    sys.unraisablehook = lambda _: None  # objects half made have something to say as they go
    raise KeyboardInterrupt

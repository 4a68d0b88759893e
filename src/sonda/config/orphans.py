"""No server outlives the command that started it.

granian's pages are served by a child process. Killed by force, the command cannot end it: the child would go on
listening, with the code of yesterday, beside the server that is started next.
"""

import os
import signal
import threading
import time

LOOKED_AFTER = 1.0  # seconds
PATIENCE = 10.0  # seconds, as long as an ordinary end is given


def end_with_starter() -> None:
    """End this process, as by SIGTERM and then by force, once the process that started it is gone."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True, name="starter-watch").start()


def _watch(starter: int) -> None:
    while os.getppid() == starter:
        time.sleep(LOOKED_AFTER)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)

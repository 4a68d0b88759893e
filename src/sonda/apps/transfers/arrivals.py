"""What the door and the upload page tell each other about a file on its way.

The door (sonda.config.intake) asks the page before it takes a byte, with an `Arrival` that has no file: 204 means
"bring it". It asks again when the file is there, or when it will not come; that answer is the person's.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

KEY = "sonda.arrival"  # in request.META, where no header of a request can put anything
AROUND = 1_000_000  # bytes of a body that are not the file


class Trouble(StrEnum):
    """Why a file does not come in."""

    CROWDED = "crowded"
    SLOW = "slow"
    CUT = "cut"
    FULL = "full"
    NOT_A_FORM = "not a form"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    n_bytes: int  # of the whole body as announced; of the file once it is there
    owed: int = 0  # bytes of other files that are still to come
    file: Path | None = None
    name: str = ""
    sha256: str = ""
    trouble: Trouble | None = None

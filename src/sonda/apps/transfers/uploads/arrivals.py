"""What the door and the views that take a file (the upload page, the API) tell each other about it on its way.

The door (sonda.config.intake) asks the view before it takes a byte, with an `Arrival` that has no file: 204 means
"bring it". It asks again when the file is there, or when it will not come; that answer is the person's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    fields: Mapping[str, bytes] = field(default_factory=dict)  # what the form said beside the file
    trouble: Trouble | None = None

"""An import told in sentences."""

from functools import cached_property
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sonda.apps.transfers.choices import State
from sonda.apps.transfers.models import Import
from sonda.apps.transfers.queries import is_given_up, progress_of, sentence
from sonda.methods.numbers import count

LOOKS = {
    State.QUEUED: "",
    State.RUNNING: "doing",
    State.DONE: "done",
    State.REFUSED: "late",
    State.UNDOING: "doing",
    State.UNDONE: "",
}


class Told:
    """What the pages say about one import."""

    def __init__(self, wanted: Import) -> None:
        self.wanted = wanted
        self.is_given_up = is_given_up(wanted)
        self.is_over = wanted.is_over or self.is_given_up

    @property
    def survey(self) -> str:
        return self.wanted.survey.title_in() if self.wanted.survey else "–"

    @property
    def look(self) -> str:
        return LOOKS[State.REFUSED if self.is_given_up else State(self.wanted.state)]

    @property
    def state(self) -> str:
        return _("Given up") if self.is_given_up else self.wanted.get_state_display()

    @property
    def finding(self) -> str:
        """What happened, in one sentence."""
        wanted = self.wanted
        if wanted.state == State.DONE and wanted.n_stored == 0:
            return _("Nothing new: everybody in this file had answered already.")
        if wanted.state == State.DONE:
            return ngettext("%(n)s response was stored.", "%(n)s responses were stored.", wanted.n_stored) % {
                "n": shown(wanted.n_stored)
            }
        if wanted.state == State.UNDONE:
            return ngettext(
                "This import was undone: %(n)s response was taken out.",
                "This import was undone: %(n)s responses were taken out.",
                wanted.n_removed,
            ) % {"n": shown(wanted.n_removed)}
        if wanted.state == State.REFUSED:
            return ngettext(
                "Nothing was stored: the file has %(n)s problem.",
                "Nothing was stored: the file has %(n)s problems.",
                wanted.n_refused,
            ) % {"n": shown(wanted.n_refused)}
        if self.is_given_up and wanted.state == State.UNDOING:
            return _(
                "Undoing this import was given up; nothing was taken out. "
                "It can be tried again under “Background work”."
            )
        if wanted.state == State.UNDOING:
            return _("The responses of this import are being taken out.")
        if self.is_given_up:
            return _("The import was given up and nothing was stored. It can be tried again under “Background work”.")
        return _("The file is being read.") if wanted.state == State.RUNNING else _("The file waits for its turn.")

    @property
    def can_be_undone(self) -> bool:
        return self.wanted.state == State.DONE

    @property
    def can_come_again(self) -> str:
        """What a person may want to know once an import was undone; empty for any other."""
        if self.wanted.state != State.UNDONE:
            return ""
        return _(
            "The file can be imported again. Other files may hold answers of the same people, which were left out: "
            "to bring them in, undo these files as well and import them again."
        )

    @property
    def known(self) -> str:
        """How many had answered before; empty when nobody had."""
        n = self.wanted.n_known
        if not n:
            return ""
        return ngettext(
            "%(n)s respondent had already answered this survey in this wave; the first answer stays.",
            "%(n)s respondents had already answered this survey in this wave; the first answers stay.",
            n,
        ) % {"n": shown(n)}

    @property
    def more(self) -> str:
        """How many problems are counted and not listed; empty when all are."""
        n = self.wanted.n_refused - len(self.wanted.problems)
        if n <= 0:
            return ""
        return ngettext("And %(n)s more.", "And %(n)s more.", n) % {"n": shown(n)}

    @cached_property
    def problems(self) -> list[str]:
        return [sentence(problem) for problem in self.wanted.problems]

    @cached_property
    def warnings(self) -> list[str]:
        return [sentence(warning) for warning in self.wanted.warnings]

    @cached_property
    def progress(self) -> dict[str, Any]:
        """`done`, `total`, `what` of a running import, in the reader's language; empty before the first note."""
        note = progress_of(self.wanted)
        return {**note, "what": _(note["what"]) if note.get("what") else ""} if note.get("total") else {}


def shown(n: int) -> str:
    return count(n, language=get_language() or "en")

"""The steps of a question where nobody may be shown among fewer than k: rare answers joined, lines left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonda.methods.result import N_, Note
from sonda.methods.small_cells import are_small, shown
from sonda.methods.steps import Counts, Places, Step, steps_of, stretches_of

OTHERS = N_("other answers")

JOINED = N_("Fewer than %(k)s people are never shown apart, so rare answers are joined.")
LEFT_OUT = N_(
    "Groups left out because fewer than %(k)s people stand behind a part of them: %(n)s. The totals count them as well."
)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Steps in their order, the place of each line of counts among them, and whether its group is left out."""

    steps: Sequence[Step]
    at: Places
    left_out: NDArray[np.bool_]

    def notes(self, *, least: int, groups: int = 0) -> tuple[Note, ...]:
        """What a reader must know of it; `groups` are left out."""
        joined = [Note(text=JOINED, values={"k": least})] if any(step.joined for step in self.steps) else []
        missing = [Note(text=LEFT_OUT, values={"k": least, "n": groups})] if groups else []
        return (*joined, *missing)


def joined_steps(
    counts: Counts,
    *,
    of: Places,
    least: int,
    scale: tuple[float, float] | None = None,
    answers: Sequence[str] = (),
) -> Steps:
    """The steps of `steps_of`, joined as `small_cells.shown` says; `of` is the group of each line of counts.

    Numbers that are no scale are told in stretches with round ends, since their own values may be one person's. With
    `least` 0 nothing is joined and nothing left out.

    >>> n = np.array([4.0, 1.0, 6.0])
    >>> marks = Counts(values=np.array([1.0, 2.0, 3.0]), n=n, w=n, ww=n)
    >>> [step.answer for step in joined_steps(marks, of=np.zeros(3, int), least=5, scale=(1, 3)).steps]
    ['1–2', '3']
    """
    steps, at = steps_of(counts, scale=scale, answers=answers)
    everybody = Steps(steps=steps, at=at, left_out=np.zeros(len(at), bool))
    if not least:
        return everybody
    ordered = counts.values.dtype != object
    n = _table(counts, of, at, len(steps))
    if not are_small(n, least).any():
        return everybody
    on_scale = scale is not None and [step.answer for step in steps[:1]] == [f"{scale[0]:g}"]
    if ordered and steps[0].start is None and not on_scale:
        values = counts.values.astype(float)
        steps, at = stretches_of(values, least_length=0.0 if (values % 1).any() else 1.0)
        n = _table(counts, of, at, len(steps))
    told = shown(n, least, ordered=ordered)
    place = np.array(told.place)
    return Steps(
        steps=[
            _together([step for step, new in zip(steps, told.place, strict=True) if new == at], ordered=ordered)
            for at in range(place.max() + 1)
        ],
        at=place[at],
        left_out=np.array(told.left_out)[of],
    )


def _table(counts: Counts, of: Places, at: Places, width: int) -> NDArray[np.float64]:
    n = np.zeros((int(of.max()) + 1, width))
    np.add.at(n, (of, at), counts.n)
    return n


def _together(steps: Sequence[Step], *, ordered: bool) -> Step:
    if len(steps) == 1:
        return steps[0]
    first, last = steps[0], steps[-1]
    if not ordered:
        return Step(answer=OTHERS, joined=True)
    if first.start is None or last.end is None:
        return Step(answer=f"{first.answer}–{last.answer}", joined=True)
    return Step(answer=f"{first.start:.10g}–{last.end:.10g}", start=first.start, end=last.end, joined=True)

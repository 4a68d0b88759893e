"""What would make a finding surer: how many more answers, as far as that can be said."""

from collections.abc import Iterable
from math import ceil, floor, log10

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sonda.charts.context import Context


def more_answers(
    n: int, estimate: float | None, low: float | None, high: float | None, border: float = 0.0
) -> int | None:
    """Answers still missing until an interval as wide as this one would keep off `border`, if the estimate stays.

    Width goes with 1/√n, so n·(half/distance)² are needed in all; rounded up to two figures. None when the estimate
    lies on the border, the interval already keeps off it, or it would take more than fifty times as many.

    >>> more_answers(400, 4.0, -2.0, 10.0), more_answers(400, 4.0, 1.0, 7.0), more_answers(400, 0.0, -2.0, 2.0)
    (500, None, None)
    """
    if estimate is None or low is None or high is None or n == 0 or not low <= border <= high:
        return None
    distance = abs(estimate - border)
    half = estimate - low if estimate > border else high - estimate
    if distance <= 0 or half / distance > 7:
        return None
    return rounded(n * ((half / distance) ** 2 - 1))


def rounded(n: float) -> int:
    """Up to two figures: an estimate of an estimate should not look exact.

    >>> rounded(1234), rounded(7), rounded(0.2)
    (1300, 7, 1)
    """
    if n < 10:
        return max(ceil(n), 1)
    power = 10 ** (floor(log10(n)) - 1)
    return int(ceil(n / power - 1e-9) * power)


def too_few(context: Context, n: int | None) -> str:
    """“Too few answers to say; about 120 more would do.”"""
    if n is None:
        return context.say(_("Too few answers to say, and how many more it takes cannot be told yet."))
    return context.say(
        ngettext(
            "Too few answers to say; about %(n)s more would do.",
            "Too few answers to say; about %(n)s more would do.",
            n,
        ),
        n=context.count(n),
    )


def surer(context: Context, n: int | None, about: str = "") -> str | None:
    """The same as a piece of advice; `about` is the key of the one thing that is undecided."""
    if n is None:
        return None
    if about:
        return context.say(
            ngettext(
                "About %(n)s more answer about %(name)s would decide it, if the result stays as it is.",
                "About %(n)s more answers about %(name)s would decide it, if the result stays as it is.",
                n,
            ),
            n=context.count(n),
            name=context.quoted(about),
        )
    return context.say(
        ngettext(
            "About %(n)s more answer, if the result stays as it is. Until then the difference may be chance.",
            "About %(n)s more answers, if the result stays as it is. Until then the difference may be chance.",
            n,
        ),
        n=context.count(n),
    )


def nearest(context: Context, candidates: Iterable[tuple[str, int | None]]) -> str | None:
    """Advice about the undecided thing that lacks the fewest answers; None when none can be told."""
    known = [(n, key) for key, n in candidates if n is not None]
    n, key = min(known, default=(None, ""))
    return surer(context, n, key)


def halve(context: Context, n: int) -> str:
    """Advice for a finding that is certain already."""
    more = rounded(3 * n)
    return context.say(
        ngettext(
            "About %(n)s more answer would halve the width of the interval.",
            "About %(n)s more answers would halve the width of the interval.",
            more,
        ),
        n=context.count(more),
    )

"""Shares of one whole as a bar: how answers fall over promoters, passives and detractors, or over any parts."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sonda.charts.chart import Cell, Chart, columns
from sonda.charts.context import Context
from sonda.charts.figures import shares as figure
from sonda.charts.figures.shares import Part


def chart(parts: Sequence[tuple[str, float, str]], *, n: int, context: Context, finding: str = "") -> Chart:
    """Parts as (key, share 0–1, good | even | bad | accent), drawn as one bar with every part labelled on itself."""
    drawn = [
        Part(share=share, share_text=context.percent(share), name=context.name(key), kind=kind)
        for key, share, kind in parts
    ]
    description = context.say(
        _("One bar: %(parts)s."), parts=", ".join(f"{part.name} {part.share_text}" for part in drawn)
    )
    spec, narrow = figure.draw(drawn, description=description)
    return Chart(
        key="shares",
        finding=finding,
        verdict="",
        n=n,
        spec=spec,
        narrow=narrow,
        caption=context.answers(n),
        description=description,
        columns=columns(("part", _("Part")), ("share", _("Share"))),
        rows=tuple((Cell(value=context.name(key)), Cell(value=share, kind="percent")) for key, share, _kind in parts),
        language=context.language,
    )

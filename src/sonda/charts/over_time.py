"""One score period by period: where it stands now, whether it has moved, and the trend as the picture."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sonda.charts import ces, csat, home, nps, trend
from sonda.charts.chart import Chart
from sonda.charts.context import Context, sentences
from sonda.charts.trend import Period

FINDINGS: dict[str, Callable[[Any, Context], str]] = {"nps": nps.finding, "csat": csat.finding, "ces": ces.finding}


def chart(series: Sequence[tuple[Period, Any]], *, context: Context) -> Chart:
    """The claim about a score that was asked for in several periods, the oldest first."""
    last = series[-1][1]
    level = FINDINGS[last.method](last, context)
    moved = home.change_sentence(series, trend.latest_change(series), context)
    drawn = trend.chart(series, context=context)
    return replace(drawn, key=last.method, finding=sentences(level, moved), how=home.how(drawn, last, context))

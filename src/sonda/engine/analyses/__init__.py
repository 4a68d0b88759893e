"""Each method of the catalogue on a file: read what it needs in one pass, judge it, hand back an `Analysis`."""

from collections.abc import Callable
from importlib import import_module
from inspect import signature
from typing import Any

from sonda.engine.analyses.analysis import Analysis
from sonda.engine.errors import DataError
from sonda.engine.selection import OneOf, Selection
from sonda.engine.source import Source
from sonda.engine.table import ReadDecimalComma
from sonda.methods.result import N_

METHODS = (
    "nps",
    "csat",
    "ces",
    "servqual",
    "alpha",
    "gap",
    "drivers",
    "priorities",
    "kano",
    "contrast",
    "consistency",
    "control",
    "churn",
    "rake",
)
# What pages ask for beside the methods of the command line.
OF_PAGES = ("tops", "spread", "pace", "choices", "distribution", "crosstab", "correlation", "pivot")

Counting = Callable[..., Analysis]


def analysis(method: str) -> Counting:
    """The function that counts and judges one method.

    Errors: DataError for a method that does not exist.
    """
    if method not in (*METHODS, *OF_PAGES):
        raise DataError(N_("There is no method %(method)s."), method=method)
    return getattr(import_module(f"sonda.engine.analyses.{method}"), method)  # type: ignore[no-any-return]


def run(
    method: str, source: Source, selection: Selection, *, progress: Any = None, least: int = 0, **options: Any
) -> Analysis:
    """Run one method; `progress(done, of)` is called by long work.

    `least`: no listed figure counts somebody and fewer people. This is where every output of confidential answers
    comes by (`small`); 0 shows every number.

    Errors: DataError for whatever in file, columns, codes or options cannot be used.
    """
    count = analysis(method)
    if not 0 < float(options.get("level", 0.95)) < 1:
        raise DataError(N_("The level of an interval lies between 0 and 1."))
    known = signature(count).parameters
    if "progress" in known:
        options["progress"] = progress
    if "least" in known:
        options["least"] = least
    if "level" not in known:  # a method without intervals has no use for it
        options.pop("level", None)
    for _ in source.columns:
        try:
            return shown(count(source, selection, **options), least)
        except ReadDecimalComma as found:
            source.read_decimal_comma(str(found))
    return shown(count(source, selection, **options), least)


def shown(analysis: Analysis, least: int) -> Analysis:
    """What may be shown of an analysis: all of it, unless people were promised groups of `least`."""
    if not least:
        return analysis
    from sonda.engine.analyses import small

    return small.withheld(analysis, least)


__all__ = ["Analysis", "DataError", "OneOf", "Selection", "Source", "analysis", "run"]

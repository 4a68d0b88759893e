"""The catalogue: every analysis that can be asked for, one file each, found by folder.

A file holds one or more `Entry` objects: what the analysis is called, which parts a survey must have to feed it, how
the question is put to the engine, and which chart tells the answer. Nothing is registered anywhere else.
"""

import pkgutil
from functools import cache
from importlib import import_module

from sonda.apps.analytics.entry import Entry


@cache
def entries() -> dict[str, Entry]:
    """Every entry by its key, in the order of the page."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        namespace = vars(import_module(f"{__name__}.{module.name}"))
        found += [thing for thing in namespace.values() if isinstance(thing, Entry)]
    return {entry.key: entry for entry in sorted(found, key=lambda entry: entry.position)}

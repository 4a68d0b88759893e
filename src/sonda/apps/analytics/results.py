"""A result on its way into the database and back: JSON, checked against the dataclass it came from."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from sonda.engine.analyses import Analysis
from sonda.methods.drivers import Drivers
from sonda.methods.result import Note, Result

METHODS = "sonda.methods."
PAIRS = "(pairs)"  # the only key of a mapping whose own keys are not texts


def pack(analysis: Analysis) -> dict[str, Any]:
    """JSON from which `unpack` makes an equal analysis."""
    return {
        "method": analysis.method,
        "version": analysis.version,
        "n": analysis.n,
        "grouped": analysis.grouped,
        "notes": [_packed(note) for note in analysis.notes],
        "results": [
            {"group": group, "class": _path(type(result)), "value": _packed(result)}
            for group, result in analysis.results
        ],
    }


def unpack(packed: dict[str, Any]) -> Analysis:
    """The analysis that was packed. Only results of `sonda.methods` are made; anything else raises ValueError."""
    return Analysis(
        method=packed["method"],
        version=packed["version"],
        n=packed["n"],
        grouped=packed.get("grouped", False),
        notes=tuple(_adapter(Note).validate_python(note) for note in packed["notes"]),
        results=tuple(
            (_group(item["group"]), _adapter(_class(item["class"])).validate_python(_pairs_to_mappings(item["value"])))
            for item in packed["results"]
        ),
    )


def drivers_in(packed: dict[str, Any]) -> Drivers:
    """The drivers of an analysis that weighed them."""
    ((_group, found),) = unpack(packed).results
    if not isinstance(found, Drivers):
        raise ValueError(f"{packed['method']} weighs no drivers")
    return found


def _packed(thing: Result | Note) -> Any:
    return _mappings_to_pairs(_adapter(type(thing)).dump_python(thing))


def _group(packed: Any) -> Any:
    """A group of several columns is a tuple, which JSON does not know."""
    return tuple(packed) if isinstance(packed, list) else packed


def _mappings_to_pairs(value: Any) -> Any:
    """JSON has no other keys than texts: a mapping of cells (tuples) to numbers travels as pairs."""
    if isinstance(value, Mapping):
        pairs = [(key, _mappings_to_pairs(inner)) for key, inner in value.items()]
        return dict(pairs) if all(isinstance(key, str) for key, _ in pairs) else {PAIRS: pairs}
    if isinstance(value, list | tuple):
        return [_mappings_to_pairs(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value


def _pairs_to_mappings(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {PAIRS} and isinstance(value[PAIRS], list):
            return {tuple(key) if isinstance(key, list) else key: _pairs_to_mappings(it) for key, it in value[PAIRS]}
        return {key: _pairs_to_mappings(inner) for key, inner in value.items()}
    return [_pairs_to_mappings(inner) for inner in value] if isinstance(value, list) else value


ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    if kind not in ADAPTERS:
        ADAPTERS[kind] = TypeAdapter(kind)
    return ADAPTERS[kind]


def _path(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(path: str) -> type[Result]:
    module, _, name = path.partition(":")
    if not module.startswith(METHODS):
        raise ValueError(f"{path} is not a result of a method")
    found = getattr(import_module(module), name, None)
    if not (isinstance(found, type) and issubclass(found, Result)):
        raise ValueError(f"{path} is not a result of a method")
    return found

"""A result on its way into the database and back: JSON, checked against the dataclass it came from."""

from importlib import import_module
from typing import Any

from pydantic import TypeAdapter

from sonda.engine.analyses import Analysis
from sonda.methods.result import Note, Result

METHODS = "sonda.methods."


def pack(analysis: Analysis) -> dict[str, Any]:
    """JSON from which `unpack` makes an equal analysis."""
    return {
        "method": analysis.method,
        "version": analysis.version,
        "n": analysis.n,
        "notes": [_adapter(Note).dump_python(note, mode="json") for note in analysis.notes],
        "results": [
            {
                "group": group,
                "class": _path(type(result)),
                "value": _adapter(type(result)).dump_python(result, mode="json"),
            }
            for group, result in analysis.results
        ],
    }


def unpack(packed: dict[str, Any]) -> Analysis:
    """The analysis that was packed. Only results of `sonda.methods` are made; anything else raises ValueError."""
    return Analysis(
        method=packed["method"],
        version=packed["version"],
        n=packed["n"],
        notes=tuple(_adapter(Note).validate_python(note) for note in packed["notes"]),
        results=tuple(
            (item["group"], _adapter(_class(item["class"])).validate_python(item["value"]))
            for item in packed["results"]
        ),
    )


ADAPTERS: dict[str, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    return ADAPTERS.setdefault(_path(kind), TypeAdapter(kind))


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

"""Tables that come beside the data, in TOML: dimensions of items, margins of a population."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sonda.engine.cells import LARGEST
from sonda.engine.errors import DataError
from sonda.methods.result import N_

NO_FILE = N_("There is no file %(file)s.")
NOT_READ = N_("%(file)s cannot be read.")
NOT_TOML = N_("%(file)s is not a TOML file: %(reason)s.")
NOT_A_LIST = N_('%(file)s: %(name)s is not a list of items such as ["01", "02"].')
NOT_A_TABLE = N_("%(file)s: %(name)s is not a table of population counts such as [sex] with female = 520.")
NOT_A_COUNT = N_("%(file)s: %(name)s, %(category)s is not a count of 0 or more.")


def lists_in(source: Mapping[str, Sequence[str]] | str | Path | None) -> dict[str, list[str]] | None:
    """Named lists of items.

    Errors: DataError for a file that is not such a table.
    """
    if source is None or isinstance(source, Mapping):
        return None if source is None else {name: list(items) for name, items in source.items()}
    found = {}
    for name, items in toml(source).items():
        if not isinstance(items, list) or not all(isinstance(item, str | int) for item in items) or not items:
            raise DataError(NOT_A_LIST, file=Path(source).name, name=name)
        found[name] = [str(item) for item in items]
    if not found:
        raise DataError(NOT_A_LIST, file=Path(source).name, name="…")
    return found


def margins_in(source: Mapping[str, Mapping[str, float]] | str | Path) -> dict[str, dict[str, float]]:
    """Population counts of the categories of each variable.

    Errors: DataError for a file that is not such a table.
    """
    file = "" if isinstance(source, Mapping) else Path(source).name
    found: dict[str, dict[str, float]] = {}
    for name, categories in (source if isinstance(source, Mapping) else toml(source)).items():
        if not isinstance(categories, Mapping) or not categories:
            raise DataError(NOT_A_TABLE, file=file, name=name)
        for category, count in categories.items():
            number = isinstance(count, int | float) and not isinstance(count, bool)
            if not number or not 0 <= count <= LARGEST:
                raise DataError(NOT_A_COUNT, file=file, name=name, category=category)
        found[name.strip()] = {str(category).strip(): float(count) for category, count in categories.items()}
    if not found:
        raise DataError(NOT_A_TABLE, file=file, name="…")
    return found


def toml(path: str | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise DataError(NO_FILE, file=str(path)) from None
    except OSError:
        raise DataError(NOT_READ, file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise DataError(NOT_TOML, file=Path(path).name, reason=str(trouble).splitlines()[0].rstrip(".")) from None

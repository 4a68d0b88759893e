"""`python -m benchmarks [WORD] [--full]`: every file with a `main() -> list[Line]`, or those whose names hold WORD.

`--full` runs the simulations longer (SONDA_BENCH=full for the files). The exit status is 1 when a bound is broken.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

from rich.console import Console

from benchmarks.table import show

APART = {"__init__", "__main__", "line", "table"}


def files(word: str) -> list[str]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    return [name for name in names if name not in APART and word in name]


def main(arguments: list[str]) -> int:
    words = [each for each in arguments if not each.startswith("-")]
    if "--full" in arguments:
        os.environ["SONDA_BENCH"] = "full"
    modules = [import_module(f"benchmarks.{name}") for name in files(words[0] if words else "")]
    runnable = [module for module in modules if hasattr(module, "main")]
    if not runnable:
        print("There is no benchmark of that name.", file=sys.stderr)
        return 2
    lines = [line for module in runnable for line in module.main()]
    show(lines, Console())
    return 1 if any(line.kept is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

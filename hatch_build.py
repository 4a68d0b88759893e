"""Build hook: the wheel carries the generated scripts and catalogues, and asks for the packages of runtime.in."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class Assets(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        build = runpy.run_path(str(root / "src" / "sonda" / "ui" / "assets.py"))["build"]
        made = build(root / "src" / "sonda")
        # Generated files are ignored by git, and so by hatchling unless they are named.
        build_data["artifacts"] += [f"/{path.relative_to(root).as_posix()}" for path in made]


class Dependencies(MetadataHookInterface):
    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        lines = (Path(self.root) / "requirements" / "runtime.in").read_text().splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]

"""What is made at build time from installed packages: the Vega bundle, and the catalogues of sentences (.mo from .po).

A wheel carries them (hatch_build.py calls `build`); a clone makes them on the first `./sonda` and again when a source
changed. Nothing of others is committed. Imports nothing of Django: the build runs without it.
"""

import os
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
VEGA_LITE = "6.4"  # the one that vl-convert draws SVG and PNG with, so that page and PDF agree

GLOBALS = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"


def build(package: Path = PACKAGE) -> list[Path]:
    """Make what is missing or older than its source; return every generated file, made now or before."""
    return [_vega(package), *_catalogues(package)]


def refresh() -> None:
    """In a clone, make what changed; an installed wheel has it all."""
    if (PACKAGE.parent.parent / "hatch_build.py").is_file():
        build()


def _vega(package: Path) -> Path:
    """vega-embed with Vega and Vega-Lite as one script that sets `vegaEmbed`, `vega` and `vegaLite` on the window."""
    folder = package / "ui" / "static" / "sonda" / "vendor"
    bundle, stamp = folder / "vega.js", folder / "vega.version"
    wanted = f"vega-lite {VEGA_LITE} by vl-convert-python {version('vl-convert-python')}\n"
    if bundle.exists() and stamp.exists() and stamp.read_text() == wanted:
        return bundle
    from vl_convert import javascript_bundle

    folder.mkdir(parents=True, exist_ok=True)
    _write(bundle, javascript_bundle(GLOBALS, vl_version=VEGA_LITE).encode())
    _write(stamp, wanted.encode())
    return bundle


def _catalogues(package: Path) -> list[Path]:
    made = []
    for source in sorted((package / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            from polib import pofile

            _write(target, pofile(str(source)).to_binary())
        made.append(target)
    return made


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a second start that reads meanwhile never sees half a file."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


if __name__ == "__main__":
    build()

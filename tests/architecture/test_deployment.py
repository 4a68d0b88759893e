"""What stands in deploy/, Dockerfile and compose.yaml, as far as it can be tried without a daemon."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
SETTINGS = (ROOT / "docs" / "reference" / "settings.md").read_text()
THEIRS = {"DATABASE_URL", "NUMBA_CACHE_DIR"}  # and everything that begins with SONDA_


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_takes_the_units(tmp_path):
    for unit in UNITS:
        runs = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(runs)
    files = [str(tmp_path / unit.name) for unit in UNITS]
    said = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True)
    assert (said.returncode, [line for line in said.stderr.splitlines() if "sonda-" in line]) == (0, [])


def test_the_image_is_built_as_the_rules_for_images_ask():
    hadolint = Path(sys.executable).with_name("hadolint")
    said = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (said.returncode, said.stdout) == (0, "")


def test_the_image_copies_what_the_wheel_is_made_of():
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept >= {"src", "requirements", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE", "NOTICE"}
    assert all((ROOT / name).exists() for name in kept)


def test_every_setting_named_for_an_installation_exists():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    given = {name for each in ("web", "worker") for name in services[each]["environment"]}
    image = set(re.findall(r"\b([A-Z_]+)=", (ROOT / "Dockerfile").read_text())) - {"PATH", "PYTHONUNBUFFERED"}
    how_to = set(re.findall(r"(?m)^([A-Z_]+)=", (ROOT / "docs" / "how-to" / "install-on-a-server.md").read_text()))
    for name in given | image | how_to:
        known = name.removesuffix("_FILE")
        assert known in THEIRS or f"`{known}`" in SETTINGS, name


def test_compose_gives_both_processes_the_same_settings_and_their_secrets():
    told = yaml.safe_load((ROOT / "compose.yaml").read_text())
    web, worker = told["services"]["web"], told["services"]["worker"]
    assert (web["environment"], web["volumes"]) == (worker["environment"], worker["volumes"])
    for service in told["services"].values():
        assert set(service["secrets"]) <= set(told["secrets"])
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(told["volumes"])

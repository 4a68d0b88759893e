"""The wheel carries all that is served, and works where no clone is."""

import os
import signal
import subprocess
import sys
import sysconfig
import zipfile

import pytest

import sonda
from tests.architecture.rooms import ROOT, SOURCE
from tests.floor.running import Demo, clean_environment

BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-c", BUILD, str(folder)]
    built = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return folder / built.stdout.strip()


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A virtual environment with the wheel; what the wheel needs is borrowed from ours, which saves a gigabyte."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    outside = [sys._base_executable, "-m"]
    subprocess.run([*outside, "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    install = [*outside, "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([str(python), "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    # A path file of a path file is not read: our own clone stays out of it.
    with open(os.path.join(packages, "borrowed.pth"), "w") as borrowed:
        borrowed.write(sysconfig.get_path("purelib") + "\n")
    return place / "bin"


def test_the_wheel_carries_templates_static_files_catalogues_migrations_and_no_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        f"sonda/{path.relative_to(SOURCE).as_posix()}"
        for pattern in ("**/*.py", "**/templates/**/*.html", "**/static/**/*.*", "**/*.toml", "**/*.json", "py.typed")
        for path in SOURCE.glob(pattern)
        if path.is_file() and "tests" not in path.parts and "vendor" not in path.parts
    }
    assert sources - names == set()
    assert "sonda/ui/static/sonda/vendor/vega.js" in names
    catalogues = {f"sonda/{path.relative_to(SOURCE).with_suffix('.mo')}" for path in SOURCE.glob("locale/*/*/*.po")}
    assert catalogues - names == set()
    assert [name for name in names if "/tests/" in name or name.endswith((".po", ".pyc"))] == []


def test_the_wheel_asks_for_what_runtime_in_names(wheel):
    archive = zipfile.ZipFile(wheel)
    about = archive.read(next(name for name in archive.namelist() if name.endswith("/METADATA"))).decode()
    asked = [line.removeprefix("Requires-Dist: ") for line in about.splitlines() if line.startswith("Requires-Dist")]
    wanted = (ROOT / "requirements" / "runtime.in").read_text().splitlines()
    names = [line.partition("<")[0].partition(">")[0] for line in wanted if line and not line.startswith("#")]
    assert sorted(line.partition("<")[0].partition(">")[0] for line in asked) == sorted(names)
    assert f"\nVersion: {sonda.__version__}\n" in about


def test_an_installed_sonda_shows_its_commands(installed):
    command = [str(installed / "sonda"), "--help"]
    process = subprocess.run(command, cwd="/", env=clean_environment(), capture_output=True, text=True)
    assert (process.returncode, process.stderr) == (0, "")
    assert "demo" in process.stdout


def test_an_installed_sonda_serves_its_demo_from_the_wheel(installed, tmp_path):
    demo = Demo([str(installed / "sonda")], tmp_path / "home", port=24_000 + os.getpid() % 1000)
    try:
        assert 'name="login"' in demo.page("/account/login/")
        assert "vegaEmbed" in demo.page("/static/sonda/vendor/vega.js")
    finally:
        assert demo.end(signal.SIGTERM) == 0
    assert demo.left_behind() == []

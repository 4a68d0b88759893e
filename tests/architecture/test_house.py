"""The house keeps its own rules: order of rooms, what is written where, what is never in the repository."""

import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import metadata

import pytest
from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from sonda.apps.jobs.schedules import REGULAR
from tests.architecture.rooms import ROOT, SOURCE, rooms_from_the_highest

ROOMS = rooms_from_the_highest()


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git clone: what is committed cannot be listed")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_contract_names_every_room_and_no_other():
    assert sorted(ROOMS) == sorted(path.parent.name for path in SOURCE.glob("apps/*/apps.py"))


def test_foreign_keys_point_down():
    height = {f"sonda.apps.{room}": -n for n, room in enumerate(ROOMS)}
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (home := height.get(apps.get_app_config(model._meta.app_label).name)) is not None
        if (there := height.get(apps.get_app_config(field.related_model._meta.app_label).name)) is not None
        if there > home
    ]
    assert upward == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for_and_what_not(room):
    words = import_module(f"sonda.apps.{room}").__doc__ or ""
    assert re.search(r"\b[Nn]ot for\b", words), words


def test_no_file_is_empty_and_none_has_grown_past_four_hundred_lines():
    lengths = {path: len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")}
    packages = {"__init__.py"}
    assert [path for path, n in lengths.items() if n == 0 and path.name not in packages] == []
    assert [path for path, n in lengths.items() if n > 400] == []


def test_locks_carry_hashes_and_name_no_host():
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text()
        assert re.findall(r"\w+://|file:|--(?:extra-)?index-url|--find-links", text) == []
        pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert [pin.splitlines()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def test_each_package_of_the_lock_is_asked_for_in_one_version_by_both_locks():
    runtime, dev = (set(re.findall(r"^\S+==\S+.*?(?= \\)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
                    for name in ("runtime.lock", "dev.lock"))  # fmt: skip
    assert runtime - dev == set()


def test_no_package_at_run_time_is_under_the_gpl():
    names = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "runtime.lock").read_text(), re.MULTILINE)
    strict = []
    for name in names:
        try:
            about = metadata(name)
        except ModuleNotFoundError:  # for another platform or Python
            continue
        told = [about.get("License-Expression") or about.get("License") or ""]
        told = " ".join([told[0][:200], *(c for c in about.get_all("Classifier") or [] if c.startswith("License"))])
        if re.search(r"\bA?GPL|GNU (Affero )?General Public", told) and not re.search("LGPL|Lesser", told):
            strict.append(name)
    assert strict == []


def test_nothing_of_others_and_no_path_of_a_machine_is_committed():
    assert tracked("*.min.js", "*.min.css", "*.mo", "src/sonda/ui/static/sonda/vendor/*") == []
    # Written in parts, so that this line does not find itself.
    paths = re.compile("/work" + "/[a-z]|/root" + "/|/Users" + "/[a-z]|/home" + r"/[a-z]+/(\.|src|work)")
    texts = tracked("*.py", "*.sh", "*.toml", "*.md", "*.html", "*.js", "*.css", "Makefile", "sonda", ".ci/run")
    assert [path.name for path in texts if paths.search(path.read_text())] == []


def test_templates_hold_no_inline_script_and_no_inline_style():
    script = r"<script(?![^>]*\b(src=|type=\"application/json\"))"
    inline = re.compile(script + r"|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = [
        f"{path.relative_to(SOURCE)}: {match[0]}"
        for path in SOURCE.rglob("templates/**/*.html")
        for match in inline.finditer(path.read_text())
    ]
    assert found == []


def test_the_web_process_starts_without_the_heavy_libraries():
    heavy = ["statsmodels", "lifelines", "pandas", "sklearn", "scipy.stats", "numba", "altair", "polars", "deltalake"]
    code = f"import sonda.config.wsgi, sonda.config.urls, sys; print([name for name in {heavy} if name in sys.modules])"
    process = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout == "[]\n"


def test_the_methods_work_in_a_notebook_without_django():
    code = "import sonda.methods.nps, sonda.engine, sys; print('django' in sys.modules)"
    process = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert process.stdout == "False\n"


def test_a_worker_knows_every_task_that_is_done_regularly():
    autodiscover_modules("tasks")  # as a worker does
    written = [
        f"{'.'.join(path.relative_to(SOURCE.parent).with_suffix('').parts)}.{name}"
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts
        for name in re.findall(r"^@regularly\(.*\)\n@task\(.*\)\ndef (\w+)", path.read_text(), re.MULTILINE)
    ]
    assert sorted(name for name in REGULAR if ".tests." not in name) == sorted(written)
    assert "sonda.apps.transfers.tasks.forget_old_uploads" in written

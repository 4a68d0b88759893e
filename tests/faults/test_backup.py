"""A backup made while the installation runs, restored on an empty one: real commands, real databases."""

import os
import subprocess
import sys
import tarfile

import pytest

from sonda.config import archive

MAPPING = """
format = 1
survey = "visits"
organization = { slug = "bystra", name = "Bystra" }
[columns]
person = { role = "respondent" }
nps = { role = "nps", key = "recommend" }
"""


def sonda(*arguments, url, home, status=0):
    """What the command says on stderr."""
    return run(*arguments, url=url, home=home, status=status).stderr.strip()


def heads(**where):
    """The last line of every audit log, as `sonda audit verify` prints it when every line is as it was written."""
    return run("audit", "verify", **where).stdout.split()


def run(*arguments, url, home, status=0):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    environment |= {"DATABASE_URL": url, "SONDA_HOME": str(home), "SONDA_SECRET_KEY": "of-these-tests-only+" * 3}
    command = [sys.executable, "-P", "-m", "sonda.cli", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == status, done.stderr
    return done


@pytest.fixture
def here(new_database, tmp_path):
    """An installation with answers."""
    where = {"url": new_database(), "home": tmp_path / "here"}
    (tmp_path / "answers.csv").write_text("person,nps\n" + "".join(f"{n},{n % 11}\n" for n in range(300)))
    (tmp_path / "mapping.toml").write_text(MAPPING)
    sonda("import", tmp_path / "answers.csv", "--mapping", tmp_path / "mapping.toml", **where)
    return where


def test_R1_7_a_backup_is_restored_elsewhere_with_everything_in_it(here, new_database, tmp_path):
    backup, there = tmp_path / "backup.tar.gz", {"url": new_database(), "home": tmp_path / "there"}
    assert "organisations 1, responses 300" in sonda("backup", backup, **here)
    assert "exists already" in sonda("backup", backup, **here, status=2)
    with tarfile.open(backup) as tar:
        names = set(tar.getnames())
    assert names in ({"database.sqlite3", "manifest.json"}, {"database.pgdump", "manifest.json"})
    assert "is whole" in sonda("backup", "--check", backup, **here)
    assert "The database is not empty" in sonda("restore", backup, **here, status=2)

    assert "organisations 1, responses 300" in sonda("restore", backup, **there)
    assert [head.split(":")[0] for head in heads(**here)] == ["bystra"]
    assert heads(**there) == heads(**here)  # R9.2: who did what is written there as it was here
    said = sonda("import", tmp_path / "answers.csv", "--mapping", tmp_path / "mapping.toml", **there)
    assert "was imported with this mapping" in said  # the restored installation knows the file
    assert "Surveys whose columns were made again: 1." in sonda("rebuild", **there)


@pytest.fixture
def whole(tmp_path):
    """A small archive as `sonda backup` writes one."""
    staged, path = tmp_path / "staged", tmp_path / "backup.tar.gz"
    (staged / "imports" / "7").mkdir(parents=True)
    (staged / "database.sqlite3").write_bytes(b"of this test " * 1000)
    (staged / "imports" / "7" / "answers.csv").write_text("nps\n9\n")
    rows = dict.fromkeys(archive.COUNTED, 0)
    head = {"format": 1, "sonda": "0.1.0", "made_at": "2026-11-22T10:00", "database": "sqlite", "migrations": []}
    manifest = head | {"rows": rows, "files": {}}
    archive.write(path, staged, manifest, lambda **_: None)
    return path


def changed(path, change):
    """The archive with its files changed and its manifest as it was."""
    folder = path.parent / "changed"
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
    change(folder)
    with tarfile.open(path, "w:gz") as tar:
        tar.add(folder, ".")


def test_R1_7_a_whole_backup_passes_its_check(whole):
    assert set(archive.check(whole)["files"]) == {"database.sqlite3", "imports/7/answers.csv"}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        pytest.param(lambda folder: (folder / "database.sqlite3").write_bytes(b"x"), "database.sqlite3", id="changed"),
        pytest.param(lambda folder: (folder / "imports/7/answers.csv").unlink(), "imports/7/answers.csv", id="missing"),
        pytest.param(lambda folder: (folder / "extra").write_text("x"), "extra", id="added"),
    ],
)
def test_R1_7_a_file_that_is_not_what_it_was_is_named(whole, change, name):
    changed(whole, change)
    with pytest.raises(archive.ArchiveTrouble, match=f"is damaged: {name} is not what it was"):
        archive.check(whole)


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda _: b"", lambda _: b"hello"])
def test_what_is_no_whole_backup_is_refused(whole, damage):
    whole.write_bytes(damage(whole.read_bytes()))
    with pytest.raises(archive.ArchiveTrouble, match="is no backup that this Sonda can read, or it is damaged"):
        archive.check(whole)


@pytest.mark.parametrize("place", range(10))
def test_a_byte_that_a_disk_has_changed_is_told_wherever_it_lies(whole, place):
    content = bytearray(whole.read_bytes())
    content[20 + place * (len(content) - 30) // 10] ^= 0x55
    whole.write_bytes(content)
    with pytest.raises(archive.ArchiveTrouble, match="damaged"):
        archive.check(whole)


@pytest.mark.parametrize("manifest", ["{}", "[]", "null", '{"format": 2}', '{"format": 1, "files": 7}', "{"])
def test_a_manifest_that_says_nothing_or_something_newer_is_refused(whole, manifest):
    changed(whole, lambda folder: (folder / "manifest.json").write_text(manifest))
    with pytest.raises(archive.ArchiveTrouble, match="is no backup that this Sonda can read"):
        archive.check(whole)


def test_where_nothing_can_be_read_or_written_is_said_in_a_sentence(here, tmp_path):
    assert "There is no file" in sonda("backup", "--check", tmp_path / "nothing.tar.gz", **here, status=2)
    said = sonda("backup", tmp_path / "no folder" / "backup.tar.gz", **here, status=2)
    assert "cannot be written: No such file or directory." in said


def test_R7_1_a_backup_that_points_outside_its_folder_is_refused(whole):
    with tarfile.open(whole, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../outside"))
    with pytest.raises(archive.ArchiveTrouble):
        archive.check(whole)

"""Gather the sentences to translate, or check that nothing is missing. Called by scripts/messages.sh."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "sonda"
HEADERS = {  # the sentences in the code are English
    "pl": "Zdania Sondy po polsku. Słownictwo: docs/glossary.md.",
    "uk": "Речення Sonda українською. Словник: docs/glossary.md.",
}
LANGUAGES = list(HEADERS)


def gather(package: Path) -> None:
    """Django's makemessages, which also knows our N_ (sentences that methods and engine leave for later)."""
    import django
    from django.core.management import call_command
    from django.core.management.commands.makemessages import Command

    os.environ["DJANGO_SETTINGS_MODULE"] = "sonda.config.settings"
    django.setup()

    class Gather(Command):
        xgettext_options = [*Command.xgettext_options, "--keyword=N_", "--keyword=Note:1"]
        msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]

    os.chdir(package)
    call_command(
        Gather(),
        locale=LANGUAGES,
        add_location="file",
        no_wrap=True,
        no_obsolete=True,
        ignore_patterns=["*/tests/*", "ui/static/*", "*/styleguide/*"],
        verbosity=0,
    )
    for language in LANGUAGES:
        tidy(package / "locale" / language / "LC_MESSAGES" / "django.po", language)


def tidy(path: Path, language: str) -> None:
    """Leave out what changes with the day and the machine, so that gathering the same sentences changes nothing."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    kept = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")
    catalogue.metadata = {"Project-Id-Version": "Sonda", "Language": language} | {
        key: value for key, value in catalogue.metadata.items() if key in kept
    }
    catalogue.metadata_is_fuzzy = False
    catalogue.header = HEADERS[language]
    catalogue.save(str(path))


def sentences(package: Path, language: str) -> dict[tuple[str | None, str], polib.POEntry]:
    path = package / "locale" / language / "LC_MESSAGES" / "django.po"
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}


def check() -> int:
    """Gather into a copy and compare; print what a translator has to do."""
    troubles = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sonda"
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("*.mo", "vendor", "__pycache__"))
        (copy / "locale").mkdir(exist_ok=True)
        gather(copy)
        for language in LANGUAGES:
            wanted, present = sentences(copy, language), sentences(PACKAGE, language)
            troubles += [f"{language}: not gathered: {key[1]!r}" for key in wanted.keys() - present.keys()]
            troubles += [f"{language}: no longer used: {key[1]!r}" for key in present.keys() - wanted.keys()]
            troubles += [
                f"{language}: {'unsure' if entry.fuzzy else 'not translated'}: {entry.msgid!r}"
                for key, entry in present.items()
                if key in wanted and not entry.translated()
            ]
    print(*sorted(troubles), sep="\n")
    print(f"{len(troubles)} sentences need a translator; `make messages` gathers them." if troubles else "All there.")
    return int(bool(troubles))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(check())
    (PACKAGE / "locale").mkdir(exist_ok=True)
    gather(PACKAGE)

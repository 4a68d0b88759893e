"""Scripts, styles and pictures under names that change with their content, so that browsers may keep them for good."""

import json
import shutil

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import "./part.js"` inside our own modules, so that parts are kept and renewed like the whole."""

    support_js_module_import_aggregation = True
    # Ours only: in the files of others Django's expressions take comments for imports.
    _js_module_import_aggregation_patterns = (
        "sonda/js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )


def collect() -> None:
    """Gather the files into STATIC_ROOT when they are not yet there or have changed."""
    stamp = settings.STATIC_ROOT / "collected.json"
    wanted = _fingerprint()
    if stamp.exists() and json.loads(stamp.read_text()) == wanted:
        return
    shutil.rmtree(settings.STATIC_ROOT, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(json.dumps(wanted))


def _fingerprint() -> list[list[str | int]]:
    found: list[list[str | int]] = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = storage.path(path)
            found.append([path, storage.size(path), int(storage.get_modified_time(path).timestamp()), file])
    return sorted(found)

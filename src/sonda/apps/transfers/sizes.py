"""Sizes of files as people say them."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sonda.methods.numbers import number

GB, MB = 2**30, 2**20


def sized(n_bytes: int) -> str:
    """A size in whole megabytes, or in gigabytes from the first on.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     [sized(n) for n in (200 * MB, 1024 * MB, 1536 * MB, 100_000 * MB)]
    ['200 MB', '1 GB', '1.5 GB', '97.7 GB']
    """
    language = get_language() or "en"
    if n_bytes < GB:
        return _("%(n)s MB") % {"n": number(n_bytes / MB, 0, language=language)}
    tenths = round(10 * n_bytes / GB)
    return _("%(n)s GB") % {"n": number(tenths / 10, 1 if tenths % 10 else 0, language=language)}

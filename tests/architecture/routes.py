"""All addresses of the service, as the resolver knows them."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    pattern: str  # "organizations/<int:organization_id>/entry/"

    @property
    def places(self):
        """The parts that are filled in, with their converters."""
        return re.findall(r"<(?:(\w+):)?(\w+)>", self.pattern)

    def address(self, fill):
        """An address of this route; `fill(converter, name)` gives each part."""
        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: str(fill(found[1] or "str", found[2])), self.pattern)


def all_routes():
    return sorted({Route(pattern) for pattern in _walk(get_resolver().url_patterns, "")}, key=lambda r: r.pattern)


def _walk(patterns, prefix):
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            # allauth writes a few of its addresses as expressions.
            expression = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", str(entry.pattern))
            yield prefix + expression.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\.", ".")

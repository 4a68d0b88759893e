"""The files of the page kit, in the order in which a page asks for them; the layers in tokens.css settle who wins."""

STYLES = (
    "tokens",
    "base",
    "shell",
    "menu",
    "page",
    "story",
    "button",
    "chip",
    "filter",
    "form",
    "table",
    "details",
    "tabs",
    "badge",
    "toast",
    "progress",
    "empty",
    "dialog",
    "palette",
    "snippet",
    "asks",
    "bare",
    "chart",
    "print",
)
MODULES = ("appearance", "palette", "toasts", "tables", "copy", "forms", "chart")

"""A form's control in the clothes of the page kit."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control with the kit's class; Django itself ties help and errors to it by aria-describedby."""
    widget = field.field.widget
    attributes: dict[str, Any] = {} if isinstance(widget, CheckboxInput | RadioSelect) else {"class": "input"}
    return field.as_widget(attrs=attributes)


@register.filter
def is_pick(field: BoundField) -> bool:
    """One box to tick: its label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)

"""What a person types about a population: shares of the values of some columns, bounds of the weights, a name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import isfinite
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sonda.methods.written import SPACES, written_number

LONGEST = 40
MOST = 100.0  # of the upper bound


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column with its values: their names, how many answers hold each, and what these weigh; `silent` hold none."""

    param: str
    key: str
    title: str
    names: Mapping[str, str]
    n: Mapping[str, int]
    w: Mapping[str, float] = field(default_factory=dict)
    silent: int = 0

    def share(self, value: str) -> float | None:
        """A value's share among the answers that have one, as they weigh before raking; None where nobody has it."""
        total = sum(self.w.values())
        return self.w[value] / total if value in self.w and total else None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One value in the form: what it is called, how many answers hold it, and the field of its target."""

    name: str
    n: int
    share: float | None
    field: BoundField


@dataclass
class Typed:
    """The targets of one column as they were read, and how far off a hundred rounding may keep their sum."""

    shares: dict[str, float] = field(default_factory=dict)
    slack: float = 0.0
    broken: bool = False


class WeightingForm(forms.Form):
    """Targets in per cent, a field for each value of each column. `margins` holds them once the form is valid."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    least = forms.CharField(label=gettext_lazy("No weight below"), max_length=LONGEST, required=False)
    most = forms.CharField(label=gettext_lazy("No weight above"), max_length=LONGEST, required=False)

    def __init__(self, *args: Any, columns: Sequence[Column], named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "weighting-%s"} | kwargs)
        self.columns = columns
        self.margins: dict[str, dict[str, float]] = {}
        self.trim: tuple[float, float] | None = None
        self.fields["name"].required = named
        for column in columns:
            for value, name in column.names.items():
                self.fields[place_of(column, value)] = forms.CharField(
                    label=f"{column.title}: {name}",
                    max_length=LONGEST,
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )

    @property
    def tables(self) -> Iterator[tuple[Column, list[Line]]]:
        """Each column with its lines, as the page lists them."""
        for column in self.columns:
            yield (
                column,
                [
                    Line(
                        name=name,
                        n=column.n.get(value, 0),
                        share=column.share(value),
                        field=self[place_of(column, value)],
                    )
                    for value, name in column.names.items()
                ],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for column in self.columns:
            self.read_column(column)
        self.read_bounds()
        return cleaned

    def read_column(self, column: Column) -> None:
        """The targets of one column, each fault said at its field and the sum at the first one."""
        typed = Typed()
        for value in column.names:
            place = place_of(column, value)
            if place in self.errors:
                typed.broken = True
                continue
            try:
                self.read(column, value, self.cleaned_data.get(place, ""), typed)
            except forms.ValidationError as trouble:
                self.add_error(place, trouble)
                typed.broken = True
        if typed.broken:
            return
        total = sum(typed.shares.values())
        if abs(total - 100) > min(typed.slack, 1.0) + 1e-9:
            sentence = _("The targets of “%(column)s” add up to %(total)s %%; they must add up to 100 %%.")
            first = place_of(column, next(iter(column.names)))
            self.add_error(first, sentence % {"column": column.title, "total": f"{total:.4g}"})
        else:
            self.margins[column.key] = typed.shares

    def read(self, column: Column, value: str, text: str, typed: Typed) -> None:
        """One target into `typed`. Errors: ValidationError with a sentence about the value."""
        n, name = column.n.get(value, 0), column.names[value]
        if not text.strip(SPACES):
            if n:
                sentence = ngettext(
                    "“%(name)s” has %(n)s answer and no target.", "“%(name)s” has %(n)s answers and no target.", n
                )
                raise forms.ValidationError(sentence % {"name": name, "n": n})
            return
        share = number_in(text)
        if share is None:
            raise forms.ValidationError(_("“%(text)s” is not a number like 12.5.") % {"text": text})
        if share < 0:
            raise forms.ValidationError(_("A share cannot be below 0."))
        if share > 100:
            raise forms.ValidationError(_("A share cannot be above 100 %."))
        if share == 0 and n:
            sentence = ngettext(
                "A target of 0 would silence %(n)s answer. Leave it out by a filter, or give it a share.",
                "A target of 0 would silence %(n)s answers. Leave them out by a filter, or give them a share.",
                n,
            )
            raise forms.ValidationError(sentence % {"n": n})
        if share > 0 and not n:
            sentence = _("No answer has “%(name)s”, so no weight can stand for it. Add its share to another value.")
            raise forms.ValidationError(sentence % {"name": name})
        typed.slack += 0.5 * 10.0 ** -decimals(text)
        if share > 0:
            typed.shares[value] = share

    def read_bounds(self) -> None:
        """Both bounds or none, one below 1 and one above."""
        texts = {name: self.cleaned_data.get(name, "").strip(SPACES) for name in ("least", "most")}
        if not any(texts.values()):
            return
        found = {name: number_in(text) for name, text in texts.items()}
        for name, text in texts.items():
            if not text:
                self.add_error(name, _("Give both bounds, or none."))
            elif found[name] is None:
                self.add_error(name, _("“%(text)s” is not a number like 12.5.") % {"text": text})
        least, most = found["least"], found["most"]
        if least is None or most is None:
            return
        if not 0 <= least < 1:
            self.add_error("least", _("The lower bound lies between 0 and 1, such as 0.3."))
        if not 1 < most <= MOST:
            self.add_error("most", _("The upper bound lies between 1 and 100, such as 3."))
        if not self.errors:
            self.trim = (least, most)


def place_of(column: Column, value: str) -> str:
    """The name of a target's field; by a digest, for a value may hold any letter."""
    return f"target.{column.param}.{sha256(value.encode()).hexdigest()[:12]}"


def number_in(text: str) -> float | None:
    """A number as people type it, with a comma or a point, and a per cent sign or none.

    >>> number_in(" 12,5 % "), number_in("30"), number_in("1.2.3"), number_in("1 000,5")
    (12.5, 30.0, None, 1000.5)
    """
    bare = "".join(letter for letter in text.strip(SPACES).removesuffix("%") if letter not in SPACES)
    number = written_number(bare.replace(",", ".", 1))
    return number if number is not None and isfinite(number) else None


def decimals(text: str) -> int:
    """Digits after the comma or point.

    >>> decimals("12,5 %"), decimals("30"), decimals("0.25")
    (1, 0, 2)
    """
    digits = text.strip(SPACES).removesuffix("%").strip(SPACES).replace(",", ".")
    return min(len(digits.partition(".")[2]), 9)


def typed_as(margins: Mapping[str, Mapping[str, float]], columns: Sequence[Column]) -> dict[str, str]:
    """Kept targets as they stand in the form."""
    return {
        place_of(column, value): f"{share:.10g}"
        for column in columns
        for value, share in margins.get(column.key, {}).items()
    }

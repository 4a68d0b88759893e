"""Our own opinion beside the customers': whole sentences for each voice, because languages inflect it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

LEADERS, EMPLOYEES = "manager", "employee"  # keys of voices, as answers carry them


@dataclass(frozen=True, kw_only=True)
class Words:
    """Sentences about one voice; `names` are the items spoken of."""

    better: str
    better_of_many: str
    undervalue: str
    customers_better: str
    same: str
    agree: str
    unknown: str


def words(voice: str) -> Words:
    """The sentences about leaders, about employees, or about our own people where nobody said which."""
    return {LEADERS: _leaders, EMPLOYEES: _employees}.get(voice, _our_own_people)()


def _leaders() -> Words:
    return Words(
        better=_("Leaders think better than customers of %(names)s."),
        better_of_many=_("Leaders think better of %(over)s of %(n)s items than customers do."),
        undervalue=_("Leaders undervalue %(names)s."),
        customers_better=_("Customers think better than leaders of %(names)s."),
        same=_("Leaders see the service as customers see it."),
        agree=_("In %(agree)s of %(n)s items leaders agree with customers; the rest cannot be told."),
        unknown=_("It cannot be told yet whether leaders see the service as customers do."),
    )


def _employees() -> Words:
    return Words(
        better=_("Employees think better than customers of %(names)s."),
        better_of_many=_("Employees think better of %(over)s of %(n)s items than customers do."),
        undervalue=_("Employees undervalue %(names)s."),
        customers_better=_("Customers think better than employees of %(names)s."),
        same=_("Employees see the service as customers see it."),
        agree=_("In %(agree)s of %(n)s items employees agree with customers; the rest cannot be told."),
        unknown=_("It cannot be told yet whether employees see the service as customers do."),
    )


def _our_own_people() -> Words:
    return Words(
        better=_("Our own people think better than customers of %(names)s."),
        better_of_many=_("Our own people think better of %(over)s of %(n)s items than customers do."),
        undervalue=_("Our own people undervalue %(names)s."),
        customers_better=_("Customers think better than our own people of %(names)s."),
        same=_("Our own people see the service as customers see it."),
        agree=_("In %(agree)s of %(n)s items our own people agree with customers; the rest cannot be told."),
        unknown=_("It cannot be told yet whether our own people see the service as customers do."),
    )

"""Names of questions in a list: the two of a pair often bear one name, and a reader must know which is which."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sonda.apps.surveys.choices import Role

FORMS = {
    Role.KANO_FUNCTIONAL: gettext_lazy("when it is there"),
    Role.KANO_DYSFUNCTIONAL: gettext_lazy("when it is missing"),
    Role.EXPECTATION: gettext_lazy("expectation"),
    Role.PERCEPTION: gettext_lazy("perception"),
    Role.IMPORTANCE: gettext_lazy("importance"),
    Role.PERFORMANCE: gettext_lazy("performance"),
}


def told_apart(questions: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """(key, name, role) of each question → key to its name in a list; those of one name say their part as well.

    Where the part tells nothing, the key does.

    >>> told_apart([("a", "Bill", "kano_functional"), ("b", "Bill", "kano_dysfunctional"), ("c", "Queue", "choice")])
    {'a': 'Bill: when it is there', 'b': 'Bill: when it is missing', 'c': 'Queue'}
    >>> told_apart([("a", "Why?", "choice"), ("b", "Why?", "choice")])
    {'a': 'Why? (a)', 'b': 'Why? (b)'}
    """
    asked = list(questions)
    names = Counter(name for _key, name, _role in asked)
    parts = Counter((name, role) for _key, name, role in asked)
    return {
        key: name if names[name] == 1 else with_part(key, name, role if parts[name, role] == 1 else "")
        for key, name, role in asked
    }


def with_part(key: str, name: str, role: str) -> str:
    form = FORMS.get(Role(role)) if role else None
    return _("%(question)s: %(form)s") % {"question": name, "form": form} if form else f"{name} ({key})"

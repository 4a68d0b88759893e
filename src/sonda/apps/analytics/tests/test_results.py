"""What goes into the database as a run's result comes out equal."""

import json
from collections.abc import Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sonda.methods
from sonda.apps.analytics.results import pack, unpack
from sonda.engine.analyses import Analysis
from sonda.methods.result import Note, Result


def every_kind(kind=Result):
    """Every class of results that a method can hand back."""
    for found in kind.__subclasses__():
        yield found
        yield from every_kind(found)


for _module in walk_packages(sonda.methods.__path__, "sonda.methods."):
    import_module(_module.name)
KINDS = sorted((kind for kind in every_kind() if kind.__module__.startswith("sonda.")), key=lambda kind: kind.__name__)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False)
whole = st.integers(-(2**53), 2**53)
notes = st.builds(Note, text=words, values=st.dictionaries(words, words | whole | numbers, max_size=2))
st.register_type_strategy(float, numbers)
st.register_type_strategy(int, whole)
st.register_type_strategy(str, words)
st.register_type_strategy(Note, notes)
st.register_type_strategy(Mapping, lambda kind: st.dictionaries(*map(st.from_type, get_args(kind)), max_size=3))


def through_the_database(analysis):
    """As JSON text, in which neither database takes NaN or infinity."""
    return unpack(json.loads(json.dumps(pack(analysis), allow_nan=False)))


def test_every_method_has_a_kind_of_result_here():
    assert len(KINDS) >= 20


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_result_of_every_kind_comes_back_equal(kind, data):
    result = data.draw(st.from_type(kind))
    analysis = Analysis(
        method=kind.method, version=kind.version, n=result.n, results=((None, result),), notes=(data.draw(notes),)
    )
    assert through_the_database(analysis) == analysis


def test_results_of_groups_come_back_with_their_groups():
    kind = next(kind for kind in KINDS if kind.__name__ == "NPS")
    analysis = Analysis(
        method="nps", version="1", n=5, grouped=True,
        results=(("2026-01", kind(n=2, nps=50.0)), ("2026-02", kind(n=3, nps=-10.0)), (("North", "home"), kind(n=0))),
    )  # fmt: skip
    assert through_the_database(analysis) == analysis


@pytest.mark.parametrize(
    "path", ["os:system", "sonda.methods.nps:nps", "sonda.methods.nps:Nobody", "sonda.cli.main:main"]
)
def test_R5_3_only_results_of_methods_are_made_from_what_was_stored(path):
    packed = {
        "method": "nps",
        "version": "1",
        "n": 1,
        "notes": [],
        "results": [{"group": None, "class": path, "value": {}}],
    }
    with pytest.raises(ValueError, match="is not a result of a method"):
        unpack(packed)

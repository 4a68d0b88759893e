"""A mapping that does not hold together says what is wrong with it."""

import tomllib

import pytest

from sonda.apps.transfers.mapping.columns import MappingError
from sonda.apps.transfers.mapping.file import SHIPPED, find_mapping, read_mapping

HEAD = 'format = 1\nsurvey = "visits"\n'
COLUMNS = HEAD + "[columns]\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("format = ", "The mapping is not readable TOML: something is missing at its end."),
        ("format = 1\nsurvey = visits\n", "The mapping is not readable TOML: look at line 2, character 10."),
        (f"format = {'9' * 5000}", "The mapping is not readable TOML."),
        (f"format = {'[' * 5000}", "The mapping is not readable TOML"),
        ('survey = "x"', "The mapping says format = None; this version of Sonda reads format = 1."),
        ('format = 1\n[columns]\na = { role = "nps" }', "The mapping lacks “survey”."),
        (HEAD, "The mapping lacks “columns”."),
        (HEAD + "colour = 1", "The mapping has an entry “colour” that means nothing here; known are: columns, "),
        (COLUMNS + 'a = { role = "happiness" }', "Column a of the mapping: role “happiness” is none of "),
        (COLUMNS + 'a = "nps"', "Column a of the mapping: its entry is a table: { role = … }."),
        (COLUMNS + 'a = { role = "nps", scael = [0, 10] }', "Column a of the mapping: the entry “scael” is unknown."),
        (COLUMNS + 'a = { role = "outcome" }', "Column a of the mapping: a rating needs its scale, for example"),
        (COLUMNS + 'a = { role = "nps", scale = [10, 0] }', "Column a of the mapping: a scale is its lowest and"),
        (COLUMNS + '"Ä 1" = { role = "comment" }', "Column Ä 1 of the mapping: the key “1” is not made of a–z, 0–9"),
        (COLUMNS + 'a = { role = "nps", short = { polish = "x" } }', "Column a of the mapping: words are given by"),
        (
            COLUMNS + 'a = { role = "nps", key = "q" }\nb = { role = "comment", key = "q" }',
            "The mapping gives two columns the key “q”: a and b.",
        ),
        (COLUMNS + 'month = { role = "segment" }', "Column month may not have the key “month”: the store keeps"),
        (COLUMNS + '"E{x}" = { role = "expectation" }', "Column E{x} of the mapping: there is no group items.x."),
        (
            HEAD + 'constants = { answered_on = "May" }\n[columns]\na = { role = "nps" }',
            "The mapping has an entry “ans",
        ),
    ],
)
def test_the_first_thing_wrong_is_named(text, problem):
    with pytest.raises(MappingError) as trouble:
        read_mapping(text)
    assert str(trouble.value).startswith(problem)


def test_a_group_of_items_stands_for_a_column_each():
    mapping = read_mapping(
        HEAD
        + '[columns]\n"E{q}" = { role = "expectation", key = "exp_{q}" }\n'
        + '[items.q]\n01 = { dimension = "empathy", short = { en = "Time" } }\n02 = { text = { en = "Care." } }'
    )
    assert [(c.name, c.key, c.item, c.dimension, c.low, c.high) for c in mapping.columns] == [
        ("E01", "exp_01", "01", "empathy", 1.0, 7.0),
        ("E02", "exp_02", "02", "", 1.0, 7.0),
    ]
    assert [question["texts"] for question in mapping.questions()] == [{"en": "Time"}, {"en": "Care."}]


def test_defaults_of_a_role_yield_to_the_column():
    mapping = read_mapping(
        HEAD
        + '[defaults.touchpoint]\nmissing = ["0"]\nscale = [1, 10]\n'
        + '[columns]\na = { role = "touchpoint" }\nb = { role = "touchpoint", missing = ["9"] }'
    )
    assert [(c.missing, c.high) for c in mapping.columns] == [({"0"}, 10.0), ({"9"}, 10.0)]


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_mappings_that_come_with_sonda_hold_together(name):
    mapping = read_mapping(find_mapping(name))
    assert {"pl", "uk", "en"} == set(mapping.title)
    for column in mapping.columns:
        for words in (column.short, *column.options.values()):
            assert not words or set(words) >= {"pl", "uk"}, column.name


def test_a_mapping_that_is_not_there_names_those_that_are():
    with pytest.raises(MappingError, match=r"There is no mapping “sfo”: .*sfo_2017"):
        find_mapping("sfo")


def test_every_airport_wave_asks_the_same_touchpoints():
    keys = [
        [c.key for c in read_mapping(find_mapping(f"sfo_{year}")).columns if c.role == "touchpoint"]
        for year in (2015, 2016, 2017)
    ]
    assert keys[0] == keys[1] == keys[2]
    assert len(keys[0]) == 14


def test_the_documented_mapping_is_read():
    from pathlib import Path

    text = (Path(__file__).parents[5] / "docs/reference/mapping.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in text.split("```toml\n")[1:]]
    assert examples
    assert read_mapping(examples[0]).survey == "visits"
    assert all(tomllib.loads(example) for example in examples)

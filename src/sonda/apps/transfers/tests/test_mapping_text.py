"""A mapping written as text is read back equal."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonda.apps.surveys.choices import Kind, Role, Voice, kind_of
from sonda.apps.transfers.mapping.columns import SINGLE, Column
from sonda.apps.transfers.mapping.file import SHIPPED, FileMapping, MappingError, find_mapping, read_mapping
from sonda.apps.transfers.mapping.text import text_of

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
texts = st.dictionaries(st.sampled_from(["pl", "uk", "en"]), words, max_size=3)
names = words.map(str.strip).filter(bool) | st.sampled_from(["E{quality}", "column 2", "a.b", "Q7 ART", "=1+1", "#"])
codes = words.map(str.strip)


@st.composite
def columns(draw):
    found = []
    for place, name in enumerate(draw(st.lists(names, min_size=1, max_size=6))):
        role = draw(
            st.sampled_from([role for role in Role.values if role not in SINGLE] + ["respondent"] * (not place))
        )
        rated = kind_of(role) == Kind.RATING or role == Role.NUMBER
        found.append(
            Column(
                name=name,
                role=role,
                key=SINGLE.get(role, f"key_{place}"),
                kind=kind_of(role),
                low=float(draw(st.integers(-5, 1))) if rated else None,
                high=draw(st.sampled_from([5.0, 7.5, 10.0])) if rated else None,
                missing=frozenset(draw(st.lists(codes, max_size=3))),
                values=draw(st.dictionaries(codes, words, max_size=3)),
                date_formats=tuple(
                    draw(st.lists(st.sampled_from(["%d.%m.%Y", "%Y%m%d", "%d/%m/%y %H:%M"]), max_size=2))
                ),
                text=draw(texts),
                short=draw(texts),
                dimension=draw(words),
                item=draw(words),
                options=draw(st.dictionaries(words, texts, max_size=2)),
                optional=draw(st.booleans()),
            )
        )
    return tuple(found)


@given(
    columns(),
    texts,
    st.sampled_from(Voice.values),
    st.dates(date(1900, 1, 1)),
    words,
    st.sampled_from([{}, {"header_row": 3}]),
    st.sampled_from([{}, {"mode": "confidential", "threshold": 8}]),
)
@settings(max_examples=150, deadline=None)
def test_a_mapping_written_and_read_is_the_same_mapping(columns, title, voice, day, wave, file, promise):
    mapping = FileMapping(
        survey="visits", title=title, columns=columns, wave=wave, languages=("pl",), file=file, promise=promise,
        constants={"voice": voice, "answered_on": day}, dimensions={"a": title},
    )  # fmt: skip
    again = read_mapping(text_of(mapping))
    assert replace(again, text="") == mapping


@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_a_shipped_mapping_is_the_same_when_it_has_been_written_out(name):
    mapping = read_mapping(find_mapping(name))
    assert replace(read_mapping(text_of(mapping)), text=mapping.text) == mapping


@pytest.mark.parametrize(
    "text",
    [
        'survey = "a b"', 'survey = "' + "x" * 61 + '"', 'columns = 3', 'title = 3', "languages = 3", "items = 3",
        "defaults = { nps = 3 }", "constants = { voice = \"nobody\" }", 'constants = { company = "' + "x" * 121 + '" }',
        "[columns.a]\nrole = 'nps'\nmissing = 3", "[columns.a]\nrole = 'nps'\nvalues = 3",
        "[columns.a]\nrole = 'nps'\nscale = 3", "[columns.a]\nrole = 'nps'\ndimension = '" + "x" * 61 + "'",
        "[columns.a]\nrole = 'nps'\ntext = \"a\\u0000\"",
        "[items]\ng = { a = 3 }\n[columns]\n'a{g}' = { role = 'nps' }",
        "promise = { mode = 'secret' }", "promise = { threshold = 2 }", "promise = { threshold = true }",
        "promise = { mode = 'anonymous' }\n[columns.a]\nrole = 'respondent'", "promise = { other = 1 }",
        "file = { header_row = 'x' }", "file = { other = 1 }", "file = { encoding = 'x' }",
        "[columns.a]\nrole = ['nps']", "[columns.a]\nkey=[1]",
        *(f"[columns.a]\nrole = 'nps'\nscale = [{ends}]" for ends in ("1, inf", "nan, 1", "1, 1e308", "false, true")),
        *(f"[columns.a]\nrole = 'period'\ndate_format = '{form}'" for form in ("%d%d%Y", "%d.%m", "%Q%Y", "%")),
    ],
)  # fmt: skip
def test_a_mapping_of_another_shape_is_refused_with_a_sentence(text):
    missing = [] if text.startswith("survey") else ['survey = "visits"']
    missing += [] if "columns" in text.split("=")[0] or "[columns" in text else ["columns = { a = { role = 'nps' } }"]
    with pytest.raises(MappingError):
        read_mapping("\n".join(["format = 1", *missing, text]))

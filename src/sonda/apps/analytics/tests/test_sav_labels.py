"""SPSS gets the words of codes, numbers staying numbers."""

import pyarrow as pa
import pyreadstat

from sonda.apps.analytics.downloads import as_sav


def test_a_sav_carries_the_labels_of_numbers_and_of_words(tmp_path):
    table = pa.table({"sex": [1.0, 2.0, None], "plan": ["a", "b", None], "long": ["much too long a code", "x", None]})
    words = {
        "sex": {"1": "Kobieta", "2": "Mężczyzna"},
        "plan": {"a": "Абонемент"},
        "long": {"much too long a code": "L"},
    }
    path = tmp_path / "a.sav"
    path.write_bytes(as_sav(table, columns={}, values=words))
    frame, meta = pyreadstat.read_sav(path)
    assert frame["sex"].tolist()[:2] == [1, 2]
    assert meta.variable_value_labels == {"sex": {1: "Kobieta", 2: "Mężczyzna"}, "plan": {"a": "Абонемент"}}

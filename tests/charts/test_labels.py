"""Names on a crowded map lie on no line and on no other name; what finds no place has a number, and a key tells it."""

import random

import pytest

from sonda.charts import labels
from sonda.charts.figures import crosses


def mark(x, y, name, arm=20.0):
    return labels.Mark(x=x, y=y, left=x - arm, right=x + arm, top=y - arm, bottom=y + arm, name=name)


def view(*marks, lines=()):
    return labels.View(marks=marks, size=(500.0, 400.0), lines=lines)


def test_a_mark_that_stands_alone_has_its_name_beside_its_middle():
    (place,) = labels.places([view(mark(200, 200, "Waiting"))])
    assert (place.dx, place.dy) == (8, -10)


def test_a_name_steps_aside_for_a_line_and_stands_where_it_is_clear_at_every_width():
    line = (250.0, 0.0, 250.0, 400.0)
    (place,) = labels.places([view(mark(210, 200, "Waiting"), lines=[line])])
    assert place.align == "right"
    (place,) = labels.places(
        [
            view(mark(210, 200, "Waiting"), lines=[(490.0, 0.0, 490.0, 400.0)]),
            view(mark(210, 200, "Waiting"), lines=[line]),
        ]
    )
    assert place.align == "right"


def test_a_name_that_would_lie_on_something_everywhere_finds_no_place():
    crowd = [mark(200 + 9 * (i % 5), 200 + 9 * (i // 5), "A rather long name", arm=60) for i in range(25)]
    assert None in labels.places([view(*crowd)])


def crowd(n, seed=3):
    dice = random.Random(seed)
    out = []
    for i in range(n):
        x, y = dice.uniform(3.8, 4.2), dice.uniform(0.03, 0.08)
        out.append(
            crosses.Cross(
                name=f"Touchpoint number {i}", x=x, x_low=x - 0.04, x_high=x + 0.04, y=y, y_low=y - 0.01,
                y_high=y + 0.01, kind="even", sure=i % 2 == 0, about="",
            )
        )  # fmt: skip
    return out


def drawn(n):
    scale = {"text": lambda value, digits, unit: f"{value:.{digits}f}"}
    return crosses.draw(
        crowd(n),
        across=crosses.Scale(middle=4.0, title="Rating", **scale),
        up=crosses.Scale(middle=0.05, title="Weight", **scale),
        corners=crosses.Corners(top_left="Fix", top_right="Keep", bottom_left="Wait", bottom_right="Fine"),
        description="",
    )


@pytest.mark.parametrize("n", [3, 14, 25])
def test_every_mark_has_its_name_or_a_number_that_the_key_explains(n):
    for spec in drawn(n):
        told = {row["label"] for row in spec["data"]["values"]}
        key = {
            value["key"]: value["key_name"]
            for layer in spec["layer"]
            for value in layer.get("data", {}).get("values", ())
            if "key" in value
        }
        numbers = {label for label in told if label.isdigit()}
        assert set(key) == numbers
        assert {label for label in told if not label.isdigit()} | set(key.values()) == {c.name for c in crowd(n)}
        assert spec["padding"]["bottom"] >= 46 + (bool(key) * 19)


def test_names_on_a_crowded_map_lie_on_no_cross():
    wide, _narrow = drawn(14)
    rows = wide["data"]["values"]
    (x0, x1), (y0, y1) = (domain_of(wide, channel) for channel in "xy")
    width, height = 540 - wide["padding"]["left"] - wide["padding"]["right"], wide["height"]

    def at(row):
        px = {key: (row[key] - x0) / (x1 - x0) * width for key in ("x", "x_low", "x_high")}
        py = {key: (y1 - row[key]) / (y1 - y0) * height for key in ("y", "y_low", "y_high")}
        return labels.Mark(
            x=px["x"], left=px["x_low"], right=px["x_high"], y=py["y"], top=py["y_high"], bottom=py["y_low"],
            name=row["name"], strong=row["sure"],
        )  # fmt: skip

    marks = [at(row) for row in rows]
    named = [i for i, row in enumerate(rows) if not row["number"]]
    assert named
    for i in named:
        place = labels.Place(dx=rows[i]["dx"], dy=rows[i]["dy"], align=rows[i]["align"])
        assert labels.crossed(labels.box(place, marks[i]), marks) == 0


def domain_of(spec, channel):
    return next(
        layer["encoding"][channel]["scale"]["domain"]
        for layer in spec["layer"]
        if "scale" in layer["encoding"].get(channel, {}) and layer["encoding"][channel]["scale"]
    )

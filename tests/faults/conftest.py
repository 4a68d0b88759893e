"""Databases of their own for tests whose processes really run."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection


@pytest.fixture
def new_database(tmp_path, transactional_db):
    """Makes the URL of an empty database that nobody else uses, on the engine that this run tests."""
    made = []

    def new():
        name = f"sonda_own_{uuid4().hex}"  # two processes test against one server
        made.append(name)
        if connection.vendor == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        run(f"CREATE DATABASE {name}")
        server = connection.settings_dict
        person = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
        return f"postgres://{person}@{quote(server['HOST'], safe='')}:{server['PORT']}/{name}"

    yield new
    if connection.vendor != "sqlite":
        for name in made:
            drop(name)


def drop(name):
    run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)

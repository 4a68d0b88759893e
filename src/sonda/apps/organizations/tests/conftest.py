"""Work that several do at the same moment."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import connection


@pytest.fixture
def at_once(transactional_db, tmp_path):
    """Runs functions in threads of their own on one database; gives back what each returned or raised.

    The database of the tests lies in memory where it is SQLite's, and there threads do not wait for each other: they
    work on a file, and what became of it is brought back.
    """
    file = tmp_path / "shared.sqlite3"
    is_sqlite = connection.vendor == "sqlite"

    def one(work):
        if is_sqlite:
            connection.settings_dict = connection.settings_dict | {"NAME": str(file)}
        try:
            return work()
        except Exception as trouble:
            return trouble
        finally:
            connection.close()

    def run(*works):
        if is_sqlite:
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
        with ThreadPoolExecutor(len(works)) as pool:
            outcomes = list(pool.map(one, works))
        if is_sqlite:
            with closing(sqlite3.connect(file)) as copy:
                copy.backup(connection.connection)
        return outcomes

    return run

"""The least that an import could cost: the same file read, its rows stored as JSON, its columns written."""

import json
import sqlite3
from pathlib import Path
from time import perf_counter

import duckdb

from sonda.engine import duck

SOME = 5_000


def floor(file: Path, folder: Path) -> float:
    """Seconds."""
    truth, columns = folder / "floor.sqlite3", folder / "floor.parquet"
    began = perf_counter()
    connection = duckdb.connect()
    rows = f"SELECT * FROM {duck.text(str(file))}"
    store(connection.sql(rows), truth)
    connection.execute(f"COPY ({rows}) TO {duck.text(str(columns))}")
    took = perf_counter() - began
    for each in folder.glob("floor.*"):
        each.unlink()
    return took


def store(rows: duckdb.DuckDBPyRelation, path: Path) -> None:
    with sqlite3.connect(path) as truth:
        truth.execute("PRAGMA journal_mode = WAL")
        truth.execute("CREATE TABLE kept (person TEXT UNIQUE, answers TEXT)")
        for batch in rows.to_arrow_reader(SOME):
            truth.executemany(
                "INSERT INTO kept VALUES (?, ?)",
                ((row["person"], json.dumps(row, default=str)) for row in batch.to_pylist()),
            )
    truth.close()

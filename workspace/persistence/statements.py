"""Statements that several stores need, in the dialect at hand."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")

BATCH = 500
"""Below SQLite's bound on parameters."""


def batches(values: Collection[T]) -> Iterator[list[T]]:
    """All of `values`, some at a time: as many as a statement may name."""
    left = iter(values)
    while batch := list(islice(left, BATCH)):
        yield batch


def insert_new(connection: Connection, table: Table) -> Any:
    """An insert that passes over rows whose key is there."""
    return _insert(connection, table).on_conflict_do_nothing()


def put(connection: Connection, table: Table) -> Any:
    """An insert that takes the place of a row with its key."""
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _insert(connection: Connection, table: Table) -> Any:
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    return kind.insert(table)

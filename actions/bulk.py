"""Many rows in one statement: they travel as one JSON text, because binding every value by itself costs more than storing it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Row,
    Table,
    Text,
    any_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSON
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningInsert

from models.base import Base


def add(
    session: Session,
    kind: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    once: InstrumentedAttribute[str] | None = None,
) -> Sequence[Row[Any]]:
    """Insert the rows in their order, after what the session has not written yet; all name the same columns.

    With `once`, rows whose value is there already are left out; the numbers and values of the others come back.
    """
    if not rows:
        return ()
    session.flush()
    usual = _usual(kind)
    names = (*rows[0], *sorted(usual.keys() - rows[0].keys()))
    sent = json.dumps([{**usual, **row} for row in rows], ensure_ascii=False, default=_as_text)
    added = session.execute(_adding(kind, names, once), {"rows": sent})
    return added.all() if once is not None else ()


@lru_cache
def _usual(kind: type[Base]) -> Mapping[str, Any]:
    """The columns' plain defaults."""
    defaults = {one.key: one.default for one in _table(kind).columns}
    return {name: one.arg for name, one in defaults.items() if one is not None and one.is_scalar}  # type: ignore[attr-defined]  # only scalar ones have it


@lru_cache
def _adding(
    kind: type[Base], names: tuple[str, ...], once: InstrumentedAttribute[str] | None
) -> Insert | ReturningInsert[Any]:
    table = _table(kind)
    told = func.json_populate_recordset(
        literal_column(f"NULL::{table.name}"), cast(bindparam("rows", type_=Text), JSON)
    ).table_valued(*(table.c[name] for name in names))
    read = select(*(told.c[name] for name in names))
    if once is None:
        return insert(table).from_select(names, read)
    # As a suffix: the dialect's own on_conflict_do_nothing is compiled anew each time, which takes longer than inserting.
    new = read.suffix_with(text(f"ON CONFLICT ({once.key}) DO NOTHING"))
    return insert(table).from_select(names, new).returning(table.c.id, once)


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)  # noqa: S101 - for the type checker
    return table


def among(column: InstrumentedAttribute[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """Whether the column holds one of many values, which travel as one array."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"no column holds a {type(value).__name__}")

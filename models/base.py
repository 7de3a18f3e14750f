"""The ground all rows stand on: aware instants only, statuses as checked text, named constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Enum, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase


class Instant(TypeDecorator[datetime]):
    """timestamptz that refuses naive values and always answers in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive instant {value}: give it a time zone")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return value if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Declarative base; constraint names are stable because errors are recognised by them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), dict[str, Any]: JSONB, list[Any]: JSONB}  # noqa: RUF012 - read by SQLAlchemy on the class


Word = TypeVar("Word", bound=StrEnum)


def one_of(words: type[Word]) -> Enum:
    """A text column that holds one of an enum's values, checked by the database."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=f"known_{words.__name__.lower()}",
        values_callable=lambda known: [word.value for word in known],
    )

"""What every table shares: names of constraints, moments in UTC, enums by value, public ids.

SQLAlchemy only. The metadata is handed to Flask-SQLAlchemy by `kernel/db.py`, so no model knows
Flask (D9).
"""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Enum, MetaData, TypeDecorator, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from participation.kernel.ids import new_public_id

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. A naive value is refused at the border; what comes back is aware, UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment was given to the database; use the clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _stored_values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


class Base(DeclarativeBase):
    """The shared metadata. `repr` of any row shows its class and its key, nothing a person said."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: UtcDateTime(),
        UUID: Uuid(),
        enum.StrEnum: Enum(
            enum.StrEnum,
            native_enum=False,
            create_constraint=False,  # a new value must not need a table rebuild on SQLite
            values_callable=_stored_values,
            length=40,
        ),
    }

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} {self.__dict__.get('public_id') or self.__dict__.get('id')}>"
        )


class Named:
    """A row that is named outside its room, by 128 random bits made before it is inserted."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    public_id: Mapped[UUID] = mapped_column(unique=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        # Sealed attributes are bound to the public id and need the key: both are set first.
        first: dict[str, Any] = {"public_id": values.pop("public_id", None) or new_public_id()}
        if "key" in values:
            first["key"] = values.pop("key")
        super().__init__(**first, **values)

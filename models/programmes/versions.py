"""The row of a published programme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class ProgrammeVersion(Base):
    """A published programme, frozen: the definition as JSON text. A change is a new version."""

    __tablename__ = "programme_versions"
    __table_args__ = (UniqueConstraint("key", "version", name="one_version_per_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    definition: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[str]

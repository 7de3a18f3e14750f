"""Rows about who takes part: municipalities, their part in a programme, the people in them, and the links they act through."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, one_of
from models.programmes.office import Role
from models.programmes.programme import ParticipantGroup
from models.states import EnrolmentStatus


class Municipality(Base):
    """A municipality of a country, by its official code. Source: Danmarks Statistik; Statistisk sentralbyrå.

    `name` is short, for tables and commands ("Vejle"); `official_name` is what it calls itself ("Vejle Kommune"), for
    letters and pages.
    """

    __tablename__ = "municipalities"
    __table_args__ = (UniqueConstraint("country", "code", name="one_municipality_per_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    code: Mapped[str] = mapped_column(String(4))
    name: Mapped[str]
    official_name: Mapped[str]
    region: Mapped[str]
    population: Mapped[int]


class Enrolment(Base):
    """A municipality's part in one programme version."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("programme_id", "municipality_id", name="one_enrolment_per_municipality"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"), index=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipalities.id"))
    status: Mapped[EnrolmentStatus] = mapped_column(one_of(EnrolmentStatus), default=EnrolmentStatus.ENROLLED)
    enrolled_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Contact(Base):
    """A person in a municipality, in one role for one enrolment. A replaced contact keeps its row and an end."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "role", "email", name="one_contact_per_role_and_address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]


class Participant(Base):
    """One of the seats: which group the person belongs to and, for external partners, the organisation."""

    __tablename__ = "participants"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), unique=True)
    group: Mapped[ParticipantGroup] = mapped_column(one_of(ParticipantGroup))
    organisation: Mapped[str] = mapped_column(default="")


class Link(Base):
    """A link in a letter: only the hash of its token is kept. GET shows, POST acts; it may be used many times."""

    __tablename__ = "links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

"""Links in letters: whoever holds one may see and do what its contact may. Only the token's hash is kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions import bulk, journal
from actions.things import thing
from models.accounts.actors import Actor, Behind, MunicipalRole
from models.errors.deliveries import LinkExpired
from models.journal import What
from models.people import Contact, Enrolment, Link
from models.settings import settings
from models.states import ActorKind
from rules import permissions
from rules.permissions import Act


def make(session: Session, contact: Contact, now: datetime) -> str:
    """A fresh token for one letter; it cannot be read back from the database."""
    (token,) = make_all(session, [contact.id], now)
    return token


def make_all(session: Session, contact_ids: Sequence[int], now: datetime) -> tuple[str, ...]:
    """A fresh token for each of many letters, in their order."""
    tokens = tuple(secrets.token_urlsafe(32) for _ in contact_ids)
    lasting = {"created_at": now, "expires_at": now + timedelta(days=settings().link_days)}
    made = zip(contact_ids, tokens, strict=True)
    bulk.add(
        session, Link, [{"contact_id": who, "token_hash": _hash(token), **lasting} for who, token in made]
    )
    return tokens


def hand_out(session: Session, contact: Contact, *, actor: Actor, now: datetime, only: bool = False) -> str:
    """The address of a fresh link that somebody in the office gives to the contact; with `only`, earlier ones end."""
    enrolment = session.get_one(Enrolment, contact.enrolment_id)
    permissions.check(actor, Act.MAKE_LINK, thing(enrolment=enrolment))
    if only:
        revoke(session, contact, now)
    address = url(make(session, contact, now))
    journal.record(
        session,
        journal.line(What.LINK_MADE, enrolment=enrolment, actor=actor, contact=contact.id, only=only),
        now=now,
    )
    return address


def url(token: str) -> str:
    """The address of "our page" as it stands in the letter."""
    return f"{settings().portal_address}/jeres-side/{token}"


def follow(session: Session, token: str, now: datetime) -> Contact:
    """The contact the link was made for. Following changes nothing, so mail scanners may do it too.

    Raises:
        LinkExpired: unknown, expired or revoked, or the contact has been replaced; all look the same from outside.
    """
    contact = session.scalar(
        select(Contact)
        .join(Link, Link.contact_id == Contact.id)
        .where(
            Link.token_hash == _hash(token),
            Link.revoked_at.is_(None),
            Link.expires_at > now,
            Contact.ended_at.is_(None),
        )
    )
    if contact is None:
        raise LinkExpired
    return contact


def actor_of(contact: Contact, *, through: str = "") -> Actor:
    """The contact as somebody who acts."""
    behind = Behind(contact.id, contact.enrolment_id, MunicipalRole(contact.role.value))
    return Actor(ActorKind.CONTACT, contact.name, through=through, behind=behind)


def acting(token: str, contact: Contact) -> Actor:
    """The contact who acts behind this link, which the journal knows by the beginning of its hash."""
    return actor_of(contact, through=f"link {_hash(token)[:12]}")


def enrolment_behind(session: Session, token: str) -> Enrolment | None:
    """Whose link it is, or was: it opens nothing, and tells in which language to say so."""
    return session.scalar(
        select(Enrolment)
        .join(Contact, Contact.enrolment_id == Enrolment.id)
        .join(Link, Link.contact_id == Contact.id)
        .where(Link.token_hash == _hash(token))
    )


def revoke(session: Session, contact: Contact, now: datetime) -> None:
    """All links of a contact end now: somebody has left, or a letter has gone astray."""
    session.execute(
        update(Link).where(Link.contact_id == contact.id, Link.revoked_at.is_(None)).values(revoked_at=now)
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

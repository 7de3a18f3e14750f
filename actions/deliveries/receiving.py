"""Looking at what was delivered, by the kind of requirement: is it what was asked for, and what is wrong with it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from datasets import guard, reader
from languages.catalogues import speak
from models.datasets.delivered import DeliveredRow
from models.errors.deliveries import WrongKind
from models.forms.fields import FormField
from models.forms.findings import Finding
from models.programmes.interview_booking import InterviewBooking
from models.programmes.kinds import DeliveredAs, Kind
from models.programmes.programme import Programme, Requirement
from models.settings import settings
from rules.forms.checking import checked
from rules.forms.personal_numbers import masked
from rules.interviews.naming import NamedList, interviewee_fields, named
from rules.participants import Listed, composed, participant_fields


@dataclass(frozen=True)
class Received:
    """A delivery that has been looked at and not yet kept.

    `content` is None for forms, and for a file that was refused unopened or has personal numbers in it.
    """

    sha256: str
    filename: str = ""
    content: bytes | None = None
    form: dict[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    listed: tuple[Listed, ...] = ()
    interviewees: NamedList | None = None
    rows: tuple[DeliveredRow, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What makes it impossible to accept."""
        return tuple(one for one in self.findings if not one.soft)


def look_at(
    programme: Programme,
    requirement: Requirement,
    *,
    municipality: str,
    answered: Collection[str] = (),
    filename: str = "",
    content: bytes | None = None,
    form: Mapping[str, Any] | None = None,
) -> Received:
    """The delivery, checked as its requirement's kind demands; `municipality` is the code of who delivers.

    `answered` questions about figures are not asked before others when there are more than can be shown.

    Raises:
        WrongKind: a file where a form is asked for, the other way round, or a kind that is not delivered at all.
    """
    kind, rules = requirement.kind, requirement.kind.rules
    if rules.delivered_as is DeliveredAs.FILE and content is not None:
        if rules.template:
            return _figures(programme, requirement, municipality, answered, _plain(filename), content)
        return _document(_plain(filename), content)
    if rules.delivered_as is DeliveredAs.FORM and form is not None:
        read = LISTS[kind].read if kind in LISTS else _form
        return read(programme, requirement, form)
    raise WrongKind(variant=kind.value, requirement=requirement.title, kind=kind.value, hint=rules.hint)


def fields_of(programme: Programme, requirement: Requirement) -> tuple[FormField, ...]:
    """The form it is delivered with; empty when it is delivered otherwise."""
    made = LISTS.get(requirement.kind)
    return made.fields(programme, requirement) if made else requirement.fields


def _form(_: Programme, requirement: Requirement, form: Mapping[str, Any]) -> Received:
    seen = checked(requirement.fields, form)
    return Received(_hash_of(seen.values), form=seen.values, findings=seen.findings)


def _participants(programme: Programme, _: Requirement, form: Mapping[str, Any]) -> Received:
    read = composed(programme.places, form, say=speak(programme.language, "participants"))
    values = read.form.values
    return Received(_hash_of(values), form=values, findings=read.findings, listed=read.listed)


def _interviewees(programme: Programme, requirement: Requirement, form: Mapping[str, Any]) -> Received:
    wanted, zone = programme.interviews_beside(requirement), ZoneInfo(programme.zone)
    say = speak(programme.language, "interviewees")
    read = named(_booking(programme, requirement), wanted.count or 1, zone, form, say=say)
    values = read.form.values
    return Received(_hash_of(values), form=values, findings=read.findings, interviewees=read)


def _booking(programme: Programme, requirement: Requirement) -> InterviewBooking:
    booking = programme.interviews_beside(requirement).booking
    if booking is None:
        raise ValueError("the check of programmes lets no list of interviewees through without a booking")
    return booking


@dataclass(frozen=True)
class ListRules:
    """A list of people: the form that asks for it, made by rules of its own, and how what was written is read."""

    fields: Callable[[Programme, Requirement], tuple[FormField, ...]]
    read: Callable[[Programme, Requirement, Mapping[str, Any]], Received]


LISTS: Mapping[Kind, ListRules] = {
    Kind.PARTICIPANTS: ListRules(
        lambda programme, _: participant_fields(speak(programme.language, "participants")), _participants
    ),
    Kind.INTERVIEWEES: ListRules(
        lambda programme, one: interviewee_fields(
            _booking(programme, one), speak(programme.language, "interviewees")
        ),
        _interviewees,
    ),
}


def _figures(
    programme: Programme,
    requirement: Requirement,
    municipality: str,
    answered: Collection[str],
    filename: str,
    content: bytes,
) -> Received:
    schema = programme.dataset(requirement.dataset or "")
    reading = reader.read(content, filename, schema, municipality=municipality, confirmed=answered)
    kept = content if reading.may_be_kept else None
    sha256 = hashlib.sha256(content).hexdigest()
    return Received(sha256, filename, kept, findings=reading.findings, rows=reading.rows)


def _document(filename: str, content: bytes) -> Received:
    sha256 = hashlib.sha256(content).hexdigest()
    refusal = guard.document(content, filename, limit=settings().upload_bytes)
    if refusal:
        return Received(sha256, filename, findings=(refusal,))
    return Received(sha256, filename, content)


def _plain(filename: str) -> str:
    """Only the name, whatever folder or trick it came with."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    return masked("".join(sign for sign in name if sign.isprintable()))[-200:]


def _hash_of(values: Mapping[str, Any]) -> str:
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

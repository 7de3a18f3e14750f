"""Looking at what was delivered, by the kind of requirement: is it what was asked for, and what is wrong with it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from datasets import guard, reader
from languages.catalogues import speak
from models.datasets.delivered import DeliveredRow
from models.errors.deliveries import WrongKind
from models.forms.findings import Finding
from models.programmes.programme import Kind, Programme, Requirement
from models.settings import settings
from rules.forms.checking import checked
from rules.forms.personal_numbers import masked
from rules.interviews.naming import NamedList, named
from rules.participants import Listed, composed

_HINTS: Mapping[Kind, str] = {
    Kind.DOCUMENT: "it is delivered as a file",
    Kind.DATASET: "it is delivered as a spreadsheet",
    Kind.FORM: "it is delivered as a form",
    Kind.PARTICIPANTS: "it is delivered as a list of participants",
    Kind.INTERVIEWEES: "it is delivered as a list of people to interview",
    Kind.APPROVAL: "the office approves it: `tovholder approve`",
    Kind.ANSWER: "the invited answer their invitations",
    Kind.ATTENDANCE: "the office registers who was there",
    Kind.INTERVIEWS: "the facilitator registers interviews",
}


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
    if requirement.kind in (Kind.DOCUMENT, Kind.DATASET) and content is not None:
        return _file(programme, requirement, municipality, answered, _plain(filename), content)
    if requirement.kind is Kind.FORM and form is not None:
        seen = checked(requirement.fields, form)
        return Received(_hash_of(seen.values), form=seen.values, findings=seen.findings)
    if requirement.kind is Kind.PARTICIPANTS and form is not None:
        read = composed(programme.places, form, say=speak(programme.language, "participants"))
        return Received(
            _hash_of(read.form.values), form=read.form.values, findings=read.findings, listed=read.listed
        )
    if requirement.kind is Kind.INTERVIEWEES and form is not None:
        return _interviewees(programme, requirement, form)
    kind = requirement.kind.value
    raise WrongKind(variant=kind, requirement=requirement.title, kind=kind, hint=_HINTS[requirement.kind])


def _interviewees(programme: Programme, requirement: Requirement, form: Mapping[str, Any]) -> Received:
    wanted = programme.interviews_beside(requirement)
    if wanted.booking is None:
        raise ValueError("the check of programmes lets no list of interviewees through without a booking")
    zone, say = ZoneInfo(programme.zone), speak(programme.language, "interviewees")
    read = named(wanted.booking, wanted.count or 1, zone, form, say=say)
    values = read.form.values
    return Received(_hash_of(values), form=values, findings=read.findings, interviewees=read)


def _file(
    programme: Programme,
    requirement: Requirement,
    municipality: str,
    answered: Collection[str],
    filename: str,
    content: bytes,
) -> Received:
    sha256 = hashlib.sha256(content).hexdigest()
    if requirement.kind is Kind.DATASET:
        schema = programme.dataset(requirement.dataset or "")
        reading = reader.read(content, filename, schema, municipality=municipality, confirmed=answered)
        kept = content if reading.may_be_kept else None
        return Received(sha256, filename, kept, findings=reading.findings, rows=reading.rows)
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

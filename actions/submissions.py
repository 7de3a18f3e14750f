"""Deliveries: kept unchanged, accepted or not, once for each content; an accepted one moves its requirement."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, null, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import (
    clock,
    enrolments,
    journal,
    locks,
    participants,
    people,
    programmes,
    receiving,
    requirements,
    writing,
)
from actions.receiving import Received
from models.errors import NotEnrolled
from models.findings import Finding
from models.journal import What
from models.people import Contact
from models.programme import OFFICE_ROLES, Requirement, Role
from models.progress import Enrolment, RequirementState, Submission
from models.states import OWED, REQUIREMENT, RequirementStatus
from rules.transitions import move


@dataclass(frozen=True)
class Delivered:
    """What became of a delivery. `repeated`: exactly this was delivered before, and nothing was done again."""

    submission_id: int
    accepted: bool
    findings: tuple[Finding, ...] = ()
    repeated: bool = False


def submit(
    session: Session,
    state: RequirementState,
    *,
    by: str,
    on_behalf: str = "",
    now: datetime,
    filename: str = "",
    content: bytes | None = None,
    form: Mapping[str, Any] | None = None,
    contact: Contact | None = None,
) -> Delivered:
    """Keep a file or a form and, when nothing is wrong with it, count it as delivered and write the receipt.

    A delivery with findings is kept as well and changes nothing else. `contact` is who delivered, when that is
    somebody in the municipality; else the coordinator gets the receipt.

    Raises:
        WrongKind: when the requirement is not delivered in this way.
        NotEnrolled: when the municipality has left.
    """
    programme = programmes.definition(session, enrolments.active(session, state.enrolment_id).programme_id)
    requirement = requirements.definition_of(session, state)
    received = receiving.look_at(programme, requirement, filename=filename, content=content, form=form)
    enrolment = locks.taking_part(session, state.enrolment_id)  # only now: reading a file may take its time
    state = locks.held(session, state)
    if state.status is RequirementStatus.WITHDRAWN:
        raise NotEnrolled(municipality=enrolments.municipality(session, enrolment).name)
    submission, is_new = _keep(session, state, received, by=by, on_behalf=on_behalf, now=now)
    delivered = Delivered(submission.id, received.accepted, received.findings, repeated=not is_new)
    if is_new and received.accepted:
        _accept(session, enrolment, state, requirement, submission, received, now=now)
        _receipt(session, enrolment, state, requirement, submission, contact, now=now)
    elif is_new:
        count = len(received.findings)
        _record(session, What.SUBMISSION_REJECTED, enrolment, state, submission, now=now, findings=count)
    clock.stir(session)
    return delivered


def latest(session: Session, state: RequirementState, *, accepted: bool) -> Submission | None:
    """The newest accepted, or the newest rejected delivery of a requirement; without its bytes."""
    of_state = select(Submission).where(
        Submission.requirement_state_id == state.id, Submission.accepted == accepted
    )
    return session.scalar(of_state.order_by(Submission.at.desc(), Submission.id.desc()).limit(1))


def _keep(
    session: Session, state: RequirementState, received: Received, *, by: str, on_behalf: str, now: datetime
) -> tuple[Submission, bool]:
    """The delivery's row, and whether it says something new.

    Going back to an earlier content is new too: the earlier row becomes the newest again.
    """
    before = latest(session, state, accepted=received.accepted)
    values = {
        # The newest is known by its time, even where the clock stands still or was set back.
        "at": max(now, before.at + timedelta(microseconds=1)) if before else now,
        "by": by,
        "on_behalf": on_behalf,
        "filename": received.filename,
        "accepted": received.accepted,
        "findings": [one.as_json() for one in received.findings],
    }
    inserted = session.scalar(
        insert(Submission)
        .values(
            requirement_state_id=state.id,
            sha256=received.sha256,
            content=received.content,
            form=null() if received.form is None else received.form,
            **values,
        )
        .on_conflict_do_nothing(constraint="one_submission_per_content")
        .returning(Submission)
    )
    if inserted is not None:
        return inserted, True
    known = session.scalars(
        select(Submission).where(
            Submission.requirement_state_id == state.id, Submission.sha256 == received.sha256
        )
    ).one()
    if before is not None and before.id == known.id:
        return known, False
    for name, value in values.items():
        setattr(known, name, value)
    session.flush()
    return known, True


def _accept(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    requirement: Requirement,
    submission: Submission,
    received: Received,
    *,
    now: datetime,
) -> None:
    waived = (
        state.status is RequirementStatus.WAIVED and requirement.approval
    )  # stays so until it is approved
    if state.status is not RequirementStatus.DELIVERED and not waived:
        state.status = move(state.status, RequirementStatus.DELIVERED, REQUIREMENT, thing=state.key)
    facts = {"version": _version(session, state)}
    if now > state.due_at:
        facts["late_days"] = math.ceil((now - state.due_at) / timedelta(days=1))
    _record(session, What.SUBMISSION_RECEIVED, enrolment, state, submission, now=now, **facts)
    if received.listed:
        participants.register(session, enrolment, state, received.listed, by=submission.by, now=now)
    if not requirement.approval:
        requirements.fulfil(session, state, by=submission.by, now=now, submission_id=submission.id)


def _version(session: Session, state: RequirementState) -> int:
    """How many accepted deliveries there are, this one included."""
    accepted = select(func.count()).where(
        Submission.requirement_state_id == state.id, Submission.accepted.is_(True)
    )
    return session.scalar(accepted) or 0


def _record(
    session: Session,
    what: What,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    *,
    now: datetime,
    **facts: Any,
) -> None:
    journal.record(
        session,
        what,
        now=now,
        enrolment=enrolment,
        step=state.step,
        key=state.key,
        by=submission.by,
        on_behalf=submission.on_behalf,
        submission=submission.id,
        **facts,
    )


def _receipt(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    requirement: Requirement,
    submission: Submission,
    contact: Contact | None,
    *,
    now: datetime,
) -> None:
    """Say that it has come, and what is still missing. What the office itself delivers needs no receipt."""
    if state.role in OFFICE_ROLES:
        return
    to = (people.of_contact(contact),) if contact else people.recipients(session, enrolment, Role.COORDINATOR)
    asked = requirements.states(session, enrolment.id)
    owed = [one for one in asked if one.status in OWED and one.role not in OFFICE_ROLES]
    for recipient in to:
        writing.write(
            session,
            letter="receipt",
            enrolment=enrolment,
            step=state.step,
            to=recipient,
            occasion=f"submission-{submission.id}-{submission.at:%Y%m%dT%H%M%S%f}",
            now=now,
            missing=owed,
            facts={"title": requirement.title, "awaits_approval": requirement.approval},
        )

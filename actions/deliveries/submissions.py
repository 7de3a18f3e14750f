"""Deliveries: kept unchanged, accepted or not, once for each content; an accepted one moves its requirement."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, null, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import clock, journal, participants
from actions.deliveries import dataset_rows, receipts, receiving
from actions.deliveries.receiving import Received
from actions.interviews import appointments, interviewees
from actions.programmes import publishing
from actions.progress import enrolments, locks, requirements
from actions.things import thing
from models.accounts.actors import Actor
from models.errors.people import NotEnrolled
from models.forms.findings import Finding
from models.journal import What
from models.people import Enrolment
from models.progress import RequirementState, Submission
from models.states import REQUIREMENT, RequirementStatus
from rules import permissions
from rules.permissions import Act
from rules.transitions import move


@dataclass(frozen=True)
class Delivered:
    """What became of a delivery. `repeated`: exactly this was delivered before, and nothing was done again.

    With `questions` it is kept and counts as delivered when they are answered (`actions.deliveries.explaining`).
    """

    submission_id: int
    accepted: bool
    findings: tuple[Finding, ...] = ()
    questions: tuple[Finding, ...] = ()
    repeated: bool = False


def submit(
    session: Session,
    state: RequirementState,
    *,
    actor: Actor,
    now: datetime,
    filename: str = "",
    content: bytes | None = None,
    form: Mapping[str, Any] | None = None,
) -> Delivered:
    """Keep a file or a form and, when nothing is wrong with it, count it as delivered and write the receipt.

    A delivery with faults is kept as well and changes nothing else; one with open questions is asked about.
    Who delivered behind a link gets the receipt, else the coordinator.

    Raises:
        WrongKind: when the requirement is not delivered in this way.
        NotEnrolled: when the municipality has left.
    """
    received = look_at(session, state, filename=filename, content=content, form=form)
    if received.interviewees:
        appointments.book_beside(session)
    enrolment = locks.taking_part(session, state.enrolment_id)  # only now: reading a file may take its time
    permissions.check(actor, Act.DELIVER, thing(enrolment=enrolment, state=state))
    state = locks.held(session, state)
    if state.status is RequirementStatus.WITHDRAWN:
        raise NotEnrolled(municipality=enrolments.municipality(session, enrolment).name)
    questions = () if received.faults else dataset_rows.unanswered(session, state, received.findings)
    accepted = not (received.faults or questions)
    submission, is_new = _keep(session, state, received, accepted=accepted, actor=actor, now=now)
    findings = received.findings if received.faults else ()
    delivered = Delivered(submission.id, accepted, findings, questions, repeated=not is_new)
    if is_new and accepted:
        _accept(session, enrolment, state, submission, received, actor=actor, now=now)
    elif is_new:
        _put_aside(session, enrolment, state, submission, received, questions, actor=actor, now=now)
    clock.stir(session)
    return delivered


def _put_aside(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    received: Received,
    questions: Sequence[Finding],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """It does not count, or not yet."""
    what = What.SUBMISSION_QUESTIONED if questions else What.SUBMISSION_REJECTED
    count = {"questions": len(questions)} if questions else {"findings": len(received.faults)}
    _record(session, what, enrolment, state, submission, actor=actor, now=now, **count)
    if questions:
        receipts.questioned(session, enrolment, state, submission, len(questions), actor=actor, now=now)


def look_at(session: Session, state: RequirementState, **delivered: Any) -> Received:
    """The delivery checked as the programme demands; see `receiving.look_at`."""
    enrolment = enrolments.active(session, state.enrolment_id)
    programme = publishing.definition(session, enrolment.programme_id)
    code = enrolments.municipality(session, enrolment).code
    answered = [one.about for one in dataset_rows.explanations(session, state)]
    requirement = requirements.definition_of(session, state)
    return receiving.look_at(programme, requirement, municipality=code, answered=answered, **delivered)


def accept(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Finding, ...]:
    """Count a kept delivery after all, unless looking at it once more brings further findings, which come back."""
    received = look_at(session, state, filename=submission.filename, content=submission.content)
    if left := received.faults or dataset_rows.unanswered(session, state, received.findings):
        submission.findings = [one.as_json() for one in received.findings]
        return left
    submission.at = _next_instant(session, state, now)
    submission.accepted = True
    session.flush()
    _accept(session, enrolment, state, submission, received, actor=actor, now=now)
    return ()


def latest(session: Session, state: RequirementState, *, accepted: bool) -> Submission | None:
    """The newest accepted, or the newest rejected delivery of a requirement; without its bytes."""
    of_state = select(Submission).where(
        Submission.requirement_state_id == state.id, Submission.accepted == accepted
    )
    return session.scalar(of_state.order_by(Submission.at.desc(), Submission.id.desc()).limit(1))


def _keep(
    session: Session,
    state: RequirementState,
    received: Received,
    *,
    accepted: bool,
    actor: Actor,
    now: datetime,
) -> tuple[Submission, bool]:
    """The delivery's row, and whether it says something new.

    Going back to an earlier content is new too: the earlier row becomes the newest again. What counts already and is sent
    once more closes what has come since, and counts as it did.
    """
    newest, counts = _newest(session, state), latest(session, state, accepted=True)
    values = {
        "at": _next_instant(session, state, now),
        "by": actor.name,
        "on_behalf": actor.on_behalf,
        "filename": received.filename,
        "accepted": accepted,
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
    if newest is not None and newest.id == known.id:
        return known, False
    for name, value in values.items():
        setattr(known, name, value)
    session.flush()
    return known, not (accepted and counts is not None and counts.id == known.id)


def _newest(session: Session, state: RequirementState) -> Submission | None:
    """The last delivery, whatever became of it."""
    of_state = select(Submission).where(Submission.requirement_state_id == state.id)
    return session.scalar(of_state.order_by(Submission.at.desc(), Submission.id.desc()).limit(1))


def _next_instant(session: Session, state: RequirementState, now: datetime) -> datetime:
    """Now, or just after the last delivery: the newest is known by its time, wherever the clock stands still or was set back."""
    newest = _newest(session, state)
    return max(now, newest.at + timedelta(microseconds=1)) if newest else now


def _accept(
    session: Session,
    enrolment: Enrolment,
    state: RequirementState,
    submission: Submission,
    received: Received,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    requirement = requirements.definition_of(session, state)
    # stays so until it is approved
    waived = state.status is RequirementStatus.WAIVED and requirement.approval
    if state.status is not RequirementStatus.DELIVERED and not waived:
        state.status = move(state.status, RequirementStatus.DELIVERED, REQUIREMENT, thing=state.key)
    facts = {"version": _version(session, state)}
    if now > state.due_at:
        facts["late_days"] = math.ceil((now - state.due_at) / timedelta(days=1))
    _record(session, What.SUBMISSION_RECEIVED, enrolment, state, submission, actor=actor, now=now, **facts)
    if received.listed:
        participants.register(session, enrolment, state, received.listed, actor=actor, now=now)
    if received.interviewees:
        interviewees.register(session, enrolment, state, received.interviewees, actor=actor, now=now)
    dataset_rows.keep_rows(session, submission, received.rows)
    if not requirement.approval:
        requirements.fulfil(session, state, actor=actor, now=now, submission_id=submission.id)
    receipts.all_in(session, enrolment, state, requirement, submission, actor=actor, now=now)


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
    actor: Actor,
    now: datetime,
    **facts: Any,
) -> None:
    journal.record(
        session,
        journal.line(
            what,
            enrolment=enrolment,
            step=state.step,
            key=state.key,
            actor=actor,
            submission=submission.id,
            **facts,
        ),
        now=now,
    )

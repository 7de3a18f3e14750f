"""How far requirements that are counted have come: interviews that were held, invitations that were answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import bulk
from models.events import Invitation
from models.interviews.rows import Interview
from models.people import Contact
from models.programmes.event_states import EventState
from models.programmes.kinds import Tally
from models.programmes.programme import Requirement
from models.states import Answer, InterviewStatus


class Counted(NamedTuple):
    """A requirement as it was asked of a municipality."""

    state_id: int
    enrolment_id: int
    requirement: Requirement


def progress(session: Session, asked: Collection[Counted]) -> Mapping[int, str]:
    """How far each has come, such as "1/3", by its number; those that are not counted are left out."""
    interviews = [one for one in asked if one.requirement.kind.rules.counted is Tally.INTERVIEWS]
    answers = [one for one in asked if one.requirement.kind.rules.counted is Tally.ANSWERS]
    held, said = held_interviews(session, interviews), _answered(session, answers)
    return {
        **{one.state_id: f"{held[one.state_id]}/{one.requirement.count}" for one in interviews},
        **{one.state_id: said.get((one.enrolment_id, one.requirement.event or ""), "0/0") for one in answers},
    }


def held_interviews(session: Session, asked: Collection[Counted]) -> Mapping[int, int]:
    """How many have taken place and count: of those that are booked by themselves, the ones with notes."""
    noted = func.count().filter(Interview.notes != "")
    counted = (
        select(Interview.requirement_state_id, func.count(), noted)
        .where(
            bulk.among(Interview.requirement_state_id, {one.state_id for one in asked}),
            Interview.status == InterviewStatus.HELD,
        )
        .group_by(Interview.requirement_state_id)
    )
    rows = session.execute(counted).tuples() if asked else ()
    found = {number: (every, with_notes) for number, every, with_notes in rows}
    return {
        one.state_id: found.get(one.state_id, (0, 0))[1 if one.requirement.booking else 0] for one in asked
    }


def _answered(session: Session, asked: Collection[Counted]) -> Mapping[tuple[int, str], str]:
    """How many of the invited have answered, by municipality and event, such as "1/3"."""
    counted = (
        select(
            Contact.enrolment_id,
            EventState.key,
            func.count().filter(Invitation.answer != Answer.NONE),
            func.count(),
        )
        .join(Contact, Contact.id == Invitation.contact_id)
        .join(EventState, EventState.id == Invitation.event_id)
        .where(
            bulk.among(Contact.enrolment_id, {one.enrolment_id for one in asked}), Contact.ended_at.is_(None)
        )
        .group_by(Contact.enrolment_id, EventState.key)
    )
    rows = session.execute(counted).tuples() if asked else ()
    return {(home, event): f"{said}/{invited}" for home, event, said, invited in rows}

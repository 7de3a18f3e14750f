"""What about interviews waits for a person: people without a time, answers no rule can judge, calendars that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from actions.letters import writing
from actions.people import recipients
from actions.programmes import publishing
from actions.replies import answers
from models import sentences
from models.ailments import Ailment, Sign
from models.errors.known import in_english
from models.interviews.rows import CalendarReading, Interview, MailAnswer, MailboxLook, Mirror
from models.people import Contact, Enrolment
from models.programmes.versions import ProgrammeVersion
from models.progress import RequirementState
from models.states import TIMED, EnrolmentStatus, InterviewStatus


def signs(session: Session, *, now: datetime) -> Iterator[Sign]:
    """Everything there is."""
    by_programme = _unplaced().with_only_columns(ProgrammeVersion.key, func.count())
    counted = by_programme.group_by(ProgrammeVersion.key).order_by(ProgrammeVersion.key)
    for key, number in session.execute(counted).tuples():
        cure = f"`tovholder interviews show {key}` says why and what would help, then perhaps `tovholder interviews book`"
        yield Sign(
            f"{key}: {number} interview(s) have no time that can be found", cure, Ailment.INTERVIEWS_UNPLACED
        )
    if asking := len(answers.open_(session)):
        cure = "`tovholder interviews asks`, then `tovholder interviews settle NUMBER`"
        yield Sign(f"{asking} answer(s) by mail wait for somebody to read them", cure, Ailment.ANSWERS_UNREAD)
    if over := untold(session, now=now):
        cure = "`tovholder interviews list` for the numbers, then `tovholder interviews held` or `tovholder interviews no-show`"
        yield Sign(
            f"{over} interview(s) are over, and nobody said what became of them or what was said",
            cure,
            Ailment.INTERVIEWS_UNTOLD,
        )
    for trouble in session.scalars(select(MailboxLook.trouble).where(MailboxLook.trouble != "")):
        cure = "the mailbox's server, address and password: the TOVHOLDER_IMAP_… settings"
        yield Sign(f"answers by mail are not read: {_said(trouble)}", cure, Ailment.MAILBOX_UNREAD)
    unread = session.scalar(select(func.count()).where(CalendarReading.trouble != "")) or 0
    unwritten = session.scalar(select(func.count(Mirror.person.distinct())).where(Mirror.trouble != "")) or 0
    if unread or unwritten:
        says = f"{unread} calendar(s) of interviewers cannot be read as they are, {unwritten} not written"
        cure = "`tovholder interviews calendars` says whose and why"
        yield Sign(says, cure, Ailment.CALENDARS_UNREAD)


def unplaced(session: Session, programme_id: int) -> int:
    """How many of one programme's interviews have no time that can be found."""
    of_programme = _unplaced().where(ProgrammeVersion.id == programme_id)
    return session.scalar(of_programme.with_only_columns(func.count())) or 0


def untold(session: Session, *, now: datetime, programme_id: int | None = None) -> int:
    """Interviews whose time has passed with nothing noted, and those that were held and have no notes."""
    over = Interview.status.in_(TIMED) & (Interview.ends_at <= now)
    without = (Interview.status == InterviewStatus.HELD) & (Interview.notes == "") & ~Interview.by_hand
    counted = (
        select(func.count())
        .select_from(Interview)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .where(over | without, Enrolment.status == EnrolmentStatus.ENROLLED)
    )
    if programme_id is not None:
        counted = counted.where(Enrolment.programme_id == programme_id)
    return session.scalar(counted) or 0


def _unplaced() -> Select[tuple[int]]:
    return (
        select(Interview.id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Enrolment.programme_id)
        .where(
            Interview.status == InterviewStatus.WAITING,
            func.jsonb_array_length(Interview.reasons) > 0,
            Enrolment.status == EnrolmentStatus.ENROLLED,
        )
    )


def calendars(session: Session) -> list[tuple[str, str]]:
    """Whose calendar is in trouble, and what it is, in English."""
    reading = select(CalendarReading.person, CalendarReading.trouble).where(CalendarReading.trouble != "")
    writing_ = select(Mirror.person, Mirror.trouble).where(Mirror.trouble != "").distinct()
    found = {*session.execute(reading).tuples(), *session.execute(writing_).tuples()}
    return sorted((person, _said(trouble)) for person, trouble in found)


def _said(trouble: str) -> str:
    return in_english(sentences.read(trouble))


def ask_the_office(session: Session, *, now: datetime) -> int:
    """Tell a person of each answer that no rule can judge, once; how many letters."""
    letters = 0
    for row in answers.open_(session):
        programme_id = _programme_of(session, row)
        if programme_id is None:
            continue
        programme = publishing.definition(session, programme_id)
        written = writing.write_office(
            session,
            letter="interview_asks",
            programme_id=programme_id,
            person=recipients.escalation_person(programme),
            occasion=str(row.id),
            now=now,
            facts={"items": [{"number": row.id, "why": answers.why(row, programme.language)}]},
        )
        letters += written is not None
    return letters


def _programme_of(session: Session, row: MailAnswer) -> int | None:
    """Whose answer it is; a stranger's is for the newest programme's office."""
    if row.interview_id:
        asked = select(Enrolment.programme_id).join(RequirementState).join(Interview)
        return session.scalar(asked.where(Interview.id == row.interview_id))
    known = select(Enrolment.programme_id).join(Contact, Contact.enrolment_id == Enrolment.id)
    of_sender = known.where(func.lower(Contact.email) == row.sender.lower()).order_by(Enrolment.id.desc())
    found = session.scalar(of_sender.limit(1)) if row.sender else None
    published = publishing.published(session)
    return found or (published[-1].id if published else None)

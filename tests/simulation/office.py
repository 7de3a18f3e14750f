"""What people in the office do: enrol late, decide, meet, move the workshop, look after letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.events import attendance, invitations
from actions.gates import withdrawal
from actions.interviews import absences, arrangements
from actions.letters import handling
from actions.people import links
from actions.programmes import publishing
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from models.accounts.actors import administrator
from models.interviews.rows import Absence, Interview
from models.letters import Letter
from models.people import Contact, Enrolment
from models.programmes.kinds import Kind
from models.programmes.office import Role
from models.progress import RequirementState
from models.states import OWED, TIMED, EnrolmentStatus, InterviewStatus, LetterStatus, RequirementStatus
from tests.simulation.municipality import called
from tests.simulation.plan import HOMES
from tests.simulation.world import World, alone
from tests.support.acts.deciding import APPROVE, EXTEND, RETURN, WAIVE
from tests.support.acts.deciding import decide as decide_on

ANNE, AGREED = administrator("Anne"), "Aftalt"
ZONE = ZoneInfo("Europe/Copenhagen")


def anybody(world: World, session: Session) -> Enrolment:
    """One of the cohort, whatever its state; there always is one."""
    return world.dice.choice(session.scalars(select(Enrolment).order_by(Enrolment.id)).all())


def take_in(session: Session, home: str, *, now: datetime) -> None:
    """The municipality is enrolled with a coordinator and two participants."""
    people = [
        NewContact(Role.COORDINATOR, f"Tove {home}", f"tove.{len(home)}@example.org"),
        NewContact(Role.PARTICIPANT, "Lea Holm", "lea@example.org"),
        NewContact(Role.PARTICIPANT, "Mads Holm", "mads@example.org"),
    ]
    version = publishing.latest(session, "lille-forloeb")
    enrolments.enrol(session, version, home, people, actor=administrator("Anne"), now=now)


@alone
def enrol(world: World, session: Session) -> None:
    """A municipality comes late, or a second time, or to a full cohort."""
    home = world.dice.choice(HOMES)
    world.note(home)
    take_in(session, home, now=world.now)


@alone
def approve(world: World, session: Session) -> None:
    """What waits for approval is approved, or sent back; or what needs no delivery is vouched for."""
    vouched = (RequirementState.kind == Kind.APPROVAL) & RequirementState.status.in_(OWED)
    waiting = select(RequirementState).where(
        (RequirementState.status == RequirementStatus.DELIVERED) | vouched
    )
    if state := world.pick(session, waiting.order_by(RequirementState.id)):
        kind = APPROVE if world.chance(0.8) else RETURN
        world.note(kind, called(state))
        decide_on(session, state, kind, now=world.now, occasion=f"desk-{world.number()}")


@alone
def extend(world: World, session: Session) -> None:
    """A later deadline, or one that is not later at all."""
    if state := world.pick(session, select(RequirementState).order_by(RequirementState.id)):
        until = (state.due_at + timedelta(days=world.dice.randrange(-2, 8))).date().isoformat()
        world.note(called(state), "until", until)
        occasion = f"desk-{world.number()}"
        decide_on(session, state, EXTEND, until=until, now=world.now, occasion=occasion)


@alone
def decide(world: World, session: Session) -> None:
    """A waiver, an approval or a return, whether it fits or not."""
    if state := world.pick(session, select(RequirementState).order_by(RequirementState.id)):
        kind = world.dice.choice([WAIVE, APPROVE, RETURN])
        world.note(kind, called(state))
        decide_on(session, state, kind, now=world.now, occasion=f"desk-{world.number()}")


@alone
def withdraw(world: World, session: Session) -> None:
    """A municipality leaves; the last one stays, or there would be nothing more to see."""
    staying = select(Enrolment).where(Enrolment.status != EnrolmentStatus.WITHDRAWN).order_by(Enrolment.id)
    if len(session.scalars(staying).all()) > 1:
        leaver = anybody(world, session)
        world.note(leaver.id)
        withdrawal.withdraw(session, leaver, actor=ANNE, reason=AGREED, now=world.now)


@alone
def move(world: World, session: Session) -> None:
    """The workshop is held at another time."""
    event = invitations.state_of(session, anybody(world, session).programme_id, "workshop")
    by = timedelta(days=world.dice.choice([-3, -1, 4, 7]))
    starts, ends = event.starts_at + by, event.ends_at + by
    world.note(f"{event.starts_at:%d %b} → {starts:%d %b}")
    invitations.move(
        session, event, starts=starts, ends=ends, actor=administrator("Anne"), why="Storm", now=world.now
    )


@alone
def hold(world: World, session: Session) -> None:
    """What becomes of an interview that has begun; notes may come later, or nobody came."""
    begun = select(Interview).where(Interview.status.in_(TIMED), Interview.starts_at <= world.now)
    held = select(Interview).where(Interview.status == InterviewStatus.HELD, Interview.notes == "")
    if (interview := world.pick(session, begun.order_by(Interview.id))) and world.chance(0.25):
        world.note("nobody came to", interview.id)
        arrangements.no_show(session, interview.id, actor=administrator("Frank"), now=world.now, why="Syg")
    elif interview := interview or world.pick(session, held.order_by(Interview.id)):
        notes = world.dice.choice(["", "De vil gerne", "De vil gerne"])
        world.note(interview.id, f"»{notes}«")
        arrangements.hold(session, interview.id, actor=administrator("Frank"), now=world.now, notes=notes)


@alone
def rearrange(world: World, session: Session) -> None:
    """An interview gets another time, or another interviewer, by hand; the time may be taken."""
    timed = select(Interview).where(Interview.status.in_(TIMED), Interview.interviewer != "")
    if interview := world.pick(session, timed.order_by(Interview.id)):
        at = world.now.replace(minute=0) + timedelta(hours=world.dice.randrange(-3, 72))
        by = world.dice.choice(["anne", "frank"])
        world.note(interview.id, f"→ {at:%d %b %H:%M}", by)
        arrangements.move(
            session,
            interview.id,
            starts_at=at,
            interviewer=by,
            actor=administrator("Anne"),
            why="Bytte",
            now=world.now,
        )


@alone
def absent(world: World, session: Session) -> None:
    """An interviewer falls ill for a day or two, leaves, or is back."""
    away = select(Absence).where(Absence.withdrawn_at.is_(None)).order_by(Absence.id)
    if (known := world.pick(session, away)) and world.chance(0.7):
        world.note(known.person, "back", known.first)
        absences.back(
            session,
            known.programme_id,
            known.person,
            day=known.first,
            actor=administrator("Anne"),
            now=world.now,
        )
        return
    programme_id, person = anybody(world, session).programme_id, world.dice.choice(["anne", "frank"])
    first = (world.now + timedelta(days=world.dice.randrange(3))).astimezone(ZONE).date()
    last = world.dice.choice([first, first + timedelta(days=1), None])
    world.note(person, "away", first, "to", last)
    days: dict[str, Any] = {"first": first, "last": last}
    absences.away(
        session, programme_id, person, **days, actor=administrator("Anne"), why="Syg", now=world.now
    )


@alone
def meet(world: World, session: Session) -> None:
    """The facilitator books, holds or cancels an interview."""
    asked = (
        select(RequirementState).where(RequirementState.kind == Kind.INTERVIEWS).order_by(RequirementState.id)
    )
    booked = select(Interview).where(Interview.status == InterviewStatus.BOOKED).order_by(Interview.id)
    if (interview := world.pick(session, booked)) and world.chance(0.6):
        act = arrangements.cancel if world.chance(0.2) else arrangements.hold
        world.note(act.__name__, interview.id)
        act(session, interview.id, actor=administrator("Frank"), now=world.now)
    elif state := world.pick(session, asked):
        starts_at, whom = world.now + timedelta(days=2), world.dice.choice(["leder", "medarbejder", "elev"])
        world.note("book", called(state), whom)
        arrangements.book(
            session, state, interviewee=whom, starts_at=starts_at, actor=administrator("Frank"), now=world.now
        )


@alone
def register(world: World, session: Session) -> None:
    """Who was at the workshop: of everybody invited, or of some."""
    enrolment = anybody(world, session)
    event = invitations.state_of(session, enrolment.programme_id, "workshop")
    invited = [one.contact_id for one in invitations.invitations(session, event, enrolment)]
    if world.chance(0.2):
        invited = invited[:1]
    day = world.dice.choice([event.starts_at, event.starts_at, world.now]).astimezone(ZONE).date()
    present = {(contact_id, day): world.chance(0.9) for contact_id in invited}
    world.note(enrolment.id, day, "seen", list(present.values()))
    attendance.register(session, enrolment, "workshop", present, actor=administrator("Anne"), now=world.now)


@alone
def introduce(world: World, session: Session) -> None:
    """A new person in a role, the same one again, or a fresh link for somebody."""
    enrolment = anybody(world, session)
    if world.chance(0.5):
        role, name = world.dice.choice([Role.DIRECTORATE, Role.PARTICIPANT]), world.dice.choice(["Gry", "Bo"])
        world.note(enrolment.id, role, name)
        enrolments.add_contact(
            session, enrolment, NewContact(role, f"{name} Lund", f"{name.lower()}@example.org")
        )
    elif contact := world.pick(
        session, select(Contact).where(Contact.enrolment_id == enrolment.id).order_by(Contact.id)
    ):
        world.note("link for", contact.id)
        links.hand_out(session, contact, actor=administrator("Anne"), now=world.now, only=world.chance(0.5))


FITTING: Mapping[LetterStatus, Sequence[Callable[..., object]]] = {
    LetterStatus.HELD: (handling.release, handling.release, handling.edit, handling.discard),
    LetterStatus.QUEUED: (handling.hold, handling.edit, handling.discard),
    LetterStatus.REFUSED: (handling.resend, handling.discard),
    LetterStatus.DOUBTFUL: (handling.resend, handling.mark_sent, handling.discard),
}
"""What the office may do with a letter; with any other it may do nothing."""


@alone
def look_after_letters(world: World, session: Session) -> None:
    """Hold, release, edit, discard or send again; vouch for one that arrived; mostly what fits."""
    letter = world.pick(session, select(Letter).where(Letter.status.in_(FITTING)).order_by(Letter.id))
    if world.chance(0.2):
        letter = world.pick(session, select(Letter).order_by(Letter.id))
    if letter:
        every = [act for acts in FITTING.values() for act in acts]
        act = world.dice.choice(every if world.chance(0.2) else FITTING.get(letter.status, every))
        wording = {"subject": "Nyt emne"} if act is handling.edit else {}
        world.note(letter.id, f"({letter.status})")
        act(session, letter.id, actor=ANNE, reason=AGREED, now=world.now, **wording)

"""What people in municipalities do: deliver, correct, repeat themselves, list their people, answer."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.deliveries import submissions
from actions.events import answers
from actions.interviews import arrangements
from actions.people import links
from models.accounts.actors import administrator
from models.events import Invitation
from models.interviews.rows import Interview
from models.people import Contact
from models.programmes.kinds import Kind
from models.programmes.office import Role
from models.progress import RequirementState
from models.states import OWED, TIMED, Answer, InterviewStatus
from tests.simulation.plan import ROLES
from tests.simulation.world import Story, World, alone

GROUPS = ("leader", "employee", "employee", "leader", "employee")
PEOPLE = tuple(
    {"name": f"{name} Holm", "email": f"{name.lower()}@example.org", "group": group}
    for name, group in zip(("Lea", "Mads", "Ida", "Per", "Eva"), GROUPS, strict=True)
)


def asked_for(world: World, session: Session, *kinds: Kind) -> RequirementState | None:
    """Something of that kind that has been asked for; mostly something that is owed."""
    asked = select(RequirementState).where(RequirementState.kind.in_(kinds)).order_by(RequirementState.id)
    if world.chance(0.85):
        asked = asked.where(RequirementState.status.in_(OWED))
    return world.pick(session, asked)


def called(state: RequirementState) -> str:
    """The requirement as the trace names it: municipality, step, key, status."""
    return f"{state.enrolment_id}/{state.step}/{state.key} ({state.status})"


def coordinator(session: Session, enrolment_id: int) -> Contact:
    """The municipality's coordinator."""
    held = select(Contact).where(Contact.enrolment_id == enrolment_id, Contact.role == Role.COORDINATOR)
    return session.scalars(held).one()


def deliver(world: World) -> Story:
    """A file, a form or a list; sometimes the same as before, sometimes not what was asked for."""

    def deed(session: Session) -> tuple[submissions.Delivered, bytes] | None:
        state = asked_for(world, session, Kind.DOCUMENT, Kind.FORM, Kind.PARTICIPANTS, Kind.INTERVIEWEES)
        if state is None:
            return None
        brought = _brought(world, state.kind, state.enrolment_id)
        world.note(called(state), brought.get("content") or brought["form"])
        contact = coordinator(session, state.enrolment_id) if world.chance(0.5) else None
        actor = links.actor_of(contact) if contact else administrator("Anne").standing_in_for("Tove")
        delivered = submissions.submit(session, state, actor=actor, now=world.now, **brought)
        world.note("→", delivered.submission_id, "accepted" if delivered.accepted else "rejected")
        return delivered, brought.get("content", b"")

    if seen := (yield deed):
        delivered, content = seen
        if delivered.accepted:
            world.kept[delivered.submission_id] = hashlib.sha256(content).hexdigest() if content else ""


def _brought(world: World, kind: Kind, home: int) -> dict[str, Any]:
    faulty = world.chance(0.1)
    if kind is Kind.DOCUMENT:
        content = b"no document" if faulty else b"%PDF-1.7 " + str(world.dice.randrange(3)).encode()
        return {"filename": "fil.pdf", "content": content}
    if kind is Kind.FORM:
        return {
            "form": {"wish": world.dice.choice(["Flere hænder", "Ro"]), "hours": "mange" if faulty else "5"}
        }
    if kind is Kind.INTERVIEWEES:
        return {"form": _list(world, home, faulty=faulty)}
    people = world.dice.sample(PEOPLE, 1 if faulty else 3)
    return {"form": {"participants": sorted(people, key=lambda one: one["email"])}}


def _list(world: World, home: int, *, faulty: bool) -> dict[str, Any]:
    """Some roles, now and then held by somebody else, and when they cannot."""
    roles = world.dice.sample(ROLES, world.dice.choice([1, 2, 3, 3]))
    people = [
        {
            "role": role,
            "name": f"{role} {who}",
            "email": f"{'' if faulty else who}.{home}.{ROLES.index(role)}@example.org",
        }
        for role in sorted(roles)
        for who in [world.dice.choice(["lis", "lis", "bo"])]
    ]
    cannot = [f"2022-09-{world.dice.randrange(5, 17):02}" for _ in range(world.dice.randrange(3))]
    return {
        "people": people,
        "times": [
            {"who": "Alle", "what": "Kan ikke", "day": day, "since": "9", "until": "11"} for day in cannot
        ],
        "closed": [{"day": day} for day in cannot[:1]],
    }


@alone
def reply(world: World, session: Session) -> None:
    """Somebody says yes or no to the time of an interview; mostly whoever has not answered."""
    ahead = select(Interview).where(Interview.status.in_(TIMED), Interview.starts_at > world.now)
    if world.chance(0.8):
        ahead = ahead.where(Interview.status == InterviewStatus.PROPOSED)
    if interview := world.pick(session, ahead.order_by(Interview.id)):
        said = world.dice.choice([Answer.YES, Answer.YES, Answer.NO])
        world.note(interview.id, said)
        arrangements.answer(session, interview.id, said, actor=administrator("Lis"), now=world.now)


@alone
def answer(world: World, session: Session) -> None:
    """Somebody answers an invitation, or has another answer now."""
    silent = select(Invitation).order_by(Invitation.id)
    if world.chance(0.8):
        silent = silent.where(Invitation.answer == Answer.NONE)
    if invitation := world.pick(session, silent):
        said = world.dice.choice([Answer.YES, Answer.YES, Answer.NO])
        world.note(invitation.id, said)
        answers.answer(session, invitation.id, said, actor=administrator("Lea"), now=world.now, remark="")


def look(world: World) -> Story:
    """Somebody opens a link from a letter, fresh or old."""

    def deed(session: Session) -> str:
        contact = world.pick(session, select(Contact).order_by(Contact.id))
        if contact and (not world.tokens or world.chance(0.3)):
            world.tokens.append(links.make(session, contact, world.now))
            session.flush()
        token = world.dice.choice(world.tokens)
        world.note("of", links.follow(session, token, world.now).id)
        return token

    token = yield deed
    world.opened.append((hashlib.sha256(token.encode()).hexdigest(), world.now))

"""Doing what an act says, through the same actions and the same Prefect form as real people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import clock
from actions.database import transaction
from actions.deliveries import submissions
from actions.events import answers, attendance, invitations
from actions.gates import decisions, gates, withdrawal
from actions.gates.decisions import OfficeDecision
from actions.interviews import arrangements
from actions.people import links
from actions.programmes import publishing
from actions.progress import enrolments
from languages.catalogues import speak
from models.interviews.rows import Interview
from models.programmes.kinds import DeliveredAs, Kind
from models.progress import RequirementState, StepState, Submission, WaitingRun
from models.rehearsal import CastMunicipality
from models.states import Answer, DecisionKind, InterviewStatus
from rehearsal import deliveries, interviewing
from rehearsal.acts import interview_ends
from rehearsal.agenda import Turn, agendas
from rehearsal.scene import REHEARSAL, Scene
from rehearsal.stage import Stage

INTERVIEWEES = (
    "interviewee_manager",
    "interviewee_hr",
    "interviewee_union",
    "interviewee_training",
    "interviewee_employee",
)
"""Keys of their titles, where the programme books by hand and names no roles."""


def perform(stage: Stage, act: Turn, played: Mapping[int, CastMunicipality]) -> None:
    """Play the act and wait until the engine has taken it in."""
    if act.what == "extend" and (form := _extension(act, played)):
        stage.answer_form(*form)
        return
    stage.act(lambda session, now: _DOING[act.what](Scene(session, act, played, now)))


def _deliver(scene: Scene) -> None:
    """As the page takes it: a file, or a form; some kinds bring what is theirs."""
    kind = scene.requirement.kind
    usual = _document if kind.rules.delivered_as is DeliveredAs.FILE else _form
    given = _BROUGHT.get(kind, usual)(scene)
    submissions.submit(
        scene.session, scene.state, actor=scene.acting_for(scene.state.role), now=scene.now, **given
    )


def _document(scene: Scene) -> dict[str, Any]:
    content = deliveries.document(scene.home.municipality, scene.requirement.title)
    return {"filename": scene.say("document"), "content": content}


def _form(scene: Scene) -> dict[str, Any]:
    return {"form": deliveries.form(scene.requirement.fields, scene.say)}


def _figures(scene: Scene) -> dict[str, Any]:
    home = enrolments.municipality(scene.session, scene.enrolment)
    faulty = scene.home.faulty_first and not _has_sent_figures(scene)
    schema = scene.programme.dataset(scene.requirement.dataset or "")
    content = deliveries.dataset(schema, home.code, home.name, scene.now, faulty=faulty)
    return {"filename": f"{schema.key}.xlsx", "content": content}


def _interviewees(scene: Scene) -> dict[str, Any]:
    code, today = enrolments.municipality(scene.session, scene.enrolment).code, scene.now.date()
    booking = scene.programme.interviews_beside(scene.requirement).booking
    named = deliveries.interviewees(booking, scene.home.municipality, code, today, scene.say)
    return {"form": named}


def _participants(scene: Scene) -> dict[str, Any]:
    code = enrolments.municipality(scene.session, scene.enrolment).code
    listed = deliveries.participants(scene.programme.places, scene.home.municipality, code, scene.say)
    return {"form": listed}


_BROUGHT: Mapping[Kind, Callable[[Scene], dict[str, Any]]] = {
    Kind.DATASET: _figures,
    Kind.INTERVIEWEES: _interviewees,
    Kind.PARTICIPANTS: _participants,
}


def _has_sent_figures(scene: Scene) -> bool:
    """Whether the municipality has sent any dataset yet, with faults or without."""
    sent = select(Submission.id).join(
        RequirementState, RequirementState.id == Submission.requirement_state_id
    )
    of_ours = sent.where(
        RequirementState.enrolment_id == scene.enrolment.id, RequirementState.kind == Kind.DATASET
    )
    return scene.session.scalar(of_ours.limit(1)) is not None


def _answer(scene: Scene) -> None:
    """Everybody who is still silent answers; of several, the last has to decline."""
    silent = invitations.waiting_for_answer(scene.session, scene.state, scene.requirement.event or "")
    event = invitations.state_of(scene.session, scene.enrolment.programme_id, scene.requirement.event or "")
    by_contact = {
        one.contact_id: one for one in invitations.invitations(scene.session, event, scene.enrolment)
    }
    for number, contact in enumerate(silent, start=1):
        said = Answer.NO if number == len(silent) > 1 else Answer.YES
        actor = links.actor_of(contact, through=REHEARSAL)
        answers.answer(scene.session, by_contact[contact.id].id, said, actor=actor, now=scene.now)


def _attend(scene: Scene) -> None:
    """Whoever said yes was there every day."""
    key = scene.requirement.event or ""
    event = invitations.state_of(scene.session, scene.enrolment.programme_id, key)
    days = attendance.days_of(event, publishing.zone(scene.session, scene.enrolment.programme_id))
    present = {
        (one.contact_id, day): one.answer is Answer.YES
        for one in invitations.invitations(scene.session, event, scene.enrolment)
        for day in days
    }
    attendance.register(scene.session, scene.enrolment, key, present, actor=scene.office, now=scene.now)


def _book(scene: Scene) -> None:
    """All interviews are booked at once; the acts of holding them come by themselves."""
    state = scene.state
    agenda = agendas(scene.session, {scene.enrolment.id: scene.home})[0]
    for number in range(scene.requirement.count or 0):
        title = scene.say(INTERVIEWEES[number % len(INTERVIEWEES)])
        interviewee = f"{title} {number // len(INTERVIEWEES) + 1}"
        starts_at = interview_ends(agenda, state, number) - timedelta(hours=1)
        arrangements.book(
            scene.session,
            state,
            interviewee=interviewee,
            starts_at=starts_at,
            actor=scene.office,
            now=scene.now,
        )


def _hold(scene: Scene) -> None:
    """The next booked interview is held."""
    if scene.act.interview_id:
        interviewing.perform(scene)
        return
    booked = select(Interview).where(
        Interview.requirement_state_id == scene.state.id, Interview.status == InterviewStatus.BOOKED
    )
    coming = scene.session.scalar(booked.order_by(Interview.starts_at, Interview.id).limit(1))
    if coming is not None:
        arrangements.hold(scene.session, coming.id, actor=scene.office, now=scene.now)


def _approve(scene: Scene) -> None:
    occasion = f"rehearsal/{scene.state.id}/{scene.now:%Y%m%d%H%M}"
    _decide(scene, DecisionKind.APPROVE, scene.say("seen"), occasion)


def _decide(scene: Scene, kind: DecisionKind, reason: str, occasion: str, until: str = "") -> None:
    decision = OfficeDecision(kind, scene.office, reason, occasion, until)
    decisions.take(scene.session, decision, scene.state, now=scene.now)


def _extend(scene: Scene) -> None:
    """Where no gate waits with a form, the office extends by the command line's way."""
    until = _later(scene.session, scene.act, scene.home)
    occasion = f"rehearsal/{scene.state.id}/extend"
    _decide(scene, DecisionKind.EXTEND, _asked_for_time(scene), occasion, until)


def _withdraw(scene: Scene) -> None:
    leaves = scene.home.withdraws
    reason = leaves.reason if leaves else ""
    withdrawal.withdraw(scene.session, scene.enrolment, actor=scene.office, reason=reason, now=scene.now)


_DOING: Mapping[str, Callable[[Scene], None]] = {
    "deliver": _deliver,
    "answer": _answer,
    "attend": _attend,
    "book": _book,
    "hold": _hold,
    **dict.fromkeys(("accept", "decline", "miss", "fall_ill"), interviewing.perform),
    "approve": _approve,
    "extend": _extend,
    "withdraw": _withdraw,
}


def _later(session: Session, act: Turn, home: CastMunicipality) -> str:
    agenda = agendas(session, {act.enrolment_id: home})[0]
    state = session.get_one(RequirementState, act.requirement_state_id)
    return agenda.calendar.shift(agenda.day(state.due_at), home.needs_extension).isoformat()


def _asked_for_time(scene: Scene) -> str:
    return scene.say("asked_for_time", municipality=scene.home.municipality)


def _extension(act: Turn, played: Mapping[int, CastMunicipality]) -> tuple[UUID, dict[str, str]] | None:
    """The run that waits for the requirement, and the form as staff fill it in; None when no run waits for it."""
    with transaction() as session:
        scene = Scene(session, act, played, clock.now(session))
        running = select(StepState.run_id, WaitingRun.gate).join(
            WaitingRun, WaitingRun.step_state_id == StepState.id
        )
        waiting = session.execute(
            running.where(StepState.enrolment_id == act.enrolment_id, StepState.step == scene.state.step)
        ).one_or_none()
        if waiting is None or waiting.run_id is None:
            return None
        missing = gates.lacking(session, scene.enrolment, scene.state.step, waiting.gate)
        if scene.state.key not in {one.key for one in missing}:
            return None
        return waiting.run_id, {
            "decision": speak(scene.say.language, "form")(DecisionKind.EXTEND),
            "requirement": scene.requirement.title,
            "until": _later(session, act, scene.home),
            "name": scene.office.name,
            "reason": _asked_for_time(scene),
        }

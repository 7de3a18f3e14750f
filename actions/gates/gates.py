"""Standing before a gate, or waiting for a day: asked of the rows every time, never remembered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import journal
from actions.gates import decisions
from actions.gates.decisions import OfficeDecision
from actions.programmes import publishing
from actions.progress import counting, enrolments, locks, missing, requirements, steps
from actions.progress.counting import Counted
from actions.progress.missing import AtGate
from languages.catalogues import speak
from languages.errors import error_text
from models.accounts.actors import administrator
from models.errors.decisions import DecisionUnknown, NothingMissing, NotLater
from models.errors.error import TovholderError
from models.journal import What
from models.language import Language
from models.people import Enrolment
from models.progress import RequirementState, StepState, WaitingRun
from models.states import OWED, DecisionKind, RequirementStatus, StepStatus
from rules.gates import needs
from rules.gates.needs import Lacking


@dataclass(frozen=True)
class Standing:
    """A run that has to wait: the sentence the UI shows, what is missing, and the round of the form to come."""

    language: Language
    message: str
    lacking: tuple[Lacking, ...]
    round: int
    note: str
    until: datetime | None


@dataclass(frozen=True)
class FormAnswer:
    """What somebody wrote into the form of one round. `requirement` is a title; empty for all that is missing."""

    decision: str
    until: str
    name: str
    reason: str
    requirement: str = ""


def lacking(session: Session, enrolment: Enrolment, step: str, gate: str) -> tuple[Lacking, ...]:
    """What the gate still waits for; empty means open."""
    at = AtGate(enrolment.programme_id, enrolment.id, step, gate)
    waited = missing.missing(session, [at])[at]
    there = [Counted(one.state_id, enrolment.id, one.requirement) for one in waited if one.state_id]
    progress = counting.progress(session, there)
    return tuple(
        Lacking(
            key=one.requirement.key,
            title=one.requirement.title,
            status=one.status,
            due_at=one.due_at,
            progress=progress.get(one.state_id or 0, ""),
        )
        for one in waited
    )


def waiting_round(session: Session, enrolment_id: int, step: str, gate: str) -> int | None:
    """The round whose form may have been answered; None when the step does not wait at this gate."""
    state = steps.state_of(session, enrolment_id, step)
    waiting = session.get(WaitingRun, state.id)
    return waiting.round if waiting and waiting.gate == gate else None


def arrive(
    session: Session,
    enrolment_id: int,
    step: str,
    gate: str,
    *,
    until: datetime | None = None,
    answer: FormAnswer | None = None,
    now: datetime,
) -> Standing | None:
    """The run stands before the gate, perhaps with an answered form; None when it may pass.

    With `until` it is a wait for an instant instead of a gate of the programme. An answer that cannot be followed is
    journalled and shown above the form when it asks again.

    Raises:
        NotEnrolled: when the municipality has left meanwhile.
    """
    state = steps.state_of(session, enrolment_id, step, lock=True)
    enrolment = locks.taking_part(session, enrolment_id)
    # another leg was faster: of two engines, of which one has lost its lock
    if state.status is StepStatus.DONE:
        return None
    row = session.get(WaitingRun, state.id, populate_existing=True)
    waited = row if row and row.gate == gate else None
    note = _follow(session, enrolment, step, gate, waited, answer, now=now) if waited and answer else ""
    if until is not None:
        if now >= until or missing.passed(
            session, [AtGate(enrolment.programme_id, enrolment.id, step, gate)]
        ):
            _forget(session, state, gate)
            return None
        return _stay(session, enrolment, state, gate, waited, (), until, note, now=now)
    if waits_for := lacking(session, enrolment, step, gate):
        return _stay(session, enrolment, state, gate, waited, waits_for, None, note, now=now)
    if waited or not journal.tells(session, What.GATE_OPENED, enrolment, step, gate):
        journal.record(
            session, journal.line(What.GATE_OPENED, enrolment=enrolment, step=step, key=gate), now=now
        )
    _forget(session, state, gate)
    return None


def _follow(
    session: Session,
    enrolment: Enrolment,
    step: str,
    gate: str,
    waited: WaitingRun,
    answer: FormAnswer,
    *,
    now: datetime,
) -> str:
    """Do what the form says, or nothing at all; what was wrong with it as a sentence, empty when it was followed."""
    form = f"form/{waited.step_state_id}/{waited.round}"
    try:
        with session.begin_nested():
            _decide(session, enrolment, step, gate, answer, form, now=now)
    except TovholderError as wrong:
        journal.record(
            session,
            journal.line(
                What.DECISION_REJECTED,
                enrolment=enrolment,
                step=step,
                key=gate,
                actor=administrator(answer.name.strip() or "?", through=form),
                why=wrong.english(),
                decision=answer.decision[:40],
            ),
            now=now,
        )
        return error_text(wrong, enrolments.language(session, enrolment))
    return ""


def _decide(
    session: Session,
    enrolment: Enrolment,
    step: str,
    gate: str,
    answer: FormAnswer,
    form: str,
    *,
    now: datetime,
) -> None:
    if answer.decision == DecisionKind.CHECK_AGAIN:
        return
    if answer.decision not in (DecisionKind.GO_ON, DecisionKind.EXTEND, DecisionKind.WAIVE):
        raise DecisionUnknown(decision=answer.decision)
    actor, kind = administrator(answer.name, through=form), DecisionKind(answer.decision)
    decision = OfficeDecision(kind, actor, answer.reason, form, answer.until)
    if kind is DecisionKind.GO_ON:
        decisions.go_on(session, decision, enrolment, step, gate, now=now)
        return
    fitting = OWED if kind is DecisionKind.EXTEND else OWED | {RequirementStatus.DELIVERED}
    _decide_all(
        session, decision, _chosen(session, enrolment, step, gate, answer.requirement, fitting), now=now
    )


def _decide_all(
    session: Session, decision: OfficeDecision, states: list[RequirementState], *, now: datetime
) -> None:
    """The same for all of them; what is due later than the new deadline keeps its own."""
    kept: list[NotLater] = []
    for state in states:
        try:
            each = replace(decision, occasion=f"{decision.occasion}/{state.key}")
            decisions.take(session, each, state, now=now)
        except NotLater as wrong:
            kept.append(wrong)
    if len(kept) == len(states):
        raise kept[0]


def _chosen(
    session: Session,
    enrolment: Enrolment,
    step: str,
    gate: str,
    requirement: str,
    fitting: frozenset[RequirementStatus],
) -> list[RequirementState]:
    """The missing requirements a decision is about: the one that was picked, or all of them."""
    definition = requirements.step_of(session, enrolment, step)
    known = {one.key for one in definition.gates}
    waits_for = lacking(session, enrolment, step, gate) if gate in known else ()
    wanted = [one.key for one in waits_for if one.status in fitting and requirement in ("", one.title)]
    if not wanted:
        raise NothingMissing
    return [requirements.state_of(session, enrolment.id, step, key) for key in wanted]


def _forget(session: Session, state: StepState, gate: str) -> None:
    session.execute(delete(WaitingRun).where(WaitingRun.step_state_id == state.id, WaitingRun.gate == gate))


def _stay(
    session: Session,
    enrolment: Enrolment,
    state: StepState,
    gate: str,
    waited: WaitingRun | None,
    waits_for: tuple[Lacking, ...],
    until: datetime | None,
    note: str,
    *,
    now: datetime,
) -> Standing:
    """Keep that the run waits, and in which new round of the form."""
    if waited is None and until is None:
        keys = [one.key for one in waits_for]
        journal.record(
            session,
            journal.line(What.GATE_SHUT, enrolment=enrolment, step=state.step, key=gate, missing=keys),
            now=now,
        )
    since = waited.since if waited else now
    state.rounds += 1
    values = {"gate": gate, "until": until, "since": since, "round": state.rounds, "note": note}
    values["seen"] = needs.signature((one.key, one.status, one.due_at) for one in waits_for)
    session.execute(
        insert(WaitingRun)
        .values(step_state_id=state.id, **values)
        .on_conflict_do_update(index_elements=["step_state_id"], set_=values)
    )
    sentence = message(session, enrolment, waits_for, since=since, until=until)
    language = enrolments.language(session, enrolment)
    return Standing(language, message=sentence, lacking=waits_for, round=state.rounds, note=note, until=until)


def message(
    session: Session,
    enrolment: Enrolment,
    waits_for: tuple[Lacking, ...],
    *,
    since: datetime,
    until: datetime | None,
) -> str:
    """Why the run waits, in one sentence of the programme's language."""
    programme = publishing.definition(session, enrolment.programme_id)
    zone, say = ZoneInfo(programme.zone), speak(programme.language, "gates")
    if until is not None:
        return needs.waits_until(until, zone=zone, say=say)
    return needs.why_waiting(waits_for, since=since, zone=zone, say=say)

"""What the simulated people would do, and when: looked up in the rows each time, so that nobody acts on old news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from actions.deliveries import submissions
from actions.gates import decisions
from models.interviews.rows import Interview
from models.journal import What
from models.programmes.kinds import Tally
from models.programmes.office import OFFICE_ROLES
from models.programmes.programme import Requirement
from models.progress import RequirementState, Rung, StepState
from models.states import (
    OWED,
    SETTLED,
    DecisionKind,
    EnrolmentStatus,
    InterviewStatus,
    RequirementStatus,
    StepStatus,
)
from rehearsal import interviewing
from rehearsal.agenda import AFTERNOON, FORENOON, MORNING, Agenda, Turn

EARLY = 4
"""Working days before its deadline at which a prompt municipality delivers."""


def acts(agenda: Agenda) -> Iterator[Turn]:
    """Everything the municipality and the office around it would do as things stand, in no order."""
    if agenda.enrolment.status is not EnrolmentStatus.ENROLLED:
        return
    if leaving := _leaving(agenda):
        yield leaving
    for state in agenda.states:
        requirement = agenda.programme.step(state.step).requirement(state.key)
        if requirement.booking:
            yield from interviewing.acts(agenda, state)
            continue
        if state.status is RequirementStatus.DELIVERED:
            yield _act(agenda, state, "approve", agenda.after(_delivered_at(agenda, state), 1, MORNING))
        elif state.status in OWED and requirement.role in OFFICE_ROLES:
            yield from _office_acts(agenda, state, requirement)
        elif state.status in OWED:
            yield from _municipal_acts(agenda, state, requirement)


def _act(agenda: Agenda, state: RequirementState, what: str, at: datetime) -> Turn:
    order = (agenda.home.municipality, state.step, state.key)
    return Turn(at, order, what, agenda.enrolment.id, state.id)


def _leaving(agenda: Agenda) -> Turn | None:
    leaves = agenda.home.withdraws
    if leaves is None:
        return None
    state = agenda.session.scalars(
        select(StepState).where(StepState.enrolment_id == agenda.enrolment.id, StepState.step == leaves.step)
    ).one()
    if state.status is StepStatus.PLANNED or state.opened_at is None:
        return None
    at = agenda.after(state.opened_at, leaves.after_days, AFTERNOON)
    return Turn(at, (agenda.home.municipality, "", ""), "withdraw", agenda.enrolment.id)


def _office_acts(agenda: Agenda, state: RequirementState, requirement: Requirement) -> Iterator[Turn]:
    rules = requirement.kind.rules
    if rules.counted is Tally.INTERVIEWS:
        known = select(Interview.status).where(Interview.requirement_state_id == state.id)
        statuses = agenda.session.scalars(known).all()
        if not statuses:
            yield _act(agenda, state, "book", agenda.after(state.asked_at, 2, MORNING))
        elif InterviewStatus.BOOKED in statuses:
            held = statuses.count(InterviewStatus.HELD)
            yield _act(agenda, state, "hold", interview_ends(agenda, state, held))
    elif rules.afterwards:
        yield _act(agenda, state, "attend", agenda.after(state.asked_at, 1, MORNING))
    elif settled_at := _others_settled_at(agenda, state):
        at = max(agenda.after(state.due_at, -1, AFTERNOON), agenda.after(settled_at, 1, AFTERNOON))
        yield _act(agenda, state, "approve" if rules.vouched else "deliver", at)


def interview_ends(agenda: Agenda, state: RequirementState, number: int) -> datetime:
    """One interview a day, the first six working days before the deadline."""
    return agenda.after(state.due_at, number - 6, AFTERNOON)


def _municipal_acts(agenda: Agenda, state: RequirementState, requirement: Requirement) -> Iterator[Turn]:
    if _wants_extension(agenda, state):
        yield _act(agenda, state, "extend", agenda.after(state.due_at, -1, AFTERNOON))
        return
    at = _delivery(agenda, state, requirement)
    if at is not None:
        rules = requirement.kind.rules
        how = "answer" if rules.by_invitation else "approve" if rules.vouched else "deliver"
        yield _act(agenda, state, how, at)


def _delivery(agenda: Agenda, state: RequirementState, requirement: Requirement) -> datetime | None:
    """When this municipality delivers; None while it waits to be reminded once more."""
    home = agenda.home
    if state.status is RequirementStatus.RETURNED:
        return agenda.after(_last(agenda, state, What.SUBMISSION_RETURNED) or state.asked_at, 1, FORENOON)
    if rejected := _last(agenda, state, What.SUBMISSION_REJECTED):
        return agenda.after(rejected, 1, FORENOON)
    earliest = agenda.after(state.asked_at, 1, FORENOON)
    if patience := min(home.silent_until_reminder, _rungs(agenda, state)):
        reminders = _times(agenda, state, What.REMINDED)
        return agenda.after(reminders[patience - 1], 1, FORENOON) if len(reminders) >= patience else None
    if home.slow and not requirement.kind.rules.by_invitation:
        return max(earliest, agenda.after(state.due_at, home.slow, FORENOON))
    return max(earliest, agenda.after(state.due_at, -EARLY, FORENOON))


def _wants_extension(agenda: Agenda, state: RequirementState) -> bool:
    """Only for one thing in the first step, the one that is most work, and only once."""
    first_step = agenda.programme.steps[0]
    if not agenda.home.needs_extension or state.step != first_step.key:
        return False
    made = decisions.of_step(agenda.session, agenda.enrolment.id, state.step)
    if any(one.kind is DecisionKind.EXTEND for one in made):
        return False
    asked = [
        one
        for one in first_step.requirements
        if one.kind.rules.worth_an_extension and one.role not in OFFICE_ROLES
    ]
    hardest = max(asked, key=lambda one: one.kind.rules.worth_an_extension, default=None)
    return hardest is not None and hardest.key == state.key


def _delivered_at(agenda: Agenda, state: RequirementState) -> datetime:
    delivery = submissions.latest(agenda.session, state, accepted=True)
    return delivery.at if delivery else state.asked_at


def _others_settled_at(agenda: Agenda, state: RequirementState) -> datetime | None:
    """When the last of the step's other requirements was settled; None while one is not."""
    others = [one for one in agenda.states if one.step == state.step and one.id != state.id]
    if any(one.status not in SETTLED for one in others):
        return None
    fulfilled = [at for one in others for at in _times(agenda, one, What.REQUIREMENT_FULFILLED)]
    return max(fulfilled, default=state.asked_at)


def _last(agenda: Agenda, state: RequirementState, what: What) -> datetime | None:
    return max(_times(agenda, state, what), default=None)


def _times(agenda: Agenda, state: RequirementState, what: What) -> list[datetime]:
    return agenda.times.get((what, state.step, state.key), [])


def _rungs(agenda: Agenda, state: RequirementState) -> int:
    """How many reminders this requirement can bring at all."""
    ladder = select(Rung).where(
        Rung.requirement_state_id == state.id, Rung.due_at == state.due_at, Rung.escalates.is_(False)
    )
    return len(agenda.session.scalars(ladder).all())

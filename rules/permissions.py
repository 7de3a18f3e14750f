"""What a person may do, whatever may happen to the thing itself: a table of acts by role, and how far each reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.accounts.actors import Actor, Behind, Granted, MunicipalRole, OfficeRole
from models.errors.people import NotPermitted
from models.programmes.office import OFFICE_ROLES, Role
from models.states import ActorKind


class Act(StrEnum):
    """What can be done by a person."""

    SEE_REQUIREMENT = "see_requirement"
    DELIVER = "deliver"
    EXPLAIN_FIGURES = "explain_figures"
    SEE_INVITATION = "see_invitation"
    ANSWER_INVITATION = "answer_invitation"
    SEE_INTERVIEW = "see_interview"
    ANSWER_INTERVIEW = "answer_interview"
    SEE_REPORT = "see_report"
    SHARE_WEEK_PLAN = "share_week_plan"
    PUBLISH = "publish"
    ENROL = "enrol"
    WITHDRAW = "withdraw"
    MAKE_LINK = "make_link"
    MOVE_EVENT = "move_event"
    REGISTER_ATTENDANCE = "register_attendance"
    APPROVE = "approve"
    RETURN = "return"
    EXTEND = "extend"
    WAIVE = "waive"
    GO_ON = "go_on"
    HANDLE_LETTER = "handle_letter"
    BOOK_INTERVIEW = "book_interview"
    NOTE_INTERVIEW = "note_interview"
    PLAN_INTERVIEWERS = "plan_interviewers"
    SETTLE_ANSWER = "settle_answer"
    WRITE_NOTES = "write_notes"
    HAND_OVER = "hand_over"


class Reach(StrEnum):
    """How far a role's act reaches."""

    ALL = "all"
    """Of the programme, for the office; of the municipality, for somebody there."""
    OWN_HOMES = "own municipalities"
    ANOTHERS = "what another person sent"
    ASKED = "what is asked of them"
    OWN = "what is about themselves"
    NONE = "–"


@dataclass(frozen=True)
class Thing:
    """What an act is about, as far as it matters who may; `programme_id` None: it is of no programme.

    `asked_of`: whom a requirement is asked of. `contact_id`: whose invitation or interview it is. `sent_by`: who delivered it.
    """

    programme_id: int | None = None
    enrolment_id: int | None = None
    asked_of: Role | None = None
    contact_id: int | None = None
    sent_by: str = ""


_SEEING = (Act.SEE_REQUIREMENT, Act.SEE_INVITATION, Act.SEE_INTERVIEW, Act.SEE_REPORT)
_OF_A_HOME = (
    *_SEEING,
    Act.DELIVER,
    Act.EXPLAIN_FIGURES,
    Act.ANSWER_INVITATION,
    Act.ANSWER_INTERVIEW,
    Act.SHARE_WEEK_PLAN,
)
_OF_THE_OFFICE = (
    Act.ENROL,
    Act.WITHDRAW,
    Act.MAKE_LINK,
    Act.MOVE_EVENT,
    Act.REGISTER_ATTENDANCE,
    Act.RETURN,
    Act.EXTEND,
    Act.HANDLE_LETTER,
    Act.BOOK_INTERVIEW,
    Act.NOTE_INTERVIEW,
    Act.PLAN_INTERVIEWERS,
    Act.SETTLE_ANSWER,
    Act.HAND_OVER,
)
_AT_THE_WORKSHOP = (Act.REGISTER_ATTENDANCE, Act.BOOK_INTERVIEW, Act.NOTE_INTERVIEW, Act.WRITE_NOTES)
_AT_THE_GATE = (Act.RETURN, Act.EXTEND, Act.WAIVE, Act.GO_ON)

OFFICE: Mapping[OfficeRole, Mapping[Act, Reach]] = {
    OfficeRole.READER: dict.fromkeys(_SEEING, Reach.ALL),
    OfficeRole.CASE_WORKER: dict.fromkeys((*_OF_A_HOME, *_OF_THE_OFFICE), Reach.ALL),
    OfficeRole.APPROVER: {
        **dict.fromkeys((*_SEEING, *_AT_THE_GATE), Reach.ALL),
        Act.APPROVE: Reach.ANOTHERS,
    },
    OfficeRole.FACILITATOR: dict.fromkeys((*_SEEING, *_AT_THE_WORKSHOP), Reach.OWN_HOMES),
    OfficeRole.PARTY: dict.fromkeys(_SEEING, Reach.ALL),
    OfficeRole.EDITOR: dict.fromkeys((Act.SEE_REQUIREMENT, Act.SEE_REPORT), Reach.ALL),
    OfficeRole.ADMINISTRATOR: dict.fromkeys(Act, Reach.ALL),
}

_THEMSELVES = dict.fromkeys(
    (Act.SEE_INVITATION, Act.ANSWER_INVITATION, Act.SEE_INTERVIEW, Act.ANSWER_INTERVIEW), Reach.OWN
)
_ASKED = dict.fromkeys((Act.SEE_REQUIREMENT, Act.DELIVER, Act.EXPLAIN_FIGURES), Reach.ASKED)
_WITH_A_TASK = {**_THEMSELVES, **_ASKED, Act.SEE_REPORT: Reach.ALL}

MUNICIPAL: Mapping[MunicipalRole, Mapping[Act, Reach]] = {
    MunicipalRole.COORDINATOR: dict.fromkeys(_OF_A_HOME, Reach.ALL),
    MunicipalRole.DEPUTY: dict.fromkeys(_OF_A_HOME, Reach.ALL),
    MunicipalRole.COLLEAGUE: _ASKED,
    MunicipalRole.CONTACT_PERSON: _WITH_A_TASK,
    MunicipalRole.DIRECTORATE: _WITH_A_TASK,
    MunicipalRole.MANAGEMENT_SPONSOR: _WITH_A_TASK,
    MunicipalRole.PARTICIPANT: _THEMSELVES,
    MunicipalRole.INTERVIEWEE: _THEMSELVES,
}


def reach(actor: Actor, act: Act) -> Reach:
    """How far the act reaches for somebody behind a link, where many things are looked for at once."""
    return MUNICIPAL[actor.behind.role].get(act, Reach.NONE) if actor.behind else Reach.NONE


def may(actor: Actor, act: Act, thing: Thing) -> bool:
    """Whether this person may do that to this thing; the engine does what the programme says."""
    if actor.kind is ActorKind.ENGINE:
        return True
    if actor.behind:
        return _may_at_home(actor.behind, act, thing)
    return any(_may_in_office(actor.name, granted, act, thing) for granted in actor.granted)


def check(actor: Actor, act: Act, thing: Thing) -> None:
    """Nothing, when this person may.

    Raises:
        NotPermitted: when not.
    """
    if not may(actor, act, thing):
        raise NotPermitted(who=actor.name, act=act.value)


def _may_at_home(behind: Behind, act: Act, thing: Thing) -> bool:
    if thing.enrolment_id != behind.enrolment_id or thing.asked_of in OFFICE_ROLES:
        return False
    match MUNICIPAL[behind.role].get(act, Reach.NONE):
        case Reach.ALL:
            return True
        case Reach.ASKED:
            return thing.asked_of is not None and thing.asked_of.value == behind.role.value
        case Reach.OWN:
            return thing.contact_id == behind.contact_id
        case _:
            return False


def _may_in_office(name: str, granted: Granted, act: Act, thing: Thing) -> bool:
    if granted.programmes is not None and thing.programme_id not in granted.programmes:
        return False
    match OFFICE[granted.role].get(act, Reach.NONE):
        case Reach.ALL:
            return True
        case Reach.OWN_HOMES:
            return thing.enrolment_id in granted.own
        case Reach.ANOTHERS:
            return thing.sent_by != name
        case _:
            return False

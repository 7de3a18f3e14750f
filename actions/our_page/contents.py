"""What somebody in a municipality may see behind the link in a letter: their own municipality's, and no other's.

A coordinator sees everything asked of the municipality, every invitation and every interview; anybody else what is asked
of their role, and what they are invited to themselves. Participants and interviewees see nothing but that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from actions import clock
from actions.deliveries import dataset_rows, explaining, receiving, submissions
from actions.gates import decisions
from actions.our_page import interviews as our_interviews
from actions.our_page import invitations as our_invitations
from actions.our_page.interviews import OurInterview, WantedInterviewees
from actions.our_page.invitations import OurInvitation
from actions.people import links
from actions.programmes import publishing
from actions.progress import enrolments, requirements
from actions.reports import kept
from actions.things import thing
from models.errors.deliveries import UnknownReport, UnknownRequirement
from models.forms.fields import FormField
from models.forms.findings import Finding
from models.language import Language
from models.people import Contact
from models.programmes.kinds import DeliveredAs, Kind
from models.programmes.programme import Programme
from models.progress import RequirementState, Submission
from models.reports.document import ReportKind
from models.states import OWED, DecisionKind, EnrolmentStatus, RequirementStatus
from rules import permissions
from rules.permissions import Act, Reach, reach

_TOLD = frozenset({DecisionKind.EXTEND, DecisionKind.WAIVE, DecisionKind.APPROVE, DecisionKind.RETURN})


@dataclass(frozen=True)
class Decided:
    """What the office decided about a requirement, as its municipality may read it; `at` is local."""

    kind: DecisionKind
    at: datetime
    by: str
    reason: str
    due_to: date | None


@dataclass(frozen=True)
class OurDelivery:
    """A delivery as it is shown again; `at` is local."""

    at: datetime
    by: str
    filename: str
    form: Mapping[str, Any]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Item:
    """One thing that is asked for. `rejected` is the last faulty delivery, when nothing good has come after it.

    `questions` are asked about the figures of the newest delivery, which counts when they are answered.
    `wanted` is set for a list of interviewees.
    """

    id: int
    step: str
    title: str
    help: str
    kind: Kind
    status: RequirementStatus
    due: datetime
    overdue: bool
    needs_approval: bool
    can_deliver: bool
    fields: tuple[FormField, ...]
    delivered: OurDelivery | None
    rejected: OurDelivery | None
    decided: tuple[Decided, ...]
    questions: tuple[Finding, ...] = ()
    wanted: WantedInterviewees | None = None

    @property
    def owed(self) -> bool:
        """True while somebody in the municipality has to do something."""
        return self.status in OWED


@dataclass(frozen=True)
class Question:
    """What is to be delivered, and the language it is asked in."""

    kind: Kind
    fields: tuple[FormField, ...]
    language: Language
    wanted: WantedInterviewees | None = None


@dataclass(frozen=True)
class OurPage:
    """Everything the page shows."""

    contact: Contact
    language: Language
    zone: ZoneInfo
    programme_title: str
    municipality: str
    office_name: str
    office_email: str
    office_phone: str
    has_left: bool
    rehearsal: bool
    items: tuple[Item, ...] = ()
    invitations: tuple[OurInvitation, ...] = ()
    interviews: tuple[OurInterview, ...] = ()
    reports: tuple[ReportKind, ...] = ()

    @property
    def is_personal(self) -> bool:
        """True for somebody who sees only what they are invited to themselves."""
        return reach(links.actor_of(self.contact), Act.SEE_REQUIREMENT) is Reach.NONE

    @property
    def is_coordinator(self) -> bool:
        """True for who sees it all, and may answer for others."""
        return reach(links.actor_of(self.contact), Act.SEE_REQUIREMENT) is Reach.ALL


def of(session: Session, contact: Contact, *, now: datetime) -> OurPage:
    """The page of the person the link was made for."""
    enrolment = enrolments.get(session, contact.enrolment_id)
    programme = publishing.definition(session, enrolment.programme_id)
    shown = [state for state in requirements.states(session, enrolment.id) if _concerns(contact, state)]
    return OurPage(
        contact=contact,
        language=programme.language,
        zone=ZoneInfo(programme.zone),
        programme_title=programme.title,
        municipality=enrolments.municipality(session, enrolment).official_name,
        office_name=programme.office.name,
        office_email=str(programme.office.reply_to),
        office_phone=programme.office.phone,
        has_left=enrolment.status is EnrolmentStatus.WITHDRAWN,
        rehearsal=clock.is_rehearsal(session),
        items=tuple(_item(session, state, now=now) for state in shown),
        invitations=our_invitations.of(session, contact, now=now),
        interviews=our_interviews.of(session, contact, now=now),
        reports=kept.handed_over(session, enrolment) if _sees_reports(contact) else (),
    )


def language_behind(session: Session, token: str) -> Language | None:
    """The language of the programme a link was made for, also when the link has ended; None when there never was one."""
    enrolment = links.enrolment_behind(session, token)
    return enrolments.language(session, enrolment) if enrolment else None


def requirement(session: Session, contact: Contact, state_id: int) -> RequirementState:
    """The requirement of that number.

    Raises:
        UnknownRequirement: when it does not exist or does not concern this person; both look the same.
    """
    state = session.get(RequirementState, state_id)
    if state is None or state.enrolment_id != contact.enrolment_id or not _concerns(contact, state):
        raise _unknown(session, contact, state_id)
    return state


def template(session: Session, contact: Contact, state_id: int) -> dataset_rows.Template:
    """The workbook of a dataset that is asked for, with the municipality's code, name and last figures.

    Raises:
        UnknownRequirement: as `requirement`, and when what is asked for is no dataset.
    """
    state = requirement(session, contact, state_id)
    if not state.kind.rules.template:
        raise _unknown(session, contact, state_id)
    return dataset_rows.template(session, state)


def question(session: Session, state: RequirementState) -> Question:
    """What is asked, without what has become of it."""
    programme = publishing.definition(session, enrolments.get(session, state.enrolment_id).programme_id)
    wanted = _wanted(session, programme, state)
    return Question(state.kind, _fields(session, programme, state), programme.language, wanted)


def item(session: Session, state: RequirementState, *, now: datetime) -> Item:
    """One requirement as the page shows it."""
    return _item(session, state, now=now)


def report(session: Session, contact: Contact, kind: ReportKind) -> kept.ShownReport:
    """A report that was handed over to the municipality.

    Raises:
        UnknownReport: when there is none, or this person sees only what is their own.
    """
    if not _sees_reports(contact):
        home = enrolments.municipality(session, enrolments.get(session, contact.enrolment_id))
        raise UnknownReport(municipality=home.name)
    return kept.shown(session, contact.enrolment_id, kind)


def _sees_reports(contact: Contact) -> bool:
    return reach(links.actor_of(contact), Act.SEE_REPORT) is Reach.ALL


def _unknown(session: Session, contact: Contact, state_id: int) -> UnknownRequirement:
    home = enrolments.municipality(session, enrolments.get(session, contact.enrolment_id))
    return UnknownRequirement(requirement=state_id, municipality=home.name)


def _concerns(contact: Contact, state: RequirementState) -> bool:
    seen = permissions.may(links.actor_of(contact), Act.SEE_REQUIREMENT, thing(state=state))
    return seen and state.status is not RequirementStatus.WITHDRAWN


def _item(session: Session, state: RequirementState, *, now: datetime) -> Item:
    enrolment = enrolments.get(session, state.enrolment_id)
    programme = publishing.definition(session, enrolment.programme_id)
    zone = ZoneInfo(programme.zone)
    definition = requirements.definition_of(session, state)
    delivered = submissions.latest(session, state, accepted=True)
    rejected = submissions.latest(session, state, accepted=False)
    has_left = enrolment.status is EnrolmentStatus.WITHDRAWN
    waiting = explaining.questioned(session, state) if state.kind.rules.template else None
    if rejected and (rejected is waiting or (delivered and rejected.at <= delivered.at)):
        rejected = None
    return Item(
        id=state.id,
        step=programme.step(state.step).title,
        title=definition.title,
        help=definition.help,
        kind=state.kind,
        status=state.status,
        due=state.due_at.astimezone(zone),
        overdue=state.status in OWED and now > state.due_at,
        needs_approval=definition.approval,
        can_deliver=state.kind.rules.delivered_as is not DeliveredAs.NOTHING and not has_left,
        fields=_fields(session, programme, state),
        delivered=_delivery(delivered, zone),
        rejected=_delivery(rejected, zone),
        decided=_decided(session, state, zone),
        questions=explaining.questions(session, state) if waiting else (),
        wanted=_wanted(session, programme, state),
    )


def _fields(session: Session, programme: Programme, state: RequirementState) -> tuple[FormField, ...]:
    return receiving.fields_of(programme, requirements.definition_of(session, state))


def _wanted(session: Session, programme: Programme, state: RequirementState) -> WantedInterviewees | None:
    if state.kind is not Kind.INTERVIEWEES:
        return None
    interviews = programme.interviews_beside(requirements.definition_of(session, state))
    roles = interviews.booking.roles if interviews.booking else ()
    return WantedInterviewees(interviews.count or 0, tuple(one.title for one in roles))


def _delivery(submission: Submission | None, zone: ZoneInfo) -> OurDelivery | None:
    if submission is None:
        return None
    findings = tuple(Finding.from_json(one) for one in submission.findings)
    at = submission.at.astimezone(zone)
    return OurDelivery(at, submission.by, submission.filename, submission.form or {}, findings)


def _decided(session: Session, state: RequirementState, zone: ZoneInfo) -> tuple[Decided, ...]:
    of_step = decisions.of_step(session, state.enrolment_id, state.step)
    return tuple(
        Decided(one.kind, one.at.astimezone(zone), one.by, one.reason, one.due_to)
        for one in of_step
        if one.requirement_state_id == state.id and one.kind in _TOLD
    )

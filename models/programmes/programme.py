"""A programme as it is written beforehand, in YAML: the nouns a programme office plans with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator, model_validator

from models.datasets.schema import DatasetSchema
from models.datasets.shipped import SCHEMAS
from models.definition import Country, Definition, Key, ProgrammeKey, Text
from models.forms.fields import FormField
from models.language import Language
from models.programmes.interview_booking import InterviewBooking
from models.programmes.kinds import Kind
from models.programmes.moments import Moment
from models.programmes.office import Office, Person, Role


class ParticipantGroup(StrEnum):
    """The composition of the seats is a condition of taking part."""

    LEADER = "leader"
    EMPLOYEE = "employee"
    EXTERNAL_PARTNER = "external_partner"


class FlowName(StrEnum):
    """The flows in `flows/` that can play a step."""

    PREPARATION = "preparation"
    KICKOFF = "kickoff"
    WORKSHOP = "workshop"
    FOLLOW_UP = "follow_up"
    GATHERING = "gathering"


class Occasion(StrEnum):
    """When a flow writes; a step names the letter for each occasion it uses."""

    OPENING = "opening"
    REQUEST = "request"
    INTERVIEWS = "interviews"
    HAND_OVER = "hand_over"
    INVITATION = "invitation"
    PRACTICAL = "practical"
    AFTERWARDS = "afterwards"
    STATUS = "status"
    LATER_DATA = "later_data"
    CLOSING = "closing"


class Places(Definition):
    """The size of the cohort, and of each municipality's group of participants (external partners included)."""

    municipalities: int = Field(gt=0, strict=True)
    seats_each: int = Field(gt=0, strict=True)
    must_include: tuple[ParticipantGroup, ...] = ()


class Call(Definition):
    """The call for applications. `grace_minutes` after `closes` are accepted but never announced."""

    opens: Moment
    closes: Moment
    grace_minutes: int = Field(0, ge=0, strict=True)
    max_pages: int = Field(gt=0, strict=True)
    contact: Key
    parts: tuple[Text, ...] = Field(min_length=1)


class Milestone(Definition):
    """A date the office has promised itself or others: selection decided, agreement approved …"""

    key: Key
    title: Text
    on: Moment


class Event(Definition):
    """Something people meet for. With only a month known it is planned provisionally and letters say so."""

    key: Key
    title: Text
    starts: Moment
    ends: Moment | None = None
    hours: float | None = Field(None, gt=0, le=2400, strict=True, description="Announced length; checked.")
    place: str = ""
    online: bool = False
    theme: str = ""
    agenda: tuple[Text, ...] = ()


class Overdue(Definition):
    """After the deadline: reminders on these working days, then one escalation to a named person, and no more."""

    remind: tuple[Annotated[int, Field(gt=0, le=250, strict=True)], ...] = ()
    escalate: int | None = Field(None, gt=0, le=250, strict=True)
    to: Key | None = None


class Requirement(Definition):
    """Something a role must deliver by a deadline. `remind` counts working days from the deadline: −7, −2, 0."""

    key: Key
    title: Text
    kind: Kind
    role: Role = Field(Role.COORDINATOR, alias="from")
    asked: Moment | None = Field(None, description="When it is asked for; not given: when the step opens.")
    occasion: Occasion = Field(Occasion.REQUEST, description="Which of the step's letters asks for it.")
    due: Moment
    remind: tuple[Annotated[int, Field(ge=-250, le=0, strict=True)], ...] = ()
    overdue: Overdue = Overdue()
    approval: bool = Field(False, description="True: delivered is not enough, the office must approve.")
    help: str = ""
    event: Key | None = Field(None, description="answer, attendance: the event it is about.")
    fields: tuple[FormField, ...] = ()
    dataset: Key | None = None
    count: int | None = Field(None, gt=0, strict=True, description="interviews: how many must be held.")
    booking: InterviewBooking | None = Field(
        None, description="interviews: how they are booked; left out: by hand."
    )

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Requirement:
        rules = self.kind.rules
        for name in _OF_A_KIND:
            has = bool(getattr(self, name))
            if has != (name in rules.has) and not (has and name in rules.may_have):
                verb = "needs" if name in rules.has else "cannot have"
                raise ValueError(f"a requirement of the kind {self.kind} {verb} {name}")
        if self.role is Role.INTERVIEWEE:
            raise ValueError("interviewees are invited by their bookings; ask a coordinator instead")
        return self


_OF_A_KIND = ("event", "fields", "dataset", "count", "booking")
"""What only requirements of some kinds have; see `KINDS`."""


class Gate(Definition):
    """A point the step's run cannot pass while one of `needs` is neither fulfilled nor waived."""

    key: Key
    title: Text
    needs: tuple[Key, ...] = Field(min_length=1)


class Step(Definition):
    """One step of the programme, played by one flow, one run per municipality."""

    key: Key
    number: int = Field(gt=0, strict=True)
    title: Text
    flow: FlowName
    opens: Moment
    event: Key | None = None
    requires: tuple[Key, ...] = Field((), description="Earlier steps that must be done before it opens.")
    requirements: tuple[Requirement, ...] = ()
    gates: tuple[Gate, ...] = ()
    letters: dict[Occasion, str] = Field(default_factory=dict)

    def requirement(self, key: str) -> Requirement:
        """The requirement of that key; KeyError when the step has none."""
        return {one.key: one for one in self.requirements}[key]

    def gate(self, key: str) -> Gate:
        """The gate of that key; KeyError when the step has none."""
        return {one.key: one for one in self.gates}[key]


class Programme(Definition):
    """The whole forløb. Published, it is frozen; a change makes a new version."""

    key: ProgrammeKey
    title: Text
    purpose: str = ""
    zone: str = "Europe/Copenhagen"
    country: Country
    language: Language
    office: Office
    places: Places
    closed: tuple[Moment, ...] = Field((), description="Days it is closed, beside public holidays.")
    call: Call | None = None
    milestones: tuple[Milestone, ...] = ()
    events: tuple[Event, ...] = ()
    datasets: tuple[DatasetSchema, ...] = Field(
        (), description="Datasets of its own, beside or instead of known ones."
    )
    steps: tuple[Step, ...] = Field(min_length=1)
    obligations: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = Field((), description="Contradictions in the sources, shown and not hidden.")

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError(f"{value!r} is not a time zone; write Europe/Copenhagen") from unknown
        return value

    @field_validator("datasets", mode="before")
    @classmethod
    def _at_home(cls, own: object, said: ValidationInfo) -> object:
        """A dataset of an older version says neither country nor language: it has the programme's."""
        home = {word: said.data[word] for word in ("country", "language") if word in said.data}
        return (
            [{**home, **one} if isinstance(one, Mapping) else one for one in own]
            if isinstance(own, list)
            else own
        )

    def step(self, key: str) -> Step:
        """The step of that key; KeyError when the programme has none."""
        return {one.key: one for one in self.steps}[key]

    def dataset(self, key: str) -> DatasetSchema:
        """The dataset of that key, the programme's own before a known one; KeyError when there is none."""
        return {**SCHEMAS, **{one.key: one for one in self.datasets}}[key]

    def event(self, key: str) -> Event:
        """The event of that key; KeyError when the programme has none."""
        return {one.key: one for one in self.events}[key]

    def interviews_beside(self, requirement: Requirement) -> Requirement:
        """The interviews a list of interviewees is for: those its own step books. KeyError when there are none."""
        for step in self.steps:
            if requirement in step.requirements:
                return {one.kind: one for one in step.requirements if one.booking}[Kind.INTERVIEWS]
        raise KeyError(requirement.key)

    def person(self, key: str) -> Person:
        """The office person of that key; KeyError when there is none."""
        return {one.key: one for one in self.office.people}[key]

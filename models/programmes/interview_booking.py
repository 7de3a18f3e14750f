"""How a programme wants its interviews booked: with whom, by whom, when, and what each disappointment costs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from models.booking.instance import Costs, Hours, Minutes, Weekday
from models.definition import Definition, Key, Text

Mode = Literal["online", "on_site"]


class InterviewRole(Definition):
    """One person each municipality is asked to name for an interview."""

    key: Key
    title: Text
    mode: Mode = "online"
    minutes: int | None = Field(None, ge=5, le=480, description="Left out: the booking's own.")


class OfficeInterviewer(Definition):
    """Somebody in the office who holds interviews; days off and other calendars are told along the way."""

    person: Key
    hours: dict[Weekday, tuple[Hours, ...]] = Field(description="When interviews may lie, in local time.")
    at_most_a_day: int | None = Field(None, gt=0, le=20, strict=True)
    buffer_before: Minutes = Field(0, description="Minutes kept free before each interview.")
    buffer_after: Minutes = Field(0, description="Minutes kept free after each interview.")
    travels: bool = Field(False, description="May hold interviews on site.")
    travel_minutes: Minutes = Field(60, description="One way, to a municipality `travel` does not name.")
    travel: dict[Text, Minutes] = Field(
        default_factory=dict, description="Minutes one way, by the municipality's name."
    )
    meeting_link: str = Field("", max_length=300, description="Where this person's online interviews are.")


class InterviewBooking(Definition):
    """How the interviews of one requirement are booked by themselves."""

    roles: tuple[InterviewRole, ...] = Field(min_length=1)
    interviewers: tuple[OfficeInterviewer, ...] = Field(min_length=1)
    minutes: int = Field(60, ge=5, le=480, strict=True)
    grid: Literal[5, 10, 15, 20, 30, 60] = 15
    notice_days: int = Field(
        2,
        ge=0,
        le=60,
        strict=True,
        description="Working days of notice: nothing is proposed to begin sooner.",
    )
    answer_within: int = Field(
        3, gt=0, le=30, strict=True, description="Working days a proposal holds its time without an answer."
    )
    attempts: int = Field(
        3,
        gt=0,
        le=20,
        strict=True,
        description="After so many proposals in vain a person in the office is asked.",
    )
    remind: int = Field(1, ge=0, le=20, strict=True, description="Working days before, a reminder goes out.")
    prefer_days: int = Field(
        0,
        ge=0,
        le=60,
        strict=True,
        description="Working days before the deadline that are preferred as the last.",
    )
    costs: Costs = Costs()

    @model_validator(mode="after")
    def _each_once(self) -> InterviewBooking:
        for noun, keys in (
            ("role", [one.key for one in self.roles]),
            ("interviewer", [one.person for one in self.interviewers]),
        ):
            for place, key in enumerate(keys):
                if key in keys[:place]:
                    raise ValueError(f"the {noun} {key} stands twice")
        return self

    def role(self, key: str) -> InterviewRole:
        """The role of that key; KeyError when there is none."""
        return {one.key: one for one in self.roles}[key]

    def interviewer(self, person: str) -> OfficeInterviewer:
        """The interviewer that is this person; KeyError when they hold no interviews."""
        return {one.person: one for one in self.interviewers}[person]

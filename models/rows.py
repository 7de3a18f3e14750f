"""Every row in one place, so that the metadata is whole for migrations and tests."""

from models.base import Base
from models.clockwork import Clock, Pulse
from models.deliveries import AnalysisNotes, DatasetRow, FigureExplanation, HandOver, Report
from models.interviews import (
    Absence,
    CalendarFeed,
    CalendarReading,
    ClosedDay,
    Interview,
    Interviewee,
    MailAnswer,
    MailboxLook,
    Mirror,
    PlanMade,
    Reservation,
)
from models.journal import AUTOMATIC, JournalEntry, What
from models.letters import Letter
from models.meetings import Attendance, EventState, Invitation
from models.people import Contact, Link, Municipality, Participant
from models.progress import (
    Decision,
    Enrolment,
    Fulfilment,
    ProgrammeVersion,
    RequirementState,
    Rung,
    StepState,
    Submission,
    WaitingRun,
)

__all__ = [
    "AUTOMATIC",
    "Absence",
    "AnalysisNotes",
    "Attendance",
    "Base",
    "CalendarFeed",
    "CalendarReading",
    "Clock",
    "ClosedDay",
    "Contact",
    "DatasetRow",
    "Decision",
    "Enrolment",
    "EventState",
    "FigureExplanation",
    "Fulfilment",
    "HandOver",
    "Interview",
    "Interviewee",
    "Invitation",
    "JournalEntry",
    "Letter",
    "Link",
    "MailAnswer",
    "MailboxLook",
    "Mirror",
    "Municipality",
    "Participant",
    "PlanMade",
    "ProgrammeVersion",
    "Pulse",
    "Report",
    "RequirementState",
    "Reservation",
    "Rung",
    "StepState",
    "Submission",
    "WaitingRun",
    "What",
]

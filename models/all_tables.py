"""Every row in one place, so that the metadata is whole for migrations and tests."""

from models.accounts.actors import AUTOMATIC
from models.base import Base
from models.clock import Clock, Pulse
from models.deliveries import DatasetRow, FigureExplanation
from models.events import Attendance, Invitation
from models.interviews.rows import (
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
from models.journal import JournalEntry, What
from models.letters import Letter
from models.people import Contact, Enrolment, Link, Municipality, Participant
from models.programmes.event_states import EventState
from models.programmes.versions import ProgrammeVersion
from models.progress import Decision, Fulfilment, RequirementState, Rung, StepState, Submission, WaitingRun
from models.reports.rows import AnalysisNotes, HandOver, Report

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

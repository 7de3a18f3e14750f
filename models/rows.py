"""Every row in one place, so that the metadata is whole for migrations and tests."""

from models.base import Base
from models.clockwork import Clock, Pulse
from models.deliveries import AnalysisNotes, DatasetRow, FigureExplanation, HandOver, Report
from models.journal import AUTOMATIC, JournalEntry, What
from models.letters import Letter
from models.meetings import Attendance, EventState, Interview, Invitation
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
    "AnalysisNotes",
    "Attendance",
    "Base",
    "Clock",
    "Contact",
    "DatasetRow",
    "Decision",
    "Enrolment",
    "EventState",
    "FigureExplanation",
    "Fulfilment",
    "HandOver",
    "Interview",
    "Invitation",
    "JournalEntry",
    "Letter",
    "Link",
    "Municipality",
    "Participant",
    "ProgrammeVersion",
    "Pulse",
    "Report",
    "RequirementState",
    "Rung",
    "StepState",
    "Submission",
    "WaitingRun",
    "What",
]

"""Sentences about what could not be booked, from facts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from models.booking.plan import Family, Help
from models.language import Say


def because(family: Family, say: Say) -> str:
    """Why a kind of rule left no time."""
    return say(f"because_{family.value}")


def would_help(help: Help, zone: ZoneInfo, say: Say) -> str:
    """What would have opened a time, and which one first."""
    what = [say(f"instead_{family.value}") for family in help.families]
    facts = {
        "what": say("instead_both", one=what[0], other=what[1]) if len(what) > 1 else what[0],
        "when": moment(help.starts, zone, say),
    }
    if Family.TAKEN in help.families:  # the interviewer is taken then: it is the time that would be free
        return say.count("would_help", help.slots, **facts)
    return say.count("would_help_by", help.slots, interviewer=help.interviewer, **facts)


def moment(at: datetime, zone: ZoneInfo, say: Say) -> str:
    """An instant as local people read it."""
    return format_datetime(at.astimezone(zone), say("moment_pattern"), locale=say.language)

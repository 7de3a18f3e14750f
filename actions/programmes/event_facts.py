"""An event as letters, pages and calendars tell of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from mails.letters import calendar_parts
from mails.letters.context import EventFacts
from models.programmes.event_states import EventState
from models.programmes.programme import Programme


def facts(programme: Programme, event: EventState) -> EventFacts:
    """The event as letters and pages tell of it."""
    zone, planned = ZoneInfo(programme.zone), programme.event(event.key)
    starts = event.starts_at.astimezone(zone)
    return EventFacts(
        title=planned.title,
        starts=starts,
        ends=event.ends_at.astimezone(zone),
        week=starts.isocalendar().week,
        place=planned.place,
        online=planned.online,
        theme=planned.theme,
        agenda=planned.agenda,
        provisional=planned.starts.month is not None and event.sequence == 0,
    )


def meeting(programme: Programme, event: EventState, told: EventFacts) -> calendar_parts.Meeting:
    """The event as calendars are told of it."""
    return calendar_parts.Meeting(
        uid=event.uid,
        sequence=event.sequence,
        starts=event.starts_at,
        ends=event.ends_at,
        title=f"{programme.title}: {told.title}",
        place=told.place or ("Online" if told.online else ""),
        description="\n".join((told.theme, *told.agenda)).strip(),
        organizer=(programme.office.sender.name, str(programme.office.sender.email)),
    )

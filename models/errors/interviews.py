"""What can be wrong with interviews, their times and the calendars they lie in."""

from __future__ import annotations

from models.errors.error import TovholderError


class UnknownInvitation(TovholderError):
    """There is no open invitation {invitation}."""


class UnknownInterview(TovholderError):
    """There is no interview {interview}."""


class UnknownInterviewer(TovholderError):
    """ "{person}" holds no interviews in the programme "{programme}". Those who do: {known}."""


class NothingToBook(TovholderError):
    """The programme "{programme}" says of no requirement how its interviews are booked."""


class TimeTaken(TovholderError):
    """{who} is taken at {starts}: another interview, with its buffers, lies there. See `tovholder interviews show`."""


class NoTimeToAnswer(TovholderError):
    """Interview {interview} has no time to say yes or no to. See `tovholder interviews list`."""


class InterviewOver(TovholderError):
    """The interview has begun already; write down whether it was held: `tovholder interviews held` or `no-show`."""


class NotBegun(TovholderError):
    """The interview begins {starts}; what became of it can be written down from then on."""


class UnknownAbsence(TovholderError):
    """No absence of "{person}" covers {day}. See `tovholder interviews show`."""


class UnknownFeed(TovholderError):
    """There is no such week plan: the address was never given out, or has been withdrawn."""


class CalendarUnusable(TovholderError):
    """The calendar cannot be used: {reason}."""


class CalendarDoubtful(TovholderError):
    """Entries in the calendar that {reason}: {count}."""


class CalendarCutShort(TovholderError):
    """The calendar was read {days} days ahead; what lies later is not known."""


class CalendarsFileUnreadable(TovholderError):
    """The file {file} with the interviewers' calendars cannot be used: {reason}. See TOVHOLDER_CALENDARS_FILE."""


class MovedBack(TovholderError):
    """That time has passed; an interview moves ahead."""

"""What can be wrong with a programme, its steps and its events."""

from __future__ import annotations

from models.errors.error import TovholderError


class UnknownProgramme(TovholderError):
    """There is no published programme "{programme}". See `tovholder programme list`."""


class UnknownStep(TovholderError):
    """The programme "{programme}" has no step "{step}"."""


class UnknownGate(TovholderError):
    """Step "{step}" has no gate "{gate}". Its gates: {known}."""


class UnknownEvent(TovholderError):
    """The programme "{programme}" has no event "{event}". Its events: {known}."""


class EventOver(TovholderError):
    """The event "{event}" has been held and cannot be moved any more."""


class NotAnEventDay(TovholderError):
    """{day} is not a day of {event}."""


class ProgrammeRefused(TovholderError):
    """The programme file has {count} fault(s); nothing was published. Run `tovholder programme check` on it."""


class ReferenceUnknown(TovholderError):
    """{place} is counted from {reference}, which the programme does not have."""


class DatesGoInCircle(TovholderError):
    """These dates are counted from each other in a circle: {circle}."""

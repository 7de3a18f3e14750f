"""What can be wrong with a decision of the office."""

from __future__ import annotations

from models.errors.error import TovholderError


class NameMissing(TovholderError):
    """A decision needs the name of the person who takes it."""


class ReasonMissing(TovholderError):
    """A decision needs a reason: one line is enough."""


class DecisionUnknown(TovholderError):
    """ "{decision}" is not one of the decisions of the form."""


class DateUnreadable(TovholderError):
    """ "{text}" is not a date. Write it as 2022-09-30."""


class DatePassed(TovholderError):
    """{date} has passed: the new deadline must lie in the future."""


class NotLater(TovholderError):
    """{date} is not later than the deadline that holds: {due}."""


class ExtensionPastEvent(TovholderError):
    """{date} lies after {event}, which the requirement serves."""


class NothingMissing(TovholderError):
    """Nothing is missing any more, so there is nothing to extend or waive."""


class IllegalTransition(TovholderError):
    """{thing} is "{status}" and cannot become "{target}"."""

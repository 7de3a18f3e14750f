"""What can be wrong with what a municipality delivers, and with what is read out of it."""

from __future__ import annotations

from models.errors.error import TovholderError


class UnknownRequirement(TovholderError):
    """No requirement "{requirement}" has been asked of {municipality}. See `tovholder status`."""


class WrongKind(TovholderError):
    """ "{requirement}" is of the kind {kind} and cannot be delivered like this: {hint}"""


class LinkExpired(TovholderError):
    """This link is not valid any more."""


class NothingToExplain(TovholderError):
    """No delivery of "{requirement}" waits for an explanation."""


class UnknownQuestion(TovholderError):
    """There is no open question {number} about "{requirement}". See `tovholder dataset questions`."""


class NoDataset(TovholderError):
    """No dataset has been asked of {municipality}, so there is nothing to report on."""


class NothingLater(TovholderError):
    """{municipality} has not two approved deliveries of the same dataset to compare yet."""


class UnknownReport(TovholderError):
    """There is no report of that kind for {municipality} yet. See `tovholder report --help`."""


class ReportNotPrinted(TovholderError):
    """The report could not be printed: {why}. It is tried again."""


class PersonalNumberInNotes(TovholderError):
    """The text holds something that reads as a personal number. Take it out; nothing was kept."""

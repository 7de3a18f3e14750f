"""What can be wrong with a municipality, its place in the cohort and its contacts."""

from __future__ import annotations

from models.errors.error import TovholderError


class UnknownMunicipality(TovholderError):
    """There is no municipality "{municipality}" in {country}. Write its name or code."""


class UnknownEnrolment(TovholderError):
    """There is no enrolment {enrolment}. See `tovholder status`."""


class AlreadyEnrolled(TovholderError):
    """{municipality} is enrolled in "{programme}" already (enrolment {enrolment})."""


class NotEnrolled(TovholderError):
    """{municipality} has left the programme: nothing more can be registered for it."""


class CohortFull(TovholderError):
    """ "{programme}" has {places} places and all are taken. Withdraw one first."""


class UnknownContact(TovholderError):
    """{municipality} has no {role} with the address {address}."""


class ContactInvalid(TovholderError):
    """ "{address}" is not an e-mail address."""


class NotPermitted(TovholderError):
    """{who} may not do that ({act}). See docs/reference/permissions.md."""

"""Statuses, each with the table of moves it allows; docs/reference/states.md draws the same tables."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class ActorKind(StrEnum):
    """Who can act; see `models/accounts/actors.py`."""

    OFFICE = "office"
    CONTACT = "contact"
    ENGINE = "engine"


class EnrolmentStatus(StrEnum):
    """A participating municipality's place in the cohort."""

    ENROLLED = "enrolled"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class StepStatus(StrEnum):
    """How far one municipality is with one step; whether an open step waits is told by its `WaitingRun`."""

    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class RequirementStatus(StrEnum):
    """Delivered is not fulfilled: a kind that needs the office's approval stays `delivered` until it has it."""

    ASKED = "asked"
    DELIVERED = "delivered"
    RETURNED = "returned"
    FULFILLED = "fulfilled"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


class LetterStatus(StrEnum):
    """The outbox. `doubtful` waits for a person and is never sent again by itself."""

    HELD = "held"
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    DISCARDED = "discarded"


class EventStatus(StrEnum):
    """An event that moves stays `planned` and gets a new sequence number."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What an invited person has said."""

    NONE = "none"
    YES = "yes"
    NO = "no"


class InterviewStatus(StrEnum):
    """`waiting` has no time; `proposed` waits for an answer and holds its time; `booked` is agreed.

    A `cancelled` one is not to be held at all, unless the office books it again; after a `no_show` another one is begun.
    """

    WAITING = "waiting"
    PROPOSED = "proposed"
    BOOKED = "booked"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class DecisionKind(StrEnum):
    """What a person in the office may decide about a gate or a requirement."""

    CHECK_AGAIN = "check_again"
    EXTEND = "extend"
    WAIVE = "waive"
    GO_ON = "go_on"
    APPROVE = "approve"
    RETURN = "return"


_E, _S, _R, _L, _I = EnrolmentStatus, StepStatus, RequirementStatus, LetterStatus, InterviewStatus

ENROLMENT: Mapping[EnrolmentStatus, frozenset[EnrolmentStatus]] = {
    _E.ENROLLED: frozenset({_E.COMPLETED, _E.WITHDRAWN}),
    _E.COMPLETED: frozenset(),
    _E.WITHDRAWN: frozenset(),
}
STEP: Mapping[StepStatus, frozenset[StepStatus]] = {
    _S.PLANNED: frozenset({_S.OPEN, _S.WITHDRAWN}),
    _S.OPEN: frozenset({_S.DONE, _S.WITHDRAWN}),
    _S.DONE: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
REQUIREMENT: Mapping[RequirementStatus, frozenset[RequirementStatus]] = {
    _R.ASKED: frozenset({_R.DELIVERED, _R.FULFILLED, _R.WAIVED, _R.WITHDRAWN}),
    _R.DELIVERED: frozenset({_R.FULFILLED, _R.RETURNED, _R.WAIVED, _R.WITHDRAWN}),
    _R.RETURNED: frozenset({_R.DELIVERED, _R.FULFILLED, _R.WAIVED, _R.WITHDRAWN}),
    _R.FULFILLED: frozenset({_R.DELIVERED, _R.RETURNED}),
    _R.WAIVED: frozenset({_R.DELIVERED, _R.FULFILLED}),
    _R.WITHDRAWN: frozenset(),
}
LETTER: Mapping[LetterStatus, frozenset[LetterStatus]] = {
    _L.HELD: frozenset({_L.QUEUED, _L.DISCARDED}),
    _L.QUEUED: frozenset({_L.CLAIMED, _L.HELD, _L.DISCARDED}),
    _L.CLAIMED: frozenset({_L.SENDING, _L.QUEUED, _L.DISCARDED}),
    _L.SENDING: frozenset({_L.SENT, _L.REFUSED, _L.QUEUED, _L.DOUBTFUL, _L.DISCARDED}),
    _L.SENT: frozenset(),
    _L.REFUSED: frozenset({_L.QUEUED, _L.DISCARDED}),
    _L.DOUBTFUL: frozenset({_L.QUEUED, _L.SENT, _L.DISCARDED}),
    _L.DISCARDED: frozenset(),
}
INTERVIEW: Mapping[InterviewStatus, frozenset[InterviewStatus]] = {
    _I.WAITING: frozenset({_I.PROPOSED, _I.BOOKED, _I.CANCELLED}),
    _I.PROPOSED: frozenset({_I.BOOKED, _I.WAITING, _I.HELD, _I.NO_SHOW, _I.CANCELLED}),
    _I.BOOKED: frozenset({_I.PROPOSED, _I.WAITING, _I.HELD, _I.NO_SHOW, _I.CANCELLED}),
    _I.HELD: frozenset(),
    _I.NO_SHOW: frozenset(),
    _I.CANCELLED: frozenset({_I.BOOKED}),
}

Status = TypeVar("Status", EnrolmentStatus, StepStatus, RequirementStatus, LetterStatus, InterviewStatus)

TIMED = frozenset({_I.PROPOSED, _I.BOOKED})
"""An interview takes time of the people in it."""

OWED = frozenset({RequirementStatus.ASKED, RequirementStatus.RETURNED})
"""Somebody still owes a delivery."""

SETTLED = frozenset({RequirementStatus.FULFILLED, RequirementStatus.WAIVED})
"""A gate no longer waits for it."""

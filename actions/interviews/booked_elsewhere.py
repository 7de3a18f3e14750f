"""What interviews of other programmes, versions and requirements take of the people who hold interviews here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions import bulk
from models.booking.instance import Booked, BookingWindow
from models.interviews.rows import Interview, Interviewee, Reservation
from models.people import Contact, Enrolment, Municipality
from models.programmes.interview_booking import OfficeInterviewer
from models.progress import RequirementState

_MINUTE = timedelta(minutes=1)
_LONGEST = 480
"""Minutes of a booking, as the engine reads it."""


class Taken(NamedTuple):
    """Time one interview takes of one person, with that programme's buffers when the person holds it.

    `home` is the municipality's name; whoever does not hold the interview is the one who is interviewed.
    """

    interview: int
    starts: datetime
    ends: datetime
    holds: bool
    online: bool
    home: str

    def busy(self, one: OfficeInterviewer) -> BookingWindow:
        """When the person can hold nothing here. An interview on site has the way there and back around it."""
        away = timedelta()
        if self.holds and not self.online:
            away = timedelta(minutes=one.travel.get(self.home, one.travel_minutes))
        return BookingWindow(starts=self.starts - away, ends=self.ends + away)

    def counted(self, one: OfficeInterviewer) -> Booked:
        """An interview that counts towards the day's number. With the buffers the engine adds it is as long as what is taken."""
        starts = self.starts + one.buffer_before * _MINUTE
        left = (self.ends - one.buffer_after * _MINUTE - starts) // _MINUTE
        return Booked(
            interviewee=f"elsewhere-{one.person}-{self.interview}",
            interviewer=one.person,
            starts=starts,
            minutes=max(1, min(left, _LONGEST)),
            fixed=True,
        )


def taken(
    session: Session, addresses: Mapping[str, str], *, but: Collection[int], since: datetime
) -> Mapping[str, Sequence[Taken]]:
    """By person, in order: what interviews that are not among these take, unless it was over by then.

    Args:
        addresses: by the person's key, in lower case.
        but: numbers of interviews.
    """
    around = (
        select(Reservation, Interviewee.mode, Municipality.name, Contact.email)
        .join(Interview, Interview.id == Reservation.interview_id)
        .join(Interviewee, Interviewee.id == Interview.interviewee_id)
        .join(RequirementState, RequirementState.id == Interview.requirement_state_id)
        .join(Enrolment, Enrolment.id == RequirementState.enrolment_id)
        .join(Municipality, Municipality.id == Enrolment.municipality_id)
        .outerjoin(Contact, Contact.id == Interviewee.contact_id)
        .where(
            bulk.among(Reservation.person, addresses.values()),
            ~bulk.among(Reservation.interview_id, but),
            func.upper(Reservation.during) > since,
        )
        .order_by(Reservation.during, Reservation.interview_id)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[Taken]] = defaultdict(list)
    for one, mode, home, email in session.execute(around).tuples():
        if one.during.lower and one.during.upper:
            holds = (email or "").lower() != one.person
            span = one.during.lower, one.during.upper
            found[one.person].append(Taken(one.interview_id, *span, holds, mode == "online", home))
    return {person: found[address] for person, address in addresses.items()}


def counted(
    interviewers: Iterable[OfficeInterviewer], elsewhere: Mapping[str, Sequence[Taken]]
) -> list[Booked]:
    """Those they hold: with the ones planned here no more than the day's number."""
    return [each.counted(one) for one in interviewers for each in elsewhere[one.person] if each.holds]

"""What is unusual about a time the office has booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.programmes.interview_booking import OfficeInterviewer
from rules.interviews.usual import BookedTime, Unusual, unusual

ZONE = ZoneInfo("Europe/Copenhagen")
FRANK = OfficeInterviewer.model_validate(
    {
        "person": "frank",
        "hours": {
            "tuesday": [{"from": "09:00", "to": "12:00"}],
            "wednesday": [{"from": "20:00", "to": "00:00"}],
        },
    }
)


def at(begins: str, ends: str) -> BookedTime:
    """A time online, on a day on which nothing else is."""
    starts, over = (datetime.fromisoformat(one).replace(tzinfo=ZONE) for one in (begins, ends))
    return BookedTime(starts, over, online=True, working_day=True, closed=False, away=False, hours=FRANK)


MORNING = at("2022-09-13T09:00", "2022-09-13T10:00")


def test_what_might_have_been_proposed_is_not_unusual() -> None:
    assert unusual(MORNING) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"working_day": False}, Unusual.NO_WORKING_DAY),
        ({"closed": True}, Unusual.CLOSED),
        ({"away": True}, Unusual.AWAY),
    ],
)
def test_each_thing_a_proposal_would_have_avoided_is_said(changed: dict[str, Any], said: Unusual) -> None:
    assert unusual(replace(MORNING, **changed)) == (said,)


def test_hours_hold_all_of_it_and_may_end_at_midnight() -> None:
    assert unusual(at("2022-09-13T11:30", "2022-09-13T12:30")) == (Unusual.OUTSIDE_HOURS,)
    assert unusual(at("2022-09-12T09:00", "2022-09-12T10:00")) == (Unusual.OUTSIDE_HOURS,)
    assert unusual(at("2022-09-14T23:00", "2022-09-15T00:00")) == ()


def test_who_does_not_travel_is_not_sent_away() -> None:
    at_home = replace(MORNING, hours=FRANK.model_copy(update={"travels": False}))

    assert unusual(at_home) == ()
    assert unusual(replace(at_home, online=False)) == (Unusual.NO_TRAVEL,)


def test_somebody_without_hours_has_none_to_lie_outside_of() -> None:
    assert unusual(replace(at("2022-09-11T03:00", "2022-09-11T04:00"), hours=None)) == ()


def test_all_of_it_is_said_at_once() -> None:
    worst = replace(at("2022-09-11T03:00", "2022-09-11T04:00"), working_day=False, closed=True, away=True)

    assert unusual(worst) == (Unusual.NO_WORKING_DAY, Unusual.CLOSED, Unusual.AWAY, Unusual.OUTSIDE_HOURS)

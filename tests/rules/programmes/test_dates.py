"""Moments become instants: defaults, offsets, anchors, windows, months, circles."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.errors.programmes import DatesGoInCircle, ReferenceUnknown
from models.programmes.moments import Precision
from models.programmes.programme import Programme
from rules.programmes.dates import attempt, calendar_of, resolve

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def programme(
    *, event: dict[str, Any] | None = None, opens: Any = "2022-09-01", due: Any = "2022-09-16", **more: Any
) -> Programme:
    """One step with one event and one document."""
    return Programme.model_validate(
        {
            "key": "small",
            "title": "Small",
            "country": "DK",
            "language": "da",
            "office": {
                "name": "Kontoret",
                "sender": {"name": "Kontoret", "email": "kontor@example.org"},
                "reply_to": "kontor@example.org",
                "people": [
                    {
                        "key": "leder",
                        "name": "Ida Lund",
                        "email": "ida@example.org",
                        "role": "programme_office",
                    }
                ],
                "escalate_to": "leder",
            },
            "places": {"municipalities": 3, "seats_each": 15},
            "events": [{"key": "meeting", "title": "Møde", **(event or {"starts": "2022-10-03"})}],
            "steps": [
                {
                    "key": "first",
                    "number": 1,
                    "title": "Første",
                    "flow": "kickoff",
                    "event": "meeting",
                    "opens": opens,
                    "requirements": [
                        {"key": "note", "title": "Notat", "kind": "document", "due": due, **more}
                    ],
                }
            ],
        }
    )


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=COPENHAGEN)  # type: ignore[arg-type,misc]


def test_bare_dates_mean_eight_in_the_morning_for_openings_and_midnight_for_deadlines() -> None:
    dates = resolve(programme(opens="2022-09-01", due="2022-09-16"))

    assert dates.opening("first") == local(2022, 9, 1, 8)
    assert dates.asked("first", "note") == local(2022, 9, 1, 8)
    assert dates.deadline("first", "note") == local(2022, 9, 16, 23, 59)


def test_a_clock_time_is_local_on_both_sides_of_the_clock_change() -> None:
    before = resolve(programme(event={"starts": "2022-10-03T14:00"})).event("meeting").starts
    after = resolve(programme(event={"starts": "2022-11-03T09:00"})).event("meeting").starts

    assert [at.isoformat() for at in (before, after)] == [
        "2022-10-03T14:00:00+02:00",
        "2022-11-03T09:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("event", "starts", "ends", "precision"),
    [
        ({"starts": "2022-10-03"}, local(2022, 10, 3, 9), local(2022, 10, 3, 15), Precision.DAY),
        (
            {"starts": "2022-10-03T14:00", "hours": 2},
            local(2022, 10, 3, 14),
            local(2022, 10, 3, 16),
            Precision.INSTANT,
        ),
        (
            {"starts": {"on": "2022-10-03", "at": "14:00"}, "ends": "2022-10-04"},
            local(2022, 10, 3, 14),
            local(2022, 10, 4, 15),
            Precision.INSTANT,
        ),
        (
            {"starts": {"window": {"first": "2022-11-03", "last": "2022-11-04"}}},
            local(2022, 11, 3, 9),
            local(2022, 11, 4, 15),
            Precision.DAY,
        ),
        ({"starts": "2022-10"}, local(2022, 10, 17, 9), local(2022, 10, 17, 15), Precision.MONTH),
        ({"starts": "2022-11"}, local(2022, 11, 15, 9), local(2022, 11, 15, 15), Precision.MONTH),
    ],
)
def test_an_event_fills_in_what_is_not_said(
    event: dict[str, Any], starts: datetime, ends: datetime, precision: Precision
) -> None:
    span = resolve(programme(event=event)).event("meeting")

    assert (span.starts, span.ends, span.precision) == (starts, ends, precision)


def test_announced_hours_pass_as_the_clock_on_the_wall_goes_back() -> None:
    span = resolve(programme(event={"starts": "2022-10-29T09:00", "hours": 30})).event("meeting")

    assert span.ends == local(2022, 10, 30, 14)
    assert (span.ends.astimezone(UTC) - span.starts.astimezone(UTC)).total_seconds() == 30 * 3600


@pytest.mark.parametrize(
    ("due", "deadline"),
    [
        ({"working_days": -1, "from": "event:meeting"}, local(2022, 11, 2, 23, 59)),
        ({"working_days": 1, "from": "event:meeting"}, local(2022, 11, 4, 23, 59)),
        ({"working_days": 1, "from": "end:meeting"}, local(2022, 11, 7, 23, 59)),
        ({"working_days": 0, "from": "end:meeting"}, local(2022, 11, 4, 15)),
        ({"working_days": 0, "from": "end:meeting", "at": "16:30"}, local(2022, 11, 4, 16, 30)),
        ({"working_days": 3, "from": "opening:first", "at": "12:00"}, local(2022, 9, 6, 12)),
        ({"window": {"first": "2022-09-12", "last": "2022-09-16"}}, local(2022, 9, 16, 23, 59)),
        ("2022-09", local(2022, 9, 30, 23, 59)),
    ],
)
def test_a_deadline_may_be_counted_from_something_else(due: Any, deadline: datetime) -> None:
    two_days = {"starts": "2022-11-03T09:00", "ends": "2022-11-04T15:00"}

    assert resolve(programme(event=two_days, due=due)).deadline("first", "note") == deadline


def test_moving_the_event_moves_what_hangs_on_it() -> None:
    due = {"working_days": -7, "from": "event:meeting"}

    before = resolve(programme(event={"starts": "2022-11-03"}, due=due)).deadline("first", "note")
    after = resolve(programme(event={"starts": "2022-11-10"}, due=due)).deadline("first", "note")

    assert (before.date(), after.date()) == (date(2022, 10, 25), date(2022, 11, 1))


def test_zero_days_from_a_saturday_is_monday_morning() -> None:
    weekend = {"starts": "2022-10-01T10:00", "hours": 5}

    dates = resolve(
        programme(event=weekend, asked={"working_days": 0, "from": "end:meeting"}, due="2022-10-14")
    )

    assert dates.asked("first", "note") == local(2022, 10, 3, 8)


def test_what_hangs_on_a_month_is_as_uncertain_as_the_month() -> None:
    tried = attempt(programme(event={"starts": "2022-10"}, due={"working_days": -2, "from": "event:meeting"}))

    assert {
        place.use for place, found in tried.dates.found.items() if found.precision is Precision.MONTH
    } == {
        "event",
        "end",
        "deadline",
    }


def test_a_window_opens_on_its_first_day() -> None:
    dates = resolve(programme(opens={"window": {"first": "2022-09-01", "last": "2022-09-30"}}))

    assert dates.opening("first") == local(2022, 9, 1, 8)


def test_a_month_opens_on_its_first_working_day() -> None:
    assert resolve(programme(opens="2022-10", due="2022-10-31")).opening("first") == local(2022, 10, 3, 8)


def test_an_unknown_anchor_is_named() -> None:
    with pytest.raises(ReferenceUnknown, match=r"deadline:first/note is counted from event:party"):
        resolve(programme(due={"working_days": 1, "from": "event:party"}))


def test_a_circle_is_named_all_the_way_round() -> None:
    circle = programme(
        event={"starts": {"working_days": 1, "from": "deadline:first/note"}},
        due={"working_days": 1, "from": "event:meeting"},
    )

    with pytest.raises(DatesGoInCircle, match="event:meeting → deadline:first/note → event:meeting"):
        resolve(circle)


def test_an_attempt_keeps_what_is_not_touched_by_a_circle() -> None:
    tried = attempt(programme(due={"working_days": 1, "from": "deadline:first/note"}))

    assert [str(place) for place in tried.troubles] == ["deadline:first/note"]
    assert tried.dates.opening("first") == local(2022, 9, 1, 8)


def test_an_unknown_step_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        resolve(programme()).opening("second")


def test_closed_days_and_windows_are_no_working_days() -> None:
    closed = programme().model_copy(
        update={
            "closed": Programme.model_validate(
                {
                    **programme().model_dump(mode="json", by_alias=True),
                    "closed": ["2022-10-14", {"window": {"first": "2022-12-27", "last": "2022-12-30"}}],
                }
            ).closed
        }
    )

    calendar = calendar_of(closed)

    assert calendar.shift(date(2022, 10, 13), 1) == date(2022, 10, 17)
    assert calendar.shift(date(2022, 12, 23), 1) == date(2023, 1, 2)

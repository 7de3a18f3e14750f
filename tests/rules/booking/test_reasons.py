"""Why somebody has no interview, and what would help, as words for programs and sentences for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from languages.catalogues import speak
from models.booking.instance import (
    Booked,
    BookingInterviewee,
    BookingMunicipality,
    Hours,
    Instance,
    Interviewer,
)
from models.booking.plan import Family, Help
from rules.booking.solve import solve
from rules.booking.words import because, would_help

MONDAY = "2022-10-10"
IDA = {"key": "ida", "hours": {"monday": [{"from": "09:00", "to": "10:00"}]}}
LEADER = {"key": "leder", "municipality": "vejle"}
VEJLE = {"key": "vejle"}
TAKEN = Booked(
    interviewee="en_anden", interviewer="ida", starts=datetime(2022, 10, 10, 7, tzinfo=UTC), fixed=True
).model_dump(mode="json")
AFTERNOON = {"starts": "2022-10-10T13:00", "ends": "2022-10-10T14:00"}
MORNING = {"starts": "2022-10-10T09:00", "ends": "2022-10-10T10:00"}


def why(
    *, ida: object = IDA, leader: object = LEADER, vejle: object = VEJLE, **more: object
) -> list[tuple[Family, ...]]:
    """Families that alone, or in pairs, would open a start for the one interviewee of one Monday."""
    written = {
        "first": MONDAY,
        "last": MONDAY,
        "interviewers": [ida],
        "municipalities": [vejle],
        "interviewees": [leader],
    }
    [one] = solve(Instance.model_validate(written | more)).unbooked
    assert one.reasons == tuple(dict.fromkeys(family for each in one.would_help for family in each.families))
    return [each.families for each in one.would_help]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ({"ida": {"key": "ida", "hours": {}}}, Family.HOURS),
        ({"ida": IDA | {"busy": [MORNING]}}, Family.BUSY),
        ({"bookings": [TAKEN]}, Family.TAKEN),
        ({"ida": IDA | {"at_most_a_day": 0}}, Family.PER_DAY),
        ({"leader": LEADER | {"mode": "on_site"}}, Family.TRAVEL),
        ({"leader": LEADER | {"impossible": [MORNING]}}, Family.WINDOWS),
        ({"leader": LEADER | {"possible": [AFTERNOON]}}, Family.WINDOWS),
        ({"vejle": VEJLE | {"blackout": [MONDAY]}}, Family.BLACKOUT),
        ({"leader": LEADER | {"deadline": "2022-10-09"}}, Family.DEADLINE),
        ({"earliest": "2022-10-10T09:01"}, Family.NOTICE),
        ({"holidays": [MONDAY]}, Family.HOLIDAYS),
    ],
)
def test_the_rule_that_stands_in_the_way_is_named(problem: dict[str, object], expected: Family) -> None:
    assert (expected,) in why(**problem)


def test_two_rules_in_the_way_are_named_together() -> None:
    found = why(leader=LEADER | {"mode": "on_site", "impossible": [MORNING]}, last="2022-10-10")

    assert (Family.TRAVEL, Family.WINDOWS) in found


def test_what_is_dearer_than_no_interview_is_said_to_be() -> None:
    instance = Instance(
        first=date(2022, 10, 10),
        last=date(2022, 10, 10),
        prefer_by=date(2022, 10, 1),
        interviewers=(Interviewer(key="ida", hours={"monday": (Hours(from_=time(9), to=time(17)),)}),),
        municipalities=(BookingMunicipality(key="vejle"),),
        interviewees=(BookingInterviewee(key="leder", municipality="vejle"),),
        costs={"unbooked": 5},
    )

    [one] = solve(instance).unbooked

    assert one.reasons == (Family.COST,)


def test_without_interviewers_nobody_works() -> None:
    instance = Instance.model_validate(
        {
            "first": MONDAY,
            "last": MONDAY,
            "interviewers": [],
            "municipalities": [VEJLE],
            "interviewees": [LEADER],
        }
    )

    [one] = solve(instance).unbooked

    assert (one.reasons, one.would_help) == ((Family.HOURS,), ())


def test_help_is_a_sentence_in_local_time() -> None:
    help = Help((Family.DEADLINE,), 3, datetime(2022, 10, 31, 8, tzinfo=UTC), "ida")

    assert would_help(help, ZoneInfo("Europe/Copenhagen"), speak("da", "booking")) == (
        "Det ville hjælpe med en senere frist: 3 mulige tider, den første mandag 31. oktober 2022 kl. 09.00 hos ida."
    )


def test_one_time_is_told_as_one_and_without_who_is_taken_then() -> None:
    help = Help((Family.DEADLINE, Family.TAKEN), 1, datetime(2022, 10, 31, 8, tzinfo=UTC), "ida")

    assert would_help(help, ZoneInfo("Europe/Oslo"), speak("nb", "booking")) == (
        "Det ville hjelpe med en senere frist sammen med en intervjuer til: én mulig tid, mandag 31. oktober 2022 kl. 09.00."
    )


@pytest.mark.parametrize("family", Family)
def test_every_reason_and_every_help_has_a_sentence(family: Family) -> None:
    help = Help((family,), 1, datetime(2022, 10, 31, 8, tzinfo=UTC), "ida")
    say = speak("da", "booking")

    assert because(family, say).endswith(".")
    assert family is Family.COST or would_help(help, ZoneInfo("Europe/Oslo"), say).endswith(".")

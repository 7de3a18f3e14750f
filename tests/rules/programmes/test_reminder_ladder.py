"""The reminder ladder: mornings of working days, in order, one a day, the escalation last."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.programmes.programme import Overdue, Requirement
from rules.programmes.reminder_ladder import RungAt, ahead, rungs
from rules.programmes.working_days import WorkingDays

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DENMARK = WorkingDays("DK")


def requirement(
    remind: tuple[int, ...], overdue: tuple[int, ...] = (), escalate: int | None = None
) -> Requirement:
    return Requirement.model_validate(
        {
            "key": "staff_data",
            "title": "Data",
            "kind": "document",
            "due": "2022-09-16",
            "remind": remind,
            "overdue": Overdue(remind=overdue, escalate=escalate),
        }
    )


def local(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


def test_the_usual_ladder_of_a_friday() -> None:
    usual = requirement((-7, -2, 0), (1, 3), 5)

    ladder = rungs(usual, local(2022, 9, 16, 23, 59), DENMARK, COPENHAGEN)

    assert ladder == (
        RungAt(local(2022, 9, 7), -7),
        RungAt(local(2022, 9, 14), -2),
        RungAt(local(2022, 9, 16), 0),
        RungAt(local(2022, 9, 19), 1),
        RungAt(local(2022, 9, 21), 3),
        RungAt(local(2022, 9, 23), 5, escalates=True),
    )


def test_a_requirement_without_reminders_has_no_ladder() -> None:
    assert rungs(requirement(()), local(2022, 9, 16, 23, 59), DENMARK, COPENHAGEN) == ()


def test_a_deadline_on_sunday_is_reminded_of_on_friday() -> None:
    (rung,) = rungs(requirement((0,)), local(2022, 9, 25, 23, 59), DENMARK, COPENHAGEN)

    assert rung == RungAt(local(2022, 9, 23), 0)


def test_two_rungs_on_one_morning_are_one() -> None:
    ladder = rungs(requirement((-1, 0)), local(2022, 9, 25, 23, 59), DENMARK, COPENHAGEN)

    assert ladder == (RungAt(local(2022, 9, 23), 0),)


def test_eight_in_the_morning_stays_eight_over_the_clock_change() -> None:
    ladder = rungs(requirement((-2, 0)), local(2022, 10, 31, 12), DENMARK, COPENHAGEN)

    assert [rung.at.astimezone(UTC).hour for rung in ladder] == [6, 7]


def test_the_day_of_the_deadline_is_the_one_in_the_programmes_zone() -> None:
    just_after_midnight = datetime(2022, 9, 15, 22, 30, tzinfo=UTC)

    (rung,) = rungs(requirement((0,)), just_after_midnight, DENMARK, COPENHAGEN)

    assert rung.at == local(2022, 9, 16)


@given(
    st.frozensets(st.integers(-30, 0), max_size=6),
    st.frozensets(st.integers(1, 20), max_size=4),
    st.none() | st.integers(21, 30),
    st.dates(date(2018, 1, 1), date(2028, 12, 31)),
    st.times(),
)
def test_any_ladder_is_sorted_unique_and_only_on_working_mornings(
    before: frozenset[int], after: frozenset[int], escalate: int | None, day: date, clock: time
) -> None:
    asked = requirement(tuple(before), tuple(after), escalate)
    due = datetime.combine(day, clock, COPENHAGEN)

    ladder = rungs(asked, due, DENMARK, COPENHAGEN)

    mornings = [rung.at for rung in ladder]
    assert mornings == sorted(set(mornings))
    assert all(DENMARK.is_working_day(at.date()) and at.time() == time(8) for at in mornings)
    assert [rung.working_days for rung in ladder if rung.escalates] == ([escalate] if escalate else [])
    assert not any(rung.escalates for rung in ladder[:-1])


def test_whoever_is_asked_after_the_whole_ladder_is_reminded_once_and_then_escalated() -> None:
    ladder = (
        RungAt(datetime(2022, 9, 14, 8, tzinfo=COPENHAGEN), -2),
        RungAt(datetime(2022, 9, 23, 8, tzinfo=COPENHAGEN), 5, escalates=True),
    )
    friday = datetime(2022, 9, 30, 12, tzinfo=COPENHAGEN)

    left = ahead(ladder, friday, DENMARK, COPENHAGEN)

    assert [(rung.at.isoformat(), rung.escalates) for rung in left] == [
        ("2022-10-03T08:00:00+02:00", False),
        ("2022-10-05T08:00:00+02:00", True),
    ]
    assert len({rung.working_days for rung in (*ladder, *left)}) == 4


def test_while_a_rung_is_ahead_those_behind_are_left_out() -> None:
    behind, coming = (RungAt(datetime(2022, 9, day, 8, tzinfo=COPENHAGEN), day - 16) for day in (14, 16))

    assert ahead((behind, coming), datetime(2022, 9, 15, tzinfo=COPENHAGEN), DENMARK, COPENHAGEN) == (coming,)
    assert ahead((), datetime(2022, 9, 15, tzinfo=COPENHAGEN), DENMARK, COPENHAGEN) == ()

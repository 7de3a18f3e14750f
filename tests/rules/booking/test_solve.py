"""The booking engine against the oracle's proofs, the checker's rules, and what may change in a re-plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.booking.instance import (
    Booked,
    BookingInterviewee,
    BookingMunicipality,
    BookingWindow,
    Hours,
    Instance,
    Interviewer,
)
from models.booking.plan import BookingChange, Plan
from rules.booking.search import rounds
from rules.booking.solve import solve
from tests.support.checks.booking_checker import Checker
from tests.support.checks.booking_oracle import Oracle
from tests.support.worlds.booking_problems import invented, spiced

DAY = date(2022, 10, 10)
NINE_TO_FIVE = (Hours(from_=time(9), to=time(17)),)


def simple(**more: object) -> Instance:
    """One interviewer, one municipality, one interviewee, one Monday."""
    written = {
        "first": DAY,
        "last": DAY,
        "interviewers": (Interviewer(key="ida", hours={"monday": NINE_TO_FIVE}),),
        "municipalities": (BookingMunicipality(key="vejle"),),
        "interviewees": (BookingInterviewee(key="leder", municipality="vejle"),),
    }
    return Instance.model_validate(written | more)


def as_booked(plan: Plan) -> tuple[Booked, ...]:
    return tuple(
        Booked(interviewee=one.interviewee, interviewer=one.interviewer, starts=one.starts)
        for one in plan.bookings
    )


@pytest.mark.parametrize(("on_site", "number"), [(0.0, 30), (0.4, 10)])
def test_small_problems_are_solved_at_the_proven_optimum(on_site: float, number: int) -> None:
    instances = [invented(3, seed=seed, days=8, on_site=on_site) for seed in range(number)]

    proofs = [Oracle(instance).ask() for instance in instances]
    costs = [solve(instance).cost.total for instance in instances]

    assert all(proof.optimal for proof in proofs)
    assert all(
        cost >= proof.cost for cost, proof in zip(costs, proofs, strict=True) if proof.cost is not None
    )
    assert sum(cost == proof.cost for cost, proof in zip(costs, proofs, strict=True)) >= 0.9 * number


worlds = st.builds(
    invented,
    st.integers(0, 6),
    seed=st.integers(0, 10**6),
    interviewers=st.integers(0, 3),
    days=st.integers(4, 25),
    each=st.integers(1, 5),
    on_site=st.sampled_from([0.0, 0.5, 1.0]),
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(worlds, st.integers(0, 5))
def test_every_plan_keeps_every_hard_rule_and_knows_its_cost(instance: Instance, seed: int) -> None:
    plan = solve(instance, seed=seed, progress=rounds(80))

    assert Checker(instance).faults(plan) == []
    assert Checker(instance).cost(plan) == plan.cost


@quick
@given(st.builds(spiced, worlds, seed=st.integers(0, 10**6)))
def test_every_plan_keeps_every_hard_rule_whatever_was_booked_before(instance: Instance) -> None:
    plan = solve(instance, progress=rounds(80))

    checker = Checker(instance)
    assert checker.faults(plan) == []
    assert checker.cost(plan) == plan.cost
    before = {one.interviewee: (one.interviewer, checker.utc(one.starts)) for one in instance.bookings}
    for one in plan.bookings:
        same = before.get(one.interviewee) == (one.interviewer, one.starts)
        known = BookingChange.MOVED if one.interviewee in before else BookingChange.NEW
        assert one.change is (BookingChange.KEPT if same else known)
    assert set(plan.cancelled) == before.keys() - {one.interviewee for one in plan.bookings}


@quick
@given(worlds, st.integers(0, 5))
def test_the_same_seed_and_rounds_give_the_same_plan(instance: Instance, seed: int) -> None:
    assert solve(instance, seed=seed, progress=rounds(60)) == solve(instance, seed=seed, progress=rounds(60))


@quick
@given(worlds)
def test_a_reason_that_would_help_does_open_the_start_it_names(instance: Instance) -> None:
    plan = solve(instance, progress=rounds(20))

    for one in plan.unbooked:
        assert one.reasons
        assert all(each.slots > 0 for each in one.would_help)


def ill(instance: Instance, plan: Plan, interviewer: int) -> Instance:
    """The same problem with its bookings, one interviewer ill on the two days with most of them."""
    key = instance.interviewers[interviewer].key
    held = [one.starts.date() for one in plan.bookings if one.interviewer == key]
    days = sorted(set(held), key=lambda day: (-held.count(day), day))[:2]
    people = tuple(
        one.model_copy(update={"days_off": (*one.days_off, *days)}) if one.key == key else one
        for one in instance.interviewers
    )
    return instance.model_copy(update={"interviewers": people, "bookings": as_booked(plan)})


@quick
@given(st.integers(0, 10**6), st.integers(1, 8), st.sampled_from([0.0, 0.4]))
def test_after_two_days_of_illness_only_what_is_hit_moves_unless_somebody_would_be_left(
    seed: int, municipalities: int, on_site: float
) -> None:
    before = invented(municipalities, seed=seed, days=15, on_site=on_site)
    plan = solve(before, progress=rounds(100))
    after = ill(before, plan, 0)
    hit = {
        one.interviewee
        for one in plan.bookings
        if one.starts.date() in after.interviewers[0].days_off
        and one.interviewer == after.interviewers[0].key
    }

    again = solve(after, progress=rounds(1500))

    moved = {one.interviewee for one in again.bookings if one.change is BookingChange.MOVED}
    lost = {one.interviewee for one in again.unbooked}
    assert Checker(after).faults(again) == []
    assert Checker(after).cost(again) == again.cost
    assert len(lost) <= len({one.interviewee for one in plan.unbooked} | hit)
    if not plan.unbooked and not lost and not moved <= hit:
        assert _needed_room(after, hit)


def _needed_room(instance: Instance, hit: set[str]) -> bool:
    """Whether leaving everything that is not hit in place leaves somebody without an interview."""
    fixed = tuple(
        one.model_copy(update={"fixed": True}) for one in instance.bookings if one.interviewee not in hit
    )
    frozen = instance.model_copy(update={"bookings": fixed})
    cost = Oracle(frozen).ask(10).cost
    return cost is not None and cost >= instance.costs.unbooked


def test_a_plan_without_news_stays_as_it_is() -> None:
    instance = invented(6, seed=3)
    plan = solve(instance)

    again = solve(instance.model_copy(update={"bookings": as_booked(plan)}))

    assert [one.change for one in again.bookings] == [BookingChange.KEPT] * len(plan.bookings)
    assert [(one.interviewee, one.interviewer, one.starts) for one in again.bookings] == [
        (one.interviewee, one.interviewer, one.starts) for one in plan.bookings
    ]


def test_who_can_wait_makes_room_for_who_cannot() -> None:
    leader = BookingInterviewee(key="leder", municipality="vejle")
    hurried = BookingInterviewee(
        key="hr",
        municipality="vejle",
        possible=(BookingWindow(starts=datetime(2022, 10, 10, 9), ends=datetime(2022, 10, 10, 10)),),  # noqa: DTZ001 - local
    )
    at_nine = Booked(interviewee="leder", interviewer="ida", starts=datetime(2022, 10, 10, 7, tzinfo=UTC))

    plan = solve(simple(interviewees=(leader, hurried), bookings=(at_nine,)))

    assert {one.interviewee: one.change for one in plan.bookings} == {
        "leder": BookingChange.MOVED,
        "hr": BookingChange.NEW,
    }
    assert plan.cost.move == 20


def test_an_interviewer_who_leaves_hands_over_and_who_withdraws_is_cancelled() -> None:
    gone = Booked(interviewee="leder", interviewer="hans", starts=datetime(2022, 10, 10, 7, tzinfo=UTC))
    withdrawn = Booked(interviewee="ukendt", interviewer="ida", starts=datetime(2022, 10, 10, 9, tzinfo=UTC))

    plan = solve(simple(bookings=(gone, withdrawn)))

    assert [(one.interviewer, one.change) for one in plan.bookings] == [("ida", BookingChange.MOVED)]
    assert plan.cancelled == ("ukendt",)


def test_a_fixed_booking_stays_even_where_it_could_not_be_made_today() -> None:
    held = Booked(
        interviewee="leder", interviewer="ida", starts=datetime(2022, 10, 9, 7, tzinfo=UTC), fixed=True
    )

    plan = solve(simple(bookings=(held,)))

    assert [(one.starts, one.fixed, one.change) for one in plan.bookings] == [
        (held.starts, True, BookingChange.KEPT)
    ]


@pytest.mark.parametrize(
    ("day", "hour_utc"), [(date(2022, 10, 28), 7), (date(2022, 10, 31), 8), (date(2023, 3, 27), 7)]
)
def test_nine_oclock_is_nine_oclock_before_and_after_the_clocks_are_moved(day: date, hour_utc: int) -> None:
    hours = {name: (Hours(from_=time(9), to=time(10)),) for name in ("monday", "friday")}
    instance = simple(first=day, last=day, interviewers=(Interviewer(key="ida", hours=hours),))

    [one] = solve(instance).bookings

    assert (one.starts, one.ends - one.starts) == (
        datetime(day.year, day.month, day.day, hour_utc, tzinfo=UTC),
        timedelta(hours=1),
    )


def test_the_night_the_clocks_are_moved_has_an_hour_more() -> None:
    sunday = date(2022, 10, 30)
    night = {"sunday": (Hours(from_=time(1), to=time(4)),)}
    people = tuple(BookingInterviewee(key=f"vagt_{number}", municipality="vejle") for number in range(5))
    instance = simple(
        first=sunday, last=sunday, interviewers=(Interviewer(key="ida", hours=night),), interviewees=people
    )

    assert len(solve(instance).bookings) == 4

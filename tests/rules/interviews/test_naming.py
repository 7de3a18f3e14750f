from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.catalogues import speak
from models.language import Language
from models.programmes.interview_booking import InterviewBooking
from rules.interviews.naming import NamedList, clock_or_none, interviewee_fields, named

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DANISH = speak("da", "interviewees")
BOOKING = InterviewBooking.model_validate(
    {
        "roles": [
            {"key": "leader", "title": "Leder"},
            {"key": "hr", "title": "HR-konsulent", "minutes": 45},
            {"key": "employee", "title": "Medarbejder", "mode": "on_site"},
        ],
        "interviewers": [{"person": "frank", "hours": {}, "travels": True}],
    }
)
LEADER = {"role": "Leder", "name": "Lea Leder", "email": "Lea@Example.org"}
HR = {"role": "HR-konsulent", "name": "Hans", "email": "hans@example.org"}
EMPLOYEE = {"role": "Medarbejder", "name": "Mads", "email": "mads@example.org"}


def read(*people: dict[str, str], language: Language = "da", **more: Any) -> NamedList:
    given_ = {"people": list(people or (LEADER, HR, EMPLOYEE)), **more}
    return named(BOOKING, 2, COPENHAGEN, given_, say=speak(language, "interviewees"))


def at(*row: str) -> dict[str, str]:
    return dict(zip(("who", "what", "day", "since", "until"), row, strict=False))


def test_each_person_has_a_role_an_address_and_what_the_role_says() -> None:
    leader, hr, employee = read().named

    assert (leader.role, leader.title, leader.email, leader.minutes) == (
        "leader",
        "Leder",
        "lea@example.org",
        60,
    )
    assert (hr.minutes, hr.mode, employee.mode) == (45, "online", "on_site")


def test_a_person_may_choose_how() -> None:
    leader, employee = read({**LEADER, "mode": "Hos os"}, {**EMPLOYEE, "mode": "Online"}).named

    assert (leader.mode, employee.mode) == ("on_site", "online")


def test_times_are_local_and_kept_in_utc() -> None:
    (leader, *_) = read(times=[at("Leder", "Passer godt", "13.9.2022", "9.00", "11.30")]).named

    assert leader.wished == (
        (datetime(2022, 9, 13, 7, tzinfo=UTC), datetime(2022, 9, 13, 9, 30, tzinfo=UTC)),
    )


def test_a_time_for_everybody_is_everybodys() -> None:
    times = [at("Alle", "Kan ikke", "14.9.2022", "8", "9")]

    assert [len(one.impossible) for one in read(times=times).named] == [1, 1, 1]


def test_without_a_clock_it_is_the_whole_day_also_when_the_clock_is_set_back() -> None:
    (leader, *_) = read(times=[at("Leder", "Kan ikke", "30.10.2022")]).named

    ((since, until),) = leader.impossible
    assert (until - since).total_seconds() == 25 * 3600


def test_closed_days_are_kept_once_in_order() -> None:
    closed = [{"day": "16.9.2022"}, {"day": "2022-09-12"}, {"day": "16/9/2022"}]

    assert read(closed=closed).closed == (date(2022, 9, 12), date(2022, 9, 16))


@pytest.mark.parametrize(
    ("given_", "rule", "field"),
    [
        ({"people": [LEADER]}, "enough", "people"),
        ({"people": []}, "required", "people"),
        ({"people": [LEADER, {**HR, "role": "Leder"}]}, "once", "people.1.role"),
        ({"people": [LEADER, {**HR, "email": "lea@example.org"}]}, "unique", "people.1.email"),
        ({"people": [LEADER, {**HR, "email": "hans"}]}, "email", "people.1.email"),
        ({"people": [LEADER, {**HR, "role": "Direktør"}]}, "choice", "people.1.role"),
        ({"times": [at("Leder", "Kan ikke", "13.9.2022", "ni", "ti")]}, "clock", "times.0.since"),
        ({"times": [at("Leder", "Kan ikke", "13.9.2022", "9", "25")]}, "clock", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "13.9.2022", "9", "")]}, "both", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "13.9.2022", "", "9")]}, "both", "times.0.since"),
        ({"times": [at("Leder", "Kan ikke", "13.9.2022", "10", "9")]}, "forward", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "13.9.2022", "9", "9")]}, "forward", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "28.3.2027", "2.30", "3.15")]}, "forward", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "27.3.2022", "2.30", "3.15")]}, "forward", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "27.3.2022", "2.00", "3.00")]}, "forward", "times.0.until"),
        ({"times": [at("Leder", "Kan ikke", "31.12.9999")]}, "year", "times.0.day"),
        ({"times": [at("Leder", "Kan ikke", "1.1.0001", "0", "1")]}, "year", "times.0.day"),
        ({"times": [at("Leder", "Kan ikke", "31.12.1999")]}, "year", "times.0.day"),
        ({"closed": [{"day": "1.1.2101"}]}, "year", "closed.0.day"),
        ({"closed": [{"day": "12.9.2022"}, {"day": "0001-01-01"}]}, "year", "closed.1.day"),
        ({"times": [at("Leder", "Måske", "13.9.2022")]}, "choice", "times.0.what"),
        ({"times": [at("Leder", "Kan ikke", "31.9.2022")]}, "date", "times.0.day"),
        ({"closed": [{"day": "i uge 37"}]}, "date", "closed.0.day"),
        (
            {"people": [LEADER, HR], "times": [at("Medarbejder", "Kan ikke", "13.9.2022")]},
            "named",
            "times.0.who",
        ),
        ({"people": [{**LEADER, "name": "010190-1234"}, HR]}, "personal_number", "people.0.name"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands_and_nobody_is_registered(
    given_: dict[str, Any], rule: str, field: str
) -> None:
    listed = named(BOOKING, 2, COPENHAGEN, {"people": [LEADER, HR, EMPLOYEE], **given_}, say=DANISH)

    assert (rule, field) in {(one.rule, one.field) for one in listed.findings}
    assert (listed.named, listed.closed) == ((), ())


def test_a_stretch_over_the_night_the_clock_is_moved_is_as_long_as_it_is() -> None:
    times = [at("Leder", "Kan ikke", day, "1", "4") for day in ("28.3.2027", "31.10.2027")]

    (leader, *_) = read(times=times).named

    assert [(ends - starts).total_seconds() / 3600 for starts, ends in leader.impossible] == [2, 4]


DAYS = st.one_of(
    st.text(max_size=12),
    st.dates().map(lambda day: day.isoformat()),
    st.dates().map(lambda day: f"{day.day}.{day.month}.{day.year:04}"),
    st.sampled_from(
        ("27.3.2022", "28.3.2027", "31.10.2027", "31.12.9999", "1.1.0001", "1.1.2000", "31.12.2100")
    ),
)
CLOCKS = st.one_of(st.text(max_size=12), st.times().map(lambda clock: f"{clock:%H.%M}"), st.just(""))
ROWS = st.fixed_dictionaries(
    {
        "who": st.one_of(st.text(), st.sampled_from(("Alle", "Leder"))),
        "what": st.one_of(st.text(), st.sampled_from(("Kan ikke", "Passer godt"))),
        "day": DAYS,
        "since": CLOCKS,
        "until": CLOCKS,
    }
)


@given(
    st.lists(ROWS, max_size=3), st.lists(DAYS, max_size=3), st.sampled_from(("Europe/Oslo", "Pacific/Apia"))
)
def test_whatever_is_written_is_read_or_found_fault_with(
    times: list[dict[str, str]], closed: list[str], zone: str
) -> None:
    given_ = {"people": [LEADER, HR], "times": times, "closed": [{"day": day} for day in closed]}

    listed = named(BOOKING, 2, ZoneInfo(zone), given_, say=DANISH)

    assert bool(listed.findings) is not bool(listed.named)
    for one in listed.named:
        assert all(starts < ends for starts, ends in (*one.wished, *one.impossible))
    assert all(2000 <= day.year <= 2100 for day in listed.closed)


def test_the_form_asks_and_understands_in_the_language_it_is_given() -> None:
    fields = interviewee_fields(BOOKING, speak("nb", "interviewees"))
    listed = read({**LEADER, "mode": "Hos oss"}, HR, language="nb")

    assert [one.title for one in fields][:2] == ["Hvem skal intervjues?", "Når passer det – og når ikke?"]
    assert [one.mode for one in listed.named] == ["on_site", "online"]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9", time(9)),
        ("09.30", time(9, 30)),
        ("9:05", time(9, 5)),
        ("kl. 14.00", time(14)),
        ("24", None),
        ("9.60", None),
        ("-1", None),
        ("", None),
        ("٩", None),
    ],
)
def test_clock_times_as_people_write_them(text: str, clock: time | None) -> None:
    assert clock_or_none(text) == clock


@given(st.times())
def test_every_minute_can_be_written(clock: time) -> None:
    assert clock_or_none(f"{clock:%H.%M}") == clock.replace(second=0, microsecond=0)


@given(st.text())
def test_no_text_breaks_the_reader_of_clocks(text: str) -> None:
    found = clock_or_none(text)

    assert found is None or isinstance(found, time)

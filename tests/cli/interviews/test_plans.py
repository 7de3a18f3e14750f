"""Everybody's interviews: planned, planned anew when somebody is away, shown and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from actions import database
from actions.programmes import publishing
from models.accounts.actors import administrator
from models.interviews.rows import Absence, Interview
from models.people import Enrolment
from models.states import TIMED, InterviewStatus
from tests.support.acts.commanded_interviews import ANNE, BOOKED, HR, LEADER, book, letters, talk
from tests.support.acts.commanding import PROGRAMME, Command
from tests.support.worlds import interview_programme

ILL = ("--reason", "Syg", *ANNE)


def timed() -> dict[int, tuple[datetime | None, str]]:
    """When and by whom, of those that have a time."""
    with database.transaction() as session:
        found = session.query(Interview).filter(Interview.status.in_(TIMED))
        return {one.id: (one.starts_at, one.interviewer) for one in found}


def absences() -> list[Absence]:
    with database.transaction() as session:
        return session.query(Absence).order_by(Absence.id).all()


def holder() -> str:
    """Whoever holds most interviews."""
    return Counter(by for _, by in timed().values()).most_common(1)[0][0]


def planned_interviews(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for week in plan["weeks"]:
        for day in week["days"]:
            yield from day["interviews"]


def test_a_plan_proposes_a_time_to_everybody_and_the_next_one_has_nothing_to_do(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    first = command("interviews", "plan", BOOKED)
    times = timed()
    second = command("interviews", "plan", BOOKED)

    assert first.stdout == "5 proposed, 0 moved, 0 given up, 0 without a time.\n"
    assert second.stdout == "0 proposed, 0 moved, 0 given up, 0 without a time.\n"
    assert (len(times), timed()) == (5, times)
    assert len(letters("interview_invitation")) == 5


def test_a_time_the_office_chose_is_planned_around(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command)
    before = talk(interview_vejle_stored).starts_at

    command("interviews", "plan", BOOKED)

    assert (talk(interview_vejle_stored).starts_at, talk(interview_vejle_stored).status) == (
        before,
        InterviewStatus.BOOKED,
    )
    assert len(timed()) == 5


def test_those_without_a_time_are_listed_with_the_reason(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    command("interviews", "away", BOOKED, "karen", "--from", "2022-09-01", *ILL)

    said = command("interviews", "away", BOOKED, "frank", "--from", "2022-09-01", *ILL).stdout

    assert said.startswith("0 proposed, 0 moved, 5 given up, 5 without a time.\n")
    line = next(
        one
        for one in said.splitlines()
        if one.startswith(f" {talk(interview_vejle_stored, HR).id} ") and "Vejle" in one
    )
    assert HR in line
    assert talk(interview_vejle_stored, HR).reasons[0].split()[0] in said.partition("Without a time")[2]


def test_a_programme_that_books_nothing_has_nothing_to_plan(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    told = f'The programme "{PROGRAMME}" says of no requirement how its interviews are booked.'

    assert refused("interviews", "plan", PROGRAMME) == told
    assert refused("interviews", "show", PROGRAMME) == told
    assert "no published programme" in refused("interviews", "plan", "nowhere")


def test_only_what_an_absence_hits_moves(command: Command, interview_vejle_stored: Enrolment) -> None:
    command("interviews", "plan", BOOKED)
    before, ill = timed(), holder()

    said = command(
        "interviews", "away", BOOKED, ill, "--from", "2022-09-01", "--to", "2022-09-07", *ILL
    ).stdout

    def hit(at: datetime | None, by: str) -> bool:
        return at is not None and by == ill and at.date() <= date(2022, 9, 7)

    moved = {number for number, (at, by) in before.items() if hit(at, by)}
    assert {number for number, was in before.items() if timed()[number] != was} == moved != set()
    assert said.startswith(f"0 proposed, {len(moved)} moved, 0 given up, 0 without a time.\n")
    assert [int(line.split()[0]) for line in said.splitlines()[4:-1]] == sorted(
        moved, key=lambda n: before[n]
    )


def test_without_a_last_day_somebody_is_gone_for_good(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    command("interviews", "plan", BOOKED)

    command("interviews", "away", BOOKED, "karen", "--from", "2022-09-02", *ILL)

    assert {by for _, by in timed().values()} == {"frank"}
    assert [(one.person, one.last, one.why, one.by) for one in absences()] == [
        ("karen", None, "Syg", "Anne Kontor")
    ]


def test_somebody_is_back(
    command: Command, refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    for person in ("frank", "karen"):
        command("interviews", "away", BOOKED, person, "--from", "2022-09-01", "--to", "2022-09-30", *ILL)

    said = command("interviews", "back", BOOKED, "karen", "--on", "2022-09-12", *ANNE).stdout

    assert said == "5 proposed, 0 moved, 0 given up, 0 without a time.\n"
    assert [one.withdrawn_at is None for one in absences()] == [True, False]
    again = refused("interviews", "back", BOOKED, "karen", "--on", "2022-09-12", *ANNE)
    assert again.startswith('No absence of "karen" covers 2022-09-12.')


def test_an_absence_of_a_stranger_or_backwards_is_refused(
    refused: Callable[..., str], misunderstood: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    days = ("--from", "2022-09-05", "--to", "2022-09-02")

    assert refused("interviews", "away", BOOKED, "anne", "--from", "2022-09-05", *ILL).startswith(
        f'"anne" holds no interviews in the programme "{BOOKED}".'
    )
    assert "2022-09-02 lies before 2022-09-05" in misunderstood(
        "interviews", "away", BOOKED, "frank", *days, *ILL
    )
    assert "is not a date" in misunderstood("interviews", "away", BOOKED, "frank", "--from", "today", *ILL)
    assert absences() == []


def test_a_municipality_of_an_older_version_is_planned_too(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    with database.transaction() as session:
        newer = interview_programme.programme(interviewers=[interview_programme.interviewer("frank")])
        publishing.publish(session, newer, actor=administrator("Anne Kontor"), now=interview_programme.NOW)

    assert command("interviews", "plan", BOOKED).stdout.startswith("5 proposed")


def test_versions_in_use_are_all_shown_and_an_absence_holds_where_the_person_is_known(
    command: Command,
    shown: Callable[..., Any],
    misunderstood: Callable[..., str],
    interview_vejle_stored: Enrolment,
    tmp_path: Path,
) -> None:
    with database.transaction() as session:
        newer = interview_programme.programme(interviewers=[interview_programme.interviewer("frank")])
        version = publishing.publish(
            session, newer, actor=administrator("Anne Kontor"), now=interview_programme.NOW
        )
        interview_programme.named(session, interview_programme.enrolled(session, version, "Odense"))

    command("interviews", "plan", BOOKED)
    command("interviews", "away", BOOKED, "karen", "--from", "2022-09-01", *ILL)

    plans = shown("interviews", "show", BOOKED)
    homes = [{one["municipality"] for one in planned_interviews(plan)} for plan in plans]
    assert homes == [{"Odense Kommune"}, {"Vejle Kommune"}]
    assert [one.person for one in absences()] == ["karen"]
    assert "one --municipality at a time" in misunderstood(
        "interviews", "show", BOOKED, "--pdf", tmp_path / "x.pdf"
    )


def test_the_week_plan_shows_every_day_of_a_week_in_local_time(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    book(command, LEADER, "2022-10-31T10:00")

    lines = command("interviews", "show", BOOKED).stdout.splitlines()

    assert lines[:2] == ["Det lille forløb – REHEARSAL", "Week 44, 2022"]
    monday = next(line for line in lines if "2022-10-31" in line)
    number = str(talk(interview_vejle_stored).id)
    assert monday.split()[:7] == ["Mon", "2022-10-31", "10:00–11:00", number, "Vejle", "Kommune", "Leder"]
    assert monday.split()[-4:] == ["Frank", "Facilitator", "online", "booked"]
    assert next(line for line in lines if "2022-11-04" in line).split() == ["Fri", "2022-11-04", "–"]
    assert lines.index("Without a time") > lines.index(monday)


def test_one_interviewers_plan_has_only_theirs_and_says_when_they_are_away(
    command: Command, shown: Callable[..., Any], interview_vejle_stored: Enrolment
) -> None:
    book(command, LEADER, "2022-09-12T10:00")
    book(command, HR, "2022-09-12T10:00", "--interviewer", "karen")
    command("interviews", "away", BOOKED, "frank", "--from", "2022-09-14", "--to", "2022-09-14", *ILL)

    (plan,) = shown("interviews", "show", BOOKED, "--interviewer", "frank")

    assert plan["of"] == "Frank Facilitator"
    assert {one["interviewer"] for one in planned_interviews(plan)} == {"Frank Facilitator"}
    assert {"role": LEADER, "starts": "2022-09-12T10:00:00+02:00"}.items() <= next(
        one for one in planned_interviews(plan) if one["role"] == LEADER
    ).items()
    days = {day["day"]: day["off"] for week in plan["weeks"] for day in week["days"]}
    assert days["2022-09-14"] == "Fraværende"


def test_a_municipalitys_plan_is_shown_and_nobody_has_a_time_yet(
    command: Command, interview_vejle_stored: Enrolment
) -> None:
    said = command("interviews", "show", BOOKED, "--municipality", "Vejle").stdout

    assert said.startswith(
        "Vejle Kommune, Det lille forløb – REHEARSAL\nNo interview has a time.\nWithout a time\n"
    )


def test_a_week_plan_is_printed(command: Command, interview_vejle_stored: Enrolment, tmp_path: Path) -> None:
    book(command)
    file = tmp_path / "uge.pdf"

    result = command("interviews", "show", BOOKED, "--municipality", "Vejle", "--pdf", file)

    assert result.stdout.startswith(f"{file}: ")
    assert file.read_bytes().startswith(b"%PDF-")


def test_a_file_that_cannot_be_written_is_named(
    misunderstood: Callable[..., str], interview_vejle_stored: Enrolment, tmp_path: Path
) -> None:
    said = misunderstood("interviews", "show", BOOKED, "--pdf", tmp_path / "nowhere" / "uge.pdf")

    assert "Invalid value for --pdf: cannot write" in said
    assert "No such file or directory" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--municipality", "Vejle", "--interviewer", "frank"), "choose --municipality or --interviewer"),
        (("--interviewer", " "), "write more than blanks"),
    ],
)
def test_a_week_plan_is_somebodys(
    misunderstood: Callable[..., str],
    interview_vejle_stored: Enrolment,
    words: tuple[str, ...],
    told: str,
) -> None:
    assert told in misunderstood("interviews", "show", BOOKED, *words)


def test_a_week_plan_of_nobody_known_is_refused(
    refused: Callable[..., str], interview_vejle_stored: Enrolment
) -> None:
    assert refused("interviews", "show", BOOKED, "--interviewer", "nobody").startswith('"nobody" holds no')
    assert "Odense" in refused("interviews", "show", BOOKED, "--municipality", "Odense")

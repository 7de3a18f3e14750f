"""`status` and `journal`: what is shown to people, and the shape programs may rely on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from actions import clock, database
from actions.progress import rounds, steps
from models.people import Enrolment
from models.progress import WaitingRun
from tests.support.acts.commanding import PROGRAMME, Command
from tests.support.worlds import small_programme

ANNE = ("--by", "Anne Kontor")
RUN = UUID(int=7)


@pytest.fixture
def playing(small_vejle_asked: Enrolment) -> Enrolment:
    """Vejle's step is played by a run that waits for a day."""
    with database.transaction() as session:
        steps.take_up(session, small_vejle_asked.id, "workshop", RUN, now=small_programme.NOW)
        state = steps.state_of(session, small_vejle_asked.id, "workshop")
        until = small_programme.NOW + timedelta(days=4)
        session.add(WaitingRun(step_state_id=state.id, gate="day", until=until, since=small_programme.NOW))
    return small_vejle_asked


def test_status_says_how_long_ago_the_engine_settled(command: Command, playing: Enrolment) -> None:
    said = [command("status").stdout.splitlines()[-1]]
    for ago in (timedelta(0), timedelta(minutes=5)):
        with database.transaction() as session:
            rounds.settle(session, 1, real_now=clock.real_now() - ago)
        said.append(command("status").stdout.splitlines()[-1])

    assert said[0] == "The engine has never settled: `tovholder up`."
    assert re.fullmatch(r"The engine settled \d+ s ago\.", said[1])
    assert re.fullmatch(
        r"The engine last settled .* UTC, 5 minutes ago: `tovholder doctor` says why\.", said[2]
    )


def test_status_in_json_is_an_array_of_programmes(shown: Callable[..., Any], playing: Enrolment) -> None:
    (programme,) = shown("status")

    (municipality,) = programme.pop("municipalities")
    assert programme == {
        "programme": PROGRAMME,
        "version": 1,
        "title": "Det lille forløb",
        "at": "2022-09-01T10:00:00+00:00",
        "rehearsal": True,
        "settled": None,
    }
    (step,) = municipality.pop("steps")
    assert municipality == {
        "municipality": "Vejle",
        "enrolment": playing.id,
        "status": "enrolled",
        "decisions": [],
    }
    requirements = step.pop("requirements")
    assert step == {
        "step": "workshop",
        "number": 1,
        "title": "Værksted",
        "status": "open",
        "phrase": "venter til 5. sep. 2022",
        "missing": [],
        "run_id": str(RUN),
    }
    assert [one["key"] for one in requirements] == [one["key"] for one in small_programme.REQUIREMENTS]
    assert requirements[0] == {
        "key": "staff_data",
        "title": "Personaledata",
        "kind": "dataset",
        "from": "coordinator",
        "status": "asked",
        "due": "2022-09-16T23:59:00+02:00",
        "overdue": False,
        "progress": "",
    }
    assert {one["key"]: one["progress"] for one in requirements if one["progress"]} == {
        "talks": "0/2",
        "answers": "0/2",
    }


def test_status_of_one_programme_or_of_all_is_the_same_when_there_is_one(
    shown: Callable[..., Any], small_vejle_asked: Enrolment
) -> None:
    assert shown("status", PROGRAMME) == shown("status")


def test_a_decision_is_shown_wherever_the_step_is(
    command: Command, shown: Callable[..., Any], small_vejle_asked: Enrolment
) -> None:
    command("waive", PROGRAMME, "Vejle", "workshop/staff_data", *ANNE, "--reason", "Ingen tal")

    (decision,) = shown("status")[0]["municipalities"][0]["decisions"]
    what = decision.pop("what")
    assert "Personaledata: fritaget" in what
    assert decision == {"step": "workshop", "reason": "Ingen tal", "by": "Anne Kontor"}
    told = f"{what} – Ingen tal (Anne Kontor)"
    assert f"Vejle, Værksted: {told}" in command("status").stdout
    assert told in command("status", PROGRAMME, "--municipality", "Vejle").stdout


def test_the_board_for_people_has_a_row_for_each_municipality(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    lines = command("status").stdout.splitlines()

    assert lines[0].strip() == f"Det lille forløb ({PROGRAMME} 1) – REHEARSAL"
    assert lines[2].split() == ["municipality", "1", "Værksted"]
    assert lines[4].split() == ["Vejle", "åbner", "29.", "aug.", "2022"]


def test_one_municipality_is_shown_with_deadlines_and_people(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    said = command("status", PROGRAMME, "--municipality", "0630").stdout

    assert said.startswith("Vejle: enrolled, as of Thu 2022-09-01 12:00\n")
    due = next(line for line in said.splitlines() if "workshop/staff_data" in line)
    assert due.split()[-5:] == ["coordinator", "Fri", "2022-09-16", "23:59", "asked"]
    invited = next(line for line in said.splitlines() if "lea.leder@example.org" in line)
    assert invited.split() == ["workshop", "Lea", "Leder", "lea.leder@example.org", "none"]


def test_one_municipality_in_json_has_people_and_interviews_too(
    command: Command, shown: Callable[..., Any], small_vejle_asked: Enrolment
) -> None:
    book = ("interviews", "book", PROGRAMME, "Vejle", "workshop/talks", "--with", "Leder")
    command(*book, "--at", "2022-09-12T10:00", *ANNE)

    ((municipality,),) = [
        one["municipalities"] for one in shown("status", PROGRAMME, "--municipality", "Vejle")
    ]

    assert [(one["event"], one["email"], one["answer"]) for one in municipality["invitations"]] == [
        ("workshop", "tove.vejle@example.org", "none"),
        ("workshop", "lea.leder@example.org", "none"),
    ]
    (interview,) = municipality["interviews"]
    assert interview.pop("id") > 0
    assert interview == {
        "requirement": "workshop/talks",
        "interviewee": "Leder",
        "starts": "2022-09-12T10:00:00+02:00",
        "interviewer": "",
        "status": "booked",
        "answer": "none",
        "remark": "",
    }


def test_nobody_enrolled_is_said_and_is_an_empty_array(command: Command, shown: Callable[..., Any]) -> None:
    assert command("status").stdout == "No municipality is enrolled yet. See `tovholder enrol --help`.\n"
    assert shown("status") == []


def test_status_of_what_is_not_there(
    refused: Callable[..., str], misunderstood: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    assert (
        refused("status", "nowhere")
        == 'There is no published programme "nowhere". See `tovholder programme list`.'
    )
    assert "no enrolment of Odense" in refused("status", PROGRAMME, "--municipality", "Odense")
    assert "name the programme too" in misunderstood("status", "--municipality", "Vejle")


def test_the_journal_tells_who_did_what_and_why(
    shown: Callable[..., Any], command: Command, small_vejle_asked: Enrolment
) -> None:
    command("waive", PROGRAMME, "Vejle", "workshop/staff_data", *ANNE, "--reason", "Ingen tal")

    lines = shown("journal", PROGRAMME)

    assert [one["what"] for one in lines[:2]] == ["programme_published", "enrolled"]
    assert next(one for one in lines if one["what"] == "requirement_waived") == {
        "at": "2022-09-01T10:00:00+00:00",
        "what": "requirement_waived",
        "municipality": "Vejle",
        "step": "workshop",
        "key": "staff_data",
        "actor": "office",
        "by": "Anne Kontor",
        "through": "root waive",
        "on_behalf": "",
        "why": "Ingen tal",
        "facts": {},
    }


def test_the_journal_of_one_municipality_leaves_the_others_out(
    shown: Callable[..., Any], command: Command, small_vejle_asked: Enrolment
) -> None:
    command("enrol", PROGRAMME, "Odense", "--coordinator", "Ole <ole@example.org>", *ANNE)

    lines = shown("journal", PROGRAMME, "--municipality", "Odense")

    assert [(one["what"], one["municipality"]) for one in lines] == [("enrolled", "Odense")]


def test_the_journal_for_people_is_in_local_time(command: Command, small_vejle_asked: Enrolment) -> None:
    said = command("journal", PROGRAMME).stdout

    assert "Thu 2022-09-01 12:00   enrolled" in said


def test_there_is_no_journal_of_what_was_never_published(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    assert "no published programme" in refused("journal", "nowhere")
    assert "no enrolment of Odense" in refused("journal", PROGRAMME, "--municipality", "Odense")

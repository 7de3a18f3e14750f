from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from rules.programmes import check_flows
from tests.support.worlds import interview_programme


def says(**changed: Any) -> list[str]:
    """What is wrong with the programme whose interviews are booked so."""
    programme = interview_programme.programme(**changed)
    return [one.message for one in check_flows.faults(programme, (), ())]


def test_a_programme_that_books_its_interviews_has_no_fault() -> None:
    assert says() == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            {"interviewers": [interview_programme.interviewer("nobody")]},
            "talks is held by 'nobody', who is not in the office",
        ),
        ({"count": 6}, "talks wants 6 interviews, and names 5 roles"),
        (
            {"roles": [{"key": f"r{n}", "title": f"Rolle {n}", "mode": "on_site"} for n in range(3)]},
            "talks has roles to be interviewed on site, and no interviewer travels",
        ),
    ],
)
def test_what_cannot_be_booked_is_said_beforehand(changed: dict[str, Any], fault: str) -> None:
    assert fault in says(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"roles": [{"key": "one", "title": "A"}, {"key": "one", "title": "B"}]},
        {
            "interviewers": [
                interview_programme.interviewer("frank"),
                interview_programme.interviewer("frank"),
            ]
        },
        {"interviewers": []},
        {"roles": []},
        {"answer_within": 0},
        {"grid": 7},
    ],
)
def test_a_booking_that_makes_no_sense_is_no_programme(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        interview_programme.programme(**changed)


def without(kind: str) -> list[str]:
    """Faults of the programme without its requirements of that kind."""
    programme = interview_programme.programme()
    step = programme.steps[0]
    kept = tuple(one for one in step.requirements if one.kind != kind)
    changed = programme.model_copy(
        update={"steps": (step.model_copy(update={"requirements": kept, "gates": ()}),)}
    )
    return [one.message for one in check_flows.faults(changed, (), ())]


def test_somebody_must_be_asked_whom_to_interview() -> None:
    assert "talks is booked by itself, but step preparation asks nobody whom to interview" in without(
        "interviewees"
    )


def test_a_list_of_people_without_interviews_is_for_nothing() -> None:
    assert "named names interviewees, and 0 requirements of step preparation have a booking" in without(
        "interviews"
    )

"""The list of participants against seats, groups and addresses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.catalogues import speak
from models.language import Say
from models.programmes.programme import ParticipantGroup, Places
from rules import participants
from rules.participants import Composition, Listed, participant_fields

PLACES = Places.model_validate({"municipalities": 3, "seats_each": 3, "must_include": ["leader", "employee"]})
DANISH = speak("da", "participants")


def composed(places: Places, answers: dict[str, Any], *, say: Say = DANISH) -> Composition:
    return participants.composed(places, answers, say=say)


def person(name: str, group: str = "employee", **more: str) -> dict[str, str]:
    """One line of the list."""
    return {"name": name, "email": f"{name.lower()}@example.org", "group": group, **more}


LEA, MADS = person("Lea", "leader"), person("Mads")


def faults(*people: dict[str, Any], places: Places = PLACES) -> list[tuple[str, str]]:
    """Field and rule of each finding."""
    return [(one.field, one.rule) for one in composed(places, {"participants": list(people)}).findings]


def test_a_good_list_is_read() -> None:
    read = composed(PLACES, {"participants": [LEA, MADS]})

    assert read.findings == ()
    assert read.listed == (
        Listed("Lea", "lea@example.org", ParticipantGroup.LEADER),
        Listed("Mads", "mads@example.org", ParticipantGroup.EMPLOYEE),
    )


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([], [("participants", "required")]),
        ([LEA, MADS, person("Mia"), person("Max")], [("participants", "seats")]),
        ([MADS], [("participants", "must_include")]),
        ([LEA], [("participants", "must_include")]),
        ([LEA, MADS, {**LEA, "email": "LEA@example.org"}], [("participants.2.email", "unique")]),
        ([LEA, MADS, person("Ea", "external_partner")], [("participants.2.organisation", "organisation")]),
        ([LEA, {**MADS, "email": ""}], [("participants.1.email", "required")]),
        (
            [LEA, MADS, {**MADS, "group": "gæst", "email": "g@example.org"}],
            [("participants.2.group", "choice")],
        ),
    ],
)
def test_a_faulty_list_says_what_is_wrong_and_where(
    people: list[dict[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert faults(*people) == expected


def test_a_faulty_list_seats_nobody() -> None:
    assert composed(PLACES, {"participants": [MADS]}).listed == ()


def test_external_partners_take_seats_too() -> None:
    ea = person("Ea", "external_partner", organisation="SOSU-skolen")

    assert faults(LEA, MADS, ea) == []
    assert faults(LEA, MADS, ea, person("Mia")) == [("participants", "seats")]


def test_as_many_as_there_are_seats_is_not_too_many() -> None:
    assert faults(LEA, MADS, person("Mia")) == []


def test_groups_may_be_written_as_people_say_them() -> None:
    said = composed(PLACES, {"participants": [person("Lea", "Leder"), person("Mads", " medarbejder ")]})

    assert [one.group for one in said.listed] == [ParticipantGroup.LEADER, ParticipantGroup.EMPLOYEE]


def test_something_else_than_a_list_is_a_finding() -> None:
    assert composed(PLACES, {"participants": "Lea og Mads"}).listed == ()
    assert [one.rule for one in composed(PLACES, {"participants": ["Lea"]}).findings] == ["rows"]


def test_a_norwegian_list_is_norwegian() -> None:
    read = composed(
        PLACES, {"participants": [person("Mads", "Medarbeider")]}, say=speak("nb", "participants")
    )

    assert [(one.rule, one.facts) for one in read.findings] == [("must_include", {"group": "Leder"})]
    assert participant_fields(speak("nb", "participants"))[0].title == "Deltakere"


@given(st.lists(st.sampled_from(list(ParticipantGroup)), max_size=6))
def test_a_list_is_accepted_exactly_when_it_fits(groups: list[ParticipantGroup]) -> None:
    people = [person(f"P{number}", group, organisation="Skolen") for number, group in enumerate(groups)]

    fits = 0 < len(groups) <= 3 and {ParticipantGroup.LEADER, ParticipantGroup.EMPLOYEE} <= set(groups)

    assert (composed(PLACES, {"participants": people}).findings == ()) is fits

"""Who may do what: every cell of the table in docs/reference/permissions.md, tried with things inside and outside its reach."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from models.accounts.actors import (
    ENGINE,
    Actor,
    Behind,
    Granted,
    MunicipalRole,
    OfficeRole,
    administrator,
)
from models.errors.decisions import NameMissing
from models.errors.people import NotPermitted
from models.programmes.office import Role
from models.states import ActorKind
from rules import permissions
from rules.permissions import MUNICIPAL, OFFICE, Act, Reach, Thing

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"
OURS, THEIRS, MINE, ANOTHERS = 1, 2, 11, 12
"""Two programmes or municipalities, and two contacts."""

IN_THE_OFFICE = {
    "of the own municipality": Thing(programme_id=OURS, enrolment_id=OURS, sent_by="Tove"),
    "of another municipality": Thing(programme_id=OURS, enrolment_id=THEIRS, sent_by="Tove"),
    "what they sent themselves": Thing(programme_id=OURS, enrolment_id=OURS, sent_by="Anne"),
    "of another programme": Thing(programme_id=THEIRS, enrolment_id=OURS, sent_by="Tove"),
}
FITS_THE_OFFICE = {
    Reach.ALL: {"of the own municipality", "of another municipality", "what they sent themselves"},
    Reach.OWN_HOMES: {"of the own municipality", "what they sent themselves"},
    Reach.ANOTHERS: {"of the own municipality", "of another municipality"},
    Reach.NONE: set[str](),
}
FITS_A_MUNICIPALITY = {
    Reach.ALL: {"asked of them", "asked of others there", "about themselves", "about others there"},
    Reach.ASKED: {"asked of them"},
    Reach.OWN: {"about themselves"},
    Reach.NONE: set[str](),
}


class Cell(NamedTuple):
    """A role, an act, and what the page says of the two."""

    role: str
    act: str
    reach: Reach


def cells(heading: str) -> list[Cell]:
    """The cells of the table below a heading of the page."""
    lines = (
        PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n\n")[2].partition("\n\n")[0].splitlines()
    )
    head, _, *rows = [[one.strip() for one in line.strip("|").split("|")] for line in lines]
    return [
        Cell(role.replace(" ", "_"), row[0].strip("`"), Reach(said))
        for row in rows
        for role, said in zip(head[1:], row[1:], strict=True)
    ]


def somebody(role: OfficeRole) -> Actor:
    """Anne, who has that one role in our programme, and our municipality for her own."""
    granted = Granted(role, programmes=frozenset({OURS}), own=frozenset({OURS}))
    return Actor(ActorKind.OFFICE, "Anne", granted=(granted,))


def contact(role: MunicipalRole) -> Actor:
    """Tove behind her link."""
    return Actor(ActorKind.CONTACT, "Tove", behind=Behind(MINE, OURS, role))


def at_home(role: MunicipalRole) -> dict[str, Thing]:
    """Things of a municipality, and of another one; what is asked of a role that contacts do not have is asked of nobody."""
    asked = Role(role.value) if role.value in {one.value for one in Role} else None
    other = Role.DIRECTORATE if asked is not Role.DIRECTORATE else Role.COORDINATOR
    return {
        "asked of them": Thing(enrolment_id=OURS, asked_of=asked),
        "asked of others there": Thing(enrolment_id=OURS, asked_of=other),
        "about themselves": Thing(enrolment_id=OURS, contact_id=MINE),
        "about others there": Thing(enrolment_id=OURS, contact_id=ANOTHERS),
        "of the office": Thing(enrolment_id=OURS, asked_of=Role.FACILITATOR),
        "of another municipality": Thing(enrolment_id=THEIRS, asked_of=asked, contact_id=MINE),
    }


def test_the_page_has_every_role_and_every_act() -> None:
    office, municipality = cells("In the office"), cells("In a municipality")

    assert {one.role for one in office} == set(OfficeRole) == OFFICE.keys()
    assert {one.role for one in municipality} == set(MunicipalRole) == MUNICIPAL.keys()
    assert {one.act for one in office} == set(Act)


@pytest.mark.parametrize("cell", cells("In the office"), ids=lambda one: f"{one.role}-{one.act}")
def test_what_a_role_in_the_office_may(cell: Cell) -> None:
    actor = somebody(OfficeRole(cell.role))

    done = {name for name, one in IN_THE_OFFICE.items() if permissions.may(actor, Act(cell.act), one)}

    assert done == FITS_THE_OFFICE[cell.reach]


@pytest.mark.parametrize("cell", cells("In a municipality"), ids=lambda one: f"{one.role}-{one.act}")
def test_what_a_role_in_a_municipality_may(cell: Cell) -> None:
    role = MunicipalRole(cell.role)
    fits = FITS_A_MUNICIPALITY[cell.reach]
    if role is MunicipalRole.COLLEAGUE:  # nothing is asked of that role: a link of theirs says what is
        fits = fits - {"asked of them"}

    done = {name for name, one in at_home(role).items() if permissions.may(contact(role), Act(cell.act), one)}

    assert done == fits


@pytest.mark.parametrize("act", Act)
def test_the_engine_does_what_the_programme_says(act: Act) -> None:
    assert permissions.may(ENGINE, act, Thing())


@pytest.mark.parametrize("act", Act)
def test_who_has_been_granted_nothing_may_nothing(act: Act) -> None:
    with pytest.raises(NotPermitted):
        permissions.check(Actor(ActorKind.OFFICE, "Anne"), act, Thing(programme_id=OURS))


def test_of_several_roles_the_one_that_reaches_furthest_counts() -> None:
    roles = Granted(OfficeRole.READER), Granted(OfficeRole.APPROVER, frozenset({THEIRS}))
    anne = Actor(ActorKind.OFFICE, "Anne", granted=roles)

    assert not permissions.may(anne, Act.APPROVE, Thing(programme_id=OURS))
    assert permissions.may(anne, Act.APPROVE, Thing(programme_id=THEIRS))
    assert permissions.may(anne, Act.SEE_REPORT, Thing(programme_id=OURS))


def test_an_administrator_has_a_name() -> None:
    with pytest.raises(NameMissing):
        administrator("  ")

    assert administrator(" Anne ").name == "Anne"

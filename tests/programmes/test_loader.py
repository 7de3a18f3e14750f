"""The shipped programmes, the ways to find and read one, and what editors and the database keep of it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from models.errors.programmes import ProgrammeRefused, UnknownProgramme
from models.programmes.kinds import Kind
from models.programmes.programme import FlowName, Programme
from programmes import schema
from programmes.loader import examine, find, json_schema, read, shipped
from programmes.tree import grow
from rules.programmes.faults import FaultLevel
from rules.programmes.flow_shapes import SHAPES

NAMES = sorted(shipped())


def test_two_programmes_ship() -> None:
    assert NAMES == ["jobbvinner-ostfold", "rekrutteringsvaerksted-2022"]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_programme_bears_the_name_of_its_file_and_has_no_error(name: str) -> None:
    examination = examine(shipped()[name])

    assert examination.programme is not None
    assert examination.programme.key == name
    assert examination.errors == ()


def test_the_reference_programme_is_complete() -> None:
    examination = examine(shipped()["rekrutteringsvaerksted-2022"])

    assert examination.faults == ()


def test_what_is_provisional_in_ostfold_is_warned_of() -> None:
    faults = examine(shipped()["jobbvinner-ostfold"]).faults

    assert [(fault.level, fault.message[:42]) for fault in faults] == [
        (FaultLevel.WARNING, f"only the month is known of gathering_{n}: it"[:42]) for n in (4, 5, 6)
    ]


def test_the_reference_programme_holds_the_facts_of_the_invitation() -> None:
    programme = read(shipped()["rekrutteringsvaerksted-2022"])

    assert programme.call is not None
    assert (len(programme.call.parts), programme.call.max_pages, len(programme.obligations)) == (5, 2, 7)
    assert (programme.places.municipalities, programme.places.seats_each) == (3, 15)
    assert [step.flow for step in programme.steps] == ["preparation", "kickoff", "workshop", "follow_up"]
    assert {one.kind for step in programme.steps for one in step.requirements} == set(Kind)


def test_ostfold_has_six_gatherings_and_no_call() -> None:
    programme = read(shipped()["jobbvinner-ostfold"])

    assert programme.call is None
    assert [step.flow for step in programme.steps] == [FlowName.GATHERING] * 6
    assert (programme.language, programme.country, programme.places.municipalities) == ("nb", "NO", 6)


@pytest.mark.parametrize("name", NAMES)
def test_a_programme_survives_the_database(name: str) -> None:
    programme = read(shipped()[name])

    stored = json.loads(json.dumps(programme.model_dump(mode="json", by_alias=True)))

    assert Programme.model_validate(stored) == programme


@pytest.mark.parametrize("name", NAMES)
def test_only_fictitious_addresses_ship(name: str) -> None:
    office = read(shipped()[name]).office
    addresses = [office.sender.email, office.reply_to, *(person.email for person in office.people)]

    assert {address.partition("@")[2] for address in addresses} == {"example.org"}


def test_the_schema_for_editors_is_up_to_date() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), "run python -m programmes.schema"


@pytest.mark.parametrize("name", NAMES)
def test_editors_accept_what_ships_and_find_the_schema(name: str) -> None:
    text = shipped()[name].read_text(encoding="utf-8")

    jsonschema.Draft202012Validator(json_schema()).validate(grow(text.encode()).root.value)
    assert text.splitlines()[0] == f"# yaml-language-server: $schema=./{schema.FILE.name}"


def test_editors_refuse_what_the_loader_refuses() -> None:
    value = grow(shipped()["jobbvinner-ostfold"].read_bytes()).root.value
    value["steps"][0]["opens"] = "3. oktober"

    (fault,) = jsonschema.Draft202012Validator(json_schema()).iter_errors(value)

    assert list(fault.absolute_path) == ["steps", 0, "opens"]


def test_every_flow_has_a_shape_whose_needs_it_writes() -> None:
    assert set(SHAPES) == set(FlowName)
    assert all(set(shape.needs) <= set(shape.writes) for shape in SHAPES.values())


def test_a_programme_is_found_by_key_or_by_path(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("key: mine\n", encoding="utf-8")

    assert find("jobbvinner-ostfold") == shipped()["jobbvinner-ostfold"]
    assert find(str(mine)) == mine


def test_an_unknown_programme_is_refused_by_name() -> None:
    with pytest.raises(UnknownProgramme, match="jobbtaper"):
        find("jobbtaper")


def test_reading_a_broken_file_carries_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("key: broken\n", encoding="utf-8")

    with pytest.raises(ProgrammeRefused) as refused:
        read(file)

    assert refused.value.facts["faults"] == examine(file).faults
    assert refused.value.facts["count"] == len(examine(file).errors)


def test_a_fault_reads_as_a_sentence_with_its_cure() -> None:
    faults = examine("key: værksted\n").faults

    assert str(faults[-1]) == (
        "line 1: key cannot be 'værksted'. "
        "A programme's key has small letters, digits and hyphens, and begins with a letter."
    )

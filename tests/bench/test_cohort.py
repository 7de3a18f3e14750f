"""The workload's programme has no fault, and a cohort's letters are counted against what each municipality must get."""

from __future__ import annotations

import pytest

from actions import database
from bench import cohort
from bench.arrivals import LettersWrong
from bench.sweep_rows import lay_out
from models.letters import Letter
from models.programmes.kinds import Kind
from models.progress import RequirementState, Rung
from tests.support.worlds.small_programme import NOW


def test_each_step_asks_for_three_papers_and_builds_on_the_one_before() -> None:
    programme = cohort.programme("fire-trin", 5, NOW)

    assert [step.requires for step in programme.steps] == [(), ("step_1",), ("step_2",), ("step_3",)]
    assert {len(step.requirements) for step in programme.steps} == {3}
    assert {one.kind for step in programme.steps for one in step.requirements} == {Kind.DOCUMENT}


def test_more_municipalities_than_denmark_has_take_part_in_several_programmes(database_url: str) -> None:
    places = cohort.enrol("fire-trin", 100, first=1)

    assert [place.number for place in places] == list(range(1, 101))
    assert len({place.enrolment_id for place in places}) == 100


def test_a_letter_that_was_never_written_ends_the_run(database_url: str) -> None:
    places = cohort.enrol("fire-trin", 1, first=1)

    with pytest.raises(LettersWrong, match="0 letters data_request for 1 municipalities, 4 each expected"):
        cohort.check(places, [], requests=4, receipts=12)
    cohort.check(places, [], requests=0, receipts=0)


def test_one_requirement_in_a_hundred_is_due_on_each_day(database_url: str) -> None:
    with database.transaction() as session:
        rows = lay_out(session, 10_000, 2)

    with database.reading() as session:
        assert session.query(RequirementState).count() == 10_000
        unused = session.query(Rung).filter(Rung.used_at.is_(None))
        due = [unused.filter(Rung.at <= day).count() for day in rows.sweeps]
        assert session.query(Letter).count() == 0
    assert list(rows.letters) == [50, 50]
    assert due == [100, 200]

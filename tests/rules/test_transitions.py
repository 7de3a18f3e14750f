"""Statuses move by their tables and in no other way."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from models import states
from models.errors.decisions import IllegalTransition
from models.states import (
    ENROLMENT,
    INTERVIEW,
    LETTER,
    OWED,
    REQUIREMENT,
    SETTLED,
    STEP,
    EnrolmentStatus,
    InterviewStatus,
    LetterStatus,
    RequirementStatus,
    StepStatus,
)
from rules.transitions import move

TABLES: list[tuple[Mapping[Any, frozenset[Any]], type[StrEnum]]] = [
    (ENROLMENT, EnrolmentStatus),
    (STEP, StepStatus),
    (REQUIREMENT, RequirementStatus),
    (LETTER, LetterStatus),
    (INTERVIEW, InterviewStatus),
]
each_table = pytest.mark.parametrize(("table", "words"), TABLES, ids=lambda one: getattr(one, "__name__", ""))


def test_no_table_is_forgotten_here() -> None:
    tables = [each for name, each in vars(states).items() if name.isupper() and isinstance(each, Mapping)]

    assert tables == [table for table, _ in TABLES]


@each_table
def test_a_table_names_every_status_as_a_start(
    table: Mapping[Any, frozenset[Any]], words: type[StrEnum]
) -> None:
    assert list(table) == list(words)


@each_table
def test_every_status_but_the_first_can_be_reached(
    table: Mapping[Any, frozenset[Any]], words: type[StrEnum]
) -> None:
    starts = {next(iter(words)), LetterStatus.QUEUED} if words is LetterStatus else {next(iter(words))}
    reached = set(starts)
    while more := {target for one in reached for target in table[one]} - reached:
        reached |= more

    assert reached == set(words)


@each_table
def test_a_move_is_allowed_exactly_when_the_table_says_so(
    table: Mapping[Any, frozenset[Any]], words: type[StrEnum]
) -> None:
    def allowed(current: Any, target: Any) -> bool:
        try:
            return bool(move(current, target, table) is target)
        except IllegalTransition:
            return False

    pairs = list(product(words, words))
    assert [pair for pair in pairs if allowed(*pair)] == [(a, b) for a, b in pairs if b in table[a]]


@each_table
def test_staying_where_one_is_is_no_move(table: Mapping[Any, frozenset[Any]], words: type[StrEnum]) -> None:
    assert [one for one in words if one in table[one]] == []


def test_a_refused_move_names_the_thing_and_both_statuses() -> None:
    with pytest.raises(IllegalTransition) as refused:
        move(StepStatus.DONE, StepStatus.OPEN, STEP, thing="workshop")

    assert refused.value.english() == 'workshop is "done" and cannot become "open".'


def test_what_is_owed_is_never_settled() -> None:
    assert frozenset() == OWED & SETTLED


def test_who_has_left_owes_and_settles_nothing() -> None:
    assert RequirementStatus.WITHDRAWN not in OWED | SETTLED
    assert REQUIREMENT[RequirementStatus.WITHDRAWN] == frozenset()

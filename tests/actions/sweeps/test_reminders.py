"""The ladder of reminders: when, to whom, how often, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from actions import database
from actions.events import answers, invitations
from actions.people import links
from actions.progress import steps
from actions.sweeps import reminders
from actions.sweeps.reminders import Sweep
from models.accounts.actors import administrator
from models.journal import What
from models.letters import Letter
from models.people import Enrolment
from models.states import Answer, EnrolmentStatus, RequirementStatus, StepStatus
from tests.support.acts.deciding import EXTEND, decide
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW, enrolled
from tests.support.worlds.two_steps import asked, day, deliver, preparation


def sweep(session: Session, text: str, hour: int = 8) -> tuple[int, int]:
    """A sweep on that morning: reminders, escalations."""
    swept = reminders.sweep(session, now=day(text, hour))
    session.flush()
    return swept.reminded, swept.escalated


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    said: list[str] = []
    connection = session.connection()

    def listen(*told: Any) -> None:
        said.append(told[2])

    event.listen(connection, "before_cursor_execute", listen)
    yield said
    event.remove(connection, "before_cursor_execute", listen)


def told(session: Session) -> list[tuple[str, int]]:
    """Which requirement was reminded of, on which rung."""
    return [(line.key, line.facts["working_days"]) for line in two_steps.happened(session, What.REMINDED)]


def settle_overview(session: Session, vejle: Enrolment) -> None:
    """So that only the agreement is left."""
    deliver(session, asked(session, vejle, "overview"))


def test_the_whole_ladder_of_somebody_who_never_delivers(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    settle_overview(session, two_step_vejle_opened)
    first = day("2022-09-01", 8)

    swept = {}
    for number in range(45):
        at = first + timedelta(days=number)
        if (done := reminders.sweep(session, now=at)) != Sweep(0, 0):
            swept[at.date().isoformat()] = (done.reminded, done.escalated)

    assert swept == {
        "2022-09-07": (1, 0),
        "2022-09-14": (1, 0),
        "2022-09-16": (1, 0),
        "2022-09-19": (1, 0),
        "2022-09-21": (1, 0),
        "2022-09-23": (0, 1),
    }
    assert told(session) == [("agreement", number) for number in (-7, -2, 0, 1, 3)]


def test_nothing_is_sent_before_the_morning_of_the_rung(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    assert reminders.sweep(session, now=day("2022-09-07", 8) - timedelta(seconds=1)) == Sweep(0, 0)
    assert reminders.sweep(session, now=day("2022-09-07", 8)) == Sweep(1, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2022-09-14", "Husk fristen: Det lille forløb, fredag den 16. september 2022"),
        ("2022-09-16", "[Svar udbedes] Fristen er i dag: Det lille forløb"),
        ("2022-09-19", "[Svar udbedes] Fristen er overskredet: Det lille forløb"),
    ],
    ids=["before", "at", "after"],
)
def test_the_subject_says_where_one_is(
    session: Session, two_step_vejle_opened: Enrolment, text: str, words: str
) -> None:
    sweep(session, text)

    (letter,) = two_steps.written(session, "reminder")
    assert (letter.subject, letter.to_email) == (words, "tove@example.org")


def test_a_late_sweep_words_its_letter_by_today(session: Session, two_step_vejle_opened: Enrolment) -> None:
    settle_overview(session, two_step_vejle_opened)
    sweep(session, "2022-09-15")  # uses up what was due before
    session.flush()

    assert sweep(session, "2022-09-19", 7) == (1, 0)

    assert told(session)[-1] == ("agreement", 0)
    assert two_steps.written(session, "reminder")[-1].subject == (
        "[Svar udbedes] Fristen er overskredet: Det lille forløb"
    )


def test_a_late_sweep_writes_one_letter_for_all_the_rungs_it_finds(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    settle_overview(session, two_step_vejle_opened)

    assert sweep(session, "2022-09-16") == (1, 0)

    assert told(session) == [("agreement", 0)]
    assert sweep(session, "2022-09-16") == (0, 0)


@pytest.mark.parametrize("text", ["2022-09-17", "2022-09-18"])
def test_nobody_is_reminded_on_a_day_off(
    session: Session, two_step_vejle_opened: Enrolment, text: str
) -> None:
    assert sweep(session, text) == (0, 0)
    assert sweep(session, "2022-09-19") == (1, 0)


def test_the_offices_closed_days_are_days_off(session: Session) -> None:
    enrolment = two_steps.vejle_in(session, closed=["2022-09-14"])
    two_steps.opened(session, enrolment)

    days = ["2022-09-06", "2022-09-14", "2022-09-15"]
    assert [sweep(session, text) for text in days] == [(1, 0), (0, 0), (1, 0)]


@pytest.mark.parametrize(
    "status",
    [
        RequirementStatus.DELIVERED,
        RequirementStatus.FULFILLED,
        RequirementStatus.WAIVED,
        RequirementStatus.WITHDRAWN,
    ],
)
def test_only_those_who_owe_are_reminded(
    session: Session, two_step_vejle_opened: Enrolment, status: RequirementStatus
) -> None:
    settle_overview(session, two_step_vejle_opened)
    asked(session, two_step_vejle_opened, "agreement").status = status
    session.flush()

    assert [sweep(session, text) for text in ("2022-09-16", "2022-09-23")] == [(0, 0), (0, 0)]


def test_a_returned_delivery_is_owed(session: Session, two_step_vejle_opened: Enrolment) -> None:
    asked(session, two_step_vejle_opened, "agreement").status = RequirementStatus.RETURNED
    session.flush()

    assert sweep(session, "2022-09-14") == (1, 0)


@pytest.mark.parametrize("status", [EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
def test_who_takes_no_part_any_more_is_left_alone(
    session: Session, two_step_vejle_opened: Enrolment, status: EnrolmentStatus
) -> None:
    two_step_vejle_opened.status = status
    session.flush()

    assert (sweep(session, "2022-09-23"), reminders.next_rung(session)) == ((0, 0), None)


def test_one_letter_tells_a_person_of_everything(session: Session, two_step_vejle_opened: Enrolment) -> None:
    assert sweep(session, "2022-09-21") == (1, 0)

    (letter,) = two_steps.written(session, "reminder")
    assert [title in letter.text for title in ("Samarbejdsaftale", "Oversigt")] == [True, True]
    assert letter.subject.startswith("[Svar udbedes] Fristen er overskredet")
    assert sorted(told(session)) == [("agreement", 3), ("overview", -2)]


def test_after_an_extension_the_old_rungs_are_dead(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    settle_overview(session, two_step_vejle_opened)
    state = asked(session, two_step_vejle_opened, "agreement")
    decide(session, state, EXTEND, reason="Ferie", occasion="x", until="2022-09-30", now=NOW)

    days = ["2022-09-14", "2022-09-16", "2022-09-20", "2022-09-21", "2022-09-28"]
    assert [sweep(session, text) for text in days] == [(0, 0), (0, 0), (0, 0), (1, 0), (1, 0)]
    assert told(session) == [("agreement", -7), ("agreement", -2)]


def test_two_sweeps_at_once_use_each_rung_once(session: Session, two_step_vejle_opened: Enrolment) -> None:
    session.commit()
    at = day("2022-09-21")

    outcomes = two_steps.at_once(*[lambda own: reminders.sweep(own, now=at)] * 3)

    assert sorted(str(one) for one in outcomes) == sorted(map(str, [Sweep(0, 0), Sweep(0, 0), Sweep(1, 0)]))
    assert len(two_steps.written(session, "reminder")) == 1
    assert len(told(session)) == 2


@pytest.fixture
def cohort(session: Session) -> list[Enrolment]:
    """Vejle, Varde and Odense, all asked for the same."""
    version = two_steps.published(session)
    cohort = [enrolled(session, version, home) for home in ("Vejle", "Varde", "Odense")]
    for enrolment in cohort:
        two_steps.opened(session, enrolment)
    return cohort


def test_a_cohort_is_reminded_with_as_few_statements_as_one_municipality(
    session: Session, cohort: list[Enrolment]
) -> None:
    """Each of them asked the same, so that what grows with the cohort are rows and never round trips."""
    for enrolment in cohort[1:]:
        enrolment.status = EnrolmentStatus.COMPLETED
    session.flush()

    with counted(session) as alone:
        assert sweep(session, "2022-09-07") == (1, 0)
    for enrolment in cohort:
        enrolment.status = EnrolmentStatus.ENROLLED
    session.flush()
    with counted(session) as together:
        assert sweep(session, "2022-09-14") == (3, 0)

    assert len(together) <= len(alone) <= 20


def test_everybody_gets_the_letter_that_is_theirs(session: Session, cohort: list[Enrolment]) -> None:
    sweep(session, "2022-09-19")

    letters = two_steps.written(session, "reminder")
    assert [letter.to_name for letter in letters] == ["Tove Vejle", "Tove Varde", "Tove Odense"]
    for letter, enrolment in zip(letters, cohort, strict=True):
        home = letter.to_name.removeprefix("Tove ")
        (token,) = re.findall(r"/jeres-side/(\S+)", letter.text)
        assert links.follow(session, token, letter.written_at).enrolment_id == enrolment.id
        for part in (letter.text, letter.html):
            assert [name in part for name in ("Vejle", "Varde", "Odense")].count(True) == 1
            assert f"Kære Tove {home}" in part
            assert f"fra {home} Kommune" in part
            assert part.count(token) == 1


def test_a_large_cohort_is_written_to_some_at_a_time(
    session: Session, cohort: list[Enrolment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "TOGETHER", 2)

    assert sweep(session, "2022-09-23") == (3, 3)

    assert len(two_steps.written(session, "reminder")) == 3
    assert sweep(session, "2022-09-23") == (0, 0)


def test_a_sweep_that_dies_has_used_no_rung(session: Session, cohort: list[Enrolment]) -> None:
    session.commit()

    def die_after_it() -> None:
        with database.transaction() as dying:
            reminders.sweep(dying, now=day("2022-09-16"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        die_after_it()

    assert (two_steps.written(session, "reminder"), told(session)) == ([], [])
    assert sweep(session, "2022-09-16") == (3, 0)


def test_the_last_rung_goes_to_the_named_person_once_and_never_further(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    swept = [sweep(session, text) for text in ("2022-09-23", "2022-09-27", "2022-10-04", "2022-12-01")]

    assert [escalated for _, escalated in swept] == [1, 1, 0, 0]
    letters = two_steps.written(session, "escalation")
    assert [letter.to_email for letter in letters] == ["anne@example.org", "frank@example.org"]
    assert ["Tove Vejle" in letter.text for letter in letters] == [True, True]
    assert len(two_steps.written(session, "reminder")) == 1
    assert [line.key for line in two_steps.happened(session, What.ESCALATED)] == ["agreement", "overview"]


def test_only_the_silent_are_reminded_to_answer(session: Session, two_step_vejle_opened: Enrolment) -> None:
    two_steps.workshop_opened(session, two_step_vejle_opened)
    workshop = invitations.state_of(session, two_step_vejle_opened.programme_id, "workshop")
    lea = invitations.invitations(session, workshop, two_step_vejle_opened)[0]
    answers.answer(session, lea.id, Answer.NO, actor=administrator("Lea"), now=day("2022-10-05"))
    for key in ("agreement", "overview"):
        asked(session, two_step_vejle_opened, key).status = RequirementStatus.WAIVED
    session.flush()

    swept = [sweep(session, text) for text in ("2022-10-25", "2022-10-27", "2022-10-28")]

    # on the 28th the presentation's own reminder, and the escalation
    assert swept == [(1, 0), (1, 0), (1, 1)]
    assert [letter.to_email for letter in two_steps.written(session, "answer_reminder")] == [
        "mads@example.org"
    ] * 2
    (escalation,) = two_steps.written(session, "escalation")
    assert ("Mads Holm" in escalation.text, "Lea Leder" in escalation.text) == (True, False)


def test_the_next_rung_is_the_next_of_somebody_who_owes(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    before = reminders.next_rung(session)
    sweep(session, "2022-09-16")

    assert before == day("2022-09-07", 8)
    assert reminders.next_rung(session) == day("2022-09-19", 8)


def test_a_programme_gone_through_has_no_rung_left(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    """Somebody let a gate pass: what is still owed at the end must not keep a rehearsal's clock from moving."""
    preparation(session, two_step_vejle_opened, "workshop").status = StepStatus.DONE
    session.flush()
    steps.finish(session, two_step_vejle_opened.id, "preparation", now=NOW)

    assert (two_step_vejle_opened.status, reminders.next_rung(session)) == (EnrolmentStatus.COMPLETED, None)


def test_a_letter_of_reminder_has_a_key_of_its_own_for_each_rung(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    for text in ("2022-09-07", "2022-09-14", "2022-09-16"):
        sweep(session, text)

    letters: list[Letter] = two_steps.written(session, "reminder")
    dates: list[datetime] = [letter.written_at for letter in letters]
    assert dates == [day(text, 8) for text in ("2022-09-07", "2022-09-14", "2022-09-16")]
    assert len({letter.key for letter in letters}) == 3

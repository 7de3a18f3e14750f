"""The board: one short phrase a cell, what was decided under it, and nothing that breaks out of its cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from actions.gates import decisions, gates, withdrawal
from actions.gates.decisions import OfficeDecision
from actions.interviews import arrangements
from actions.overview import board
from actions.programmes import publishing
from actions.progress import steps
from models.accounts.actors import administrator
from models.clock import Clock
from models.people import Enrolment
from models.programmes.versions import ProgrammeVersion
from models.states import DecisionKind, RequirementStatus
from tests.support.acts.deciding import APPROVE, EXTEND, RETURN, WAIVE, decide
from tests.support.pseudo_language import outside
from tests.support.worlds import small_programme, two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, deliver

ADDRESS = "http://127.0.0.1:4200"


def shown(session: Session, enrolment: Enrolment, now: datetime = NOW) -> board.Board:
    """The board of its programme."""
    return board.board(session, session.get_one(ProgrammeVersion, enrolment.programme_id), now=now)


def phrases(session: Session, enrolment: Enrolment, now: datetime = NOW) -> list[str]:
    """The phrases of its row."""
    return [cell.phrase for cell in shown(session, enrolment, now).rows[0].cells]


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The SQL that is sent meanwhile."""
    made: list[str] = []

    def note(*said: Any) -> None:
        made.append(said[2])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield made
    event.remove(session.get_bind(), "before_cursor_execute", note)


def wait(session: Session, enrolment: Enrolment, **until: Any) -> None:
    """Its run waits in the first step."""
    two_steps.opened(session, enrolment)
    gates.arrive(session, enrolment.id, "preparation", "event" if until else "collected", now=NOW, **until)


def test_steps_ahead_say_when_they_open(session: Session, two_step_vejle: Enrolment) -> None:
    assert phrases(session, two_step_vejle) == ["åbner 1. sep. 2022", "åbner 3. okt. 2022"]


def test_a_step_whose_time_has_come_says_which_steps_it_waits_for(
    session: Session, two_step_vejle: Enrolment
) -> None:
    (version,) = publishing.published(session)

    later = board.board(session, version, now=two_steps.day("2022-10-10"))

    assert [cell.phrase for cell in later.rows[0].cells] == ["åbner 1. sep. 2022", "venter på trin 1"]


def test_an_open_step_that_waits_for_nothing_runs(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)

    assert phrases(session, two_step_vejle)[0] == "i gang"


def test_a_waiting_step_names_the_first_thing_and_counts_the_others(
    session: Session, two_step_vejle: Enrolment
) -> None:
    wait(session, two_step_vejle)

    cell = shown(session, two_step_vejle).rows[0].cells[0]
    assert (cell.phrase, cell.missing) == ("venter: Samarbejdsaftale +1", ("agreement", "overview"))


def test_an_overdue_thing_says_by_how_many_days(session: Session, two_step_vejle: Enrolment) -> None:
    wait(session, two_step_vejle)

    at = [
        phrases(session, two_step_vejle, day(text))[0] for text in ("2022-09-16", "2022-09-17", "2022-09-26")
    ]
    assert at == [
        "venter: Samarbejdsaftale +1",
        "1 dag over frist: Samarbejdsaftale +1",
        "10 dage over frist: Samarbejdsaftale +1",
    ]


def test_a_wait_says_until_when(session: Session, two_step_vejle: Enrolment) -> None:
    wait(session, two_step_vejle, until=day("2022-10-03", 16))

    assert phrases(session, two_step_vejle)[0] == "venter til 3. okt. 2022"


def test_a_gate_that_opened_a_moment_ago_no_longer_waits(session: Session, two_step_vejle: Enrolment) -> None:
    wait(session, two_step_vejle)
    for key in ("agreement", "overview"):
        asked(session, two_step_vejle, key).status = RequirementStatus.WAIVED
    session.flush()

    assert phrases(session, two_step_vejle)[0] == "i gang"


def test_what_is_done_says_when_and_what_was_left_says_so(
    session: Session, two_step_vejle: Enrolment
) -> None:
    two_steps.opened(session, two_step_vejle)
    steps.finish(session, two_step_vejle.id, "preparation", now=day("2022-09-30"))
    withdrawal.withdraw(
        session, two_step_vejle, actor=administrator("Anne"), reason="Ny ledelse", now=day("2022-10-01")
    )

    assert phrases(session, two_step_vejle) == ["færdig 30. sep. 2022", "udtrådt"]


def test_a_counted_requirement_shows_its_count(session: Session) -> None:
    only = {
        **small_programme.programme().steps[0].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    }
    only["gates"] = [{"key": "talked", "title": "Interview", "needs": ["talks"]}]
    enrolment = small_programme.enrolled(session, small_programme.published(session, steps=[only]))
    two_steps.opened(session, enrolment, "workshop")
    gates.arrive(session, enrolment.id, "workshop", "talked", now=NOW)
    talks = asked(session, enrolment, "talks", "workshop")
    booked = arrangements.book(
        session, talks, interviewee="Leder", starts_at=NOW, actor=administrator("Frank"), now=NOW
    )
    arrangements.hold(session, booked.id, actor=administrator("Frank"), now=NOW)

    assert phrases(session, enrolment) == ["venter: Interview (1/2)"]


def test_every_decision_stands_under_the_table_with_name_reason_and_day(
    session: Session, two_step_vejle: Enrolment
) -> None:
    two_steps.opened(session, two_step_vejle)
    agreement, overview = (
        asked(session, two_step_vejle, "agreement"),
        asked(session, two_step_vejle, "overview"),
    )
    decide(session, agreement, EXTEND, until="2022-09-30", occasion="1", now=NOW)
    decide(session, overview, WAIVE, occasion="2", now=NOW)
    deliver(session, agreement)
    decide(session, agreement, RETURN, occasion="3", now=NOW)
    deliver(session, agreement, content=b"%PDF-1.7 signed")
    decide(session, agreement, APPROVE, occasion="4", now=NOW)
    passed = OfficeDecision(DecisionKind.GO_ON, administrator("Anne"), "Aftalt", "5")
    decisions.go_on(session, passed, two_step_vejle, "preparation", "collected", now=NOW)

    notes = [note.text for note in shown(session, two_step_vejle).notes]

    tail = ", 1. sep. 2022 – Aftalt (Anne)"
    assert notes == [
        "Samarbejdsaftale: frist flyttet til 30. sep." + tail,
        "Oversigt: fritaget" + tail,
        "Samarbejdsaftale: sendt retur" + tail,
        "Samarbejdsaftale: godkendt" + tail,
        "gået videre uden alt ved »Alt er på plads«" + tail,
    ]


def test_the_board_is_norwegian_in_a_norwegian_programme(session: Session) -> None:
    version = two_steps.published(session, country="NO", language="nb", zone="Europe/Oslo")
    moss = small_programme.enrolled(session, version, "Moss")
    two_steps.opened(session, moss)
    overview = asked(session, moss, "overview")
    decide(session, overview, WAIVE, reason="Avtalt", occasion="1", now=NOW)

    text = board.markdown(shown(session, moss), ADDRESS, named=True)

    assert phrases(session, moss)[1] == "åpner 3. okt. 2022"
    assert [
        words in text
        for words in ("## Besluttet underveis", "Oversigt: fritatt, 1. sep. 2022 – Avtalt", "Slik så det ut")
    ] == [
        True,
        True,
        True,
    ]


def test_a_cell_leads_to_the_run_that_plays_it(session: Session, two_step_vejle: Enrolment) -> None:
    run = two_steps.opened(session, two_step_vejle)

    text = board.markdown(shown(session, two_step_vejle), ADDRESS, named=True)

    row = next(line for line in text.splitlines() if line.startswith("| Vejle"))
    assert row == f"| Vejle | [i gang]({ADDRESS}/v2/runs/flow-run/{run}) | åbner 3. okt. 2022 |"


def test_the_board_ends_with_when_it_was_true_and_what_to_do_when_that_is_long_ago(
    session: Session, two_step_vejle: Enrolment
) -> None:
    text = board.markdown(shown(session, two_step_vejle), ADDRESS, named=True)
    session.execute(update(Clock).values(virtual_now=NOW))
    rehearsed = board.markdown(shown(session, two_step_vejle), ADDRESS, named=True)

    assert text.endswith(
        "\nSådan så det ud 1. sep. 2022 kl. 12.00. "
        "Er det mere end fem minutter siden, står systemet stille: »tovholder doctor« siger hvorfor.\n"
    )
    assert rehearsed.endswith("\nSådan så det ud 1. sep. 2022 kl. 12.00.\n")


def test_the_board_of_many_takes_no_more_statements_than_that_of_one(session: Session) -> None:
    version, counted = two_steps.published(session), []

    for home in ("Vejle", "Odense", "Horsens"):
        enrolment = small_programme.enrolled(session, version, home)
        two_steps.opened(session, enrolment)
        gates.arrive(session, enrolment.id, "preparation", "collected", now=NOW)
        session.flush()
        with statements(session) as made:
            rows = shown(session, enrolment).rows
        counted.append((len(rows), len(made)))

    assert [rows for rows, _ in counted] == [1, 2, 3]
    assert len({made for _, made in counted}) == 1


def test_prefect_is_told_what_was_decided_but_not_by_whom_or_why(
    session: Session, two_step_vejle: Enrolment
) -> None:
    two_steps.opened(session, two_step_vejle)
    overview = asked(session, two_step_vejle, "overview")
    decide(session, overview, WAIVE, reason="Tove er syg", occasion="1", now=NOW)

    text = board.markdown(shown(session, two_step_vejle), ADDRESS, named=False)

    assert "- Vejle, Forberedelse: Oversigt: fritaget, 1. sep. 2022\n" in text
    assert [words in text for words in ("Anne", "Tove")] == [False, False]


def test_without_an_address_there_are_no_links(session: Session, two_step_vejle: Enrolment) -> None:
    two_steps.opened(session, two_step_vejle)

    assert "](" not in board.markdown(shown(session, two_step_vejle), "", named=True)


def test_a_rehearsal_says_so_above_everything(session: Session, two_step_vejle: Enrolment) -> None:
    before = board.markdown(shown(session, two_step_vejle), ADDRESS, named=True)
    session.execute(update(Clock).values(virtual_now=NOW))

    after = board.markdown(shown(session, two_step_vejle), ADDRESS, named=True)

    assert ("GENERALPRØVE" in before, "GENERALPRØVE" in after) == (False, True)


@pytest.mark.parametrize(
    ("reason", "escaped"),
    [
        ("a | b", r"a \| b"),
        ("[x](http://a.example.org)", r"\[x\](http://a.example.org)"),
        ("<script>", r"\<script\>"),
        ("*fed* _kursiv_ `kode` # stor", r"\*fed\* \_kursiv\_ \`kode\` \# stor"),
        ("linje\n\n| ny | række |", r"linje \| ny \| række \|"),
        ("c:\\mappe", r"c:\\mappe"),
    ],
)
def test_what_people_write_stays_in_its_line(
    session: Session, two_step_vejle: Enrolment, reason: str, escaped: str
) -> None:
    two_steps.opened(session, two_step_vejle)
    overview = asked(session, two_step_vejle, "overview")
    decide(session, overview, WAIVE, reason=reason, occasion="1", now=NOW)

    text = board.markdown(shown(session, two_step_vejle), ADDRESS, named=True)

    (note,) = [line for line in text.splitlines() if line.startswith("- Vejle")]
    assert note == f"- Vejle, Forberedelse: Oversigt: fritaget, 1. sep. 2022 – {escaped} (Anne)"


@pytest.mark.usefixtures("pseudo_language")
def test_the_board_says_nothing_untranslated(session: Session, two_step_vejle: Enrolment) -> None:
    wait(session, two_step_vejle)
    overview = asked(session, two_step_vejle, "overview")
    decide(session, overview, WAIVE, reason="Ferie", occasion="1", now=NOW)
    session.execute(update(Clock).values(virtual_now=NOW))
    of = shown(session, two_step_vejle, day("2022-09-26"))
    titles = {
        text
        for step in of.programme.steps
        for text in (step.title, *(one.title for one in step.requirements))
    }

    said = board.markdown(of, "", named=True)

    assert outside(said, {*titles, of.programme.title, "Vejle", "Anne", "Ferie"}) == set()

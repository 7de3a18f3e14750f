"""A run before a gate: shut, open, passed in spite of what is missing, and every answer of the form."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from actions.gates import decisions, gates, withdrawal
from actions.gates.gates import FormAnswer, Standing
from models.accounts.actors import administrator
from models.errors.people import NotEnrolled
from models.journal import What
from models.people import Enrolment
from models.progress import WaitingRun
from models.states import DecisionKind, RequirementStatus, StepStatus
from tests.support.acts.deciding import RETURN, decide
from tests.support.worlds import two_steps
from tests.support.worlds.small_programme import NOW
from tests.support.worlds.two_steps import asked, day, deliver, preparation

MESSAGE = (
    "Venter på: Samarbejdsaftale (frist 16. september 2022); Oversigt (frist 23. september 2022)"
    " – siden 1. september 2022."
)


def form(
    decision: str, *, until: str = "", name: str = "Anne", reason: str = "Aftalt", about: str = ""
) -> FormAnswer:
    """What somebody wrote into the form."""
    return FormAnswer(decision, until, name, reason, about)


def arrive(
    session: Session, enrolment: Enrolment, answer: FormAnswer | None = None, *, now: datetime = NOW
) -> Standing | None:
    """The run stands before the first step's gate."""
    return gates.arrive(session, enrolment.id, "preparation", "collected", answer=answer, now=now)


def statuses(session: Session, enrolment: Enrolment) -> tuple[RequirementStatus, RequirementStatus]:
    """How far the agreement and the overview are."""
    agreement, overview = (asked(session, enrolment, key).status for key in ("agreement", "overview"))
    return agreement, overview


ASKED, WAIVED = RequirementStatus.ASKED, RequirementStatus.WAIVED


def test_a_shut_gate_says_what_is_missing_and_since_when(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    standing = arrive(session, two_step_vejle_opened)

    assert standing is not None
    assert (standing.message, standing.round, standing.note, standing.until) == (MESSAGE, 1, "", None)
    assert [one.key for one in standing.lacking] == ["agreement", "overview"]
    assert [line.facts for line in two_steps.happened(session, What.GATE_SHUT)] == [
        {"missing": ["agreement", "overview"]}
    ]


def test_an_early_resume_stands_before_the_same_shut_gate(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    arrive(session, two_step_vejle_opened)

    again = arrive(session, two_step_vejle_opened, now=day("2022-09-10"))

    assert again is not None
    assert (again.message, again.round) == (MESSAGE, 2)
    assert len(two_steps.happened(session, What.GATE_SHUT)) == 1


def test_an_open_gate_is_passed_and_says_so_once(session: Session, two_step_vejle_opened: Enrolment) -> None:
    for key in ("agreement", "overview"):
        asked(session, two_step_vejle_opened, key).status = RequirementStatus.FULFILLED
    session.flush()

    assert [arrive(session, two_step_vejle_opened), arrive(session, two_step_vejle_opened)] == [None, None]
    assert [line.key for line in two_steps.happened(session, What.GATE_OPENED)] == ["collected"]
    assert session.get(WaitingRun, preparation(session, two_step_vejle_opened).id) is None


def test_a_leg_that_comes_after_the_step_is_done_waits_for_nothing(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    """Of two engines the one that has lost its lock plays on for a moment."""
    state = preparation(session, two_step_vejle_opened)
    state.status = StepStatus.DONE
    session.flush()

    assert arrive(session, two_step_vejle_opened) is None
    assert session.get(WaitingRun, state.id) is None


def test_delivered_is_not_enough_where_the_office_must_approve(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    for key in ("agreement", "overview"):
        deliver(session, asked(session, two_step_vejle_opened, key))

    standing = arrive(session, two_step_vejle_opened)

    assert standing is not None
    assert standing.message == (
        "Venter på: Samarbejdsaftale (leveret, mangler godkendelse) – siden 1. september 2022."
    )


def test_what_was_never_asked_keeps_the_gate_shut(session: Session) -> None:
    enrolment = two_steps.vejle_in(session)

    standing = arrive(session, enrolment)

    assert standing is not None
    assert [(one.key, one.status, one.due_at) for one in standing.lacking] == [
        ("agreement", None, None),
        ("overview", None, None),
    ]


def test_checking_again_decides_nothing(session: Session, two_step_vejle_opened: Enrolment) -> None:
    arrive(session, two_step_vejle_opened)

    standing = arrive(session, two_step_vejle_opened, form("check_again", name="Tovholder", reason=""))

    assert standing is not None
    assert (standing.round, standing.note) == (2, "")
    assert decisions.of_step(session, two_step_vejle_opened.id, "preparation") == []


@pytest.mark.parametrize(
    ("about", "moved"), [("", ["agreement", "overview"]), ("Oversigt", ["overview"])], ids=["all", "one"]
)
def test_extending_moves_the_deadline_of_what_was_picked(
    session: Session, two_step_vejle_opened: Enrolment, about: str, moved: list[str]
) -> None:
    arrive(session, two_step_vejle_opened)

    standing = arrive(session, two_step_vejle_opened, form("extend", until="30.9.2022", about=about))

    assert standing is not None
    assert standing.note == ""
    assert [
        one.key for one in standing.lacking if one.due_at == day("2022-09-30", 23).replace(minute=59)
    ] == moved
    assert [line.key for line in two_steps.happened(session, What.DEADLINE_EXTENDED)] == moved


def test_extending_everything_never_makes_a_deadline_earlier(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    arrive(session, two_step_vejle_opened)

    arrive(session, two_step_vejle_opened, form("extend", until="2022-09-20"))

    assert [
        one.due_at.date()
        for one in (
            asked(session, two_step_vejle_opened, "agreement"),
            asked(session, two_step_vejle_opened, "overview"),
        )
    ] == [
        date(2022, 9, 20),
        date(2022, 9, 23),
    ]
    assert [line.key for line in two_steps.happened(session, What.DEADLINE_EXTENDED)] == ["agreement"]


def test_waiving_everything_opens_the_gate(session: Session, two_step_vejle_opened: Enrolment) -> None:
    arrive(session, two_step_vejle_opened)

    passed = arrive(session, two_step_vejle_opened, form("waive", reason="Fusion"))

    assert (passed, statuses(session, two_step_vejle_opened)) == (None, (WAIVED, WAIVED))
    assert [
        (line.key, line.by, line.why) for line in two_steps.happened(session, What.REQUIREMENT_WAIVED)
    ] == [
        ("agreement", "Anne", "Fusion"),
        ("overview", "Anne", "Fusion"),
    ]


def test_waiving_one_thing_leaves_the_other_missing(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    arrive(session, two_step_vejle_opened)

    standing = arrive(session, two_step_vejle_opened, form("waive", about="Samarbejdsaftale"))

    assert standing is not None
    assert [one.key for one in standing.lacking] == ["overview"]
    assert statuses(session, two_step_vejle_opened) == (WAIVED, ASKED)


def test_what_is_delivered_and_not_approved_can_be_waived_but_not_extended(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    deliver(session, asked(session, two_step_vejle_opened, "agreement"))
    arrive(session, two_step_vejle_opened)

    first = arrive(
        session, two_step_vejle_opened, form("extend", until="2022-09-30", about="Samarbejdsaftale")
    )
    second = arrive(session, two_step_vejle_opened, form("waive", about="Samarbejdsaftale"))

    assert first is not None
    assert second is not None
    assert first.note.startswith("Der mangler ikke længere noget")
    assert (second.note, statuses(session, two_step_vejle_opened)) == ("", (WAIVED, ASKED))


def test_going_on_opens_the_gate_and_leaves_everything_owed(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    arrive(session, two_step_vejle_opened)

    passed = arrive(session, two_step_vejle_opened, form("go_on", reason="De kommer på mandag"))

    assert (passed, statuses(session, two_step_vejle_opened)) == (None, (ASKED, ASKED))
    (decision,) = decisions.of_step(session, two_step_vejle_opened.id, "preparation")
    assert (decision.kind, decision.gate, decision.by, decision.reason, decision.at) == (
        DecisionKind.GO_ON,
        "collected",
        "Anne",
        "De kommer på mandag",
        NOW,
    )
    assert arrive(session, two_step_vejle_opened, now=day("2022-10-01")) is None


REJECTED = [
    (form("waive", name=" "), "Skriv dit navn, så det kan ses, hvem der har besluttet det."),
    (form("go_on", reason=""), "Skriv en begrundelse – én linje er nok."),
    (form("extend", until="2022-08-01"), "Datoen er passeret: mandag den 1. august 2022."),
    (form("extend", until="snart"), "»snart« er ikke en dato. Skriv den som 2022-09-30 eller 30.9.2022."),
    (form("extend"), "»« er ikke en dato. Skriv den som 2022-09-30 eller 30.9.2022."),
    (
        form("extend", until="9999-12-31"),
        "»9999-12-31« er ikke en dato. Skriv den som 2022-09-30 eller 30.9.2022.",
    ),
    (
        form("extend", until="2022-09-10"),
        "Den nye frist, lørdag den 10. september 2022, skal ligge efter den, der gælder: fredag den 16. september 2022.",
    ),
    (form("approve"), "»approve« er ikke en af formularens muligheder."),
    (form("x" * 500), f"»{'x' * 500}« er ikke en af formularens muligheder."),
    (
        form("waive", about="Deltagerliste"),
        "Der mangler ikke længere noget, så der er intet at forlænge eller fritage for.",
    ),
]


@pytest.mark.parametrize(("answer", "note"), REJECTED, ids=range(len(REJECTED)))
def test_an_answer_that_cannot_be_followed_changes_nothing_and_says_why(
    session: Session, two_step_vejle_opened: Enrolment, answer: FormAnswer, note: str
) -> None:
    arrive(session, two_step_vejle_opened)

    standing = arrive(session, two_step_vejle_opened, answer)

    assert standing is not None
    assert (standing.note, standing.message, standing.round) == (note, MESSAGE, 2)
    assert statuses(session, two_step_vejle_opened) == (ASKED, ASKED)
    assert decisions.of_step(session, two_step_vejle_opened.id, "preparation") == []
    (line,) = two_steps.happened(session, What.DECISION_REJECTED)
    assert (line.by, line.key, line.facts) == (
        answer.name.strip() or "?",
        "collected",
        {"decision": answer.decision[:40]},
    )


def test_the_note_is_gone_at_the_next_round(session: Session, two_step_vejle_opened: Enrolment) -> None:
    arrive(session, two_step_vejle_opened)
    arrive(session, two_step_vejle_opened, form("waive", name=""))

    standing = arrive(session, two_step_vejle_opened)

    assert standing is not None
    assert standing.note == ""


def test_a_form_answered_before_the_run_waited_at_this_gate_is_not_followed(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    standing = arrive(session, two_step_vejle_opened, form("waive"))

    assert standing is not None
    assert statuses(session, two_step_vejle_opened) == (ASKED, ASKED)


def test_a_gate_that_shuts_again_is_journalled_again(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    for key in ("agreement", "overview"):
        asked(session, two_step_vejle_opened, key).status = RequirementStatus.FULFILLED
    session.flush()
    arrive(session, two_step_vejle_opened)
    overview = asked(session, two_step_vejle_opened, "overview")
    decide(session, overview, RETURN, reason="Side 2 mangler", occasion="back", now=NOW)

    shut = arrive(session, two_step_vejle_opened)
    deliver(session, overview, content=b"%PDF-1.7 whole")
    opened = arrive(session, two_step_vejle_opened)

    assert shut is not None
    assert shut.message == (
        "Venter på: Oversigt (sendt retur, frist 23. september 2022) – siden 1. september 2022."
    )
    assert opened is None
    assert [len(two_steps.happened(session, what)) for what in (What.GATE_SHUT, What.GATE_OPENED)] == [1, 2]


def test_a_run_of_a_municipality_that_left_is_stopped_at_the_gate(
    session: Session, two_step_vejle_opened: Enrolment
) -> None:
    arrive(session, two_step_vejle_opened)
    withdrawal.withdraw(
        session, two_step_vejle_opened, actor=administrator("Anne"), reason="Ny ledelse", now=NOW
    )

    with pytest.raises(NotEnrolled):
        arrive(session, two_step_vejle_opened)

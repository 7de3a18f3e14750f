"""A rehearsal plays the whole programme on the real engine. That it plays it the same every time: tests/chaos."""

from __future__ import annotations

import email
from collections import Counter

import pytest

from tests.rehearsal.conftest import Played

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]


def test_everybody_comes_to_the_end_or_has_left(played: Played) -> None:
    completed = [line["municipality"] for line in played.lines("completed")]

    assert sorted(completed) == ["Aalborg", "Esbjerg", "Holbæk", "Odense", "Vejle"]
    assert [line["municipality"] for line in played.lines("withdrawn")] == ["Varde"]


def test_each_behaves_as_its_cast_says(played: Played) -> None:
    rejected = [(line["municipality"], line["key"]) for line in played.lines("submission_rejected")]
    extended = [(line["municipality"], line["key"]) for line in played.lines("deadline_extended")]
    late = {
        line["municipality"] for line in played.lines("submission_received") if line["facts"].get("late_days")
    }

    assert rejected == [("Holbæk", "figures")]
    assert extended == [("Aalborg", "figures")]
    assert late == {"Esbjerg", "Odense"}


def test_the_prompt_are_not_reminded_of_what_they_have_delivered(played: Played) -> None:
    reminded = {line["key"] for line in played.lines("reminded", "Vejle")}

    assert reminded & {"figures", "group"} == set()
    assert len(played.lines("reminded", "Odense")) > len(played.lines("reminded", "Vejle"))


def test_after_leaving_only_the_farewell_and_what_is_off_is_written(played: Played) -> None:
    left = played.lines("withdrawn")[0]["at"]

    after = [line["key"] for line in played.lines("letter_queued", "Varde") if line["at"] >= left]

    assert Counter(after) == {
        "event_cancelled": 1,
        "interview_cancelled": 5,
        "interviewer_notice": 5,
        "withdrawn_confirmation": 1,
    }


def test_every_letter_is_sent_once(played: Played) -> None:
    queued, sent = (played.lines(what) for what in ("letter_queued", "letter_sent"))
    ids = Counter(email.message_from_bytes(file.read_bytes())["Message-ID"] for file in played.letters())
    captured = list((played.data / "inbox").rglob("*:2,*")) + list((played.data / "inbox" / "new").glob("*"))

    assert len(sent) == len(queued) - len(played.lines("letter_discarded"))
    assert set(ids.values()) == {1}
    assert len({path.name for path in captured}) == len(sent)


def test_the_board_is_written(played: Played) -> None:
    board = (played.out / "board.md").read_text(encoding="utf-8")

    assert "GENERALPRØVE" in board
    assert "| Varde |" in board
    assert "udtrådt" in board


def test_interviews_are_booked_declined_missed_moved_and_held(played: Played) -> None:
    refused = [
        line["municipality"] for line in played.lines("interview_answered") if line["facts"]["answer"] == "no"
    ]
    moved = played.lines("interview_moved")
    held = Counter(line["municipality"] for line in played.lines("interview_held"))

    assert sorted(refused) == ["Esbjerg", "Holbæk", "Vejle"]
    assert [line["municipality"] for line in played.lines("interview_missed")] == ["Holbæk"]
    assert len(played.lines("interviewer_away")) == 1
    assert moved != []
    assert min(held[home] for home in ("Aalborg", "Esbjerg", "Holbæk", "Odense", "Vejle")) >= 3


def test_the_gate_opens_when_as_many_are_held_as_were_asked_for(played: Played) -> None:
    for home in ("Aalborg", "Esbjerg", "Holbæk", "Odense", "Vejle"):
        third = sorted(line["at"] for line in played.lines("interview_held", home))[2]
        (opened,) = [line["at"] for line in played.lines("gate_opened", home) if line["key"] == "collected"]

        assert opened >= third

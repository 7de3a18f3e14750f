"""What a gate lacks, and the sentence about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.catalogues import speak
from models.states import SETTLED, RequirementStatus
from rules.gates.needs import Lacking, day_text, missing, signature, steps_ready, waits_until, why_waiting

ZONE = ZoneInfo("Europe/Copenhagen")
SINCE = datetime(2022, 9, 1, 22, 30, tzinfo=UTC)
"""In Copenhagen it is 2 September already."""
DUE = datetime(2022, 9, 16, 21, 59, tzinfo=UTC)

keys = st.sampled_from("abcdef")
statuses = st.dictionaries(keys, st.sampled_from(RequirementStatus))


@given(st.lists(keys, unique=True), statuses)
def test_a_gate_misses_exactly_what_it_needs_and_is_not_settled(
    needs: list[str], known: dict[str, RequirementStatus]
) -> None:
    lacking = missing(needs, known)

    assert lacking == tuple(key for key in needs if key not in known or known[key] not in SETTLED)


@given(st.lists(keys, unique=True), statuses)
def test_an_overridden_gate_misses_nothing(needs: list[str], known: dict[str, RequirementStatus]) -> None:
    assert missing(needs, known, overridden=True) == ()


@given(st.lists(keys, unique=True), statuses, keys)
def test_settling_one_thing_never_adds_to_what_is_missing(
    needs: list[str], known: dict[str, RequirementStatus], settled: str
) -> None:
    before = missing(needs, known)

    after = missing(needs, {**known, settled: RequirementStatus.FULFILLED})

    assert after == tuple(key for key in before if key != settled)


def test_what_was_never_asked_is_missing() -> None:
    assert missing(["agreement"], {}) == ("agreement",)


@given(st.sets(keys), st.sets(keys))
def test_a_step_is_ready_when_all_it_builds_on_is_done(requires: set[str], done: set[str]) -> None:
    assert steps_ready(requires, done) == (requires - done == set())


def lacking(status: RequirementStatus | None, due: datetime | None = DUE) -> Lacking:
    """A cooperation agreement in that state."""
    return Lacking("agreement", "Samarbejdsaftale", status, due)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (None, "Samarbejdsaftale (endnu ikke bedt om)"),
        (RequirementStatus.ASKED, "Samarbejdsaftale (frist 16. september 2022)"),
        (RequirementStatus.DELIVERED, "Samarbejdsaftale (leveret, mangler godkendelse)"),
        (RequirementStatus.RETURNED, "Samarbejdsaftale (sendt retur, frist 16. september 2022)"),
    ],
)
def test_the_danish_sentence_says_how_far_each_thing_is(
    status: RequirementStatus | None, sentence: str
) -> None:
    said = why_waiting([lacking(status)], since=SINCE, zone=ZONE, say=speak("da", "gates"))

    assert said == f"Venter på: {sentence} – siden 2. september 2022."


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (None, "Samarbejdsaftale (ennå ikke bedt om)"),
        (RequirementStatus.ASKED, "Samarbejdsaftale (frist 16. september 2022)"),
        (RequirementStatus.DELIVERED, "Samarbejdsaftale (levert, mangler godkjenning)"),
        (RequirementStatus.RETURNED, "Samarbejdsaftale (sendt i retur, frist 16. september 2022)"),
    ],
)
def test_the_norwegian_sentence_is_norwegian(status: RequirementStatus | None, sentence: str) -> None:
    said = why_waiting([lacking(status)], since=SINCE, zone=ZONE, say=speak("nb", "gates"))

    assert said == f"Venter på: {sentence} – siden 2. september 2022."


def test_several_things_stand_in_one_sentence() -> None:
    two = [lacking(RequirementStatus.ASKED), Lacking("group", "Deltagerliste", None, None)]

    said = why_waiting(two, since=SINCE, zone=ZONE, say=speak("da", "gates"))

    assert said == (
        "Venter på: Samarbejdsaftale (frist 16. september 2022); Deltagerliste (endnu ikke bedt om)"
        " – siden 2. september 2022."
    )


def test_a_wait_says_its_instant_in_local_time() -> None:
    until = datetime(2022, 10, 30, 15, 5, tzinfo=UTC)

    assert waits_until(until, zone=ZONE, say=speak("da", "gates")) == "Venter til 30. oktober 2022 kl. 16.05."
    assert waits_until(until, zone=ZONE, say=speak("nb", "gates")) == "Venter til 30. oktober 2022 kl. 16.05."


def test_months_are_written_in_the_programmes_language() -> None:
    assert [day_text(date(2022, 5, 1), language) for language in ("da", "nb")] == [
        "1. maj 2022",
        "1. mai 2022",
    ]


def test_the_signature_is_about_the_instant_and_not_about_its_zone() -> None:
    here = signature([("agreement", RequirementStatus.ASKED, DUE.astimezone(ZONE))])

    assert here == signature([("agreement", RequirementStatus.ASKED, DUE)])


@given(st.sampled_from(RequirementStatus), st.sampled_from(RequirementStatus), st.integers(0, 3))
def test_the_signature_differs_as_soon_as_status_or_deadline_does(
    one: RequirementStatus, other: RequirementStatus, days: int
) -> None:
    before = signature([("agreement", one, DUE)])

    after = signature([("agreement", other, DUE + timedelta(days=days))])

    assert (before == after) == (one is other and days == 0)

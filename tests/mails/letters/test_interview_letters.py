"""Letters about interviews: every branch in both languages, and that each says what holds now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from languages.catalogues import languages
from mails.letters.blocks import BlockKind, parse
from mails.letters.rendering import Rendered, render
from models.language import Language
from tests.support.mails.letter_contexts import (
    ASK_THE_OFFICE,
    BEFORE,
    INTERVIEWS,
    KICKOFF,
    LAPSES,
    LINK,
    MEETING,
    NEEDED,
    UNPLACED,
    minimal,
)

LANGUAGES = languages()
CHOICES: Mapping[str, tuple[object, ...]] = {
    "before": (None, BEFORE),
    "lapses": (None, LAPSES),
    "why": ("", "Ida er\nforhindret"),
    "meeting_link": ("", MEETING),
    "again": (False, True),
    "answered": (False, True),
    "change": ("new", "moved", "cancelled"),
    "interviewee": ("", "Åse Dam"),
    "buttons": (False, True),
    "past": (False, True),
}
PLACES: tuple[Mapping[str, Any], ...] = ({}, {"online": False, "place": "Rådhuset"}, {"online": False})


def told(
    name: str, language: Language, /, where: Mapping[str, Any] | None = None, **facts: object
) -> Rendered:
    """The letter when these facts differ from the least it is told."""
    context = minimal(name, language)
    event = replace(context.event, **where) if context.event and where else context.event
    return render(name, language, replace(context, event=event, facts={**context.facts, **facts}))


def branches(name: str) -> Iterator[tuple[Mapping[str, Any], dict[str, object]]]:
    """Every place together with every choice of what the letter is told; a proposal's reminder always has its end."""
    choices = {fact: CHOICES[fact] for fact in NEEDED[name] if fact in CHOICES}
    if name == "interview_answer_reminder":
        choices["lapses"] = (LAPSES,)
    for where, *chosen in product(PLACES, *choices.values()):
        yield where, dict(zip(choices, chosen, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(INTERVIEWS | ASK_THE_OFFICE))
def test_every_branch_is_whole(name: str, language: Language) -> None:
    for where, facts in branches(name):
        rendered = told(name, language, where, **facts)

        headings = [one for one in parse(rendered.text) if one.kind is BlockKind.HEADING]
        assert len([one for one in headings if one.lines[0][0].startswith("Begrun")]) == bool(
            facts.get("why")
        )
        assert not re.search(
            r"\n{3}|[{}]|None|Undefined|<|: $", rendered.text + rendered.subject, re.MULTILINE
        )
        assert len(rendered.subject) < 90
        assert rendered.text.count(LINK) == (name in INTERVIEWS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(INTERVIEWS | {"interviewer_notice"}))
def test_the_subject_has_the_day(name: str, language: Language) -> None:
    day = {"da": "mandag den 3. oktober 2022", "nb": "mandag 3. oktober 2022"}

    assert day[language] in told(name, language).subject


@pytest.mark.parametrize(
    ("language", "asks", "until"),
    [
        ("da", "[Svar udbedes] ", "Vi holder tiden for dig indtil onsdag den 28. september 2022 kl. 12.00."),
        ("nb", "[Svar ønskes] ", "Vi holder av tiden til deg til onsdag 28. september 2022 kl. 12.00."),
    ],
)
@pytest.mark.parametrize("name", ["interview_invitation", "interview_moved"])
def test_only_a_proposal_holds_its_time_and_asks_for_an_answer(
    name: str, language: Language, asks: str, until: str
) -> None:
    agreed, proposed = told(name, language, lapses=None), told(name, language, lapses=LAPSES)

    assert [one.subject.startswith(asks) for one in (agreed, proposed)] == [False, True]
    assert [until in one.text for one in (agreed, proposed)] == [False, True]


@pytest.mark.parametrize(
    ("language", "offered", "warned"),
    [
        (
            "da",
            "på din side eller med knapperne i kalenderindkaldelsen. Hører",
            "på din side. Knapperne i kalenderen kan ikke bruges her. Hører",
        ),
        (
            "nb",
            "på siden deres eller med knappene i kalenderinvitasjonen. Hører",
            "på siden deres – knappene i kalenderen når ikke fram til oss. Hører",
        ),
    ],
)
@pytest.mark.parametrize("name", ["interview_invitation", "interview_moved", "interview_answer_reminder"])
def test_a_calendars_buttons_are_offered_only_where_somebody_reads_what_they_send(
    name: str, language: Language, offered: str, warned: str
) -> None:
    read, unread = (told(name, language, lapses=LAPSES, buttons=buttons).text for buttons in (True, False))

    assert (offered in read, warned in read) == (True, False)
    assert (offered in unread, warned in unread) == (False, True)


@pytest.mark.parametrize(
    ("language", "subject", "noted"),
    [
        (
            "da",
            "Rettet tid for dit interview: mandag den 3. oktober 2022",
            "er noteret som mandag den 3. oktober 2022 kl. 14.00–16.00 (uge 40). "
            "Før stod det til torsdag den 29. september 2022 kl. 9.00, og det gælder ikke længere.\n",
        ),
        (
            "nb",
            "Rettet tid for intervjuet ditt: mandag 3. oktober 2022",
            "er notert som mandag 3. oktober 2022 kl. 14.00–16.00 (uke 40). "
            "Før var det satt til torsdag 29. september 2022 kl. 9.00, og det gjelder ikke lenger.\n",
        ),
    ],
)
def test_a_time_that_has_passed_is_noted_and_asks_nothing(
    language: Language, subject: str, noted: str
) -> None:
    rendered = told("interview_moved", language, past=True, before=BEFORE)

    assert rendered.subject == subject
    assert noted in rendered.text
    assert not re.search("svar (ja|nej|nei)|passer|Vi beklager", rendered.text, re.IGNORECASE)


def test_an_interviewer_is_not_asked_to_move_what_has_passed() -> None:
    passed = told("interviewer_notice", "da", change="moved", past=True, before=BEFORE).text

    assert "er noteret som gået" in passed
    assert "så skriv det til os, og nævn nummer 7." in passed
    assert not re.search("flyttes|Er du væk|mødelink", passed)


def test_a_move_tells_the_time_that_was_and_a_change_that_the_time_is_the_same() -> None:
    moved, changed = told("interview_moved", "da", before=BEFORE), told("interview_moved", "da")

    assert "som lå torsdag den 29. september 2022 kl. 9.00, har fået en ny tid" in moved.text
    assert moved.subject.startswith("Ny tid til dit interview: ")
    assert "Tiden er den samme." in changed.text
    assert changed.subject.startswith("Ændring i dit interview ")


def test_a_reason_is_quoted() -> None:
    assert (
        "Begrundelse:\n\n> Ida er\n> forhindret\n"
        in told("interview_moved", "da", why="Ida er\nforhindret").text
    )


@pytest.mark.parametrize(
    ("where", "link", "said"),
    [
        ({}, MEETING, f"Hvor: Online\n  Link: {MEETING}\n"),
        ({}, "", "Hvor: Online. Linket får du af intervieweren.\n"),
        ({"online": False, "place": "Rådhuset"}, "", "Hvor: Rådhuset\n"),
        ({"online": False, "place": ""}, "", "Hvor: Hos jer i Vejle Kommune\n"),
    ],
)
def test_the_place_is_always_told(where: Mapping[str, Any], link: str, said: str) -> None:
    for name in (
        "interview_invitation",
        "interview_moved",
        "interview_reminder",
        "interview_answer_reminder",
    ):
        facts: dict[str, object] = {"lapses": LAPSES} if "lapses" in NEEDED[name] else {}

        assert said in told(name, "da", where, meeting_link=link, **facts).text


def test_a_cancelled_interview_is_sought_again_only_when_it_is() -> None:
    gone, again = (told("interview_cancelled", "da", again=again).text for again in (False, True))

    assert "Du skal ikke gøre mere." in gone
    assert "Vi ser nu efter en anden tid" in again
    assert "Vi ser" not in gone


def test_who_has_answered_is_not_asked_again() -> None:
    silent, answered = (told("interview_reminder", "da", answered=answered) for answered in (False, True))

    assert silent.subject.startswith("[Svar udbedes] Husk ")
    assert "endnu ikke fået dit svar" in silent.text
    assert answered.subject.startswith("Husk ")
    assert "endnu ikke" not in answered.text


@pytest.mark.parametrize(
    ("change", "subject", "calendar"),
    [
        ("new", "Nyt interview: Vejle Kommune, ", "ligger i denne mail"),
        ("moved", "Ændret interview: Vejle Kommune, ", "retter aftalen i din kalender"),
        ("cancelled", "Aflyst interview: Vejle Kommune, ", "tager aftalen ud af din kalender"),
    ],
)
def test_the_interviewer_is_told_what_happens_in_the_calendar(
    change: str, subject: str, calendar: str
) -> None:
    rendered = told("interviewer_notice", "da", change=change, interviewee="Åse Dam")

    assert rendered.subject.startswith(subject)
    assert calendar in rendered.text
    assert "  Navn: Åse Dam\n" in rendered.text
    assert ("mødelink" in rendered.text) == ("Er du væk" in rendered.text) == (change != "cancelled")


def test_each_person_without_a_time_has_the_reasons_below() -> None:
    several = told("interviews_unplaced", "da", people=[UNPLACED, {**UNPLACED, "reasons": []}])

    point = "- Vejle Kommune: Leder af ældreplejen\n"
    reasons = "".join(f"  {one}\n" for one in ("Der er ingen ledig tid før fristen.", "Det ville hjælpe med"))
    assert point + reasons.rstrip("\n") in several.text
    assert several.subject == "[Handling nødvendig] 2 interview uden tid: Forløbet"
    for command in ("show forloeb-2022", "away", "book"):
        assert f"»tovholder interviews {command}«" in several.text


def test_an_answer_no_rule_can_judge_is_named_by_its_number() -> None:
    rendered = told("interview_asks", "nb", items=[{"number": 7, "why": "Svaret er <b>ord</b>\nog mer."}])

    assert "- Svar 7: Svaret er <b>ord</b> og mer.\n" in rendered.text
    assert "<b>ord" not in rendered.html
    assert "«tovholder interviews settle NUMMER»" in rendered.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offer_names_nobody_who_will_call(language: Language) -> None:
    """It is written where interviews are booked by themselves and where a person agrees on them."""
    rendered = render("interview_offer", language, minimal("interview_offer", language))

    assert not re.search("facilitator|veileder|kontakt", rendered.text, re.IGNORECASE)


def test_the_event_is_the_interview() -> None:
    assert f"  Hvad: {KICKOFF.title}\n" in told("interview_invitation", "da").text

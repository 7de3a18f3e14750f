"""What the cast writes comes from the catalogues; outside the pseudo-language's ⟦⟧ stand names and codes only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from languages.catalogues import speak
from models.datasets.shipped import FORUNDERSOKELSE
from models.forms.fields import FieldType, FormField
from models.programmes.programme import ParticipantGroup, Places
from models.rehearsal import CastMunicipality
from rehearsal import casting, deliveries, figures
from tests.support.pseudo_language import outside
from tests.support.worlds import interview_programme, small_programme

NOW = datetime(2022, 9, 8, 9, tzinfo=UTC)
FIELDS = tuple(
    FormField(key=kind.value, title="Mål", type=kind) for kind in (FieldType.TEXT, FieldType.EMAIL)
)
"""One that is answered with words, and one with an address."""


def texts(written: object) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(written, str):
        yield written
    elif isinstance(written, dict):
        for value in written.values():
            yield from texts(value)
    elif isinstance(written, list | tuple):
        for value in written:
            yield from texts(value)


@pytest.mark.usefixtures("pseudo_language")
def test_figures_say_nothing_untranslated() -> None:
    rows = figures.rows(FORUNDERSOKELSE, speak("nb", "rehearsal"), "3002", "Moss", NOW)

    codes = [code for sheet in FORUNDERSOKELSE.sheets for column in sheet.columns for code in column.choices]
    assert outside(" ".join(texts(dict(rows))), ["Moss", *codes]) == set()


@pytest.mark.usefixtures("pseudo_language")
def test_forms_and_lists_say_nothing_untranslated() -> None:
    say, step = speak("nb", "rehearsal"), interview_programme.programme().steps[0]
    places = Places(municipalities=6, seats_each=5, must_include=tuple(ParticipantGroup))

    written = (
        deliveries.form(FIELDS, say),
        deliveries.interviewees(step.requirement("talks").booking, "Moss", "3002", date(2022, 9, 8), say),
        deliveries.participants(places, "Moss", "3002", say),
    )

    facts = [*interview_programme.ROLES, *(group.value for group in ParticipantGroup)]
    assert outside(" ".join(texts(written)), facts) == set()


@pytest.mark.usefixtures("pseudo_language")
def test_people_are_called_by_nothing_untranslated(session: Session) -> None:
    programme = small_programme.programme(country="NO", language="nb", zone="Europe/Oslo")

    people = casting.people(session, programme, CastMunicipality(municipality="Moss"))

    assert [outside(one.name, ()) for one in people] == [set(), set()]


def test_in_a_norwegian_programme_the_cast_writes_bokmaal() -> None:
    say = speak("nb", "rehearsal")
    rows = figures.rows(FORUNDERSOKELSE, say, "3002", "Moss", NOW)
    places = Places(municipalities=6, seats_each=5)

    listed = deliveries.participants(places, "Moss", "3002", say)["participants"]

    assert listed[0]["name"] == "Deltaker 1 fra Moss"
    assert listed[0]["email"] == "deltaker1.3002@example.org"
    assert {"Ukentlig samtale med lærlinger", "Oppdiktede tall til en generalprøve."} <= set(
        texts(dict(rows))
    )

"""The pseudo-language: whatever a letter says outside ⟦⟧ is a fact, or a fault."""

from __future__ import annotations

import pytest

from mails.letters.rendering import known, render
from tests.support.mails.letter_contexts import full, minimal
from tests.support.pseudo_language import outside

FACTS = (
    *(
        "Tove Vejle",
        "Vejle Kommune",
        "Frank Facilitator",
        "Forløbet",
        "Formøde",
        "Kontoret",
        "Data om sygefravær",
        "Oplæg",
        "Deltagerliste",
        "Leder",
    ),
    *(
        "Ida Interviewer",
        "Kvalitet",
        "Velkomst",
        "Roller",
        "Brug skabelonen.",
        "Sommerferie",
        "Ferie",
        "Åse Dam",
    ),
    *(
        "Der mangler ledere.",
        "Svaret er skrevet med ord.",
        "En anden tid.",
        "Leder af ældreplejen",
        "Elevansvarlig",
    ),
    *("Der er ingen ledig tid før fristen.", "Det ville hjælpe med en senere frist."),
    *("connection lost", "550 no", "Ord."),
)


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("make", [minimal, full])
@pytest.mark.parametrize("name", sorted(known()))
def test_a_letter_says_nothing_untranslated(name: str, make: type) -> None:
    letter = render(name, "da", make(name, "da"))

    assert outside(letter.subject, FACTS) == set()
    assert outside(letter.text, FACTS) == set()


def test_a_word_outside_is_noticed() -> None:
    said = "⟦Kære ⟦Tove⟧⟧ skriv senest mandag den 3. oktober til Leder på https://example.org/x"

    assert outside(said, FACTS) == {"skriv", "senest", "til", "på"}

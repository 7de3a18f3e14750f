"""The pseudo-language: whatever a page says outside ⟦⟧ is a fact, or a fault."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.support.acts.browsing import Browser
from tests.support.pseudo_language import outside
from tests.support.worlds import small_programme
from tests.support.worlds.homes import Home

KEYS = ("expectations", "staff_data", "presentation", "group")


def facts(home: Home) -> set[str]:
    """What the small programme and its people are called."""
    fields = [*small_programme.EXPECTATIONS, *small_programme.EXPECTATIONS[-1]["fields"]]
    titles = {str(one["title"]) for one in (*small_programme.REQUIREMENTS, *fields)}
    people = {
        home.coordinator.name,
        home.participant.name,
        "Programkontoret",
        "Det lille forløb",
        "Værkstedet",
        "Vejle",
        "Værksted",
        "Tovholder",
    }
    return titles | people | {"Roligt", "Hurtigt"}


def said(browser: Browser, address: str) -> str:
    """The words of a page: what is read, and what is read out."""
    page = browser.get(address).text
    labels = re.findall(r'(?:aria-label|alt|placeholder|title)="([^"]*)"', page)
    return unescape(" ".join([re.sub(r"(?s)<style.*?</style>|<[^>]*>", " ", page), *labels]))


@pytest.mark.usefixtures("pseudo_language")
def test_our_page_and_its_forms_say_nothing_untranslated(browser: Browser, small_vejle_home: Home) -> None:
    pages = [
        small_vejle_home.page,
        small_vejle_home.participant_page,
        *map(small_vejle_home.requirement, KEYS),
    ]

    found = {page: outside(said(browser, page), facts(small_vejle_home)) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


@pytest.mark.usefixtures("pseudo_language")
def test_pages_that_refuse_say_nothing_untranslated(browser: Browser) -> None:
    assert outside(said(browser, "/jeres-side/nothing"), {"Tovholder"}) == set()
    assert outside(said(browser, "/nothing"), {"Tovholder"}) == set()

"""What is typed: signs that no database takes are left out before anything sees them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.control_signs import without_controls
from models.deliveries import FigureExplanation
from tests.portal.test_deliveries_and_reports import WHY, questioned, said
from tests.support.acts.browsing import Browser
from tests.support.worlds.homes import Home


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("\x01\x08\x0b\x0c\x0e\x1f\x7f\x85\ud800", ""),
        ("a\tb\r\nc\nd", "a\tb\r\nc\nd"),
        ("Ærø – ½ 👍🏽\u200d", "Ærø – ½ 👍🏽\u200d"),
        ("", ""),
    ],
)
def test_only_what_can_be_written_is_kept(typed: str, kept: str) -> None:
    assert without_controls(typed) == kept


def test_control_signs_in_an_explanation_are_left_out(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    address = questioned(browser, small_vejle_home)

    answer = browser.deliver(address, said(browser, address, "explained", f"\x00{WHY}\x1b\x07"))

    assert answer.status_code == 303
    assert session.scalars(select(FigureExplanation.text)).all() == [WHY]


@pytest.mark.parametrize("key", ["reason.0", "about.0", "text.0", "svar.x\x00", "\x00"])
def test_no_control_sign_anywhere_breaks_the_page(browser: Browser, small_vejle_home: Home, key: str) -> None:
    address = questioned(browser, small_vejle_home)

    answer = browser.deliver(address, {**said(browser, address, "explained", WHY), key: "\x00x\x00"})

    assert answer.status_code in (303, 422)

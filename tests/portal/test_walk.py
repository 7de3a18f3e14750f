"""A coordinator's walk through "our page" in a real Chromium: what is asked, a mistake, its correction, the receipt."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.progress import Submission
from models.states import RequirementStatus
from tests.portal.test_our_page import FORM, status_of
from tests.support.servers.chromium import Visit
from tests.support.worlds import small_programme
from tests.support.worlds.homes import Home

pytestmark = pytest.mark.browser


def fill_in(page: Page, answers: dict[str, str]) -> None:
    """Write the answers into the fields, choose what is to be chosen."""
    for name, value in answers.items():
        field = page.locator(f'[name="{name}"]').first
        kind = field.evaluate("it => it.tagName === 'SELECT' ? 'select' : it.type")
        if kind == "select":
            field.select_option(value)
        elif kind == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        else:
            field.fill(value)


def test_a_coordinator_makes_a_mistake_corrects_it_and_sees_the_receipt(
    visit: Visit, served: str, session: Session, small_vejle_home: Home
) -> None:
    page = visit.page
    page.goto(served + small_vejle_home.page)
    expect(page.get_by_role("heading", name="Det mangler vi fra jer")).to_be_visible()
    page.get_by_role("article").filter(has_text="Forventninger").get_by_role("link", name="Aflever").click()

    fill_in(page, {**FORM, "svar.hours": "99"})
    page.get_by_role("button", name="Send", exact=True).click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Der er noget, der skal rettes")
    summary.focus()
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wrong = page.get_by_label("Timer om ugen")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("99")
    expect(wrong).to_have_accessible_description("Fejl: »Timer om ugen« må højst være 37.")
    assert status_of(session, small_vejle_home.states["expectations"]) is RequirementStatus.ASKED

    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Tak. Vi har modtaget »Forventninger«.")
    settled = page.get_by_role("region", name="Afleveret og afklaret")
    expect(settled.get_by_role("article").filter(has_text="Forventninger")).to_contain_text("På plads")
    assert session.scalars(
        select(Submission.form).where(Submission.accepted).order_by(Submission.id)
    ).all() == [small_programme.EXPECTED]
    assert visit.hosts() == {"127.0.0.1"}
    assert [line for line in visit.complaints if "status of 422" not in line] == []

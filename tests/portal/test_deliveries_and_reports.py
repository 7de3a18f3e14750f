"""Questions about figures are answered on the municipality's own page, and its reports are read there."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.reports import drafting, kept
from models.deliveries import FigureExplanation
from models.progress import RequirementState
from models.reports.document import ReportKind
from models.states import RequirementStatus
from reports import press
from tests.support.acts.browsing import Browser
from tests.support.acts.delivering import deliver, workbook
from tests.support.worlds.homes import Home
from tests.support.worlds.small_programme import NOW

WHY = "To plejehjem blev lagt sammen."


def status_of(session: Session, state: RequirementState) -> RequirementStatus:
    session.expire_all()
    return session.get_one(RequirementState, state.id).status


def questioned(browser: Browser, vejle: Home) -> str:
    """An odd delivery; the address where its questions are answered."""
    file = ("vejle.xlsx", workbook(odd=True))
    answer = browser.deliver(vejle.requirement("staff_data"), file=file)
    assert answer.status_code == 303
    return answer.headers["location"]


def said(browser: Browser, address: str, reason: str, text: str) -> dict[str, str]:
    about = re.search(r'name="about.0" value="([^"]+)"', browser.get(address).text)
    assert about
    return {"about.0": about[1].replace("&#34;", '"'), "reason.0": reason, "text.0": text}


def test_an_odd_delivery_leads_to_its_questions(browser: Browser, small_vejle_home: Home) -> None:
    address = questioned(browser, small_vejle_home)

    page = browser.get(address)

    assert "Spørgsmål til jeres tal" in page.text
    assert "Besvar 1 spørgsmål" in browser.get(small_vejle_home.page).text


def test_an_answer_makes_the_delivery_count(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    address = questioned(browser, small_vejle_home)

    answer = browser.deliver(address, said(browser, address, "explained", WHY))

    assert "Alle spørgsmål er besvaret" in browser.get(answer.headers["location"]).text
    assert status_of(session, small_vejle_home.states["staff_data"]) is RequirementStatus.FULFILLED
    assert session.scalars(select(FigureExplanation.text)).all() == [WHY]


def test_an_answer_without_words_comes_back_with_what_was_chosen(
    browser: Browser, small_vejle_home: Home
) -> None:
    address = questioned(browser, small_vejle_home)

    answer = browser.deliver(address, said(browser, address, "explained", ""))

    assert answer.status_code == 422
    assert 'href="#question-0"' in answer.text
    assert '<option value="explained" selected>' in answer.text


def test_words_without_a_reason_are_an_explanation(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    address = questioned(browser, small_vejle_home)

    answer = browser.deliver(address, said(browser, address, "", WHY))

    assert answer.status_code == 303
    assert session.scalars(select(FigureExplanation.text)).all() == [WHY]


def test_no_answer_says_how_many_are_left(browser: Browser, small_vejle_home: Home) -> None:
    address = questioned(browser, small_vejle_home)

    answer = browser.deliver(address, said(browser, address, "", " "))

    assert answer.status_code == 422
    assert "Der er 1 spørgsmål tilbage" in answer.text


def test_without_questions_the_page_leads_back_to_the_requirement(
    browser: Browser, small_vejle_home: Home
) -> None:
    answer = browser.get(f"{small_vejle_home.requirement('staff_data')}/forklar")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        small_vejle_home.requirement("staff_data"),
    )


def test_another_municipalitys_questions_are_not_found(
    browser: Browser, small_vejle_home: Home, small_odense_home: Home
) -> None:
    questioned(browser, small_vejle_home)

    assert (
        browser.get(
            f"{small_odense_home.page}/krav/{small_vejle_home.states['staff_data'].id}/forklar"
        ).status_code
        == 404
    )


def printed(session: Session, vejle: Home) -> None:
    """The pre-analysis of what Vejle has delivered, printed and kept."""
    deliver(session, vejle.states["staff_data"], filename="vejle.xlsx", content=workbook())
    wanted = drafting.draft(session, vejle.enrolment, ReportKind.PRE_ANALYSIS)
    done = press.printed(wanted.document, wanted.say)
    kept.keep(session, wanted, done.pdf, done.plots, now=NOW)
    session.commit()


def test_a_report_that_was_handed_over_is_read_on_the_page(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    printed(session, small_vejle_home)

    front = browser.get(small_vejle_home.page).text
    page = browser.get(f"{small_vejle_home.page}/rapport/pre_analysis").text
    plot = re.search(r'src="(/[^"]+\.svg)" alt="([^"]+)"', page)

    assert "Læs foranalysen" in front
    assert plot
    assert browser.get(plot[1]).headers["content-type"] == "image/svg+xml"
    pdf = browser.get(f"{small_vejle_home.page}/rapport/pre_analysis.pdf")
    assert (pdf.headers["content-type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_report_says_when_the_figures_have_changed_since(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    printed(session, small_vejle_home)
    deliver(
        session,
        small_vejle_home.states["staff_data"],
        filename="ny.xlsx",
        content=workbook(at=NOW.replace(year=2023)),
    )
    session.commit()

    page = browser.get(f"{small_vejle_home.page}/rapport/pre_analysis").text

    assert "nye eller rettede tal" in page


def test_what_is_not_there_is_not_found(
    browser: Browser, small_vejle_home: Home, small_odense_home: Home
) -> None:
    for page in (small_vejle_home.page, small_odense_home.page):
        assert browser.get(f"{page}/rapport/pre_analysis").status_code == 404
        assert browser.get(f"{page}/rapport/noget").status_code == 404

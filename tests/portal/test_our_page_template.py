"""The empty workbook a municipality fetches from its own page, fills in and delivers there."""

from __future__ import annotations

import re

from datasets import reader
from models.datasets.shipped import FORANALYSE
from tests.support.acts.browsing import Browser
from tests.support.worlds.homes import Home


def test_the_template_of_a_dataset_is_fetched_and_reads_back_empty(
    browser: Browser, small_vejle_home: Home
) -> None:
    page = browser.get(small_vejle_home.requirement("staff_data")).text
    (address,) = re.findall(r'<a href="([^"]+)">Hent skabelonen \(Excel\)</a>', page)

    answer = browser.get(address)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="foranalyse.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    assert browser.head(address).status_code == 200
    findings = reader.read(answer.content, "foranalyse.xlsx", FORANALYSE, municipality="0630").findings
    assert {one.rule for one in findings if not one.soft} == {"X1"}


def test_an_empty_template_sent_back_is_answered_with_what_it_lacks(
    browser: Browser, small_vejle_home: Home
) -> None:
    template = browser.get(f"{small_vejle_home.requirement('staff_data')}/skabelon").content

    answer = browser.deliver(small_vejle_home.requirement("staff_data"), file=("foranalyse.xlsx", template))

    assert answer.status_code == 422
    assert "Der er noget, der skal rettes" in answer.text


def test_only_a_dataset_has_a_template(browser: Browser, small_vejle_home: Home) -> None:
    page, template = (
        browser.get(small_vejle_home.requirement("presentation") + rest) for rest in ("", "/skabelon")
    )

    assert "skabelon" not in page.text
    assert template.status_code == 404


def test_a_template_is_only_for_those_who_are_asked(
    browser: Browser, small_vejle_home: Home, small_odense_home: Home
) -> None:
    foreign, own = small_odense_home.states["staff_data"].id, small_vejle_home.states["staff_data"].id
    addresses = [
        f"{small_vejle_home.page}/krav/{foreign}/skabelon",
        f"{small_vejle_home.page}/krav/999999/skabelon",
        f"{small_vejle_home.participant_page}/krav/{own}/skabelon",
        f"/jeres-side/nothing/krav/{own}/skabelon",
    ]

    assert [browser.get(address).status_code for address in addresses] == [404, 404, 404, 410]

"""Staff at work: the waiting runs, the reason on a run's page, the form that lets it go on, and the board, in a real Chromium.

`PICTURES=docs/pictures .venv/bin/pytest tests/engine/test_in_the_browser.py` makes the documentation's pictures anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy.orm import Session

from actions.programmes import examining, publishing
from actions.progress import enrolments
from actions.progress.enrolments import NewContact
from deployments.supervisor import addresses
from models.accounts.actors import administrator
from models.journal import What
from models.programmes.office import Role
from models.programmes.programme import Programme
from models.settings import settings
from programmes import loader
from rehearsal.stage import Stage
from tests.support.acts.playing import Played
from tests.support.acts.waiting_for_the_engine import eventually
from tests.support.servers.chromium import Visit

pytestmark = [pytest.mark.engine, pytest.mark.browser]

STEP = "1 Forberedelse og foranalyse"
REASON = "Venter på: Oversigt over igangværende indsatser (frist 14. september 2022)"
DIRECTION = "Aftalt med direktionen."


@pytest.fixture(scope="module")
def reference() -> Programme:
    """The reference programme, as it ships."""
    return examining.read(loader.find("rekrutteringsvaerksted-2022"))


@pytest.fixture(scope="module")
def cohort(installation: Stage, reference: Programme) -> dict[str, Played]:
    """Three municipalities of the reference programme whose preparation waits at its gate."""
    played = {}

    def enrol(session: Session, now: datetime) -> None:
        version = publishing.publish(session, reference, actor=administrator("Mette Holmgaard"), now=now)
        for name in ("Vejle", "Esbjerg", "Odense"):
            people = [NewContact(Role.COORDINATOR, f"Tovholder i {name}", f"tove.{name.lower()}@example.org")]
            enrolment = enrolments.enrol(
                session, version, name, people, actor=administrator("Mette Holmgaard"), now=now
            )
            played[name] = Played(installation, enrolment.id)

    installation.act(enrol)
    return played


@pytest.fixture
def staff(visit: Visit) -> Iterator[Visit]:
    """A window of the office, in which no page reaches another machine or breaks."""
    yield visit
    assert visit.hosts() == {"127.0.0.1"}
    assert visit.complaints_of_ours() == []


def open_run(staff: Visit, run: Played) -> None:
    """The run's page, as a link of the board opens it."""
    staff.page.goto(f"{settings().prefect_address}/v2/runs/flow-run/{run.run_id}")
    expect(staff.page.get_by_text(STEP).first).to_be_visible()


def open_form(staff: Visit) -> Locator:
    """The dialog behind the three dots."""
    staff.page.locator("button:has(svg.lucide-ellipsis-vertical)").first.click()
    staff.page.get_by_role("menuitem", name="Resume").click()
    form = staff.page.get_by_role("dialog")
    expect(form.get_by_label("Dit navn")).to_be_visible()
    return form


def choose(staff: Visit, form: Locator, field: str, value: str) -> None:
    """Pick a value from one of the form's lists."""
    form.get_by_label(f"Select {field}").click()
    staff.page.get_by_role("option", name=value).click()


def test_the_link_to_the_waiting_runs_lists_them_by_readable_names(
    staff: Visit, cohort: dict[str, Played]
) -> None:
    staff.page.goto(addresses.waiting_runs(settings()))

    for name in cohort:
        listed = staff.page.get_by_role("link", name=f"{name} · {STEP}")
        expect(listed.first).to_be_visible()
    expect(staff.page.get_by_text("Suspended", exact=True).first).to_be_visible()


def test_the_link_to_the_steps_leaves_the_sweeps_out(staff: Visit, cohort: dict[str, Played]) -> None:
    cohort["Odense"].stage.sweep("reminders")
    staff.page.goto(f"{settings().prefect_address}/v2/runs")
    expect(staff.page.get_by_role("link", name="Påmindelser").first).to_be_visible()

    staff.page.goto(addresses.runs_of_steps(settings()))

    expect(staff.page.get_by_role("link", name=f"Odense · {STEP}").first).to_be_visible()
    expect(staff.page.get_by_role("link", name="Påmindelser")).to_have_count(0)


def test_a_waiting_runs_page_says_why_in_danish_and_draws_what_has_run(
    staff: Visit, cohort: dict[str, Played]
) -> None:
    open_run(staff, cohort["Odense"])
    staff.page.get_by_role("tab", name="Details").click()

    expect(staff.page.get_by_text(REASON)).to_be_visible()
    expect(staff.page.locator("canvas").first).to_be_visible()


def test_the_form_asks_in_danish_and_in_order_and_tells_why_the_run_waits(
    staff: Visit, cohort: dict[str, Played], reference: Programme
) -> None:
    open_run(staff, cohort["Odense"])
    form = open_form(staff)

    expect(form.locator("label")).to_have_text(
        ["Beslutning", "Det gælder (Optional)", "Ny frist (Optional)", "Dit navn", "Begrundelse (Optional)"]
    )
    expect(form.get_by_text(REASON)).to_be_visible()
    form.get_by_label("Select Det gælder").click()
    needs = reference.step("preparation").gate("collected").needs
    titles = [reference.step("preparation").requirement(key).title for key in needs]
    expect(staff.page.get_by_role("option")).to_have_text(["alt det, der mangler", *titles])


def test_an_empty_form_is_refused_and_the_run_still_waits(staff: Visit, cohort: dict[str, Played]) -> None:
    run = cohort["Odense"]
    before = run.run_id
    open_run(staff, run)

    open_form(staff).get_by_role("button", name="Resume").click()

    expect(staff.page.get_by_text("'name' is a required property")).to_be_visible()
    assert run.waits()
    assert run.run_id == before


def test_what_was_wrong_with_an_answer_stands_above_the_form_that_asks_again(
    staff: Visit, cohort: dict[str, Played]
) -> None:
    run = cohort["Odense"]
    run.answer(decision="forlæng fristen", until="snart", name="Mette Holmgaard", reason="Ferie.")

    open_run(staff, run)

    expect(open_form(staff).get_by_text("»snart« er ikke en dato")).to_be_visible()


def test_a_filled_form_lets_the_run_go_on_and_keeps_name_and_reason(
    staff: Visit, cohort: dict[str, Played], pictures: Path
) -> None:
    run = cohort["Vejle"]
    staff.page.set_viewport_size({"width": 1200, "height": 1150})
    open_run(staff, run)
    form = open_form(staff)
    choose(staff, form, "Beslutning", "fritag kommunen")
    form.get_by_label("Dit navn").fill("Mette Holmgaard")
    form.get_by_label("Begrundelse").fill(DIRECTION)
    staff.page.screenshot(path=pictures / "form.png")

    form.get_by_role("button", name="Resume").click()

    expect(staff.page.get_by_text("Flow run resumed")).to_be_visible()
    eventually(lambda: [line.key for line in run.journal(What.GATE_OPENED)] == ["collected"])
    run.stirred()
    waived = run.journal(What.REQUIREMENT_WAIVED)
    assert [line.key for line in waived] == [
        "ongoing_initiatives",
        "interviewees",
        "staff_data",
        "interviews",
        "participants",
    ]
    assert {(line.by, line.why) for line in waived} == {("Mette Holmgaard", DIRECTION)}
    assert [line.key for line in run.journal(What.GATE_SHUT)] == ["collected", "pre_analysis"]
    assert run.waits()


def test_the_board_leads_to_the_runs(staff: Visit, cohort: dict[str, Played], pictures: Path) -> None:
    run = cohort["Esbjerg"]
    run.deliver("ongoing_initiatives")
    staff.page.set_viewport_size({"width": 1400, "height": 950})
    eventually(lambda: _phrase(staff) == "venter: Hvem vi skal interviewe, og hvornår det passer +3")
    staff.page.screenshot(path=pictures / "board.png")

    _cell(staff).click()

    expect(staff.page.get_by_text(f"Esbjerg · {STEP}").first).to_be_visible()
    assert str(run.run_id) in staff.page.url


def _phrase(staff: Visit) -> str:
    """What the newest board says of Esbjerg's preparation; it is rewritten a moment after something has happened."""
    staff.page.goto(addresses.board(settings()))
    staff.page.locator("a[href^='/v2/artifacts/artifact/']").first.click()
    expect(_cell(staff)).to_be_visible()
    return _cell(staff).inner_text()


def _cell(staff: Visit) -> Locator:
    """Esbjerg's preparation in the table of the programme with such a step."""
    table = staff.page.get_by_role("table").filter(has_text=STEP).first
    return table.get_by_role("row").filter(has_text="Esbjerg").get_by_role("link").first

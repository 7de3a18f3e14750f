"""Prefect's UI in a real browser: it works behind the policy, and talks to nobody but this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput

from deployments.supervisor import addresses
from models.settings import settings
from tests.support.servers.chromium import Visit
from tests.support.servers.prefect_engine import Playing, eventually

pytestmark = [pytest.mark.browser, pytest.mark.engine, pytest.mark.timeout(180)]


class Answer(RunInput):
    """Hvad skal der ske?"""

    name: str = ""


@flow(name="asking", flow_run_name="Vejle · 1 Forberedelse")
def asking() -> str:
    answer: Any = suspend_flow_run(wait_for_input=Answer, timeout=None, key="question")
    return str(answer.name)


@pytest.fixture
def waiting_run(playing: Playing) -> Iterator[str]:
    """Address of a run that waits for an answer, while a worker plays."""
    with playing({"asking": asking}) as worker, get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("asking/asking")
        run = client.create_flow_run_from_deployment(deployment.id).id
        worker.poke()
        eventually(lambda: client.read_flow_run(run).state_name == "Suspended")
        yield f"{settings().prefect_address}/v2/runs/flow-run/{run}"


def test_the_link_to_the_waiting_runs_shows_them_and_asks_no_third_party(
    visit: Visit, waiting_run: str, pictures: Path
) -> None:
    answer = visit.page.goto(addresses.waiting_runs(settings()))

    expect(visit.page.get_by_text("Vejle · 1 Forberedelse").first).to_be_visible(timeout=30_000)
    expect(visit.page.get_by_text("Suspended", exact=True).first).to_be_visible()
    visit.page.wait_for_timeout(3_000)  # what calls home does it a moment later
    visit.page.screenshot(path=pictures / "waiting_runs.png")
    assert answer is not None
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert visit.hosts() == {"127.0.0.1"}
    assert visit.complaints_of_ours() == []


@pytest.mark.parametrize("page", ["/v2/dashboard", "/", "/v2/deployments", "/v2/work-pools"])
def test_no_page_asks_a_third_party(visit: Visit, waiting_run: str, page: str, pictures: Path) -> None:
    visit.page.goto(settings().prefect_address + page)
    visit.page.wait_for_timeout(4_000)
    visit.page.screenshot(path=pictures / f"{page.strip('/').replace('/', '_') or 'root'}.png")

    assert visit.hosts() == {"127.0.0.1"}
    assert visit.complaints_of_ours() == []


def test_a_waiting_run_goes_on_when_its_form_is_sent_in_the_browser(
    visit: Visit, waiting_run: str, pictures: Path
) -> None:
    page = visit.page
    page.goto(waiting_run)
    page.get_by_role("button", name="Open menu").or_(
        page.locator("button:has(svg.lucide-ellipsis-vertical)")
    ).first.click(timeout=30_000)
    page.get_by_role("menuitem", name="Resume").click()
    page.get_by_role("dialog").get_by_role("textbox").first.fill("Anne Holm")
    page.screenshot(path=pictures / "small_form.png")
    page.get_by_role("dialog").get_by_role("button", name="Resume").or_(
        page.get_by_role("dialog").get_by_role("button", name="Submit")
    ).first.click()

    run = waiting_run.rsplit("/", 1)[1]
    with get_client(sync_client=True) as client:
        eventually(lambda: client.read_flow_run(run).state_name == "Completed", seconds=30)  # type: ignore[arg-type]
    page.screenshot(path=pictures / "small_resumed.png")
    assert visit.hosts() == {"127.0.0.1"}

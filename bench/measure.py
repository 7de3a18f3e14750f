"""What one thing costs here: medians on this machine, with a PostgreSQL of its own that keeps its promises on disk."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from actions import outbox, programmes
from actions.database import transaction
from deployments import postgres
from mails import letters
from mails.context import Asked, LetterContext
from mails.outcomes import Outcome, Result
from models.programme import Kind
from models.settings import settings
from models.states import RequirementStatus
from programmes import loader
from rules.plan import plan

NOW = datetime(2022, 9, 1, 8, tzinfo=UTC)
LEASE = timedelta(minutes=1)
PROGRAMME = loader.find("rekrutteringsvaerksted-2022")


def median(title: str, act: Callable[[], object], times: int) -> None:
    """Print milliseconds, after two rounds that do not count."""
    taken = []
    for number in range(times + 2):
        begun = time.perf_counter()
        act()
        if number > 1:
            taken.append((time.perf_counter() - begun) * 1000)
    slow = statistics.quantiles(taken, n=10)[-1]
    print(
        f"{title:<62} median {statistics.median(taken):8.2f} ms   slowest tenth from {slow:8.2f} ms   n={times}"
    )


def request() -> LetterContext:
    """A letter with five things asked, as the preparation writes it."""
    due = datetime(2022, 9, 16, 23, 59, tzinfo=ZoneInfo("Europe/Copenhagen"))
    asked = Asked(
        "Data om personaleomsætning", "Brug skabelonen.", Kind.DATASET, due, False, RequirementStatus.ASKED
    )
    return LetterContext(
        language="da",
        zone=ZoneInfo("Europe/Copenhagen"),
        programme_title="Rekrutteringsværksted 2022",
        office_name="Programkontoret",
        sender_name="Rekrutteringsværksted",
        reply_to="programkontor@example.org",
        recipient="Karen Lindegaard",
        municipality="Vejle",
        step_title="Forberedelse",
        link="https://forloeb.example.org/jeres-side/x",
        asked=(asked,) * 5,
    )


def road_of_a_letter() -> Callable[[], None]:
    """Queued, claimed, begun and settled: four commits, without the mail server."""
    rendered = letters.render("data_request", "da", request())
    with transaction() as session:
        programme_id = programmes.publish(session, loader.read(PROGRAMME), by="bench", now=NOW).id
    numbers = count()

    def travel() -> None:
        draft = outbox.Draft(
            key=f"bench/{next(numbers)}",
            name="data_request",
            language="da",
            programme_id=programme_id,
            to_name="Karen Lindegaard",
            to_email="karen.lindegaard@example.org",
            from_name="Rekrutteringsværksted",
            from_email="rekrutteringsvaerksted@example.org",
            reply_to="programkontor@example.org",
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
        )
        with transaction() as session:
            outbox.queue(session, draft, now=NOW)
        with transaction() as session:
            letter = outbox.claim(session, owner="bench", limit=1, now=NOW, real_now=NOW, lease=LEASE)[0]
        with transaction() as session:
            outbox.begin(session, letter, owner="bench", real_now=NOW, lease=LEASE)
        with transaction() as session:
            outbox.settle(session, letter.id, Outcome(Result.SENT), owner="bench", now=NOW, real_now=NOW)

    return travel


def main() -> None:
    """Measure, in a data folder that is thrown away."""
    programme = loader.read(PROGRAMME)
    median(
        "read and check the reference programme", lambda: loader.examine(PROGRAMME, letters.known("da")), 20
    )
    median("plan the reference programme", lambda: plan(programme), 50)
    median(
        "render a letter that asks for five things",
        lambda: letters.render("data_request", "da", request()),
        200,
    )
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TOVHOLDER_DATA": folder, "TOVHOLDER_DATABASE_URL": ""}
        settings.cache_clear()
        with postgres.running(settings()):
            median("a letter through the outbox: queue, claim, begin, settle", road_of_a_letter(), 200)


if __name__ == "__main__":
    main()

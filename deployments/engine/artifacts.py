"""What the office reads in Prefect's UI beside the runs: the board, and the week plans, rewritten when something changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from sqlalchemy.orm import Session

from actions import clock
from actions.database import transaction
from actions.interviews import planning
from actions.overview import board
from actions.programmes import publishing
from actions.week_plans import markdown
from actions.week_plans import plans as week_plans
from languages.catalogues import speak
from models.language import Say
from models.settings import Settings
from tasks.gates.absence import REFUSALS, is_gone

BUSY_SECONDS = 2.0
"""While much happens the board is rewritten no more often than this."""
BUSY_PLANS_SECONDS = 10.0
"""The same for week plans, which are longer."""
STALE_SECONDS = 120.0
"""Even an unchanged one is rewritten this often, so that it says when it was last true."""


class Artifact:
    """Knows at which revision it was last written, and so whether it has to be written again."""

    def __init__(
        self,
        key: str,
        title: str,
        text: Callable[[Session, datetime, Say], str],
        *,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self._key, self._title, self._text = key, title, text
        self._busy_seconds = busy_seconds
        self._id: UUID | None = None
        self._revision = -1
        self._written = float("-inf")

    async def refresh(self, client: PrefectClient, revision: int) -> None:
        """Write the board again when something has happened since, or it would get stale."""
        now = asyncio.get_running_loop().time()
        wait = STALE_SECONDS if revision == self._revision else self._busy_seconds
        if now - self._written < wait:
            return
        await self._write(client, *await asyncio.to_thread(self._now))
        self._revision, self._written = revision, now

    def outdated(self) -> None:
        """Runs have moved: write it again soon, though the revision says nothing has happened."""
        self._revision = -1

    def _now(self) -> tuple[str, str]:
        with transaction() as session:
            say = speak(publishing.office_language(session), "artifacts")
            return self._text(session, clock.now(session), say), say(self._title)

    async def _write(self, client: PrefectClient, text: str, title: str) -> None:
        if self._id is None:
            of_key = ArtifactFilter(key=ArtifactFilterKey(any_=[self._key]))
            known = await client.read_artifacts(artifact_filter=of_key, limit=1)
            if not known:
                new = ArtifactCreate(key=self._key, type="markdown", data=text, description=title)
                self._id = (await client.create_artifact(new)).id
                return
            self._id = known[0].id
        try:
            await client.update_artifact(self._id, ArtifactUpdate(data=text, description=title))
        except REFUSALS as refused:
            if not is_gone(refused):
                raise
            self._id = None  # Prefect's database was emptied


def the_board(settings: Settings) -> Artifact:
    """All programmes with a cohort, the newest first: municipality × step."""

    def text(session: Session, now: datetime, say: Say) -> str:
        versions = reversed(publishing.published(session))
        boards = [board.board(session, version, now=now) for version in versions]
        shown = [board.markdown(one, settings.prefect_address, named=False) for one in boards if one.rows]
        return "\n".join(shown) or f"{say('nobody_takes_part')}\n"

    return Artifact("tavle", "board", text)


def the_week_plans() -> Artifact:
    """The interviews of every programme that books them by itself, week by week, without anybody's name."""

    def text(session: Session, now: datetime, say: Say) -> str:
        booked = planning.programmes_with_interviews(session)
        plans = [week_plans.of_programme(session, one, now=now, named=False) for one in booked]
        shown = [markdown.markdown(one) for one in reversed(plans) if one.weeks or one.unplaced]
        return "\n".join(shown) or f"{say('nothing_planned')}\n"

    return Artifact("ugeplaner", "week_plans", text, busy_seconds=BUSY_PLANS_SECONDS)

"""The board as one artifact in Prefect's UI, rewritten when something has changed."""

from __future__ import annotations

import asyncio
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from actions import board, clock, programmes
from actions.database import transaction
from models.settings import Settings
from tasks.absence import REFUSALS, is_gone

KEY = "tavle"
BUSY_SECONDS = 2.0
"""While much happens it is rewritten no more often than this."""
STALE_SECONDS = 120.0
"""Even an unchanged board is rewritten this often, so that it says when it was last true."""


class BoardArtifact:
    """Knows at which revision the board was last written, and so whether it has to be written again."""

    def __init__(self, settings: Settings) -> None:
        self._prefect = settings.prefect_address
        self._id: UUID | None = None
        self._revision = -1
        self._written = float("-inf")

    async def refresh(self, client: PrefectClient, revision: int) -> None:
        """Write the board again when something has happened since, or it would get stale."""
        now = asyncio.get_running_loop().time()
        wait = STALE_SECONDS if revision == self._revision else BUSY_SECONDS
        if now - self._written < wait:
            return
        await self._write(client, await asyncio.to_thread(self._text))
        self._revision, self._written = revision, now

    def outdated(self) -> None:
        """Runs have moved: write it again soon, though the revision says nothing has happened."""
        self._revision = -1

    def _text(self) -> str:
        """All programmes with a cohort, the newest first."""
        with transaction() as session:
            now = clock.now(session)
            boards = [
                board.board(session, version, now=now) for version in reversed(programmes.published(session))
            ]
        shown = [board.markdown(one, self._prefect, named=False) for one in boards if one.rows]
        return "\n".join(shown) or "Ingen kommuner er med i noget forløb endnu.\n"

    async def _write(self, client: PrefectClient, text: str) -> None:
        if self._id is None:
            of_key = ArtifactFilter(key=ArtifactFilterKey(any_=[KEY]))
            known = await client.read_artifacts(artifact_filter=of_key, limit=1)
            if not known:
                new = ArtifactCreate(
                    key=KEY, type="markdown", data=text, description="Tavlen: kommune × trin"
                )
                self._id = (await client.create_artifact(new)).id
                return
            self._id = known[0].id
        try:
            await client.update_artifact(self._id, ArtifactUpdate(data=text))
        except REFUSALS as refused:
            if not is_gone(refused):
                raise
            self._id = None  # Prefect's database was emptied

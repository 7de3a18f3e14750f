"""The postman: takes letters from the outbox as they come and gives them to the mail server, one at a time.

A letter is marked `sending`, and that is committed, before a byte of it leaves; what came of it is committed after.
Any number of postmen may run. This process knows nothing of Prefect.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy.exc import DBAPIError

from actions import clock
from actions.database import POST, transaction
from actions.letters import outbox, sending
from actions.programmes import publishing
from deployments import heartbeat
from deployments.post.wake_up import WakeUp
from mails.sending.envelope import Outgoing
from mails.sending.outcomes import Result, SendingOutcome
from mails.sending.smtp import Post
from models.errors.error import TovholderError
from models.errors.running import DatabaseUnreachable
from models.letters import Letter
from models.settings import Settings, settings

BATCH = 10
CLAIM_LEASE = timedelta(seconds=15)
"""After this a claimed letter whose sending has not begun goes back to the queue."""
TIDY_EVERY = 5.0
LOOK_EVERY = 2.0
"""Seconds between two looks at the queue when nobody rings: letters put off until later come due in silence."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300))
"""How long the whole queue rests when the mail server cannot be used, longer each time in a row."""

log = logging.getLogger(__name__)
_AWAY = (DatabaseUnreachable, DBAPIError, psycopg.Error)


class Postman:
    """One of possibly several. `sending_lease` outlasts a slow answer; longer than that, and the letter is doubtful."""

    def __init__(self, settings: Settings, *, sending_lease: timedelta | None = None) -> None:
        self.name = f"{socket.gethostname()[:24]}-{os.getpid()}-{uuid4().hex[:8]}"
        self.note = ""
        self._settings = settings
        self._lease = sending_lease or timedelta(seconds=3 * settings.smtp_timeout)
        self._stop = threading.Event()
        self._posts: dict[bool, Post] = {}
        self._zones: dict[int, ZoneInfo] = {}
        self._pauses = 0
        self._rests_until = self._tidied_at = float("-inf")  # monotonic: the machine's clock may be set back

    def stop(self) -> None:
        """Finish the letter in hand and go."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for."""
        wake_up, heart = WakeUp(POST), threading.Thread(target=self._beat, daemon=True)
        heart.start()
        while not self._stop.is_set():
            try:
                if not self.round():
                    wake_up.wait(LOOK_EVERY)
            except _AWAY as away:
                log.warning("The database is away: %s", away)
                self._stop.wait(LOOK_EVERY)
        wake_up.close()
        for post in self._posts.values():
            post.close()
        heart.join(heartbeat.SECONDS)

    def round(self) -> int:
        """Send what is due, at most a batch; the number of letters settled."""
        settled = 0
        if time.monotonic() >= self._rests_until:
            try:
                letters, post, ready = self._take()
            except TovholderError as forbidden:
                self._rest(forbidden.english())
                return 0
            while letters:
                letter, *others = letters
                outcome = post.send(ready[letter.id])
                letters = self._settle(letter, outcome, others)
                settled += 1
        self._tidy()
        return settled

    def _take(self) -> tuple[Sequence[Letter], Post, Mapping[int, Outgoing]]:
        """Claim a batch and begin its first letter, in one commit; each letter, by number, as the post takes it."""
        with transaction() as session:
            now, rehearsal = clock.read(session)
            post, real = self._post(rehearsal), clock.real_now()
            letters = sending.claim(
                session, owner=self.name, limit=BATCH, now=now, real_now=real, lease=CLAIM_LEASE
            )
            if letters:
                sending.begin(session, letters[0], owner=self.name, real_now=real, lease=self._lease)
            for programme_id in {letter.programme_id for letter in letters} - self._zones.keys():
                self._zones[programme_id] = publishing.zone(session, programme_id)
        ready = {
            one.id: outbox.outgoing(one, zone=self._zones[one.programme_id], rehearsal=rehearsal)
            for one in letters
        }
        return letters, post, ready

    def _post(self, rehearsal: bool) -> Post:
        """The only place a post is made; a rehearsal with a real mail server gets none."""
        if rehearsal not in self._posts:
            self._posts[rehearsal] = Post(self._settings, rehearsal=rehearsal)
        return self._posts[rehearsal]

    def _settle(self, letter: Letter, outcome: SendingOutcome, others: Sequence[Letter]) -> Sequence[Letter]:
        """Write down the outcome and begin the next, in one commit; the letters left, of which the first is begun."""
        while True:
            try:
                return self._settle_once(letter, outcome, others)
            except _AWAY as away:  # only this process knows whether the letter left: keep trying to say so
                log.warning("Letter %s is %s, but the database is away: %s", letter.id, outcome.result, away)
                if self._stop.wait(LOOK_EVERY):
                    raise

    def _settle_once(
        self, letter: Letter, outcome: SendingOutcome, others: Sequence[Letter]
    ) -> Sequence[Letter]:
        with transaction() as session:
            real = clock.real_now()
            sending.settle(
                session, letter.id, outcome, owner=self.name, now=clock.now(session), real_now=real
            )
            unusable = outcome.result is Result.SETUP
            if unusable or self._stop.is_set():
                sending.give_back(session, owner=self.name)
                others = ()
            while others and not sending.begin(
                session, others[0], owner=self.name, real_now=real, lease=self._lease
            ):
                others = others[1:]
        if unusable:
            self._rest(outcome.reason)
        elif outcome.result is Result.SENT:
            self._pauses, self.note = 0, ""
        return others

    def _rest(self, reason: str) -> None:
        """The mail server cannot be used: no letter is to blame, so the whole queue waits, and says why."""
        pause = PAUSES[min(self._pauses, len(PAUSES) - 1)]
        self._pauses += 1
        self._rests_until = time.monotonic() + pause.total_seconds()
        self.note = f"no letters can be sent, next try in {pause.seconds} s: {reason}"
        log.error("%s", self.note)

    def _tidy(self) -> None:
        if time.monotonic() - self._tidied_at < TIDY_EVERY:
            return
        with transaction() as session:
            sending.recover(session, now=clock.now(session), real_now=clock.real_now())
        self._tidied_at = time.monotonic()

    def _beat(self) -> None:
        while not self._stop.is_set():
            try:
                heartbeat.beat("postman", self.note)
            except _AWAY as away:
                log.warning("No pulse could be written: %s", away)
            self._stop.wait(heartbeat.SECONDS)


def main() -> None:
    """Carry letters until SIGTERM."""
    logging.basicConfig(level="INFO", format="%(asctime)s %(levelname)s %(name)s %(message)s")
    postman = Postman(settings())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: postman.stop())
    postman.run()


if __name__ == "__main__":
    main()

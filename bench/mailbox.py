"""Waiting for a certain letter."""

from __future__ import annotations

import queue

from bench.arrivals import LettersWrong, Sink
from bench.coordinator import News, understood

PATIENCE = 120.0
"""Seconds after which a letter that has not come is called lost."""


class Mailbox:
    """Keeps every letter, so that one may come before somebody waits for it."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._kept: dict[tuple[int, int, int | None], News] = {}

    def next(self) -> News:
        """The next letter to a municipality.

        Raises:
            LettersWrong: when none comes.
        """
        while True:
            try:
                news = understood(self._sink.arrived.get(timeout=PATIENCE))
            except queue.Empty:
                raise LettersWrong(f"no letter came for {PATIENCE:.0f} s") from None
            if news is not None:
                return news

    def wait(self, number: int, step: int, paper: int | None = None) -> News:
        """The request of a step, or the receipt of one of its papers."""
        while (number, step, paper) not in self._kept:
            news = self.next()
            self._kept[news.number, news.step, news.paper] = news
        return self._kept[number, step, paper]

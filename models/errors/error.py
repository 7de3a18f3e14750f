"""What all foreseen mishaps have in common: a sentence, and the facts of the case."""

from __future__ import annotations

from datetime import datetime

from models.sentences import Unsaid


class TovholderError(Exception):
    """Something Tovholder foresaw went wrong. Facts that are days or local times are told as each language writes them."""

    def __init__(self, *, variant: str = "", **facts: object) -> None:
        self.facts, self.variant = facts, variant
        super().__init__(self.english())

    @property
    def key(self) -> str:
        """What the catalogues call its sentence: its class, and which of several ways it can go wrong in."""
        return ".".join(filter(None, (type(self).__name__, self.variant)))

    def unsaid(self) -> Unsaid:
        """The error as it is kept in a row."""
        return Unsaid("errors", self.key, self.facts)

    def english(self) -> str:
        """The docstring with this case's facts filled in; for logs and the command line."""
        facts = {
            name: f"{fact:%d.%m.%Y %H.%M}" if isinstance(fact, datetime) else fact
            for name, fact in self.facts.items()
        }
        return " ".join((type(self).__doc__ or "").split()).format_map(ShownFacts(facts))


class ShownFacts(dict[str, object]):
    """A fact the raiser did not give is shown as its name, so that a sentence never fails to be written."""

    def __missing__(self, name: str) -> str:
        return f"‹{name}›"

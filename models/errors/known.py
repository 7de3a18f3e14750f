"""All errors there are, by topic; and those that were kept, said on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from models.errors import decisions, deliveries, interviews, mail, people, programmes, running
from models.errors.error import TovholderError
from models.sentences import Unsaid

TOPICS = (programmes, people, decisions, deliveries, mail, interviews, running)


def errors_of(topic: ModuleType) -> list[type[TovholderError]]:
    """The errors written in one topic, in the order of its file."""
    return [each for each in vars(topic).values() if getattr(each, "__module__", "") == topic.__name__]


def in_english(errors: Iterable[Unsaid]) -> str:
    """What errors that were kept say on the command line; a text of an older release as it was written."""
    known = {each.__name__: each for topic in TOPICS for each in errors_of(topic)}
    return " ".join(
        one.as_written or known[one.key.partition(".")[0]](**one.facts).english() for one in errors
    )

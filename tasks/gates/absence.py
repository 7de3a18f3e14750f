"""Whether Prefect refuses because it knows no such thing; its client has two ways of passing that on."""

from __future__ import annotations

from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError

REFUSALS = (ObjectNotFound, PrefectHTTPStatusError)


def is_gone(refused: ObjectNotFound | PrefectHTTPStatusError) -> bool:
    """True for what was deleted, or went with an emptied database."""
    return isinstance(refused, ObjectNotFound) or refused.response.status_code == 404

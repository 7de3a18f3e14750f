"""The one function that moves a status, by the tables in `models.states`."""

from __future__ import annotations

from collections.abc import Mapping

from models.errors.decisions import IllegalTransition
from models.states import Status


def move(
    current: Status, target: Status, table: Mapping[Status, frozenset[Status]], *, thing: str = "It"
) -> Status:
    """`target`, when the table allows the move.

    Raises:
        IllegalTransition: when it does not; staying where one is counts as no move and is refused as well.
    """
    if target not in table[current]:
        raise IllegalTransition(thing=thing, status=current.value, target=target.value)
    return target

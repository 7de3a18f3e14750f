"""What each flow expects of the step it plays: the letters it writes, the gates it asks, the event it gathers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.programmes.office import OFFICE_ROLES
from models.programmes.programme import FlowName, Occasion, Requirement

_O = Occasion

ASKING = (_O.REQUEST, _O.STATUS, _O.LATER_DATA, _O.AFTERWARDS)
"""The occasions with which something may be asked for."""

BOOKING = (FlowName.PREPARATION,)
"""The flows that book interviews by themselves."""


@dataclass(frozen=True)
class FlowShape:
    """A flow's demands: the occasions it can write at, those it cannot do without, its gates in order, its event."""

    writes: tuple[Occasion, ...]
    needs: tuple[Occasion, ...]
    gates: tuple[str, ...]
    event: bool = True


SHAPES: Mapping[FlowName, FlowShape] = {
    FlowName.PREPARATION: FlowShape(
        writes=(_O.OPENING, _O.REQUEST, _O.INTERVIEWS, _O.HAND_OVER, _O.CLOSING),
        needs=(_O.OPENING, _O.HAND_OVER),
        gates=("collected", "pre_analysis"),
        event=False,
    ),
    FlowName.KICKOFF: FlowShape(
        writes=(_O.INVITATION, _O.REQUEST, _O.AFTERWARDS, _O.CLOSING),
        needs=(_O.INVITATION,),
        gates=("held",),
    ),
    FlowName.WORKSHOP: FlowShape(
        writes=(_O.INVITATION, _O.PRACTICAL, _O.REQUEST, _O.AFTERWARDS, _O.CLOSING),
        needs=(_O.INVITATION,),
        gates=("attended", "agreed"),
    ),
    FlowName.FOLLOW_UP: FlowShape(
        writes=(_O.STATUS, _O.REQUEST, _O.INVITATION, _O.LATER_DATA, _O.AFTERWARDS, _O.CLOSING),
        needs=(_O.INVITATION,),
        gates=("held", "captured"),
    ),
    FlowName.GATHERING: FlowShape(
        writes=(_O.INVITATION, _O.REQUEST, _O.STATUS, _O.AFTERWARDS, _O.CLOSING),
        needs=(_O.INVITATION,),
        gates=("held", "reported"),
    ),
}


def asked_with(requirement: Requirement) -> Occasion | None:
    """The occasion whose letter asks for it: answers have their invitation, and the office hears of its own in the plan."""
    if requirement.kind.rules.by_invitation:
        return Occasion.INVITATION
    return None if requirement.role in OFFICE_ROLES else requirement.occasion

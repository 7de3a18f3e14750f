"""The kinds of requirement, and all that there is to know of each in one table: the rest asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be asked for, and so how it is delivered."""

    DOCUMENT = "document"
    DATASET = "dataset"
    FORM = "form"
    APPROVAL = "approval"
    ANSWER = "answer"
    ATTENDANCE = "attendance"
    INTERVIEWS = "interviews"
    INTERVIEWEES = "interviewees"
    PARTICIPANTS = "participants"

    @property
    def rules(self) -> KindRules:
        """What there is to know of it."""
        return KINDS[self]


class DeliveredAs(StrEnum):
    """What a municipality hands in on its page."""

    FILE = "file"
    FORM = "form"
    NOTHING = "nothing"


class Tally(StrEnum):
    """What is counted until there is enough of it."""

    ANSWERS = "answers"
    INTERVIEWS = "interviews"


@dataclass(frozen=True)
class KindRules:
    """One kind. `hint` says to the office how it is delivered, or who settles it instead.

    `has`: what a requirement of the kind must name, and no other may; `may_have`: what it may.
    `template`: there is a workbook to fetch, whose figures may be asked about.
    `by_invitation`: the invited are asked by their invitation and answer for themselves; no letter asks, no gate has to need it.
    `afterwards`: it is known only when its event has ended. `vouched`: the office may say that it is there without a delivery.
    `elsewhere`: the page says where it is settled instead.
    `worth_an_extension`: how much work it is, when somebody asks for more time; 0 for none.
    """

    hint: str
    has: frozenset[str] = frozenset()
    may_have: frozenset[str] = frozenset()
    delivered_as: DeliveredAs = DeliveredAs.NOTHING
    template: bool = False
    by_invitation: bool = False
    afterwards: bool = False
    vouched: bool = False
    elsewhere: bool = False
    counted: Tally | None = None
    worth_an_extension: int = 0


KINDS: Mapping[Kind, KindRules] = {
    Kind.DOCUMENT: KindRules(
        "it is delivered as a file", delivered_as=DeliveredAs.FILE, worth_an_extension=2
    ),
    Kind.DATASET: KindRules(
        "it is delivered as a spreadsheet",
        has=frozenset({"dataset"}),
        delivered_as=DeliveredAs.FILE,
        template=True,
        worth_an_extension=3,
    ),
    Kind.FORM: KindRules(
        "it is delivered as a form",
        has=frozenset({"fields"}),
        delivered_as=DeliveredAs.FORM,
        worth_an_extension=1,
    ),
    Kind.PARTICIPANTS: KindRules("it is delivered as a list of participants", delivered_as=DeliveredAs.FORM),
    Kind.INTERVIEWEES: KindRules(
        "it is delivered as a list of people to interview", delivered_as=DeliveredAs.FORM
    ),
    Kind.APPROVAL: KindRules("the office approves it: `tovholder approve`", vouched=True, elsewhere=True),
    Kind.ANSWER: KindRules(
        "the invited answer their invitations",
        has=frozenset({"event"}),
        by_invitation=True,
        elsewhere=True,
        counted=Tally.ANSWERS,
    ),
    Kind.ATTENDANCE: KindRules(
        "the office registers who was there", has=frozenset({"event"}), afterwards=True
    ),
    Kind.INTERVIEWS: KindRules(
        "the facilitator registers interviews",
        has=frozenset({"count"}),
        may_have=frozenset({"booking"}),
        counted=Tally.INTERVIEWS,
    ),
}

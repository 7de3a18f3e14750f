"""Names that stand for nothing or for two things, and steps that lack what their flow plays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rules.programmes.faults import FaultLevel

OPENS_KICKOFF = "    opens: {on: 2022-09-12,"
NO_PRACTICAL = "      invitation: workshop_invitation\n"

CASES = {
    "two people with one key": (
        "{key: projektleder_foa,",
        "{key: projektleder_kl,",
        "another person with the key projektleder_kl",
    ),
    "two milestones with one key": (
        "key: participants_draft",
        "key: agreement_sent",
        "another milestone with the key agreement_sent",
    ),
    "two events with one key": (
        "  - key: follow_up_day",
        "  - key: workshop\n  ",
        "another event with the key workshop",
    ),
    "two steps with one key": (
        "  - key: kickoff\n    number: 2",
        "  - key: preparation\n    number: 2",
        "another step with the key preparation",
    ),
    "two requirements with one key": (
        "key: status_january",
        "key: status_december",
        "another requirement with the key status_december",
    ),
    "two gates with one key": (
        "      - key: captured",
        "      - key: held\n  ",
        "another gate with the key held",
    ),
    "two fields with one key": (
        "{key: useful,",
        "{key: remarks,",
        "another field with the key remarks",
        "{key: remarks, title: Hvad skal",
    ),
    "two choices alike": (
        "title: Kan I bruge produkterne?, type: choice, choices: [Ja, Delvist, Nej]",
        "title: Kan I bruge produkterne?, type: choice, choices: [Ja, Delvist, Ja]",
        "the choice 'Ja' stands twice",
    ),
    "step numbers that do not rise": (
        "    number: 3",
        "    number: 2",
        "step workshop has number 2, after number 2",
    ),
    "a step that requires a later one": (
        OPENS_KICKOFF,
        "    requires: [workshop]\n" + OPENS_KICKOFF,
        "step kickoff requires workshop, which comes later",
    ),
    "a step that requires itself": (
        "requires: [workshop]",
        "requires: [follow_up]",
        "step follow_up requires itself",
    ),
    "a step that requires one twice": (
        "requires: [workshop]",
        "requires: [workshop, workshop]",
        "requires workshop twice",
    ),
    "a step that requires nothing known": (
        "requires: [workshop]",
        "requires: [vaerksted]",
        "there is no step with the key vaerksted",
    ),
    "steps in a circle": (
        OPENS_KICKOFF,
        "    requires: [workshop]\n" + OPENS_KICKOFF,
        "in a circle: kickoff → workshop → kickoff",
    ),
    "an event nobody knows": (
        "    flow: workshop\n    event: workshop",
        "    flow: workshop\n    event: vaerksted",
        "there is no event with the key vaerksted",
    ),
    "an event of another step": (
        "kind: attendance\n        event: kickoff",
        "kind: attendance\n        event: workshop",
        "about the event workshop, but its step is about kickoff",
    ),
    "an escalation to nobody": (
        "escalate_to: projektleder_kl",
        "escalate_to: chefen",
        "there is no person with the key chefen",
    ),
    "a late delivery told to nobody": (
        "overdue: {remind: [1], escalate: 2}",
        "overdue: {remind: [1], escalate: 2, to: chefen}",
        "there is no person with the key chefen",
    ),
    "a call with no contact": (
        "contact: projektleder_kl",
        "contact: chefen",
        "there is no person with the key chefen",
    ),
    "a gate that waits for what is never asked": (
        "needs: [attendance, expectations]",
        "needs: [attendance, expectation]",
        "there is no requirement with the key expectation",
    ),
    "an escalation before the last reminder": (
        "overdue: {remind: [1], escalate: 2}",
        "overdue: {remind: [1, 4], escalate: 3}",
        "escalates on working day 3, not after its last reminder (4)",
    ),
    "the same rung twice": (
        "overdue: {remind: [1], escalate: 2}",
        "overdue: {remind: [1, 1], escalate: 2}",
        "reminds twice on working day 1",
    ),
    "an unknown letter": ("opening: welcome", "opening: velcome", "there is no letter 'velcome'"),
    "a letter its flow never writes": (
        NO_PRACTICAL,
        NO_PRACTICAL + "      hand_over: workshop_thanks\n",
        "the flow workshop never writes at the occasion hand_over",
    ),
    "a letter its flow writes and nobody wrote": (
        "      hand_over: pre_analysis_ready\n",
        "",
        "has no letter for hand_over",
        "letters:\n      opening: welcome",
    ),
    "no letter for the interviews": (
        "      interviews: interview_offer\n",
        "",
        "has no letter for interviews",
        "letters:\n      opening: welcome",
    ),
    "nothing that asks": (
        "      afterwards: initiatives_request\n",
        "",
        "initiatives is asked for with the letter for afterwards, and step workshop has none",
        "occasion: afterwards\n        asked: {working_days: 0, from: end:workshop}",
    ),
    "a form asked for by a thank-you": (
        "occasion: afterwards\n        asked: {working_days: 0, from: end:workshop}",
        "occasion: closing\n        asked: {working_days: 0, from: end:workshop}",
        "initiatives cannot be asked for with a letter for closing",
    ),
    "an occasion at which the flow never writes": (
        "occasion: afterwards\n        asked: {working_days: 0, from: end:workshop}",
        "occasion: status\n        asked: {working_days: 0, from: end:workshop}",
        "initiatives cannot be asked for with a letter for status in the flow workshop",
    ),
    "a gate its flow never asks": (
        "      - key: captured",
        "      - key: gathered",
        "the flow follow_up never asks the gate gathered",
    ),
    "a gate its flow asks and nobody wrote": (
        "      - key: captured",
        "      - key: gathered",
        "step follow_up lacks the gate captured",
        "gates:\n      - key: held\n        title: Oplægget",
    ),
    "no event for a flow that gathers": (
        "    flow: workshop\n    event: workshop\n",
        "    flow: workshop\n",
        "step workshop names no event",
        "  - key: workshop\n    number",
    ),
    "an event for a flow without": (
        "    flow: preparation\n",
        "    flow: preparation\n    event: kickoff\n",
        "the flow preparation has no event",
    ),
    "an unknown dataset": (
        "dataset: foranalyse\n        approval: true\n        due",
        "dataset: foranalysen\n        approval: true\n        due",
        "there is no dataset 'foranalysen'",
    ),
    "a role nobody in the office has": (
        """anders.tornbjerg@example.org, role: facilitator}
    - {key: konsulent, name: Line Askehave, email: line.askehave@example.org, role: facilitator}""",
        """anders.tornbjerg@example.org, role: programme_office}
    - {key: konsulent, name: Line Askehave, email: line.askehave@example.org, role: programme_office}""",
        "pre_analysis is asked of the facilitator",
        "from: facilitator\n        due: {on: 2022-09-30",
    ),
    "participants nobody has listed": (
        "kind: participants",
        "kind: document",
        "answer is asked of the participants before any step",
        "from: participant\n        due: {working_days: -7, from: event:workshop}",
    ),
    "a composition nobody checks": (
        "kind: participants",
        "kind: document",
        "the seats have a required composition",
        "must_include:",
    ),
}
WARNINGS = {
    "a letter that asks for nothing": (
        "      afterwards: kickoff_summary\n",
        "      request: data_request\n      afterwards: kickoff_summary\n",
        "the letter for request is never written",
    ),
    "a requirement no gate needs": (
        "needs: [attendance, expectations]",
        "needs: [attendance]",
        "no gate needs expectations",
        "- key: expectations\n        title: Forventninger og roller",
    ),
    "an escalation without a day": (
        "overdue: {remind: [1], escalate: 2}",
        "overdue: {remind: [1], to: facilitator}",
        "says to whom it escalates, but not when",
    ),
    "an event no step is about": (
        "steps:\n",
        "  - {key: party, title: Fest, starts: 2022-11-10T17:00, hours: 3}\nsteps:\n",
        "no step is about the event party",
        "{key: party",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_error_stands_on_its_line(broken: Callable[..., Any], case: tuple[str, ...]) -> None:
    old, new, says, *elsewhere = case

    file = broken(old, new)

    line = file.line_of(elsewhere[0]) if elsewhere else file.changed_line
    assert [(fault.line, fault.level) for fault in file.saying(says)] == [(line, FaultLevel.ERROR)]
    assert all(fault.cure for fault in file.faults)


@pytest.mark.parametrize("case", WARNINGS.values(), ids=WARNINGS)
def test_a_warning_stands_on_its_line(broken: Callable[..., Any], case: tuple[str, ...]) -> None:
    old, new, says, *elsewhere = case

    file = broken(old, new)

    line = file.line_of(elsewhere[0]) if elsewhere else file.changed_line
    assert [(fault.line, fault.level) for fault in file.saying(says)] == [(line, FaultLevel.WARNING)]
    assert [fault.level for fault in file.faults] == [FaultLevel.WARNING]

"""The list of participants: who may have a seat, and whether the group is put together as promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.forms.fields import FieldType, FormField
from models.forms.findings import Finding
from models.language import Say
from models.programmes.programme import ParticipantGroup, Places
from rules.forms.checking import CheckedForm, checked


@dataclass(frozen=True)
class Listed:
    """One line of the list; the address in lower case, so that it is the same person next time."""

    name: str
    email: str
    group: ParticipantGroup
    organisation: str = ""


@dataclass(frozen=True)
class Composition:
    """The list as it was read. `listed` is empty when there are findings: half a list is never registered."""

    form: CheckedForm
    listed: tuple[Listed, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with it."""
        return self.form.findings


def participant_fields(say: Say) -> tuple[FormField, ...]:
    """The form a list of participants is written in: `{"participants": [{name, email, group, organisation}, …]}`."""
    text = FieldType.TEXT
    columns = (
        FormField(key="name", title=say("name"), type=text, at_most=120),
        FormField(key="email", title=say("email"), type=FieldType.EMAIL),
        FormField(key="group", title=say("group"), type=FieldType.CHOICE, choices=tuple(ParticipantGroup)),
        FormField(key="organisation", title=say("organisation"), type=text, required=False, at_most=120),
    )
    return (FormField(key="participants", title=say("participants"), type=FieldType.ROWS, fields=columns),)


def composed(places: Places, answers: Mapping[str, Any], *, say: Say) -> Composition:
    """The list read and held against the seats, the groups that must be there, and one address for each person."""
    form = checked(participant_fields(say), _with_group_keys(answers, say))
    rows = form.values["participants"]
    findings = [*form.findings, *_row_findings(rows)]
    if len(rows) > places.seats_each:
        facts = {"seats": places.seats_each, "listed": len(rows)}
        findings.append(Finding("seats", facts, field="participants"))
    there = {row["group"] for row in rows}
    for group in places.must_include:
        if rows and group not in there:
            findings.append(Finding("must_include", {"group": say(group.value)}, field="participants"))
    listed = () if findings else tuple(_listed(row) for row in rows)
    return Composition(CheckedForm(form.values, tuple(findings)), listed)


def _row_findings(rows: list[dict[str, Any]]) -> list[Finding]:
    findings = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        address = (row["email"] or "").lower()
        if address and address in seen:
            where, facts = f"participants.{number}.email", {"row": seen[address] + 1}
            findings.append(Finding("unique", facts, "unique_participant", field=where))
        seen.setdefault(address, number)
        if row["group"] == ParticipantGroup.EXTERNAL_PARTNER and not row["organisation"]:
            where = f"participants.{number}.organisation"
            findings.append(Finding("organisation", key="organisation_missing", field=where))
    return findings


def _listed(row: Mapping[str, Any]) -> Listed:
    group = ParticipantGroup(row["group"])
    return Listed(row["name"], row["email"].lower(), group, row["organisation"] or "")


def _with_group_keys(answers: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """Groups may be written as people say them: »Leder« is `leader`."""
    keys = {say(group.value).casefold(): str(group) for group in ParticipantGroup}
    rows = answers.get("participants")
    if not isinstance(rows, list | tuple):
        return dict(answers)
    plain = [
        {**row, "group": keys.get(str(row.get("group") or "").strip().casefold(), row.get("group"))}
        if isinstance(row, Mapping)
        else row
        for row in rows
    ]
    return {**answers, "participants": plain}

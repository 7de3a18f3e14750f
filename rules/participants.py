"""The list of participants: who may have a seat, and whether the group is put together as promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.forms.fields import FieldType, FormField
from models.forms.findings import Finding
from models.language import Language
from models.programmes.programme import ParticipantGroup, Places
from rules.forms.checking import CheckedForm, checked

GROUPS: Mapping[Language, Mapping[ParticipantGroup, str]] = {
    "da": {
        ParticipantGroup.LEADER: "Leder",
        ParticipantGroup.EMPLOYEE: "Medarbejder",
        ParticipantGroup.EXTERNAL_PARTNER: "Ekstern samarbejdspartner",
    },
    "nb": {
        ParticipantGroup.LEADER: "Leder",
        ParticipantGroup.EMPLOYEE: "Medarbeider",
        ParticipantGroup.EXTERNAL_PARTNER: "Ekstern samarbeidspartner",
    },
}

_TITLES: Mapping[Language, tuple[str, ...]] = {
    "da": ("Deltagere", "Navn", "E-mail", "Gruppe", "Organisation (kun eksterne)"),
    "nb": ("Deltakere", "Navn", "E-post", "Gruppe", "Organisasjon (kun eksterne)"),
}

_SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "seats": "Der er {seats} pladser til jeres kommune, og listen har {count} navne.",
        "must_include": "Deltagerkredsen skal have mindst én fra gruppen »{group}«.",
        "unique": "Adressen står også i række {row}. Hver deltager skal have sin egen e-mailadresse.",
        "organisation": "Skriv, hvilken organisation den eksterne samarbejdspartner kommer fra.",
    },
    "nb": {
        "seats": "Det er {seats} plasser til kommunen deres, og listen har {count} navn.",
        "must_include": "Deltakergruppen må ha minst én fra gruppen «{group}».",
        "unique": "Adressen står også i rad {row}. Hver deltaker må ha sin egen e-postadresse.",
        "organisation": "Skriv hvilken organisasjon den eksterne samarbeidspartneren kommer fra.",
    },
}


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


def participant_fields(language: Language = "da") -> tuple[FormField, ...]:
    """The form a list of participants is written in: `{"participants": [{name, email, group, organisation}, …]}`."""
    whole, name, email, group, organisation = _TITLES[language]
    text = FieldType.TEXT
    columns = (
        FormField(key="name", title=name, type=text, at_most=120),
        FormField(key="email", title=email, type=FieldType.EMAIL),
        FormField(key="group", title=group, type=FieldType.CHOICE, choices=tuple(ParticipantGroup)),
        FormField(key="organisation", title=organisation, type=text, required=False, at_most=120),
    )
    return (FormField(key="participants", title=whole, type=FieldType.ROWS, fields=columns),)


def composed(places: Places, answers: Mapping[str, Any], *, language: Language = "da") -> Composition:
    """The list read and held against the seats, the groups that must be there, and one address for each person."""
    form = checked(participant_fields(language), _with_group_keys(answers, language), language=language)
    rows = form.values["participants"]
    sentences = _SENTENCES[language]
    findings = [*form.findings, *_row_findings(rows, sentences)]
    if len(rows) > places.seats_each:
        message = sentences["seats"].format(seats=places.seats_each, count=len(rows))
        findings.append(Finding("seats", message, field="participants"))
    there = {row["group"] for row in rows}
    for group in places.must_include:
        if rows and group not in there:
            message = sentences["must_include"].format(group=GROUPS[language][group])
            findings.append(Finding("must_include", message, field="participants"))
    listed = () if findings else tuple(_listed(row) for row in rows)
    return Composition(CheckedForm(form.values, tuple(findings)), listed)


def _row_findings(rows: list[dict[str, Any]], sentences: Mapping[str, str]) -> list[Finding]:
    findings = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows):
        address = (row["email"] or "").lower()
        if address and address in seen:
            message = sentences["unique"].format(row=seen[address] + 1)
            findings.append(Finding("unique", message, field=f"participants.{number}.email"))
        seen.setdefault(address, number)
        if row["group"] == ParticipantGroup.EXTERNAL_PARTNER and not row["organisation"]:
            where = f"participants.{number}.organisation"
            findings.append(Finding("organisation", sentences["organisation"], field=where))
    return findings


def _listed(row: Mapping[str, Any]) -> Listed:
    group = ParticipantGroup(row["group"])
    return Listed(row["name"], row["email"].lower(), group, row["organisation"] or "")


def _with_group_keys(answers: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Groups may be written as people say them: »Leder« is `leader`."""
    keys = {said.casefold(): str(group) for group, said in GROUPS[language].items()}
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

"""Checking what somebody wrote in a form against the fields the programme asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.addresses import address_or_none
from models.forms.fields import FieldType, FormField
from models.forms.findings import Finding
from rules.forms.personal_numbers import RULE, has_personal_number, masked
from rules.forms.written_dates import day_or_none

LONGEST = {FieldType.TEXT: 400, FieldType.LONG_TEXT: 5000, FieldType.EMAIL: 254}
MOST_ROWS = 200


@dataclass(frozen=True)
class CheckedForm:
    """`values` can be kept as JSON and shown again: a field with a finding holds what was written, personal numbers covered.

    Empty rows are left out; paths of findings count the rows that remain.
    """

    values: dict[str, Any]
    findings: tuple[Finding, ...] = ()


class _Wrong(Exception):
    """A value does not fit its field; caught where the path of the field is known."""

    def __init__(self, rule: str, **facts: object) -> None:
        self.rule = rule
        self.facts = facts
        super().__init__(rule)


def checked(fields: Sequence[FormField], answers: Mapping[str, Any], *, path: str = "") -> CheckedForm:
    """Every field's value in its own type (dates as ISO text, empty optional ones as None), and what is wrong.

    `answers` may hold the texts of an HTML form or typed values; `rows` are lists of mappings.
    """
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for field in fields:
        where = f"{path}{field.key}"
        raw = answers.get(field.key)
        if field.type is FieldType.ROWS:
            values[field.key] = _rows(field, raw, where, findings)
            continue
        try:
            values[field.key] = _value(field, raw)
        except _Wrong as wrong:
            values[field.key] = masked(_text(raw))
            findings.append(_finding(field, where, wrong.rule, **wrong.facts))
    for surplus in sorted({str(key) for key in answers} - {field.key for field in fields}):
        title = masked(_text(surplus))[:40]
        findings.append(Finding("unknown_field", {"title": title}, field=f"{path}{title}"))
    return CheckedForm(values, tuple(findings))


def _finding(field: FormField, path: str, rule: str, **facts: object) -> Finding:
    return Finding(rule, {"title": field.title, **facts}, field=path)


def _rows(field: FormField, raw: Any, where: str, findings: list[Finding]) -> list[dict[str, Any]]:
    given = [] if raw is None or raw == "" else raw
    if (
        not isinstance(given, Sequence)
        or isinstance(given, str)
        or not all(isinstance(r, Mapping) for r in given)
    ):
        findings.append(_finding(field, where, "rows"))
        return []
    filled = [row for row in given if any(_text(cell) for cell in row.values())]
    at_least = max(field.at_least or 0, int(field.required)) if filled or field.required else 0
    at_most = MOST_ROWS if field.at_most is None else field.at_most
    if len(filled) < at_least:
        rule = "too_few_rows" if filled or at_least > 1 else "required"
        facts = {"at_least": at_least, "filled": len(filled)} if rule == "too_few_rows" else {}
        findings.append(_finding(field, where, rule, **facts))
    if len(filled) > at_most:
        findings.append(_finding(field, where, "too_many_rows", at_most=at_most, filled=len(filled)))
    inner = [checked(field.fields, row, path=f"{where}.{number}.") for number, row in enumerate(filled)]
    findings.extend(one for row in inner for one in row.findings)
    return [row.values for row in inner]


def _value(field: FormField, raw: Any) -> Any:
    text = _text(raw)
    if not text:
        if field.required:
            raise _Wrong("required")
        return None
    if has_personal_number(text):
        raise _Wrong(RULE)
    return _READERS[field.type](field, text)


def _text(raw: Any) -> str:
    """One spelling for what came in; signs no database or letter can carry are dropped."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode()
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t").strip()


def _short(field: FormField, text: str) -> str:
    return _long(field, " ".join(text.split()))


def _long(field: FormField, text: str) -> str:
    at_most = LONGEST[field.type] if field.at_most is None else field.at_most
    if len(text) > at_most:
        raise _Wrong("too_long", length=len(text), at_most=at_most)
    return text


_WHOLE = re.compile(r"[+\-−]?(\d{1,12}|\d{1,3}(\.\d{3}){1,3})", re.ASCII)


def _integer(field: FormField, text: str) -> int:
    dense = re.sub(r"\s", "", text)
    if not _WHOLE.fullmatch(dense):
        raise _Wrong("integer")
    number = int(dense.replace(".", "").replace("−", "-"))
    if field.at_least is not None and number < field.at_least:
        raise _Wrong("too_small", at_least=field.at_least)
    if field.at_most is not None and number > field.at_most:
        raise _Wrong("too_large", at_most=field.at_most)
    return number


def _date(_: FormField, text: str) -> str:
    day = day_or_none(text)
    if day is None:
        raise _Wrong("date")
    return day.isoformat()


def _choice(field: FormField, text: str) -> str:
    for choice in field.choices:
        if choice.casefold() == text.casefold():
            return choice
    raise _Wrong("choice")


_YES = frozenset({"ja", "j", "yes", "y", "true", "1"})
_NO = frozenset({"nej", "nei", "n", "no", "false", "0"})


def _yes_no(_: FormField, text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise _Wrong("yes_no")
    return word in _YES


def _email(field: FormField, text: str) -> str:
    address = address_or_none(text)
    if address is None:
        raise _Wrong("email")
    return _long(field, address)


_READERS: Mapping[FieldType, Callable[[FormField, str], Any]] = {
    FieldType.TEXT: _short,
    FieldType.LONG_TEXT: _long,
    FieldType.INTEGER: _integer,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.EMAIL: _email,
}

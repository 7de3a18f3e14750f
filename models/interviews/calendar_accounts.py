"""The file in which an installation names its interviewers' own calendars. Nothing of its content is ever told."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator

from models.addresses import address_or_none
from models.errors.interviews import CalendarsFileUnreadable

_LINE = re.compile(r"at line (\d+)")
_NOBODY_ELSE = 0o077


class CalendarAccount(BaseModel):
    """The calendar's own address, and the login it needs; no user: none."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str
    user: str = ""
    password: SecretStr = SecretStr("")

    @field_validator("url")
    @classmethod
    def _holds_no_login(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in ("http", "https") or not address.hostname or "@" in address.netloc:
            raise ValueError("write it as https://… without the login")
        return value


def read(file: Path) -> Mapping[str, CalendarAccount]:
    """The accounts by e-mail address in lower case.

    Raises:
        CalendarsFileUnreadable: naming the file and what is wrong, never its content: it holds passwords.
    """
    content, problem = _content(file)
    tables, problem = ({}, problem) if problem else _tables(content)
    accounts, problem = ({}, problem) if problem else _accounts(tables)
    if problem:
        variant, reason, facts = problem
        raise CalendarsFileUnreadable(variant=variant, file=file.name, reason=reason, **facts)
    return accounts


_Problem = tuple[str, str, Mapping[str, object]] | None
"""What is wrong: which kind, in English, and the facts.

It is raised outside of every `except`, so that no trace leads to what was read."""


def _content(file: Path) -> tuple[bytes, _Problem]:
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_mode & _NOBODY_ELSE:
                return b"", ("others_read", "others than its owner may read it; `chmod 600` cures that", {})
            return opened.read(), None
    except OSError:
        return b"", ("not_there", "it is not there, or not ours to read", {})


def _tables(content: bytes) -> tuple[Mapping[str, Any], _Problem]:
    try:
        return tomllib.loads(content.decode()), None
    except tomllib.TOMLDecodeError as wrong:
        place = _LINE.search(str(wrong))
        line = place[1] if place else "?"
        return {}, ("line", f"line {line} is not TOML", {"line": line})
    except (UnicodeDecodeError, RecursionError):
        return {}, ("no_text", "it is not a text in TOML", {})


def _accounts(tables: Mapping[str, Any]) -> tuple[Mapping[str, CalendarAccount], _Problem]:
    accounts: dict[str, CalendarAccount] = {}
    for number, (person, table) in enumerate(tables.items(), start=1):
        address = address_or_none(person)
        if address is None or address.lower() in accounts:
            twice = f"entry {number} stands under no e-mail address, or under one that was used"
            return {}, ("address", twice, {"number": number})
        try:
            accounts[address.lower()] = CalendarAccount.model_validate(table)
        except ValidationError:
            wanted = f"entry {number} is not url (https://…), user and password"
            return {}, ("account", wanted, {"number": number})
    return accounts, None

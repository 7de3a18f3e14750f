"""What an installation may set, all as TOVHOLDER_… variables; docs/reference/settings.md lists the same fields."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors.running import SettingUnreadable

LONGEST_SOCKET = 103
"""Bytes a Unix socket's path may have on every system we run on."""
_POSTGRESQL = re.compile(r"postgres(ql)?(\+\w+)?://[^\s]+$")


class SmtpSecurity(StrEnum):
    """How the line to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    PLAIN = "plain"


class Settings(BaseSettings):
    """One installation. Without any variable set it is complete: embedded database, capture inbox, loopback only."""

    model_config = SettingsConfigDict(env_prefix="TOVHOLDER_", frozen=True, extra="forbid")

    data: Path = Field(
        Path(".tovholder"), description="Folder for everything that is kept: database, logs, captured mail."
    )
    database_url: str = Field(
        "", description="A PostgreSQL 15+ to use, as postgresql://…; empty: the embedded one."
    )
    prefect_database_url: str = Field(
        "", description="Prefect's own database on PostgreSQL; empty: beside ours."
    )
    host: str = Field("127.0.0.1", description="Address the servers listen on.")
    prefect_port: int = Field(4200, ge=1, le=65535, description="Port of the Prefect API and UI.")
    portal_port: int = Field(8200, ge=1, le=65535, description="Port of the portal.")
    inbox_port: int = Field(8025, ge=1, le=65535, description="Port of the capture inbox's SMTP server.")
    portal_url: str = Field(
        "", description="The portal's address as municipalities see it; empty: http on host and port."
    )
    smtp_host: str = Field("", description="Mail server; empty: the capture inbox, and nothing can leave.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: SmtpSecurity = Field(SmtpSecurity.STARTTLS, description="starttls, tls or plain.")
    smtp_user: str = Field("", description="Login at the mail server; empty: none.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_ca_file: Path | None = Field(
        None, description="Certificate authority of the mail server, if it is your own."
    )
    smtp_timeout: float = Field(
        20.0, gt=0, le=300, description="Seconds before a silent mail server is given up."
    )
    smtp_from: str = Field("", description="Envelope sender; empty: the programme's sender.")
    imap_host: str = Field("", description="Mailbox that answers come to; empty: none is read.")
    imap_port: int = Field(993, ge=1, le=65535, description="Port of the mailbox.")
    imap_security: SmtpSecurity = Field(SmtpSecurity.TLS, description="starttls, tls or plain.")
    imap_user: str = Field("", description="Login at the mailbox.")
    imap_password: SecretStr = Field(SecretStr(""), description="Password at the mailbox.")
    imap_ca_file: Path | None = Field(
        None, description="Certificate authority of the mailbox, if it is your own."
    )
    imap_timeout: float = Field(
        20.0, gt=0, le=300, description="Seconds before a silent mailbox is given up."
    )
    imap_folder: str = Field("INBOX", min_length=1, description="Folder of the mailbox that is read.")
    imap_done_folder: str = Field(
        "", description="Folder that mails are moved to when they are read; empty: they stay, marked as seen."
    )
    imap_authserv_id: str = Field(
        "", description="Name your mail server signs Authentication-Results with; empty: they are not asked."
    )
    calendars_file: Path | None = Field(
        None,
        description="File with the interviewers' own calendars, as TOML: url, user and password under each e-mail address; "
        "empty: none.",
    )
    hold_letters: bool = Field(False, description="Hold every letter until somebody releases it.")
    link_days: int = Field(60, gt=0, description="Days a link in a letter stays valid.")
    upload_megabytes: float = Field(5.0, gt=0, description="Largest file a municipality may deliver.")
    slots: int = Field(4, gt=0, description="Flow legs the engine runs at once.")

    @field_validator("database_url", "prefect_database_url")
    @classmethod
    def _names_postgresql(cls, value: str) -> str:
        if value and not _POSTGRESQL.match(value):
            raise ValueError("write it as postgresql://user@host/database")
        return value

    @model_validator(mode="after")
    def _absolute(self) -> Settings:
        object.__setattr__(self, "data", self.data.expanduser().resolve())
        return self

    @property
    def upload_bytes(self) -> int:
        """The largest file a municipality may deliver, in bytes."""
        return int(self.upload_megabytes * 2**20)

    @property
    def socket_folder(self) -> Path:
        """Where the embedded server's socket lies: beside its files, or in a short place when that path is too long."""
        beside = self.data / "postgres"
        if len(os.fsencode(beside / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return beside
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"tovholder-{name}"

    @property
    def captures_mail(self) -> bool:
        """True when no mail server is set: letters end in the capture inbox."""
        return not self.smtp_host

    @property
    def reads_mail(self) -> bool:
        """True when there is a mailbox to read answers from."""
        return bool(self.imap_host)

    @property
    def portal_address(self) -> str:
        """The portal's address as written in letters, without a slash at the end."""
        return (self.portal_url or f"http://{self.host}:{self.portal_port}").rstrip("/")

    @property
    def prefect_address(self) -> str:
        """Prefect's address for staff, without a slash at the end."""
        return f"http://{self.host}:{self.prefect_port}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once from the environment.

    Raises:
        SettingUnreadable: naming the first variable that cannot be used, never its value: it may hold a password.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        variable = "_".join(("TOVHOLDER", *map(str, first["loc"]))).upper()
        problem = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
        raise SettingUnreadable(variable=variable, problem=problem) from None

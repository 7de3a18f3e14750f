"""Hostile and unusable files, stopped before anything reads them. What is measured is what really unpacks."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from models.forms.findings import Finding

MOST_UNPACKED = 60 * 2**20
MOST_RATIO = 120
RATIO_COUNTS_FROM = 2**20
MOST_MEMBERS = 300
_CHUNK = 64 * 2**10

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_FOREIGN = ("embeddings/", "webextensions/", "xl/model/")
_LINKS = ("externallinks/", "xl/connections.xml", "querytables/")
_ACTIVE = ("vbaproject", "macrosheets/", "activex/", "basic/", "scripts/")

_OFFICE = frozenset({".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"})
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".rtf": (b"{\\rtf",),
    **dict.fromkeys(_OFFICE, (_ZIP,)),
}
_TEXTS = frozenset({".txt", ".csv", ".md"})
_SEPARATED = frozenset({".csv", ".tsv", ".txt"})
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How a text of two bytes a sign begins."""


class _Stop(Exception):
    """A reason not to take the file."""

    def __init__(self, rule: str, **facts: object) -> None:
        self.rule = rule
        self.facts = facts
        super().__init__(rule)


def document(content: bytes, filename: str, *, limit: int) -> Finding | None:
    """Why this cannot be taken as a document of any kind, or None. It is stored, never opened here."""
    try:
        _check_document(content, PurePosixPath(filename).suffix.lower(), limit)
    except _Stop as stop:
        return Finding(stop.rule, stop.facts)
    return None


def spreadsheet(content: bytes, filename: str, *, limit: int) -> Finding | None:
    """Why this must not be handed to a reader of workbooks or comma files, or None."""
    try:
        _check_size(content, limit)
        if content.startswith(_OLE):
            raise _Stop("old_or_locked")
        if not content.startswith(_ZIP):
            _check_separated(content, PurePosixPath(filename).suffix.lower())
            return None
        with _opened(content) as archive:
            names = _check_members(archive)
            if not {"[content_types].xml", "xl/workbook.xml"} <= names:
                raise _Stop("not_xlsx")
            _refuse(names, "embedded", _FOREIGN)
            _refuse(names, "links_out", _LINKS)
            _unpack(archive, xml=True)
    except _Stop as stop:
        return Finding(stop.rule, stop.facts)
    return None


def _check_size(content: bytes, limit: int) -> None:
    if not content:
        raise _Stop("empty")
    if len(content) > limit:
        raise _Stop("too_big", megabytes=float(f"{limit / 2**20:.3g}"))


def _check_document(content: bytes, suffix: str, limit: int) -> None:
    _check_size(content, limit)
    if content.startswith(_PROGRAMS):
        raise _Stop("program")
    if content.startswith(_OLE):
        raise _Stop("old_or_locked")
    if suffix in _TEXTS:
        if b"\x00" in content and not content.startswith(_WIDE):
            raise _Stop("not_what_it_says", suffix=suffix)
        return
    if suffix not in _BEGINNINGS:
        raise _Stop("unknown_type")
    if not content.startswith(_BEGINNINGS[suffix]):
        raise _Stop("not_what_it_says", suffix=suffix)
    if suffix in _OFFICE:
        with _opened(content) as archive:
            _check_members(archive)
            _unpack(archive, xml=False)


def _check_separated(content: bytes, suffix: str) -> None:
    if suffix not in _SEPARATED:
        raise _Stop("not_xlsx")
    if content.startswith(_PROGRAMS):
        raise _Stop("program")
    if content.startswith(b"%PDF-") or (b"\x00" in content and not content.startswith(_WIDE)):
        raise _Stop("not_text")


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _Stop("damaged") from None


def _check_members(archive: zipfile.ZipFile) -> frozenset[str]:
    """The names of the parts in lower case, when none of them is a trick."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise _Stop("too_many_parts")
    names = frozenset(one.filename.replace("\\", "/").lower() for one in members)
    if len(names) < len(members):
        raise _Stop("double_parts")
    if any(one.flag_bits & 0x1 for one in members):
        raise _Stop("locked")
    if any(".." in name.split("/") or name.startswith("/") or "\x00" in name for name in names):
        raise _Stop("bad_name")
    _refuse(names, "macros", _ACTIVE)
    return names


def _refuse(names: frozenset[str], rule: str, parts: tuple[str, ...]) -> None:
    if any(part in name for name in names for part in parts):
        raise _Stop(rule)


def _unpack(archive: zipfile.ZipFile, *, xml: bool) -> None:
    """Unpack everything for once, counting; sizes in the archive's own headers prove nothing."""
    total = 0
    for member in archive.infolist():
        got, seam = 0, b""
        markup = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        for chunk in _chunks(archive, member):
            got += len(chunk)
            total += len(chunk)
            ratio = got / max(member.compress_size, 1)
            if total > MOST_UNPACKED or (got > RATIO_COUNTS_FROM and ratio > MOST_RATIO):
                raise _Stop("bomb")
            if markup:
                _check_markup(seam + chunk, member.filename, strict=xml)
                seam = chunk[-32:]


def _check_markup(text: bytes, name: str, *, strict: bool) -> None:
    plain = text.replace(b"\x00", b"")
    if name == "[Content_Types].xml" and b"macroenabled" in plain.lower():
        raise _Stop("macros")
    if strict and (b"<!DOCTYPE" in plain or b"<!ENTITY" in plain):
        raise _Stop("entities")


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise _Stop("damaged") from None

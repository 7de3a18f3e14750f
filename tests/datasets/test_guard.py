"""Hostile and unusable files are stopped, each with its reason; ordinary ones pass."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets import guard

EXAMPLES = sorted((Path(__file__).parents[1] / "data").glob("*.xlsx"))
LIMIT = 5 * 2**20
PLAIN = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def packed(parts: dict[str, bytes] | None = None, **more: bytes) -> bytes:
    """A zip with the parts of a workbook and others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PLAIN, **(parts or {}), **more}.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet_rule(content: bytes, filename: str = "data.xlsx") -> str:
    """The rule by which a spreadsheet is refused; empty when it passes."""
    refusal = guard.spreadsheet(content, filename, limit=LIMIT)
    return refusal.rule if refusal else ""


def document_rule(content: bytes, filename: str) -> str:
    """The same for a document."""
    refusal = guard.document(content, filename, limit=LIMIT)
    return refusal.rule if refusal else ""


def twice_the_same_name() -> bytes:
    """A zip in which one part hides another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in PLAIN.items():
            archive.writestr(name, content)
        archive.writestr("XL/workbook.xml", b"<other/>")
    return out.getvalue()


def encrypted() -> bytes:
    """A zip whose parts say that they are encrypted."""
    content = bytearray(packed())
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.find(start)
        while at >= 0:
            content[at + (6 if start == b"PK\x03\x04" else 8)] |= 1
            at = content.find(start, at + 1)
    return bytes(content)


def lying() -> bytes:
    """A zip whose headers say that a huge part is small."""
    content = bytearray(packed({"xl/media/a.xml": bytes(80 * 2**20)}))
    true = (80 * 2**20).to_bytes(4, "little")
    return bytes(content).replace(true, (1000).to_bytes(4, "little"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_ordinary_workbooks_pass(path: Path) -> None:
    assert sheet_rule(path.read_bytes()) == ""
    assert document_rule(path.read_bytes(), path.name) == ""


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b"PK\x03\x04" + bytes(LIMIT), "too_big"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_or_locked"),
        (b"%PDF-1.7", "not_xlsx"),
        (b"PK\x03\x04 half a zip", "damaged"),
        (packed()[:-30], "damaged"),
        (packed({f"part{n}": b"" for n in range(400)}), "too_many_parts"),
        (twice_the_same_name(), "double_parts"),
        (encrypted(), "locked"),
        (packed({"../../etc/passwd": b""}), "bad_name"),
        (packed({"/etc/passwd": b""}), "bad_name"),
        (packed({"xl/vbaProject.bin": b""}), "macros"),
        (packed({"xl/macrosheets/sheet1.xml": b""}), "macros"),
        (packed({"xl/activeX/activeX1.xml": b""}), "macros"),
        (packed({"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"}), "macros"),
        (packed({"xl/embeddings/oleObject1.bin": b""}), "embedded"),
        (packed({"xl/externalLinks/externalLink1.xml": b""}), "links_out"),
        (packed({"xl/connections.xml": b""}), "links_out"),
        (packed({"xl/sharedStrings.xml": b"<!DOCTYPE a []><sst/>"}), "entities"),
        (packed({"xl/sharedStrings.xml": "<!DOCTYPE a []><sst/>".encode("utf-16")}), "entities"),
        (packed({"xl/a.xml": b" " * (65536 - 4) + b"<!ENTITY x 'y'>"}), "entities"),
        (packed({"xl/media/a.xml": bytes(30 * 2**20)}), "bomb"),
    ],
)
def test_a_hostile_workbook_is_refused_for_its_reason(content: bytes, rule: str) -> None:
    assert sheet_rule(content) == rule


def test_a_size_in_the_archives_own_headers_proves_nothing() -> None:
    assert sheet_rule(lying()) in ("bomb", "damaged")


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"hello")

    assert sheet_rule(out.getvalue()) == "not_xlsx"


@pytest.mark.parametrize(
    ("content", "filename", "rule"),
    [
        (b"a;b\n1;2\n", "data.csv", ""),
        (b"a;b\n1;2\n", "DATA.TXT", ""),
        (b"a;b\n1;2\n", "data.xlsx", "not_xlsx"),
        ("a;b".encode("utf-16"), "data.csv", ""),
        (b"a\x00b", "data.csv", "not_text"),
        (b"%PDF-1.7", "data.csv", "not_text"),
        (b"MZ\x90", "data.csv", "program"),
    ],
)
def test_a_comma_file_is_taken_when_it_is_text(content: bytes, filename: str, rule: str) -> None:
    assert sheet_rule(content, filename) == rule


@pytest.mark.parametrize(
    ("content", "filename", "rule"),
    [
        (b"%PDF-1.7", "plan.pdf", ""),
        (b"%PDF-1.7", "PLAN.PDF", ""),
        (packed(), "plan.docx", ""),
        (packed({"word/embeddings/oleObject1.bin": b""}), "plan.docx", ""),
        ("Kære alle".encode(), "brev.txt", ""),
        ("Kære alle".encode("utf-16"), "brev.txt", ""),
        (b"\x89PNG\r\n\x1a\n", "billede.png", ""),
        (b"MZ\x90", "plan.pdf", "program"),
        (b"\x7fELF", "plan.txt", "program"),
        (b"#!/bin/sh", "plan.txt", "program"),
        (b"a\x00b", "plan.txt", "not_what_it_says"),
        (b"hello", "plan.pdf", "not_what_it_says"),
        (b"%PDF-1.7", "plan.docx", "not_what_it_says"),
        (b"alert(1)", "plan.js", "unknown_type"),
        (b"<html>", "plan.html", "unknown_type"),
        (b"hello", "plan", "unknown_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.doc", "old_or_locked"),
        (packed({"word/vbaProject.bin": b""}), "plan.docx", "macros"),
        (packed({"word/media/a.xml": bytes(30 * 2**20)}), "plan.docx", "bomb"),
        (b"", "plan.pdf", "empty"),
        (b"%PDF-" + bytes(LIMIT), "plan.pdf", "too_big"),
    ],
)
def test_a_document_of_a_known_kind_passes_and_others_do_not(
    content: bytes, filename: str, rule: str
) -> None:
    assert document_rule(content, filename) == rule


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", packed()[:200]]))
def test_no_bytes_break_the_guard(content: bytes, start: bytes) -> None:
    sheet_rule(start + content)
    document_rule(start + content, "plan.docx")


@given(st.data())
def test_no_damage_to_a_workbook_breaks_the_guard(data: st.DataObject) -> None:
    content = bytearray(packed({"xl/a.xml": b"<a/>" * 50}))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    sheet_rule(bytes(content))

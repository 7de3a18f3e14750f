"""What a workbook holds beside its cells: comments, names, properties, texts nothing refers to any more."""

from __future__ import annotations

import posixpath
import re
import zipfile

from rules.forms.personal_numbers import has_personal_number

_MARKUP = (".xml", ".rels", ".vml")
_CELLS = re.compile(r"<(?:\w+:)?sheetData\b.*</(?:\w+:)?sheetData>", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f(?:\s[^>]*)?(?<!/)>(.*?)</(?:\w+:)?f>", re.DOTALL)
_SEAM = re.compile(
    r"</(?:\w+:)?t>\s*</(?:\w+:)?r>\s*<(?:\w+:)?r\b[^>]*>(?:\s*<(?:\w+:)?rPr\b(?:[^>]*/>|.*?</(?:\w+:)?rPr>))?\s*<(?:\w+:)?t\b[^>]*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"\b(?:name|title|descr|alt|Target|prompt|promptTitle|error|errorTitle|tooltip|display|displayName|caption|author|"
    r"string|v|codeName|userId|lastModifiedBy)=(\"[^\"]*\"|'[^']*')"
)
_TAG = re.compile(r"<[^>]*>")
_NUMBERED = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));")
_NO_WORD = re.compile(
    r"^-?\d*\.\d+(?:[eE][+-]?\d+)?$|\b0x[0-9A-Fa-f]+\b|[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
    re.MULTILINE,
)
"""Fractions of a chart, and marks of programs such as SharePoint's 0x010100…: their digits may look like a number of ours."""
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


def holds_personal_number(archive: zipfile.ZipFile) -> bool:
    """True when a part of the workbook that nobody sees as a cell has a personal number; also a part's own name."""
    return any(
        has_personal_number(part.filename)
        or (part.filename.lower().endswith(_MARKUP) and has_personal_number(_texts(archive.read(part))))
        for part in archive.infolist()
    )


def _texts(part: bytes) -> str:
    """Everything people could read in a part, a line each; a text in several styles is put together again."""
    source = _decoded(part)
    if "sheetData" in source:
        source = _CELLS.sub(lambda cells: "\n".join(_FORMULA.findall(cells[0])), source)
    attributes = "\n".join(found[1:-1] for found in _ATTRIBUTE.findall(source))
    joined = _SEAM.sub("", source) if "<r>" in source or ":r>" in source or "<r " in source else source
    lines = _TAG.sub("\n", joined.replace("<![CDATA[", "").replace("]]>", ""))
    text = f"{attributes}\n{lines}"
    return _NO_WORD.sub("", _NUMBERED.sub(_sign, text) if "&#" in text else text)


def _sign(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0 < code < 0x110000 else " "


def _decoded(part: bytes) -> str:
    return part.decode("utf-16" if part[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def names_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets' names by the parts that hold them; a part that is no sheet of the workbook is left out."""
    parts = {part.filename for part in archive.infolist()}
    relations = "xl/_rels/workbook.xml.rels"
    if not {relations, "xl/workbook.xml"} <= parts:
        return {}
    targets = {
        _said(tag, "Id"): posixpath.normpath(posixpath.join("xl", _said(tag, "Target"))).lstrip("/")
        for tag in _RELATION.findall(_decoded(archive.read(relations)))
    }
    named = {
        targets.get(_said(tag, r"\w+:id"), ""): _said(tag, "name")
        for tag in _SHEET.findall(_decoded(archive.read("xl/workbook.xml")))
    }
    return {part: _unescaped(name) for part, name in named.items() if part in parts}


def _said(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (found[1] if found[1] is not None else found[2]) if found else ""


def _unescaped(text: str) -> str:
    for sign, meant in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(sign, meant)
    return _NUMBERED.sub(_sign, text)

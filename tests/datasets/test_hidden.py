"""Beside the cells: programs' own marks are no personal numbers, and people's are found wherever they stand."""

from __future__ import annotations

import io
import zipfile

import pytest

from datasets import hidden


def archive(part: bytes, name: str = "docProps/custom.xml") -> zipfile.ZipFile:
    """A workbook's archive with that part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, part)
    return zipfile.ZipFile(out)


@pytest.mark.parametrize(
    "part",
    [
        b"<a>0x0101001234A9</a>",
        b"<a>{1F0A3B5C-0101-4A22-9B11-010190123456}</a>",
        b"<a>{1F0A3B5C-0101-4A22-9B11-A0101901234B}</a>",
        b'<c:axId val="0101901234"/>',
        b"<c:v>0.0101901234</c:v>",
        b"<dcterms:created>2022-01-01T10:00:00Z</dcterms:created>",
        b"<a>0101</a><a>901234</a>",
        b"<a>12345678901234567890</a>",
        b"<sheetData><c><f/><v>101901234</v></c><c><f>SUM(C3:C5)</f><v>0101901234</v></c></sheetData>",
    ],
)
def test_marks_of_programs_are_no_personal_numbers(part: bytes) -> None:
    assert not hidden.holds_personal_number(archive(part))


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (b"<a>Om 010190-1234</a>", "docProps/custom.xml"),
        (b"<a><![CDATA[010190-1234]]></a>", "xl/comments1.xml"),
        (
            b"<sheetData><c><f>IF(&quot;010190-1234&quot;=&quot;&quot;,1,2)</f><v>2</v></c></sheetData>",
            "xl/worksheets/sheet1.xml",
        ),
        (
            b'<sheetData><c><x:f t="array" ref="A1"><![CDATA["010190-1234"]]></x:f></c></sheetData>',
            "xl/worksheets/sheet1.xml",
        ),
        (b'<cNvPr id="2" name="0101901234"/>', "xl/drawings/drawing1.xml"),
        (b"<cNvPr id='2' descr='010190-1234'/>", "xl/drawings/drawing1.xml"),
        (b"<si><r><t>010190</t></r><r><rPr><b/></rPr><t>-1234</t></r></si>", "xl/sharedStrings.xml"),
        (b"<x:si><x:r><x:t>010190-</x:t></x:r><x:r><x:t>1234</x:t></x:r></x:si>", "xl/sharedStrings.xml"),
        (b"<a>&#48;10190&#x2D;1234</a>", "xl/comments1.xml"),
        ("<a>010190-1234</a>".encode("utf-16"), "xl/comments1.xml"),
        (b'<Relationship Target="mailto:010190-1234@example.org"/>', "xl/_rels/a.rels"),
        (
            b"<sheetData><c><v>1</v></c></sheetData><oddHeader>010190-1234</oddHeader>",
            "xl/worksheets/sheet1.xml",
        ),
    ],
)
def test_a_personal_number_is_found_wherever_it_stands(part: bytes, name: str) -> None:
    assert hidden.holds_personal_number(archive(part, name))

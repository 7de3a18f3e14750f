"""Files nobody should send, made when they are needed: name, bytes, and the rule that each must be met with.

A rule in REFUSED means that nothing of the file is used or kept; the others are findings in a file that was read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from tests.support.files.comma_files import separated
from tests.support.files.workbooks import EXAMPLES, changed, good, put, repacked, replaced, workbook

CPR = "010190-1234"
REFUSED = {
    "empty", "too_big", "old_or_locked", "program", "not_xlsx", "not_text", "damaged", "too_many_parts", "double_parts",
    "locked", "bad_name", "macros", "embedded", "links_out", "bomb", "entities", "personal_number", "too_large_sheet",
    "unknown_table",
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET1, SHEET2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


@dataclass(frozen=True)
class Sent:
    """One file of the corpus; `make` gives its bytes, `rule` is what it must be met with ("" for nothing hard)."""

    name: str
    filename: str
    make: Callable[[], bytes]
    rule: str


def corpus() -> tuple[Sent, ...]:
    """Every file, by name."""
    made = (*_no_workbooks(), *_hostile(), *_personal(), *_broken(), *_cells(), *_of_text())
    assert len({one.name for one in made}) == len(made)
    return made


def _of_text() -> Iterator[Sent]:
    for name, filename, content, rule in separated():
        yield Sent(name, filename, lambda content=content: content, rule)  # type: ignore[misc]  # a default of its own


def _xlsx(name: str, rule: str, make: Callable[[], bytes]) -> Sent:
    return Sent(name, "data.xlsx", make, rule)


def _no_workbooks() -> Iterator[Sent]:
    yield _xlsx("nothing", "empty", lambda: b"")
    yield _xlsx("old xls", "old_or_locked", lambda: OLE + bytes(4000))
    yield _xlsx("encrypted xlsx", "old_or_locked", lambda: OLE + b"EncryptedPackage".ljust(4000, b"\0"))
    yield _xlsx("a pdf renamed", "not_xlsx", lambda: b"%PDF-1.7\n%%EOF")
    yield _xlsx("a text renamed", "not_xlsx", lambda: b"period_year;staff_group\n2020;ssh\n")
    yield _xlsx("a page renamed", "not_xlsx", lambda: b"<html><table><tr><td>1</td></tr></table></html>")
    yield _xlsx("a picture renamed", "not_xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100))
    yield _xlsx("xml spreadsheet 2003", "not_xlsx", lambda: b'<?xml version="1.0"?><Workbook/>')
    yield _xlsx(
        "an ods", "not_xlsx", lambda: _zip({"mimetype": b"application/vnd.oasis", "content.xml": b"<a/>"})
    )
    yield _xlsx(
        "an xlsb", "not_xlsx", lambda: _zip({"[Content_Types].xml": b"<T/>", "xl/workbook.bin": b"\0" * 9})
    )
    yield _xlsx(
        "a docx renamed",
        "not_xlsx",
        lambda: _zip({"[Content_Types].xml": b"<T/>", "word/document.xml": b"<a/>"}),
    )
    yield _xlsx("an empty zip", "not_xlsx", lambda: b"PK\x05\x06" + bytes(18))
    yield _xlsx("half a workbook", "damaged", lambda: _example()[: len(_example()) // 2])
    yield _xlsx("a workbook without its end", "damaged", lambda: _example()[:-30])
    yield _xlsx("noise after the sign of a zip", "damaged", lambda: b"PK\x03\x04" + bytes(range(256)) * 20)
    yield _xlsx("too many bytes", "too_big", lambda: b"PK\x03\x04" + bytes(30 * 2**20))
    yield _xlsx(
        "only the workbook part",
        "damaged",
        lambda: _zip({"[Content_Types].xml": b"<T/>", "xl/workbook.xml": b"<workbook/>"}),
    )


def _hostile() -> Iterator[Sent]:
    def with_part(name: str, content: bytes = b"<a/>") -> Callable[[], bytes]:
        return lambda: repacked(_example(), more={name: content})

    dtd = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    yield _xlsx("a bomb of zeros", "bomb", with_part("xl/media/a.xml", bytes(40 * 2**20)))
    yield _xlsx(
        "a bomb of shared strings",
        "bomb",
        with_part("xl/sharedStrings2.xml", b"<si><t>a</t></si>" * 4_000_000),
    )
    yield _xlsx(
        "a bomb in many parts",
        "bomb",
        lambda: repacked(_example(), more={f"xl/m{n}": bytes(range(256)) * 3000 for n in range(90)}),
    )
    yield _xlsx(
        "many small parts",
        "too_many_parts",
        lambda: repacked(_example(), more={f"a{n}": b"" for n in range(400)}),
    )
    yield _xlsx("a part twice", "double_parts", with_part("XL/workbook.xml"))
    yield _xlsx("a path upwards", "bad_name", with_part("../../etc/passwd"))
    yield _xlsx("an absolute path", "bad_name", with_part("/etc/passwd"))
    yield _xlsx("a path upwards with backslashes", "bad_name", with_part("..\\..\\windows\\win.ini"))
    yield _xlsx("macros", "macros", with_part("xl/vbaProject.bin", b"\0"))
    yield _xlsx(
        "macros by type only",
        "macros",
        lambda: repacked(
            _example(),
            lambda n, c: (
                c.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
                if n == "[Content_Types].xml"
                else c
            ),
        ),
    )
    yield _xlsx("old macro sheets", "macros", with_part("xl/macrosheets/sheet1.xml"))
    yield _xlsx("active x", "macros", with_part("xl/activeX/activeX1.xml"))
    yield _xlsx("an embedded object", "embedded", with_part("xl/embeddings/oleObject1.bin"))
    yield _xlsx("a data model", "embedded", with_part("xl/model/item.data"))
    yield _xlsx("links to other workbooks", "links_out", with_part("xl/externalLinks/externalLink1.xml"))
    yield _xlsx("connections to a database", "links_out", with_part("xl/connections.xml"))
    yield _xlsx(
        "a document type", "entities", lambda: replaced("xl/workbook.xml", b"<workbook", dtd + b"<workbook")
    )
    yield _xlsx(
        "a document type in wide letters",
        "entities",
        with_part("xl/styles2.xml", (dtd + b"<a/>").decode().encode("utf-16")),
    )
    yield _xlsx("a locked zip", "locked", _locked)


def _hidden(book: Any) -> None:
    book.worksheets()[-1].very_hidden()


def _properties(book: Any) -> None:
    book.set_properties({"comments": f"Om {CPR}"})


def _names(book: Any) -> None:
    book.define_name("Hanne", f'="{CPR}"')


def _comment(book: Any) -> None:
    book.worksheets()[1].write_comment("C3", f"Se {CPR}")


def _prompt(book: Any) -> None:
    book.worksheets()[1].data_validation("C3", {"validate": "any", "input_message": CPR})


def _header(book: Any) -> None:
    book.worksheets()[1].set_header(f"&C{CPR}")


def _textbox(book: Any) -> None:
    book.worksheets()[1].insert_textbox("P3", f"Ring til {CPR}")


def _styled(book: Any) -> None:
    bold = book.add_format({"bold": True})
    book.worksheets()[1].write_rich_string("P3", "Om 0101", bold, "90-1234")


def _personal() -> Iterator[Sent]:
    rule = "personal_number"

    unused = f"<si><t>{CPR}</t></si></sst>".encode()
    yield _xlsx(
        "a personal number in a cell", rule, lambda: workbook(changed("Kommune", put(8, 1, f"Om {CPR}")))
    )
    yield _xlsx(
        "a personal number as a number", rule, lambda: workbook(changed("Personale", put(3, 2, 101901234)))
    )
    yield _xlsx("a personal number on the codes' sheet", rule, lambda: workbook({**good(), "Koder": [[CPR]]}))
    hidden = f'=IF("{CPR}"="",1,200)'
    yield _xlsx(
        "a personal number in a formula", rule, lambda: workbook(changed("Personale", put(2, 2, hidden)))
    )
    yield _xlsx(
        "a personal number in a formula nobody reads", rule, lambda: workbook({**good(), "Koder": [[hidden]]})
    )
    yield _xlsx(
        "a personal number on a very hidden sheet",
        rule,
        lambda: workbook({**good(), "Skjult": [[CPR]]}, _hidden),
    )
    yield _xlsx("a personal number as a sheet's name", rule, lambda: workbook({**good(), CPR: [[]]}))
    yield _xlsx("a personal number in a comment", rule, lambda: workbook(good(), _comment))
    yield _xlsx("a personal number in the properties", rule, lambda: workbook(good(), _properties))
    yield _xlsx("a personal number in a defined name", rule, lambda: workbook(good(), _names))
    yield _xlsx(
        "a personal number no cell refers to",
        rule,
        lambda: replaced("xl/sharedStrings.xml", b"</sst>", unused),
    )
    yield _xlsx("a personal number in a drop-down's hint", rule, lambda: workbook(good(), _prompt))
    yield _xlsx("a personal number in a page's header", rule, lambda: workbook(good(), _header))
    yield _xlsx("a personal number in a text box", rule, lambda: workbook(good(), _textbox))
    yield _xlsx("a personal number in two styles", rule, lambda: workbook(good(), _styled))
    yield _xlsx(
        "a personal number as a part's name", rule, lambda: repacked(_example(), more={f"xl/{CPR}.bin": b""})
    )
    yield _xlsx(
        "a personal number in numbered letters",
        rule,
        lambda: replaced("xl/sharedStrings.xml", b"</sst>", unused.replace(b"-", b"&#45;")),
    )


def _broken() -> Iterator[Sent]:
    yield _xlsx(
        "a sheet that is no xml",
        "damaged",
        lambda: repacked(_example(), lambda n, c: b"<<<" if n == SHEET1 else c),
    )
    yield _xlsx(
        "a sheet cut off",
        "damaged",
        lambda: repacked(_example(), lambda n, c: c[: len(c) // 2] if n == SHEET2 else c),
    )
    yield _xlsx(
        "a sheet left out", "damaged", lambda: repacked(_example(), lambda n, c: None if n == SHEET1 else c)
    )
    yield _xlsx(
        "no shared strings",
        "damaged",
        lambda: repacked(_example(), lambda n, c: None if n == "xl/sharedStrings.xml" else c),
    )
    yield _xlsx("a damaged checksum", "damaged", _checksum)
    yield _xlsx("the last cell there can be", "damaged", lambda: _far(1_048_575, 16_383))
    yield _xlsx("too many rows", "too_large_sheet", lambda: _far(30_000, 0))
    yield _xlsx("too many columns", "too_large_sheet", lambda: _far(0, 80))
    yield _xlsx(
        "a sheet that claims to be huge",
        "",
        lambda: replaced(SHEET2, b'<dimension ref="A1:', b'<dimension ref="A1:XFD1048576" x="'),
    )


def _cells() -> Iterator[Sent]:
    def cell(
        name: str, rule: str, value: Any, *, row: int = 3, column: int = 2, sheet: str = "Personale"
    ) -> Sent:
        return _xlsx(name, rule, lambda: workbook(changed(sheet, put(row, column, value))))

    def merge(book: Any) -> None:
        book.worksheets()[1].merge_range("C4:C6", 12)

    def renamed() -> bytes:
        return workbook(
            {("Medarbejdere" if name == "Personale" else name): rows for name, rows in good().items()}
        )

    error = b'<c r="D4" t="e"><v>#N/A</v></c>'
    yield cell("text where a number belongs", "type", "mange")
    yield cell("a negative count", "range", -1)
    yield cell("a count beyond belief", "range", 10**9)
    yield cell("half a person", "type", 12.5)
    yield cell("a truth value", "type", True)
    yield cell("a date where a number belongs", "type", "2022-01-01")
    yield cell("a number where a date belongs", "type", 44805, sheet="Kommune", row=3, column=1)
    yield cell("a formula", "formula", "=1+1")
    yield cell("a formula without a value", "formula", '=""')
    yield cell("a year of the last century", "range", 1922, column=0)
    yield cell("an unknown group", "choice", "læge", column=1)
    yield cell("an empty required cell", "X1", None)
    yield cell("a renamed id", "X1", "antal", row=1)
    yield cell("the same id twice", "X1", "joiners", row=1)
    yield cell("a number with a point", "X3", "1.234", column=12)
    yield _xlsx("not a number", "range", lambda: replaced(SHEET2, b"<v>301.6</v>", b"<v>NaN</v>"))
    yield _xlsx(
        "an infinite number in a cell", "range", lambda: replaced(SHEET2, b"<v>301.6</v>", b"<v>1e999</v>")
    )
    yield cell("too long a name", "range", "a" * 121, sheet="Initiativer", row=2, column=0)
    yield cell("another version", "choice", "2.0", sheet="Kommune", row=0, column=1)
    yield cell("letters in the code", "type", "09x1", sheet="Kommune", row=1, column=1)
    yield _xlsx("an error in a cell", "error_cell", lambda: _error(error))
    yield _xlsx("merged cells", "merged", lambda: workbook(good(), merge))
    yield _xlsx(
        "the same row twice",
        "X1",
        lambda: workbook(changed("Personale", lambda rows: rows.append(list(rows[2])))),
    )
    yield _xlsx(
        "a column of their own",
        "X1",
        lambda: workbook(changed("Personale", lambda rows: rows[1].append("ny"))),
    )
    yield _xlsx(
        "ids in the wrong row",
        "X1",
        lambda: workbook(changed("Personale", lambda rows: rows.insert(0, ["Tal"]))),
    )
    yield _xlsx("a sheet of another name", "missing_sheet", renamed)
    yield _xlsx("a sheet too many", "unknown_sheet", lambda: workbook({**good(), "Ark1": [["noget"]]}))
    yield _xlsx(
        "only headings",
        "empty_sheet",
        lambda: workbook(changed("Elever", lambda rows: rows.__delitem__(slice(2, None)))),
    )


def _example() -> bytes:
    return EXAMPLES[0].read_bytes()


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _locked() -> bytes:
    content = bytearray(_example())
    for start, at_flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(start)
        while at >= 0:
            content[at + at_flags] |= 1
            at = content.find(start, at + 1)
    return bytes(content)


def _checksum() -> bytes:
    content = bytearray(_example())
    at = content.find(b"PK\x01\x02")
    content[at + 16] ^= 0xFF
    return bytes(content)


def _far(row: int, column: int) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in good():
            page = book.add_worksheet(name)
            page.write(0, 0, "a")
            page.write(row, column, "z")
    return out.getvalue()


def _error(cell: bytes) -> bytes:
    def change(name: str, part: bytes) -> bytes:
        start = part.find(b'<c r="D4"') if name == SHEET2 else -1
        end = part.find(b"</c>", start) + 4
        return part[:start] + cell + part[end:] if start >= 0 else part

    return repacked(workbook(good()), change)

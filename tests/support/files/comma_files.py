"""Comma files as they come from wage systems and from people: name, file name, bytes, and what they must be met with."""

from __future__ import annotations

from collections.abc import Iterator

HEAD = "period_year;staff_group;headcount_start;joiners;leavers;headcount_end;fte_avg;fulltime_end;parttime_end;sick_days"
LINES = tuple(
    f"{year};{group};200;40;40;200;180,5;60;140;2800,5"
    for year in (2019, 2020, 2021)
    for group in ("ssh", "ssa", "spl")
)
GOOD = "\r\n".join((HEAD, *LINES, ""))
TITLES = ";".join(f"Overskrift {number}" for number in range(10))


def separated() -> Iterator[tuple[str, str, bytes, str]]:
    """The shapes that are understood first, then those that are not."""
    yield from _understood()
    yield from _refused()
    yield from _faulty()


def _understood() -> Iterator[tuple[str, str, bytes, str]]:
    initiative = 'title;theme;start_year;status;target_group;effect;partner\r\n"Op\r\ni; tid";sprog;2020;i_drift;børn;nej;Ærø\r\n'
    yield "utf-8", "a.csv", GOOD.encode(), ""
    yield "utf-8 with a mark", "a.csv", GOOD.encode("utf-8-sig"), ""
    yield "utf-16 with a mark", "a.csv", GOOD.encode("utf-16"), ""
    yield "windows-1252 and quoted line breaks", "a.csv", initiative.encode("cp1252"), ""
    yield "commas and points", "a.csv", GOOD.replace(",", ".").replace(";", ",").encode(), ""
    yield "tabs", "a.tsv", GOOD.replace(";", "\t").encode(), ""
    yield "a sep line", "a.csv", b"sep=;\r\n" + GOOD.encode(), ""
    yield "a sep line with a strange sign", "a.csv", b"sep=|\r\n" + GOOD.replace(";", "|").encode(), ""
    yield "titles above the ids", "a.csv", f"{TITLES}\r\n{GOOD}".encode(), ""
    yield "old line ends", "a.csv", GOOD.replace("\r\n", "\r").encode(), ""
    yield "blank lines", "a.csv", GOOD.replace("\r\n", "\r\n\r\n;;;;\r\n").encode(), ""
    yield (
        "every field in quotes",
        "a.csv",
        "\r\n".join(";".join(f'"{cell}"' for cell in line.split(";")) for line in (HEAD, *LINES)).encode(),
        "",
    )
    yield "thousands with a comma", "a.csv", GOOD.replace("2800,5", "2.800,5").encode(), ""
    yield "thousands with a space", "a.csv", GOOD.replace("2800,5", "2 800,5").encode(), ""


def _refused() -> Iterator[tuple[str, str, bytes, str]]:
    yield "no known columns", "a.csv", b"navn;antal\r\nssh;2\r\n", "unknown_table"
    yield "one word", "a.csv", b"hej", "unknown_table"
    yield "one line break", "a.csv", b"\n", "unknown_table"
    yield "no bytes", "a.csv", b"", "empty"
    yield "wide letters without a mark", "a.csv", GOOD.encode("utf-16-le"), "not_text"
    yield "zeros", "a.csv", bytes(1000), "not_text"
    yield "a program", "a.csv", b"MZ\x90" + GOOD.encode(), "program"
    yield "a pdf", "a.csv", b"%PDF-1.7", "not_text"
    yield "half a wide letter", "a.csv", b"\xff\xfe" + GOOD.encode("utf-16-le")[:-1], "damaged"
    yield "a quotation that never ends", "a.csv", (GOOD + '"' + "a" * 200_000).encode(), "damaged"
    yield "too many lines", "a.csv", (HEAD + "\r\n" + "2019;ssh\r\n" * 25_000).encode(), "too_large_sheet"
    yield "too many fields", "a.csv", GOOD.encode() + b";" * 100, "too_large_sheet"
    yield (
        "a personal number as a heading",
        "a.csv",
        GOOD.replace("sick_days", "010190-1234").encode(),
        "personal_number",
    )
    yield (
        "a personal number in a field",
        "a.csv",
        GOOD.replace("2019;ssh", "0101901234;ssh").encode(),
        "personal_number",
    )
    yield (
        "a personal number without its zero",
        "a.csv",
        GOOD.replace("2019;ssh", "101901234;ssh").encode(),
        "personal_number",
    )
    yield (
        "a personal number in wide letters",
        "a.csv",
        (GOOD + "010190-1234").encode("utf-16"),
        "personal_number",
    )


def _faulty() -> Iterator[tuple[str, str, bytes, str]]:
    yield "a number in two readings", "a.csv", GOOD.replace("2800,5", "2.800").encode(), "X3"
    yield "a point in a count", "a.csv", GOOD.replace("200;40", "20.0;40", 1).encode(), "type"
    yield "a comma in a count", "a.csv", GOOD.replace("200;40", "200,5;40", 1).encode(), "type"
    yield "a formula as text", "a.csv", GOOD.replace("200;40", "=1+1;40", 1).encode(), "type"
    yield "an infinite number", "a.csv", GOOD.replace("2800,5", "inf", 1).encode(), "type"
    yield "a number with an exponent", "a.csv", GOOD.replace("2800,5", "1e9", 1).encode(), "type"
    yield "a number without end", "a.csv", GOOD.replace("2800,5", "9" * 5000, 1).encode(), "type"
    yield "a required column left out", "a.csv", GOOD.replace("leavers;", "", 1).encode(), "X1"
    yield "a column too many", "a.csv", GOOD.replace("sick_days", "sick_days;navn").encode(), "X1"
    yield "a column twice", "a.csv", GOOD.replace("sick_days", "joiners").encode(), "X1"
    yield "a short line", "a.csv", (GOOD + "2022;ssh\r\n").encode(), "X1"
    yield "a long line", "a.csv", (GOOD + ";".join(["2022", "ssh", *"123456789"]) + "\r\n").encode(), "X1"
    yield "the same line twice", "a.csv", (GOOD + LINES[0]).encode(), "X1"
    yield "only the ids", "a.csv", HEAD.encode(), "empty_sheet"

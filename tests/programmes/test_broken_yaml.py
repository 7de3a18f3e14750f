"""Files that are no YAML, or not the plain kind: one fault with its line, and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.loader import LARGEST, examine, shipped

CASES = {
    "a tab indents": ("  seats_each: 15", "\tseats_each: 15", "a tab is used to indent"),
    "a colon inside a value": ("title: Formøde\n", "title: Formøde: nu\n", "a colon stands inside a value"),
    "an indentation goes astray": (
        "  escalate_to: projektleder_kl",
        "   escalate_to: projektleder_kl",
        "breaks off",
    ),
    "a list among keys": ("language: da\n", "language: da\n- nb\n", "breaks off"),
    "a key stands twice": (
        "  seats_each: 15\n",
        "  seats_each: 15\n  seats_each: 20\n",
        "'seats_each' stands twice; the first is in line 26",
    ),
    "a programme's key stands twice": (
        "country: DK\n",
        "country: DK\nzone: Europe/Oslo\n",
        "'zone' stands twice; the first is in line 7",
    ),
    "an anchor": ("agenda: [Forventn", "agenda: &one [Forventn", "anchors and aliases are not allowed (one)"),
    "an alias": ("country: DK", "country: *dk", "anchors and aliases are not allowed (dk)"),
    "a tag": ("seats_each: 15", "seats_each: !!int 15", "tags are not allowed"),
    "a tag that would run something": (
        "seats_each: 15",
        "seats_each: !!python/object/apply:os.system [ls]",
        "tags are not allowed",
    ),
    "a merge key": ("  municipalities: 3\n", "  <<: {municipalities: 3}\n", "not a plain key"),
    "a list as a key": ("  municipalities: 3\n", "  [a]: 3\n", "not a plain key"),
    "two documents": ("places:\n", "---\nplaces:\n", "more than one document"),
    "a control character": ("title: Formøde\n", "title: Form\x07øde\n", "U+0007"),
    "a sign that begins nothing": ("country: DK", "country: @DK", "breaks off"),
    "a comma without quotes in braces": (
        "name: Mette Holmgaard,",
        "name: Holmgaard, Mette Marie,",
        "has no field 'Mette Marie'",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_fault_stands_on_the_line_of_the_edit(
    broken: Callable[..., Any], case: tuple[str, str, str]
) -> None:
    old, new, says = case

    file = broken(old, new)

    assert [fault.line for fault in file.saying(says)] == [file.changed_line]
    assert all(fault.cure for fault in file.faults)


def test_a_bracket_that_never_closes_is_named_with_the_line_it_was_opened_in(
    broken: Callable[..., Any],
) -> None:
    file = broken("must_include: [leader, employee]", "must_include: [leader, employee")

    assert [fault.line for fault in file.faults] == [file.line_of("  - window: {first: 2022-12-27") - 1]
    assert f"begun in line {file.changed_line}" in file.faults[0].message


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"", 1, "the file is empty"),
        (b"# only a remark\n", 1, "the file is empty"),
        (b"- one\n- two\n", 1, "not a mapping"),
        (b"just a text\n", 1, "not a mapping"),
        ("key: blåbær\n".encode("latin-1"), 1, "0xe5 is not UTF-8"),
        (b"key: a\ntitle: r\xf8d\n", 2, "0xf8 is not UTF-8"),
        ("key: a\n".encode("utf-16"), 1, "UTF-16"),
        (b"key: a\n\n\x00\n", 3, "U+0000"),
        (b"key: " + b"[" * 5000, 1, "nested more than 20 deep"),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "anchors and aliases"),
        (b"x" * (LARGEST + 1), 1, "larger than 250,000 bytes"),
        (b"key: " + b"9" * 5000 + b"\n", 1, "key should have at most 60 characters"),
    ],
)
def test_a_file_that_is_no_programme_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes, line: int, says: str
) -> None:
    file = tmp_path / "programme.yaml"
    file.write_bytes(content)

    examination = examine(file)

    assert examination.programme is None
    assert [fault.line for fault in examination.faults if says in fault.message] == [line]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    (fault,) = examine(tmp_path / "nowhere.yaml").faults

    assert fault.message == "nowhere.yaml cannot be read: No such file or directory"


def test_a_folder_is_not_a_programme(tmp_path: Path) -> None:
    (fault,) = examine(tmp_path).faults

    assert fault.message.endswith("cannot be read: Is a directory")


def test_a_byte_order_mark_does_no_harm(reference: str, tmp_path: Path) -> None:
    file = tmp_path / "programme.yaml"
    file.write_bytes(reference.encode("utf-8-sig"))

    assert examine(file) == examine(reference)


@given(st.binary(max_size=300))
def test_no_bytes_whatsoever_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(content)

    assert examine(file).programme is None


@settings(max_examples=60)
@given(data=st.data())
def test_no_line_of_a_good_file_lost_doubled_or_overwritten_raises(data: st.DataObject) -> None:
    lines = shipped()["jobbvinner-ostfold"].read_text(encoding="utf-8").splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(
        st.sampled_from(["", lines[at] * 2, "  \t x: 1\n", "  - 2022-13-45\n", "      due: []\n"])
    )

    faults = examine("".join([*lines[:at], other, *lines[at + 1 :]])).faults

    assert all(1 <= fault.line <= len(lines) + 1 and fault.message and fault.cure for fault in faults)

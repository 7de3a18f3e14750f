"""Forms: what is typed becomes values, or findings that say where and what."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.addresses import address_or_none
from models.forms.fields import FieldType, FormField
from rules.forms.checking import checked
from rules.forms.personal_numbers import MASK, has_personal_number, masked
from rules.forms.written_dates import day_or_none


def field(type: str, **more: Any) -> FormField:
    """A required field called `x`."""
    return FormField.model_validate({"key": "x", "title": "Feltet", "type": type, **more})


def outcome(one: FormField, raw: Any) -> Any:
    """The value, or the rules of the findings."""
    form = checked([one], {"x": raw})
    return [finding.rule for finding in form.findings] or form.values["x"]


@pytest.mark.parametrize(
    ("one", "raw", "expected"),
    [
        (field("text"), "  et\n to ", "et to"),
        (field("text"), "a" * 401, ["too_long"]),
        (field("text", at_most=3), "abcd", ["too_long"]),
        (field("text"), "a\x00b\x07", "ab"),
        (field("long_text"), "et\r\nto ", "et\nto"),
        (field("integer"), " 12 ", 12),
        (field("integer"), 12, 12),
        (field("integer"), 12.0, 12),
        (field("integer"), "1.234", 1234),
        (field("integer"), "1 234", 1234),
        (field("integer"), "−3", -3),
        (field("integer"), "1,5", ["integer"]),
        (field("integer"), "tolv", ["integer"]),
        (field("integer"), "٣", ["integer"]),
        (field("integer"), "9" * 40, ["integer"]),
        (field("integer", at_least=0), "-1", ["too_small"]),
        (field("integer", at_most=37), "38", ["too_large"]),
        (field("date"), "2022-09-30", "2022-09-30"),
        (field("date"), "30.9.2022", "2022-09-30"),
        (field("date"), "30/09-2022", "2022-09-30"),
        (field("date"), date(2022, 9, 30), "2022-09-30"),
        (field("date"), "31.9.2022", ["date"]),
        (field("date"), "20220930", ["date"]),
        (field("date"), "snart", ["date"]),
        (field("choice", choices=["Roligt", "Hurtigt"]), "roligt", "Roligt"),
        (field("choice", choices=["Roligt", "Hurtigt"]), "midt imellem", ["choice"]),
        (field("yes_no"), "Ja", True),
        (field("yes_no"), "nei", False),
        (field("yes_no"), False, False),
        (field("yes_no"), "måske", ["yes_no"]),
        (field("text"), True, "yes"),
        (field("email"), "Mona@Example.org", "Mona@example.org"),
        (field("email"), "mona", ["email"]),
        (field("email"), "mona@localhost", ["email"]),
        (field("email"), "a@example.org\nBcc: b@example.org", ["email"]),
        (field("email"), "søren@example.org", ["email"]),
        (field("text"), "Hanne, 010190-1234", ["personal_number"]),
        (field("text"), "", ["required"]),
        (field("text"), None, ["required"]),
        (field("text", required=False), "  ", None),
        (field("yes_no"), "", ["required"]),
    ],
)
def test_a_field_reads_what_people_write(one: FormField, raw: Any, expected: Any) -> None:
    assert outcome(one, raw) == expected


ROWS = field("rows", at_most=2, fields=[{"key": "n", "title": "Antal", "type": "integer"}])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([{"n": "1"}], [{"n": 1}]),
        ([{"n": ""}, {"n": "1"}, {"n": " "}], [{"n": 1}]),
        ([], ["required"]),
        (None, ["required"]),
        ("tekst", ["rows"]),
        (["tekst"], ["rows"]),
        ([{"n": "1"}] * 3, ["too_many_rows"]),
    ],
)
def test_rows_are_small_forms(raw: Any, expected: Any) -> None:
    assert outcome(ROWS, raw) == expected


def test_too_few_rows_are_counted() -> None:
    one = field("rows", at_least=2, fields=[{"key": "n", "title": "Antal", "type": "integer"}])

    assert outcome(one, [{"n": 1}]) == ["too_few_rows"]


def test_optional_rows_may_stay_empty_whatever_they_ask_for_when_filled() -> None:
    inner = [{"key": "n", "title": "Antal", "type": "integer"}]
    one = field("rows", at_least=2, required=False, fields=inner)

    assert outcome(one, []) == []
    assert outcome(one, [{"n": 1}]) == ["too_few_rows"]


def test_a_finding_names_the_place_in_the_rows_that_remain() -> None:
    form = checked([ROWS], {"x": [{"n": ""}, {"n": "1"}, {"n": "tolv"}]})

    assert [(one.field, one.rule) for one in form.findings] == [("x.1.n", "integer")]
    assert form.values == {"x": [{"n": 1}, {"n": "tolv"}]}


def test_a_field_nobody_asked_for_is_a_finding() -> None:
    form = checked([field("text")], {"x": "ja", "y": "hvad"})

    assert [(one.field, one.rule) for one in form.findings] == [("y", "unknown_field")]


def test_a_finding_knows_its_fields_title_and_the_limit() -> None:
    (finding,) = checked([field("text", at_most=3)], {"x": "abcd"}).findings

    assert finding.facts == {"title": "Feltet", "length": 4, "at_most": 3}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(FieldType)), anything)
def test_whatever_comes_in_the_result_can_be_kept_as_json(type: FieldType, raw: Any) -> None:
    more: dict[str, Any] = {}
    if type is FieldType.CHOICE:
        more["choices"] = ["Roligt"]
    if type is FieldType.ROWS:
        more["fields"] = [{"key": "n", "title": "Antal", "type": "text"}]

    form = checked([field(type, **more)], {"x": raw})

    kept = json.dumps(form.values)
    assert "\\u0000" not in kept
    assert json.loads(kept) == form.values


@given(st.text())
def test_checking_again_what_was_accepted_changes_nothing(raw: str) -> None:
    once = checked([field("long_text", required=False)], {"x": raw})

    assert once.findings or checked([field("long_text", required=False)], once.values) == once


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_date_is_read_in_danish_as_in_iso(day: date) -> None:
    assert day_or_none(f"{day.day}.{day.month}.{day.year}") == day
    assert day_or_none(day.isoformat()) == day


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0101901234", True),
        ("010190-1234", True),
        ("010190 1234", True),
        ("Hanne (010190–1234)", True),
        ("610190-1234", True),
        ("01019012345", True),
        (101901234, True),
        (101901234.0, True),
        (3112991234, True),
        ("320190-1234", False),
        ("011390-1234", False),
        ("12010190-12345", False),
        ("5.30.26-5.30.29", False),
        (30000, False),
        (True, False),
        (1.5, False),
        (None, False),
    ],
)
def test_personal_numbers_are_recognised(value: object, expected: bool) -> None:
    assert has_personal_number(value) is expected


@given(
    st.text(), st.from_regex(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}-\d{4}", fullmatch=True), st.text()
)
def test_nothing_of_a_personal_number_is_left_after_masking(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"

    assert not has_personal_number(masked(text))
    assert MASK in masked(text)


@pytest.mark.parametrize("text", ["a@b", "a b@example.org", "@example.org", "x" * 300 + "@example.org", ""])
def test_what_no_mail_server_takes_is_no_address(text: str) -> None:
    assert address_or_none(text) is None

"""Personal numbers however they are spelt, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.forms.personal_numbers import MASK, has_personal_number, masked

SPELT = [
    "010190-1234",
    "0101901234",
    "01019012345",
    "010190 1234",
    "010190  1234",
    "010190 - 1234",
    "010190\t1234",
    "010190.1234",
    "010190/1234",
    "010190_1234",
    "01.01.90-1234",
    "01-01-90-1234",
    "01/01/90-1234",
    "01-01-1990-1234",
    "01.01.1990-12345",
    *(
        f"010190{sign}1234"
        for sign in "\u00a0\u2009\u202f\u3000\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
    ),
    *(f"010190{sign}-1234" for sign in "\u00ad\u200b\u200d\u2060\ufeff\x00"),
    "\uff10\uff11\uff10\uff11\uff19\uff10-1234",
    "\u0660\u0661\u0660\u0661\u0669\u0660-1234",
    "0\u200b1\u200b0190-1234",
    "CPR010190-1234x",
    "(010190-1234),",
]
NONE = [
    "31.12.2021-2022",
    "31-12-2021-2022",
    "2021-2022",
    "2021–2022",
    "01.01.2022 - 1234 ansatte",
    "01.01.22: 1234 ansatte",
    "Opgjort 31.12.2021. 1234 ansatte",
    "Opgjort 311221. 1234 ansatte",
    "01.01.2021-31.12.2021",
    "010121-311221",
    "2021-12-31-2022",
    "2022-01-01T10:00:00Z",
    "31.12.2021 10:30",
    "22 11 30 45",
    "+45 22 11 30 45",
    "+47 22 11 30 45, 22 11 30 46",
    "5.30.26-5.30.29",
    "05.30.26-05.30.29",
    "05.10.26-5010.29",
    "15.03.12.10-1234",
    "1234.03.12345",
    "5790000123456",
    "987 654 321",
    "1.234.567,50",
    "320190-1234",
    "011390-1234",
    "010190-123",
    "010190-123456",
    "12010190-12345",
    "010190\n1234",
    "",
]


@pytest.mark.parametrize("text", SPELT)
def test_a_personal_number_is_recognised_and_covered_in_every_spelling(text: str) -> None:
    for told in (text, f"Hanne ({text}) er syg", f"{text}, {text}"):
        covered = masked(told)

        assert has_personal_number(told)
        assert not has_personal_number(covered)
        assert MASK in covered
        assert "1234" not in covered


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert not has_personal_number(text)
    assert masked(text) == text


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1012901234, True),
        (101901234, True),
        (12039012345, True),
        (1039012345, True),
        (1039012345.0, True),
        (99999999, False),
        (9912345678, False),
        (99123456789, False),
        (101901234567, False),
        (-101901234, False),
    ],
)
def test_a_number_that_lost_its_first_zero_is_recognised(number: float, expected: bool) -> None:
    assert has_personal_number(number) is expected


def test_around_a_covered_number_everything_stays() -> None:
    assert masked("Før 010190\u2011\u200b1234, ½ og é") == f"Før {MASK}, ½ og é"
    assert masked("010190-1234 " * 300) == f"{MASK} " * 300


@given(st.text(alphabet="0123456789-./_ \t\u200b\u00a0\u2011\u0661x", max_size=40))
def test_nothing_recognisable_is_left_after_covering(text: str) -> None:
    assert not has_personal_number(masked(text))

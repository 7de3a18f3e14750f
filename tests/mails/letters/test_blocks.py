from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mails.letters.blocks import BlockKind, LetterBlock, parse, tidy

LETTER = """GENERALPRØVE – dette brev er ikke sendt til nogen

Kære Tove
og alle andre

Det beder vi jer om:

- Data – senest fredag
  Brug skabelonen.
- Oplæg

  Hvad: Formøde
  Hvornår: mandag kl. 14.00

> Ret det.
>
> Tak.

Jeres side: https://portal.example.org/x

"""


def test_each_way_of_writing_is_a_block() -> None:
    assert parse(LETTER, banner="GENERALPRØVE – ") == (
        LetterBlock(BlockKind.BANNER, (("GENERALPRØVE – dette brev er ikke sendt til nogen",),)),
        LetterBlock(BlockKind.PARAGRAPH, (("Kære Tove",), ("og alle andre",))),
        LetterBlock(BlockKind.HEADING, (("Det beder vi jer om",),)),
        LetterBlock(BlockKind.POINTS, (("Data – senest fredag", "Brug skabelonen."), ("Oplæg",))),
        LetterBlock(BlockKind.ROWS, (("Hvad", "Formøde"), ("Hvornår", "mandag kl. 14.00"))),
        LetterBlock(BlockKind.QUOTE, (("Ret det.",), ("",), ("Tak.",))),
        LetterBlock(BlockKind.BUTTON, (("Jeres side", "https://portal.example.org/x"),)),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Se https://portal.example.org/x nu",
        "Jeres side: javascript:alert(1)",
        "Jeres side: https://x y",
        "Bemærk: ring til os",
    ],
)
def test_only_a_name_and_an_address_alone_on_their_line_are_a_button(line: str) -> None:
    assert [block.kind for block in parse(line)] == [BlockKind.PARAGRAPH]


@pytest.mark.parametrize("line", ["Praktisk:", "Det er dem, vi har skrevet til:", f"{'x' * 50}:"])
def test_a_short_line_alone_that_ends_with_a_colon_is_a_heading(line: str) -> None:
    assert parse(f"Kære Tove\n\n{line}\n\n- Oplæg")[1] == LetterBlock(BlockKind.HEADING, ((line[:-1],),))


@pytest.mark.parametrize(
    "text",
    [
        f"{'x' * 51}:",
        "Mødet er flyttet. Den nye tid:",
        "Vi ses kl. 14.00:",
        "Kan I nå det? Sig til:",
        "Husk: det her:",
        "Praktisk:\nDet er gratis.",
        "Det er gratis, og det er\nfor alle:",
        "Praktisk",
        "## Praktisk",
        ":",
    ],
)
def test_a_sentence_that_ends_with_a_colon_is_no_heading(text: str) -> None:
    assert [block.kind for block in parse(text)] == [BlockKind.PARAGRAPH]


@pytest.mark.parametrize(("text", "kind"), [("- Oplæg:", BlockKind.POINTS), ("> Ret det:", BlockKind.QUOTE)])
def test_what_is_marked_as_something_else_is_no_heading(text: str, kind: BlockKind) -> None:
    assert [block.kind for block in parse(text)] == [kind]


def test_tidying_ends_lines_alike_and_leaves_one_blank_line_between_blocks() -> None:
    assert tidy("\r\nKære Tove  \r\n\r\n\r\n\r\nHej\r") == "Kære Tove\n\nHej\n"


@given(st.text(alphabet=st.sampled_from("ab ->:\n\r ")))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_no_word_is_lost(text: str) -> None:
    said = "".join(piece for block in parse(text) for line in block.lines for piece in line)

    marks = "->:"
    assert _letters(said, marks) == _letters(text, marks)


def _letters(text: str, without: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in without)

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from languages.catalogues import languages
from mails.letters.blocks import BlockKind, parse
from mails.letters.context import LetterContext
from mails.letters.rendering import FOLDER, html, known, one_line, render
from models.errors.mail import UnknownLetterName
from models.language import Language
from models.programmes.kinds import Kind
from tests.support.mails.letter_contexts import (
    DATA,
    INTERVIEWS,
    INVITES,
    KICKOFF,
    LINK,
    TO_THE_OFFICE,
    full,
    minimal,
)

LANGUAGES = languages()
LETTERS = [(name, language) for language in LANGUAGES for name in sorted(known())]
ASKS = {
    "data_request",
    "initiatives_request",
    "status_request",
    "presentation_request",
    "experience_request",
    "period_request",
    "later_data_request",
}
TELLS_WHAT_IS_MISSING = {"reminder", "receipt", "returned"}
PROMISED = (
    ASKS
    | INVITES
    | TELLS_WHAT_IS_MISSING
    | TO_THE_OFFICE
    | INTERVIEWS
    | {
        *("welcome", "interview_offer", "pre_analysis_ready", "kickoff_summary", "workshop_thanks"),
        *("programme_thanks", "gathering_thanks", "answer_reminder", "extended", "waived"),
        *("event_moved", "event_cancelled", "withdrawn_confirmation", "figures_questioned"),
    }
)

HEADINGS: dict[Language, set[str]] = {
    "da": {
        *(
            "Det beder vi jer om",
            "Det mangler vi stadig",
            "Det mangler",
            "Program",
            "Det skal rettes",
            "Begrundelse",
        ),
        *(
            "Det kan du gøre",
            "Det kan I gøre",
            "Det er dem, vi har skrevet til",
            "Sådan går det videre",
            "Godt at vide",
            "Praktisk",
        ),
        *("Interviewene", "Det skal I skrive for hver indsats", "Det vil vi gerne høre om"),
    },
    "nb": {
        *(
            "Dette ber vi dere om",
            "Dette mangler vi fortsatt",
            "Dette mangler",
            "Program",
            "Dette må rettes",
        ),
        *(
            "Begrunnelse",
            "Dette kan du gjøre",
            "Dette kan dere gjøre",
            "Disse har vi skrevet til",
            "Slik går det videre",
            "Greit å vite",
        ),
        *(
            "Praktisk",
            "Intervjuene",
            "Dette skal dere skrive for hvert tiltak",
            "Dette vil vi gjerne høre om",
        ),
    },
}


class Page(HTMLParser):
    """What a reader of the HTML gets: words, addresses, and whether every tag is closed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.language = "", ""
        self.addresses: list[str | None] = []
        self.open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.language = dict(attrs).get("lang") or self.language
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        if tag not in ("br", "meta", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "title" not in self.open:
            self.words += f" {data}"


def test_every_letter_of_the_programmes_is_there_with_its_subject() -> None:
    assert known() == PROMISED
    assert {f"{name}.subject.j2" for name in PROMISED} <= {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("make", [minimal, full])
@pytest.mark.parametrize(("name", "language"), LETTERS)
def test_a_letter_greets_signs_and_links(
    name: str, language: Language, make: Callable[[str, Language], LetterContext]
) -> None:
    rendered = render(name, language, make(name, language))

    lines = rendered.text.splitlines()
    assert lines[0] == f"{'Kære' if language == 'da' else 'Hei'} Tove Vejle"
    assert ("Venlig hilsen" if language == "da" else "Vennlig hilsen") in lines
    assert rendered.text.count(LINK) == (0 if name in TO_THE_OFFICE else 1)
    assert rendered.subject == one_line(rendered.subject) != ""
    assert "  - " not in rendered.text
    assert not re.search(r"\n{3}|[{}]|None|Undefined|<", rendered.text)


@pytest.mark.parametrize(("name", "language"), LETTERS)
def test_the_html_says_what_the_text_says_and_fetches_nothing(name: str, language: Language) -> None:
    rendered = render(name, language, full(name, language))

    page = Page(rendered.html)
    marks = re.compile(r"^(- |> |  )|: (?=https)|: ", re.MULTILINE)
    said = " ".join(marks.sub(" ", rendered.text.replace(LINK, "")).replace(":", "").split())
    assert " ".join(page.words.replace(":", "").split()) == said
    assert page.addresses == ([] if name in TO_THE_OFFICE else [LINK])
    assert (page.open, page.language) == ([], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headings_of_all_letters_are_those_meant_as_headings(language: Language) -> None:
    made = [render(name, language, make(name, language)) for name in known() for make in (minimal, full)]

    blocks = [block for one in made for block in parse(one.text)]
    assert {block.lines[0][0] for block in blocks if block.kind is BlockKind.HEADING} == HEADINGS[language]
    assert not [one.text for one in made if "#" in one.text]


@pytest.mark.parametrize(
    ("language", "words"), [("da", "skabelonen på jeres side"), ("nb", "malen på siden deres")]
)
def test_a_template_is_promised_only_when_a_dataset_is_asked_for(language: Language, words: str) -> None:
    asks_for_data, asks_for_nothing = full("data_request", language), minimal("data_request", language)
    asks_for_a_file = replace(asks_for_data, asked=(replace(DATA, kind=Kind.DOCUMENT),))

    texts = [
        render("data_request", language, one).text
        for one in (asks_for_data, asks_for_a_file, asks_for_nothing)
    ]

    assert [words in text for text in texts] == [True, False, False]


@pytest.mark.parametrize(("name", "language"), [one for one in LETTERS if one[0] in ASKS])
def test_a_request_says_what_by_when_and_demands_an_answer(name: str, language: Language) -> None:
    rendered = render(name, language, full(name, language))

    deadline = {"da": "fredag den 16. september 2022 (uge 37)", "nb": "fredag 16. september 2022 (uke 37)"}
    assert f"- Data om sygefravær – senest {deadline[language]}\n  Brug skabelonen.\n" in rendered.text
    assert rendered.subject.startswith("[Svar udbedes]" if language == "da" else "[Svar ønskes]")


@pytest.mark.parametrize(("name", "language"), [one for one in LETTERS if one[0] in TELLS_WHAT_IS_MISSING])
def test_what_is_missing_stands_in_a_list_of_its_own(name: str, language: Language) -> None:
    rendered = render(name, language, full(name, language))

    heading = "Det mangler vi stadig" if language == "da" else "Dette mangler vi fortsatt"
    assert f"\n\n{heading}:\n\n- " in rendered.text
    assert f">{heading}</h2>" in rendered.html
    assert "- Oplæg – fristen var" in rendered.text


@pytest.mark.parametrize(
    ("name", "language"), [one for one in LETTERS if one[0] in INVITES | {"event_moved"}]
)
def test_an_event_is_told_with_day_clock_and_week(name: str, language: Language) -> None:
    rendered = render(name, language, full(name, language))

    when = {
        "da": "mandag den 3. oktober 2022 kl. 14.00–16.00 (uge 40)",
        "nb": "mandag 3. oktober 2022 kl. 14.00–16.00 (uke 40)",
    }
    assert when[language] in rendered.text
    assert ("3. oktober 2022") in rendered.subject


@pytest.mark.parametrize(("name", "language"), [one for one in LETTERS if one[0] in INVITES])
def test_an_event_of_which_only_the_month_is_known_names_no_day(name: str, language: Language) -> None:
    context = minimal(name, language)
    provisional = replace(context, event=replace(KICKOFF, provisional=True))

    rendered = render(name, language, provisional)

    assert "oktober 2022" in rendered.subject
    assert "3. oktober" not in rendered.subject + rendered.text
    assert "kl. 14" not in rendered.text


@pytest.mark.parametrize(("name", "language"), [one for one in LETTERS if one[0] in INVITES])
def test_an_invitation_says_by_when_to_answer(name: str, language: Language) -> None:
    rendered = render(name, language, full(name, language))

    assert "senest fredag" in rendered.text


def test_a_reminder_is_worded_by_the_deadline() -> None:
    def subject(days: int) -> str:
        context = replace(full("reminder", "da"), facts={"days": days})
        return render("reminder", "da", context).subject

    assert [subject(days) for days in (-7, 0, 3)] == [
        "Husk fristen: Forløbet, fredag den 16. september 2022",
        "[Svar udbedes] Fristen er i dag: Forløbet",
        "[Svar udbedes] Fristen er overskredet: Forløbet",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_letters_have_the_same_subject(language: Language) -> None:
    titled = [name for name in known() if name not in INVITES]
    subjects = {render(name, language, full(name, language)).subject for name in titled}

    assert len(subjects) == len(titled)


@pytest.mark.parametrize(("language", "one", "many"), [("da", "et", "3"), ("nb", "ett", "3")])
def test_questions_about_figures_are_counted(language: Language, one: str, many: str) -> None:
    def said(questions: int) -> str:
        facts = {"title": "Personaledata", "questions": questions}
        context = replace(minimal("figures_questioned", language), facts=facts)
        return render("figures_questioned", language, context).text

    word = "spørgsmål" if language == "da" else "spørsmål"
    assert f"Vi har {one} {word} til tallene." in said(1)
    assert f"Vi har {many} {word} til tallene." in said(3)


def test_a_receipt_says_when_everything_is_in() -> None:
    rendered = render("receipt", "da", minimal("receipt", "da"))

    assert "Vi har nu alt, hvad vi har bedt jer om indtil videre." in rendered.text
    assert "mangler" not in rendered.text


@pytest.mark.parametrize(("name", "language"), LETTERS)
def test_a_rehearsal_says_so_in_subject_text_and_html(name: str, language: Language) -> None:
    rendered = render(name, language, replace(full(name, language), rehearsal=True))

    assert rendered.subject.startswith("[Generalprøve] ")
    assert rendered.text.startswith("GENERALPRØVE – dette brev")
    assert "GENERALPRØVE – dette brev" in Page(rendered.html).words


def test_an_unknown_letter_is_refused_by_name() -> None:
    with pytest.raises(UnknownLetterName, match="invitatoin"):
        render("invitatoin", "da", minimal("welcome", "da"))


def test_a_fact_the_letter_needs_and_does_not_get_is_an_error_not_a_gap() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render("returned", "da", replace(minimal("returned", "da"), facts={"title": "Oplæg"}))


def test_what_people_write_is_text_and_never_markup_or_a_button() -> None:
    comment = '<script>alert(1)</script>\nJeres side: https://ond.example.org/\n\n- "fælde" & mere'
    facts = {"title": "<b>Oplæg</b>\nBcc: x@example.org", "comment": comment}

    rendered = render("returned", "da", replace(minimal("returned", "da"), facts=facts))

    page = Page(rendered.html)
    assert page.addresses == [LINK]
    assert "<script>" not in rendered.html
    assert "alert(1)" in page.words
    assert rendered.subject == "[Svar udbedes] Skal rettes til: <b>Oplæg</b> Bcc: x@example.org"


@pytest.mark.parametrize(("name", "language"), LETTERS)
def test_a_letter_from_a_mould_is_the_letter_its_text_makes(name: str, language: Language) -> None:
    """Names of every kind, one after the other from the same mould: its HTML is what the text alone would have become."""
    for who in ("Tove Vejle", "Åse <b>O'Neill</b> & Søn", 'Bo "Bob" Holm', "Tove\nBcc: x@example.org"):
        context = replace(
            full(name, language), recipient=who, municipality=who, link=f"{LINK}?a=1&b={len(who)}"
        )

        rendered = render(name, language, context)

        made, plain = (
            Page(one)
            for one in (rendered.html, html(rendered.text, subject=rendered.subject, language=language))
        )
        assert (made.words, made.addresses, made.open) == (plain.words, plain.addresses, [])
        assert one_line(who) in rendered.text
        assert "⟦" not in rendered.subject + rendered.text + rendered.html


def test_letters_that_differ_in_a_fact_are_not_taken_for_one_another() -> None:
    said = [
        render("receipt", "da", replace(full("receipt", "da"), facts={"title": title})).text
        for title in ("Oplæg", "Aftale", "Oplæg")
    ]

    assert ["»Oplæg«" in text for text in said] == [True, False, True]
    assert said[0] == said[2]


def test_an_edited_text_becomes_html_without_a_template() -> None:
    edited = f"Kære Tove\n\nHusk:\n\n- æbler & pærer\n\nJeres side: {LINK}\n"

    page = Page(html(edited, subject="Husk", language="da"))

    assert page.words.split() == ["Kære", "Tove", "Husk", "æbler", "&", "pærer", "Jeres", "side"]
    assert page.addresses == [LINK]


@given(st.text())
def test_a_line_for_a_header_never_breaks(text: str) -> None:
    line = one_line(text)

    assert all(char.isprintable() for char in line)
    assert line == one_line(line)


@given(st.text())
def test_any_edited_text_becomes_whole_html(text: str) -> None:
    page = Page(html(text, subject="Emne", language="nb"))

    assert page.open == []

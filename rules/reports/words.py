"""The words of the reports in Danish and bokmål, and numbers as those languages write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from models.language import Language
from rules.reports.sentences import SENTENCES

SMALL, WITHHELD, NOTHING = "<5", "skjult", "–"
"""What stands for a count of one to four, for one that is withheld to protect others, and for one not given."""

_GROUPS: Mapping[str, tuple[str, str]] = {
    "ssh": ("SOSU-hjælper", "SOSU-hjelper"),
    "ssa": ("SOSU-assistent", "SOSU-assistent"),
    "ssa_eux": ("SOSU-assistent, eux", "SOSU-assistent, eux"),
    "spl": ("Sygeplejerske", "Sykepleier"),
    "ergo": ("Ergoterapeut", "Ergoterapeut"),
    "fys": ("Fysioterapeut", "Fysioterapeut"),
    "ufagl": ("Ufaglært", "Ufaglært"),
    "alle": ("Alle", "Alle"),
}
_THEMES: Mapping[str, tuple[str, str]] = {
    "elevfastholdelse": ("Fastholdelse af elever", "Å beholde lærlinger"),
    "praktikvejledning": ("Praktikvejledning", "Praksisveiledning"),
    "introduktion_mentor": ("Introduktion og mentor", "Introduksjon og mentor"),
    "flere_op_i_tid": ("Flere op i tid", "Heltid og større stillinger"),
    "sygefravaer": ("Sygefravær", "Sykefravær"),
    "trivsel_ledelse": ("Trivsel og ledelse", "Trivsel og ledelse"),
    "sprog": ("Sprog", "Språk"),
    "ufaglaert_til_faglaert": ("Fra ufaglært til faglært", "Fra ufaglært til faglært"),
    "ledige_til_job": ("Fra ledig til job", "Fra ledig til jobb"),
    "employer_branding": ("Kommunen som arbejdsplads", "Kommunen som arbeidsplass"),
    "velfaerdsteknologi": ("Velfærdsteknologi", "Velferdsteknologi"),
    "andet": ("Andet", "Annet"),
    "planlagt": ("planlagt", "planlagt"),
    "i_drift": ("i drift", "i drift"),
    "afsluttet": ("afsluttet", "avsluttet"),
    "ja_maalt": ("ja, målt", "ja, målt"),
    "ja_oplevet": ("ja, oplevet", "ja, opplevd"),
    "nej": ("nej", "nei"),
    "ved_ikke": ("ved ikke", "vet ikke"),
}
_JUDGED: Mapping[str, tuple[str, str]] = {
    "": ("Et tal, vi spurgte til", "Et tall vi spurte om"),
    "P2": (
        "Ansatte ultimo svarer ikke til primo, tilgang og afgang",
        "Ansatte ved slutt svarer ikke til start, tilgang og avgang",
    ),
    "P7": (
        "Ansatte primo svarer ikke til ultimo året før",
        "Ansatte ved start svarer ikke til slutten av året før",
    ),
    "P8": ("Faggrupperne er tilsammen flere end »alle«", "Gruppene er til sammen flere enn «alle»"),
    "G1": ("Der er færre år eller årgange, end der bør være", "Det er færre år eller kull enn det bør være"),
    "V1": ("Afgangen er usædvanlig", "Avgangen er uvanlig"),
    "V2": ("Afgangen er usædvanlig", "Avgangen er uvanlig"),
    "V3": ("Sygefraværet er usædvanligt", "Sykefraværet er uvanlig"),
    "V4": ("Andelen på deltid er usædvanlig", "Andelen på deltid er uvanlig"),
    "V5": ("Frafaldet de første 6 måneder er usædvanligt", "Frafallet de første 6 månedene er uvanlig"),
    "V6": ("Det samlede frafald er usædvanligt", "Det samlede frafallet er uvanlig"),
    "V7": ("Andelen af forgæves forsøg er usædvanlig", "Andelen mislykkede forsøk er uvanlig"),
    "X3": ("Et tal kunne læses på to måder", "Et tall kunne leses på to måter"),
    "empty_sheet": ("Arket er tomt", "Arket er tomt"),
}
"""What a rule found odd, without a figure."""


def say(language: Language, key: str, **facts: object) -> str:
    """The sentence in that language, with its facts."""
    return SENTENCES[key][_at(language)].format_map(facts)


def named(language: Language, code: str) -> str:
    """What a code of a group, education, theme, status or effect is called; an unknown one as it is written."""
    known = _GROUPS.get(code) or _THEMES.get(code)
    return known[_at(language)] if known else code.replace("_", " ").capitalize()


def judged(language: Language, rule: str) -> str:
    """What the rule asks about, in words; of a rule without any, that there was a question."""
    return _JUDGED.get(rule, _JUDGED[""])[_at(language)]


def decimal(language: Language, number: float, *, sign: bool = False) -> str:
    """One decimal, as 1.234,5; with a plus or minus before it when it is a change."""
    written = format_decimal(round(abs(number), 1), format="#,##0.0", locale=language)
    if not sign or round(number, 1) == 0:
        return f"−{written}" if round(number, 1) < 0 else written
    return f"{'+' if number > 0 else '−'}{written}"


def whole(language: Language, number: float) -> str:
    """A number of people without decimals; an amount with the one it has."""
    pattern = "#,##0" if float(number).is_integer() else "#,##0.0"
    return str(format_decimal(number, format=pattern, locale=language))


def day(language: Language, moment: date) -> str:
    """A date in words."""
    return str(format_date(moment, format="d. MMMM y", locale=language))


def listed(language: Language, words: list[str]) -> str:
    """Words with commas, and an "and" before the last."""
    both = say(language, "and")
    return f"{', '.join(words[:-1])} {both} {words[-1]}" if len(words) > 1 else "".join(words)


def note_sign(number: int) -> str:
    """The number of a note, small and raised."""
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _at(language: Language) -> int:
    return 1 if language == "nb" else 0

"""Sentences about what could not be booked, from facts, in the language of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from models.booking.plan import Family, Help
from models.language import Language


@dataclass(frozen=True)
class BookingWords:
    """What stands in the way, what would help, and how the two are joined with facts."""

    because: Mapping[Family, str]
    instead: Mapping[Family, str]
    both: str
    would: str
    one: str
    many: str
    by: str
    pattern: str


WORDS: Mapping[Language, BookingWords] = {
    "da": BookingWords(
        because={
            Family.HOURS: "Interviewerne arbejder ikke på de tider, der ellers var mulige.",
            Family.BUSY: "Interviewernes kalendere er optaget på de tider, der ellers var mulige.",
            Family.TAKEN: "De mulige tider er optaget af andre interview.",
            Family.PER_DAY: "Interviewerne har nået det antal interview, de må holde på en dag.",
            Family.TRAVEL: "Ingen ledig interviewer må rejse ud til et interview på stedet.",
            Family.WINDOWS: "Den interviewede kan ikke på de tider, der er ledige.",
            Family.BLACKOUT: "Kommunen har lukket for interview på de dage, der var ledige.",
            Family.DEADLINE: "Der er ingen ledig tid før fristen.",
            Family.NOTICE: "De ledige tider ligger før det varsel, der skal gives.",
            Family.HOLIDAYS: "De ledige tider ligger på helligdage.",
            Family.COST: "Der er en ledig tid, men den koster mere end at lade interviewet ligge.",
        },
        instead={
            Family.HOURS: "flere arbejdstimer",
            Family.BUSY: "en aftale mindre i kalenderen",
            Family.TAKEN: "en interviewer mere",
            Family.PER_DAY: "et interview mere om dagen",
            Family.TRAVEL: "at interviewet holdes online, eller at flere må rejse",
            Family.WINDOWS: "andre tider fra den interviewede",
            Family.BLACKOUT: "at kommunen åbner en dag, den har lukket",
            Family.DEADLINE: "en senere frist",
            Family.NOTICE: "et kortere varsel",
            Family.HOLIDAYS: "et interview på en helligdag",
        },
        both="{} sammen med {}",
        would="Det ville hjælpe med {what}: {slots}{when}{by}.",
        one="en mulig tid, ",
        many="{} mulige tider, den første ",
        by=" hos {}",
        pattern="EEEE d. MMMM y 'kl.' HH.mm",
    ),
    "nb": BookingWords(
        because={
            Family.HOURS: "Intervjuerne arbeider ikke på de tidene som ellers var mulige.",
            Family.BUSY: "Intervjuernes kalendere er opptatt på de tidene som ellers var mulige.",
            Family.TAKEN: "De mulige tidene er opptatt av andre intervjuer.",
            Family.PER_DAY: "Intervjuerne har nådd det antallet intervjuer de kan holde på en dag.",
            Family.TRAVEL: "Ingen ledig intervjuer kan reise ut til et intervju på stedet.",
            Family.WINDOWS: "Den som skal intervjues, kan ikke på de tidene som er ledige.",
            Family.BLACKOUT: "Kommunen har stengt for intervjuer de dagene som var ledige.",
            Family.DEADLINE: "Det er ingen ledig tid før fristen.",
            Family.NOTICE: "De ledige tidene ligger før det varselet som skal gis.",
            Family.HOLIDAYS: "De ledige tidene ligger på helligdager.",
            Family.COST: "Det finnes en ledig tid, men den koster mer enn å la intervjuet ligge.",
        },
        instead={
            Family.HOURS: "flere arbeidstimer",
            Family.BUSY: "en avtale mindre i kalenderen",
            Family.TAKEN: "en intervjuer til",
            Family.PER_DAY: "ett intervju til om dagen",
            Family.TRAVEL: "at intervjuet holdes på nett, eller at flere kan reise",
            Family.WINDOWS: "andre tider fra den som skal intervjues",
            Family.BLACKOUT: "at kommunen åpner en dag den har stengt",
            Family.DEADLINE: "en senere frist",
            Family.NOTICE: "et kortere varsel",
            Family.HOLIDAYS: "et intervju på en helligdag",
        },
        both="{} sammen med {}",
        would="Det ville hjelpe med {what}: {slots}{when}{by}.",
        one="én mulig tid, ",
        many="{} mulige tider, den første ",
        by=" hos {}",
        pattern="EEEE d. MMMM y 'kl.' HH.mm",
    ),
}


def because(family: Family, language: Language = "da") -> str:
    """Why a kind of rule left no time."""
    return WORDS[language].because[family]


def would_help(help: Help, zone: ZoneInfo, language: Language = "da") -> str:
    """What would have opened a time, and which one first."""
    words = WORDS[language]
    what = [words.instead[family] for family in help.families]
    return words.would.format(
        what=words.both.format(*what) if len(what) > 1 else what[0],
        slots=words.one if help.slots == 1 else words.many.format(help.slots),
        when=moment(help.starts, zone, language),
        # The interviewer is taken then: it is the time that would be free, not the person.
        by="" if Family.TAKEN in help.families else words.by.format(help.interviewer),
    )


def moment(at: datetime, zone: ZoneInfo, language: Language = "da") -> str:
    """An instant as local people read it."""
    return format_datetime(at.astimezone(zone), WORDS[language].pattern, locale=language)

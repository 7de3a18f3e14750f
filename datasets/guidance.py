"""The words of the template's two last sheets: what the codes mean, how to fill in, and what must hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.datasets.schema import About, DatasetRule, DatasetSchema
from models.language import Language

Line = tuple[str, ...]

CODES: Mapping[Language, Line] = {
    "da": ("Ark", "Kolonne", "Kode", "Betyder"),
    "nb": ("Ark", "Kolonne", "Kode", "Betyr"),
}
COLUMNS: Mapping[Language, Line] = {
    "da": ("Ark", "Kolonne", "Enhed", "Hvad der skal stå"),
    "nb": ("Ark", "Kolonne", "Enhet", "Hva som skal stå"),
}
_HOW: Mapping[Language, tuple[str, ...]] = {
    "da": (
        "Skriv kun samlede tal. Skriv aldrig CPR-numre, navne, løn eller andet om enkeltpersoner: så afvises hele filen.",
        "Skriv tæller og nævner, aldrig procenter. Vi regner selv.",
        "Skriv 0, når tallet er nul. Lad cellen stå tom, når tallet ikke findes. Stjernen * betyder, at cellen skal udfyldes.",
        "Brug ikke formler, flettede celler eller egne ark og kolonner. Indsæt tal som værdier.",
        "I arkene med tabeller står data fra række 3. Overskrifterne og id'erne i række 1 og 2 er låst.",
        "Ser noget mærkeligt ud, spørger vi. Svar med en forklaring, eller ret tallet og send filen igen.",
        "Findes tallene ikke, er de for små til at vise, eller vil I ikke oplyse dem, så skriv det, når vi spørger.",
    ),
    "nb": (
        "Skriv bare samlede tall. Skriv aldri fødselsnumre, navn, lønn eller annet om enkeltpersoner: da avvises hele filen.",
        "Skriv teller og nevner, aldri prosenter. Vi regner selv.",
        "Skriv 0 når tallet er null. La cellen stå tom når tallet ikke finnes. Stjernen * betyr at cellen må fylles ut.",
        "Ikke bruk formler, sammenslåtte celler eller egne ark og kolonner. Lim inn tall som verdier.",
        "I arkene med tabeller står data fra rad 3. Overskriftene og id-ene i rad 1 og 2 er låst.",
        "Ser noe merkelig ut, spør vi. Svar med en forklaring, eller rett tallet og send filen på nytt.",
        "Finnes ikke tallene, er de for små til å vises, eller vil dere ikke oppgi dem, så skriv det når vi spør.",
    ),
}
_RULES: Mapping[Language, Mapping[DatasetRule, str]] = {
    "da": {
        DatasetRule.P1: "Der kan ikke fratræde flere end dem, der var ansat primo eller blev ansat i perioden.",
        DatasetRule.P2: "Ultimo er primo plus nyansatte og tilflyttere minus fratrådte og fraflyttere (2 personer eller 3 %).",
        DatasetRule.P3: "Fuld tid og deltid er tilsammen alle ansatte ultimo.",
        DatasetRule.P4: "Fuldtidsbeskæftigede er højst 5 % flere end de ansatte.",
        DatasetRule.P5: "Sygefraværet er højst 227 dage for hver fuldtidsbeskæftiget.",
        DatasetRule.P6: "Fratrådte på 60 år og derover er en del af de fratrådte.",
        DatasetRule.P7: "Ultimo det ene år er primo det næste (2 personer eller 3 %).",
        DatasetRule.P8: "Faggrupperne tilsammen er højst »alle«.",
        DatasetRule.E1: "Startede elever er afbrudt, fuldført, stadig i gang og skiftet tilsammen.",
        DatasetRule.R1: "Besat, anden profil og ikke besat er alle forsøg tilsammen.",
        DatasetRule.R2: "Opslag på fuld tid er højst alle forsøg.",
        DatasetRule.G1: "Der er tal for mindst {years} år for {groups}, "
        "og for mindst {intakes} elevårgange; ellers spørger vi hvorfor.",
    },
    "nb": {
        DatasetRule.P1: "Det kan ikke slutte flere enn dem som var ansatt ved start eller ble ansatt i perioden.",
        DatasetRule.P2: "Slutt er start pluss nyansatte og interne inn minus sluttet og interne ut (2 personer eller 3 %).",
        DatasetRule.P3: "Heltid og deltid er til sammen alle ansatte ved slutt.",
        DatasetRule.P4: "Årsverk er høyst 5 % flere enn de ansatte.",
        DatasetRule.P5: "Sykefraværet er høyst 227 dager for hvert årsverk.",
        DatasetRule.P6: "Sluttede på 60 år og over er en del av de sluttede.",
        DatasetRule.P7: "Slutten av ett år er starten på det neste (2 personer eller 3 %).",
        DatasetRule.P8: "Gruppene til sammen er høyst «alle».",
        DatasetRule.E1: "Startet er avbrutt, fullført, fortsatt i gang og byttet til sammen.",
        DatasetRule.R1: "Besatt, annen profil og ikke besatt er alle forsøk til sammen.",
        DatasetRule.R2: "Utlysninger på heltid er høyst alle forsøk.",
        DatasetRule.G1: "Det er tall for minst {years} år for {groups}, og for minst {intakes} kull; ellers spør vi hvorfor.",
    },
}


def codes(schema: DatasetSchema) -> Iterator[Line]:
    """Sheet, column, code and its meaning, a line for each code there is."""
    for sheet in schema.sheets:
        for column in sheet.columns:
            titles = column.choice_titles or ("",) * len(column.choices)
            for choice, title in zip(column.choices, titles, strict=False):
                yield sheet.name, column.title, choice, title


def how(schema: DatasetSchema) -> Iterator[str]:
    """How to fill in, a sentence a line."""
    yield from _HOW[schema.language]


def rules(schema: DatasetSchema) -> Iterator[Line]:
    """The rules the figures are held to, by their numbers."""
    complete = schema.complete
    groups = complete.groups if complete else ()
    titles = [schema.title_of(About.STAFF, "staff_group", group) for group in groups]
    facts = (
        {"years": complete.years, "groups": ", ".join(titles), "intakes": complete.intakes}
        if complete
        else {}
    )
    for rule in schema.rules:
        if rule is not DatasetRule.G1 or complete:
            yield rule.value, _RULES[schema.language][rule].format(**facts)


def columns(schema: DatasetSchema) -> Iterator[Line]:
    """Sheet, heading, unit and explanation of every column."""
    for sheet in schema.sheets:
        for column in sheet.columns:
            yield sheet.name, column.heading, column.unit, column.help

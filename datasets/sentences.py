"""What is said about a dataset's sheets and cells, in the languages of the programmes."""

from __future__ import annotations

from collections.abc import Mapping

from models.language import Language

X1, X3 = "X1", "X3"
"""Rules of the template: keys, columns and required cells; and figures that can be read in two ways."""

SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "da": {
        "unknown_column": "Kolonnen hører ikke til skabelonen. Slet den, eller ret id'et i række {line}.",
        "double_column": "Kolonnen står der to gange. Slet den ene.",
        "missing_column": "Kolonnen mangler. Dens id »{id}« skal stå i række {line}.",
        "unknown_key": "Linjen hører ikke til skabelonen. Slet den.",
        "double_key": "Linjen står der to gange. Slet den ene.",
        "missing_key": "Linjen »{id}« mangler. Skriv den i kolonne A, og svaret i kolonne B.",
        "double_row": "Rækken har samme {titles} som række {line}. Slet den ene, eller ret den.",
        "and": " og ",
        "required": "Cellen skal udfyldes.",
        "required_number": "Cellen skal udfyldes. Skriv 0, hvis tallet er nul.",
        "empty_sheet": "Arket er tomt. Udfyld det fra række {line}, eller skriv, hvorfor tallene ikke findes.",
        "unknown_sheet": "Arket hører ikke til skabelonen. Slet det, og send filen igen.",
        "missing_sheet": "Arket mangler. Brug skabelonen, hvor alle ark er med.",
        "lone_table": "Arket mangler. En CSV-fil rummer kun ét ark. Send hele skabelonen som .xlsx.",
        "unknown_table": "Filen ligner ingen af skabelonens ark. Række 1 eller 2 skal have kolonnernes id'er, som »{ids}«.",
        "integer": "Skriv et helt tal uden tekst, for eksempel 1234.",
        "decimal": "Skriv et tal, for eksempel 1234,5.",
        "range": "Tallet skal ligge mellem {low} og {high}.",
        "length": "Teksten skal være på {low} til {high} tegn.",
        "text": "Skriv tekst.",
        "choice": "Skriv en af disse: {choices}.",
        "digits": "Skriv {digits} cifre.",
        "date": "Skriv en dato, for eksempel 30-09-2022.",
        "doubtful": "Tallet kan læses på to måder. Vi læste {text} som {number}. Bekræft det, eller skriv tallet uden punktum.",
        "personal_number": "Der står noget, der ligner et CPR-nummer. Vi må ikke modtage CPR-numre, og filen er ikke gemt. "
        "Slet dem, og send filen igen.",
        "too_large_sheet": "Arket er for stort: der er plads til {rows} rækker og {columns} kolonner. Filen er ikke gemt.",
        "formula": "Cellen {cell} har en formel. Kopiér arkets formler, og indsæt dem som værdier: vi læser kun færdige tal.",
        "error_cell": "Cellen {cell} viser en regnefejl. Skriv tallet, eller tøm cellen.",
        "merged": "Cellen {cell} er flettet med andre. Ophæv fletningen, og skriv i hver celle for sig.",
        "unknown_municipality": "Der er ingen kommune med den kode. Skriv kommunekoden med fire cifre.",
        "other_municipality": "Koden er en anden kommunes. Her skal stå {code}, og filen må kun rumme jeres egne tal.",
        "more": "Der er {count} flere af samme slags. Svar på dem her først, og send filen igen.",
    },
    "nb": {
        "unknown_column": "Kolonnen hører ikke til malen. Slett den, eller rett id-en i rad {line}.",
        "double_column": "Kolonnen står der to ganger. Slett den ene.",
        "missing_column": "Kolonnen mangler. Id-en «{id}» skal stå i rad {line}.",
        "unknown_key": "Linjen hører ikke til malen. Slett den.",
        "double_key": "Linjen står der to ganger. Slett den ene.",
        "missing_key": "Linjen «{id}» mangler. Skriv den i kolonne A, og svaret i kolonne B.",
        "double_row": "Raden har samme {titles} som rad {line}. Slett den ene, eller rett den.",
        "and": " og ",
        "required": "Cellen må fylles ut.",
        "required_number": "Cellen må fylles ut. Skriv 0 hvis tallet er null.",
        "empty_sheet": "Arket er tomt. Fyll det ut fra rad {line}, eller skriv hvorfor tallene ikke finnes.",
        "unknown_sheet": "Arket hører ikke til malen. Slett det og send filen på nytt.",
        "missing_sheet": "Arket mangler. Bruk malen, der alle ark er med.",
        "lone_table": "Arket mangler. En CSV-fil rommer bare ett ark. Send hele malen som .xlsx.",
        "unknown_table": "Filen ligner ingen av malens ark. Rad 1 eller 2 skal ha kolonnenes id-er, som «{ids}».",
        "integer": "Skriv et helt tall uten tekst, for eksempel 1234.",
        "decimal": "Skriv et tall, for eksempel 1234,5.",
        "range": "Tallet skal ligge mellom {low} og {high}.",
        "length": "Teksten skal være på {low} til {high} tegn.",
        "text": "Skriv tekst.",
        "choice": "Skriv en av disse: {choices}.",
        "digits": "Skriv {digits} sifre.",
        "date": "Skriv en dato, for eksempel 30.09.2018.",
        "doubtful": "Tallet kan leses på to måter. Vi leste {text} som {number}. Bekreft det, eller skriv tallet uten punktum.",
        "personal_number": "Her står noe som ligner et personnummer. Vi kan ikke ta imot personnumre, og filen er ikke lagret. "
        "Slett dem og send filen på nytt.",
        "too_large_sheet": "Arket er for stort: det er plass til {rows} rader og {columns} kolonner. Filen er ikke lagret.",
        "formula": "Cellen {cell} har en formel. Kopier arkets formler og lim dem inn som verdier: vi leser bare ferdige tall.",
        "error_cell": "Cellen {cell} viser en regnefeil. Skriv tallet, eller tøm cellen.",
        "merged": "Cellen {cell} er slått sammen med andre. Del den opp, og skriv i hver celle for seg.",
        "unknown_municipality": "Det finnes ingen kommune med den koden. Skriv kommunenummeret med fire sifre.",
        "other_municipality": "Nummeret er en annen kommunes. Her skal det stå {code}, og filen kan bare ha deres egne tall.",
        "more": "Det er {count} til av samme slag. Svar på disse først, og send filen på nytt.",
    },
}

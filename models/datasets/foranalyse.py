"""The Danish dataset of the pre-analysis. Source: the data template for the pre-analysis, version 1.0."""

from __future__ import annotations

from models.datasets.columns import MOST_PEOPLE, THEMES, amount, code, people, text, year
from models.datasets.schema import About, Column, ColumnType, Complete, DatasetRule, DatasetSchema, Sheet

STAFF_GROUPS = {
    "ssh": "social- og sundhedshjælper",
    "ssa": "social- og sundhedsassistent",
    "spl": "sygeplejerske",
    "ergo": "ergoterapeut",
    "fys": "fysioterapeut",
    "ufagl": "ikke-uddannet social- og sundhedspersonale",
    "alle": "alle i alt (valgfri; kan rumme andre grupper end dem her)",
}
EDUCATIONS = {
    "ssh": "social- og sundhedshjælper",
    "ssa": "social- og sundhedsassistent",
    "ssa_eux": "social- og sundhedsassistent med eux",
}
SOURCE_SYSTEMS = {
    "KRL/SIRKA": "udtræk fra KRL eller SIRKA",
    "lønsystem": "eget lønsystem",
    "FLIS": "udtræk fra FLIS",
    "manuelt": "talt op i hånden",
    "andet": "andet; skriv hvad i bemærkningen",
    "syntetisk": "opdigtede øvelsestal",
}
_MEASUREMENTS = {
    "november-november": "fra november året før til november i perioden, som KRL gør det",
    "kalenderår": "fra 1. januar til 31. december i perioden",
}

_KOMMUNE = Sheet(
    about=About.MUNICIPALITY,
    name="Kommune",
    keys=True,
    columns=(
        code("schema_version", "Skemaets version", "Står der i forvejen.", {"1.0": "denne skabelon"}),
        Column(
            id="municipality_code",
            title="Kommunekode",
            type=ColumnType.TEXT,
            digits=4,
            unit="4 cifre",
            help="Kommunens kode hos Danmarks Statistik, med foranstillet nul.",
        ),
        text("municipality_name", "Kommunens navn", "Som kommunen selv skriver det."),
        Column(
            id="extract_date",
            title="Udtræksdato",
            type=ColumnType.DATE,
            unit="dd-mm-åååå",
            help="Dagen, hvor tallene blev trukket.",
        ),
        code("source_system", "Kildesystem", "Hvor tallene kommer fra.", SOURCE_SYSTEMS),
        text(
            "delimitation",
            "Afgrænsning",
            "Hvilke enheder tallene dækker, fx kontoplanens funktion 5.30.26-5.30.29 (ældre- og sundhedsområdet).",
            required=True,
            at_least=1,
            at_most=400,
        ),
        code(
            "measurement",
            "Opgørelse",
            "Hvordan et år er talt. Afgør, hvad afgang kan sammenlignes med.",
            _MEASUREMENTS,
        ),
        text("contact_role", "Kontaktpersonens rolle", "En rolle, fx HR-konsulent. Intet navn."),
        text(
            "note", "Bemærkning", "Hvad læseren skal vide om tallene. Intet om enkeltpersoner.", at_most=1000
        ),
    ),
)
_PERSONALE = Sheet(
    about=About.STAFF,
    name="Personale",
    unique=("period_year", "staff_group"),
    columns=(
        year("period_year", "Periode (år)", "Året, som opgørelsen ender i. Mindst 3 år, helst 5."),
        code("staff_group", "Faggruppe (kode)", "Stillingen, personen er ansat i.", STAFF_GROUPS),
        people(
            "headcount_start",
            "Ansatte primo (personer)",
            "Personer ansat, da perioden begyndte. Ikke fuldtidsstillinger.",
        ),
        people(
            "joiners",
            "Nyansatte",
            "Personer ansat i løbet af perioden udefra. Interne skift tæller ikke med.",
        ),
        people(
            "leavers",
            "Fratrådte",
            "Personer, der forlod kommunen i løbet af perioden. Interne skift tæller ikke med.",
        ),
        people("internal_in", "Interne tilflyttere", "Kom fra en anden stilling i kommunen.", required=False),
        people(
            "internal_out", "Interne fraflyttere", "Gik til en anden stilling i kommunen.", required=False
        ),
        people("headcount_end", "Ansatte ultimo (personer)", "Personer ansat, da perioden sluttede."),
        amount(
            "fte_avg",
            "Fuldtidsbeskæftigede (gns.)",
            "Gennemsnit over perioden: al aftalt tid delt med 37 timer.",
            unit="fuldtidsbeskæftigede",
            at_most=MOST_PEOPLE,
            required=True,
        ),
        people("fulltime_end", "Heraf på fuld tid ultimo", "Aftalt beskæftigelsesgrad 1.", required=False),
        people(
            "parttime_end", "Heraf på deltid ultimo", "Aftalt beskæftigelsesgrad under 1.", required=False
        ),
        amount(
            "avg_weekly_hours",
            "Gns. ugentlig arbejdstid (timer)",
            "Aftalt tid, uden merarbejde.",
            unit="timer",
            at_most=37,
        ),
        amount(
            "sick_days",
            "Sygefraværsdagsværk i alt",
            "Egen sygdom, månedslønnede, i kalenderåret; et år er 227 arbejdsdage.",
            unit="dagsværk",
            at_most=MOST_PEOPLE * 227,
        ),
        people(
            "leavers_60plus",
            "Heraf fratrådte 60 år+",
            "Så mange af de fratrådte var fyldt 60.",
            required=False,
        ),
    ),
)
_ELEVER = Sheet(
    about=About.STUDENTS,
    name="Elever",
    unique=("programme", "intake_year"),
    columns=(
        code("programme", "Uddannelse (kode)", "Hovedforløbet, hvor kommunen er arbejdsgiver.", EDUCATIONS),
        year("intake_year", "Startår", "Året, årgangen begyndte. Mindst 2 årgange."),
        people("started", "Startede elever", "Uddannelsesaftaler, der begyndte i året.", unit="elever"),
        people(
            "dropouts_0_6m",
            "Afbrudt 0-6 mdr.",
            "Aftalen ophævet uden skift i de første 6 måneder.",
            unit="elever",
        ),
        people(
            "dropouts_6_12m",
            "Afbrudt 6-12 mdr.",
            "Ophævet uden skift efter 6 og inden 12 måneder.",
            unit="elever",
        ),
        people(
            "dropouts_after_12m",
            "Afbrudt efter 12 mdr.",
            "Ophævet uden skift efter 12 måneder.",
            unit="elever",
        ),
        people("completed", "Fuldført", "Har bestået.", unit="elever"),
        people("still_active", "Stadig i gang", "I gang på udtræksdatoen, orlov medregnet.", unit="elever"),
        people(
            "transferred",
            "Skiftet arbejdsgiver/uddannelse",
            "Fortsætter et andet sted eller på en anden uddannelse. Tæller ikke som frafald.",
            unit="elever",
            required=False,
        ),
    ),
)
_REKRUTTERING = Sheet(
    about=About.RECRUITMENT,
    name="Rekruttering",
    unique=("period_year", "staff_group"),
    columns=(
        year("period_year", "Periode (år)", "Året, forsøget blev afsluttet."),
        code("staff_group", "Faggruppe (kode)", "Stillingen, der blev opslået.", STAFF_GROUPS),
        people(
            "attempts",
            "Rekrutteringsforsøg (afsluttede)",
            "Opslåede stillinger; udfaldet gøres op tre måneder efter opslaget.",
            unit="forsøg",
        ),
        people("filled", "Besat som ønsket", "Fik den medarbejder, der blev søgt.", unit="forsøg"),
        people(
            "filled_other_profile",
            "Besat med anden profil",
            "Ansatte en med andre kvalifikationer.",
            unit="forsøg",
        ),
        people("unfilled", "Ikke besat", "Ansatte ingen.", unit="forsøg"),
        people(
            "advertised_fulltime",
            "Heraf opslået på fuld tid",
            "Så mange af forsøgene.",
            unit="forsøg",
            required=False,
        ),
        Column(
            id="applicants_total",
            title="Ansøgere i alt",
            required=False,
            at_least=0,
            at_most=1_000_000,
            unit="ansøgninger",
            help="Ansøgninger til alle forsøgene.",
        ),
        people(
            "vacant_at_date",
            "Ubesatte stillinger ultimo",
            "På udtræksdatoen.",
            unit="stillinger",
            required=False,
        ),
    ),
)
STATUSES = {"planlagt": "besluttet, ikke begyndt", "i_drift": "i gang", "afsluttet": "slut"}
EFFECTS = {
    "ja_maalt": "ja, målt med tal",
    "ja_oplevet": "ja, det opleves sådan",
    "nej": "nej",
    "ved_ikke": "det ved vi ikke",
}
_INITIATIVER = Sheet(
    about=About.INITIATIVES,
    name="Initiativer",
    may_be_empty=True,
    unique=("title",),
    columns=(
        text("title", "Initiativ", "Et kort navn.", required=True, at_least=3, at_most=120),
        code("theme", "Tema (kode)", "Det, der passer bedst.", THEMES),
        year("start_year", "Startår", "Året, det begyndte eller skal begynde.", at_least=1990),
        code("status", "Status", "Hvor langt det er.", STATUSES),
        text("target_group", "Målgruppe", "Hvem det er for.", required=True, at_least=1),
        code("effect", "Effekt", "Om det virker, så vidt I ved.", EFFECTS),
        text("partner", "Ekstern partner (organisation)", "En organisation, ikke en person."),
    ),
)

FORANALYSE = DatasetSchema(
    key="foranalyse",
    title="Data til foranalysen",
    version="1.0",
    country="DK",
    language="da",
    sheets=(_KOMMUNE, _PERSONALE, _ELEVER, _REKRUTTERING, _INITIATIVER),
    ignored=("Koder", "Vejledning"),
    rules=tuple(DatasetRule),
    complete=Complete(groups=("ssh", "ssa", "spl"), years=3, intakes=2),
    turnover={"november-november": "sep_rate_nov_v1", "kalenderår": "sep_rate_year_v1"},
)

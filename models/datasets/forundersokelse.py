"""The Norwegian dataset of the pre-analysis: its own groups and measures, the same column ids, no Danish limits.

Source: the data template for the pre-analysis, part 1, on Norway; KS counts turnover from 1 December to 1 December.
"""

from __future__ import annotations

from models.datasets.columns import MOST_PEOPLE, amount, code, people, text, year
from models.datasets.schema import About, Column, ColumnType, Complete, DatasetRule, DatasetSchema, Sheet

STAFF_GROUPS = {
    "helsefagarbeider": "helsefagarbeider",
    "sykepleier": "sykepleier",
    "vernepleier": "vernepleier",
    "assistent": "assistent uten helsefaglig utdanning",
    "alle": "alle i alt (valgfri; kan romme andre grupper enn disse)",
}
_EDUCATIONS = {"helsefagarbeider": "lærling eller elev i helsearbeiderfaget"}
_SOURCE_SYSTEMS = {
    "KS PAI": "uttrekk fra KS PAI",
    "lønnssystem": "eget lønns- og personalsystem",
    "manuelt": "talt opp for hånd",
    "andet": "annet; skriv hva i merknaden",
    "syntetisk": "oppdiktede øvingstall",
}
_TURNOVER = "1. desember – 1. desember"
_MEASUREMENTS = {
    _TURNOVER: "ansatt 1. desember og uten kommunal jobb 1. desember året etter, som KS måler det"
}

_KOMMUNE = Sheet(
    about=About.MUNICIPALITY,
    name="Kommune",
    keys=True,
    columns=(
        code("schema_version", "Skjemaets versjon", "Står der fra før.", {"1.0": "denne malen"}),
        Column(
            id="municipality_code",
            title="Kommunenummer",
            type=ColumnType.TEXT,
            digits=4,
            unit="4 sifre",
            help="Kommunens nummer hos SSB, med null foran.",
        ),
        text("municipality_name", "Kommunens navn", "Slik kommunen selv skriver det."),
        Column(
            id="extract_date",
            title="Uttrekksdato",
            type=ColumnType.DATE,
            unit="dd.mm.åååå",
            help="Dagen tallene ble hentet ut.",
        ),
        code("source_system", "Kildesystem", "Hvor tallene kommer fra.", _SOURCE_SYSTEMS),
        text(
            "delimitation",
            "Avgrensning",
            "Hvilke enheter tallene dekker.",
            required=True,
            at_least=1,
            at_most=400,
        ),
        code(
            "measurement",
            "Måling",
            "Hvordan et år er talt. Avgjør hva avgang kan sammenlignes med.",
            _MEASUREMENTS,
        ),
        text("contact_role", "Kontaktpersonens rolle", "En rolle, for eksempel HR-rådgiver. Ikke noe navn."),
        text("note", "Merknad", "Det leseren må vite om tallene. Ikke noe om enkeltpersoner.", at_most=1000),
    ),
)
_PERSONALE = Sheet(
    about=About.STAFF,
    name="Personale",
    unique=("period_year", "staff_group"),
    columns=(
        year("period_year", "Periode (år)", "Året målingen slutter i. Minst 3 år."),
        code("staff_group", "Yrkesgruppe (kode)", "Stillingen personen er ansatt i.", STAFF_GROUPS),
        people(
            "headcount_start",
            "Ansatte ved start (personer)",
            "Personer ansatt 1. desember året før. Ikke årsverk.",
        ),
        people("joiners", "Nyansatte", "Personer som kom utenfra. Interne bytter teller ikke."),
        people(
            "leavers", "Sluttet", "Personer uten jobb i noen kommune 1. desember. Interne bytter teller ikke."
        ),
        people("internal_in", "Interne inn", "Kom fra en annen stilling i kommunen.", required=False),
        people("internal_out", "Interne ut", "Gikk til en annen stilling i kommunen.", required=False),
        people("headcount_end", "Ansatte ved slutt (personer)", "Personer ansatt 1. desember."),
        amount(
            "fte_avg",
            "Årsverk (gjennomsnitt)",
            "Avtalt stillingsprosent lagt sammen, delt på 100.",
            unit="årsverk",
            at_most=MOST_PEOPLE,
            required=True,
        ),
        people("fulltime_end", "Av disse heltid", "Avtalt stilling 100 prosent.", required=False),
        people("parttime_end", "Av disse deltid", "Avtalt stilling under 100 prosent.", required=False),
        amount(
            "avg_weekly_hours",
            "Ukentlig arbeidstid (gjennomsnitt)",
            "Avtalt tid.",
            unit="timer",
            at_most=37.5,
        ),
        amount(
            "sick_days",
            "Sykefraværsdagsverk i alt",
            "Egenmeldt og legemeldt.",
            unit="dagsverk",
            at_most=MOST_PEOPLE * 260,
        ),
        amount(
            "agreed_days",
            "Avtalte dagsverk i alt",
            "Det sykefraværet måles mot.",
            unit="dagsverk",
            at_most=MOST_PEOPLE * 260,
        ),
        people(
            "leavers_60plus",
            "Av disse sluttet 60 år+",
            "Så mange av de sluttede var fylt 60.",
            required=False,
        ),
    ),
)
_ELEVER = Sheet(
    about=About.STUDENTS,
    name="Lærlinger",
    unique=("programme", "intake_year"),
    columns=(
        code("programme", "Utdanning (kode)", "Kommunen er lærebedrift.", _EDUCATIONS),
        year("intake_year", "Startår", "Året kullet begynte. Minst 2 kull."),
        people("started", "Startet", "Lærekontrakter som begynte i året.", unit="lærlinger"),
        people(
            "dropouts_0_6m",
            "Avbrutt 0–6 md.",
            "Kontrakten hevet uten bytte de første 6 månedene.",
            unit="lærlinger",
        ),
        people(
            "dropouts_6_12m",
            "Avbrutt 6–12 md.",
            "Hevet uten bytte etter 6 og innen 12 måneder.",
            unit="lærlinger",
        ),
        people(
            "dropouts_after_12m",
            "Avbrutt etter 12 md.",
            "Hevet uten bytte etter 12 måneder.",
            unit="lærlinger",
        ),
        people("completed", "Fullført", "Har bestått fagprøven.", unit="lærlinger"),
        people("still_active", "Fortsatt i gang", "I gang på uttrekksdatoen.", unit="lærlinger"),
        people(
            "transferred",
            "Byttet lærebedrift/utdanning",
            "Teller ikke som frafall.",
            unit="lærlinger",
            required=False,
        ),
    ),
)
_REKRUTTERING = Sheet(
    about=About.RECRUITMENT,
    name="Rekruttering",
    unique=("period_year", "staff_group"),
    columns=(
        year("period_year", "Periode (år)", "Året forsøket ble avsluttet."),
        code("staff_group", "Yrkesgruppe (kode)", "Stillingen som ble lyst ut.", STAFF_GROUPS),
        people("attempts", "Rekrutteringsforsøk (avsluttede)", "Utlyste stillinger.", unit="forsøk"),
        people("filled", "Besatt som ønsket", "Fikk den medarbeideren som ble søkt.", unit="forsøk"),
        people(
            "filled_other_profile",
            "Besatt med annen profil",
            "Ansatte en med annen kompetanse.",
            unit="forsøk",
        ),
        people("unfilled", "Ikke besatt", "Ansatte ingen.", unit="forsøk"),
        people(
            "advertised_fulltime",
            "Av disse utlyst på heltid",
            "Så mange av forsøkene.",
            unit="forsøk",
            required=False,
        ),
        Column(
            id="applicants_total",
            title="Søkere i alt",
            required=False,
            at_least=0,
            at_most=1_000_000,
            unit="søknader",
            help="Søknader til alle forsøkene.",
        ),
        people(
            "vacant_at_date",
            "Ubesatte stillinger ved slutt",
            "På uttrekksdatoen.",
            unit="stillinger",
            required=False,
        ),
    ),
)
_THEMES = {
    "elevfastholdelse": "få lærlinger og elever til å fullføre",
    "praktikvejledning": "praksisveiledning",
    "introduktion_mentor": "introduksjon og mentorordninger",
    "flere_op_i_tid": "flere opp i stilling",
    "sygefravaer": "sykefravær",
    "trivsel_ledelse": "trivsel og ledelse",
    "sprog": "språk",
    "ufaglaert_til_faglaert": "fra ufaglært til fagarbeider",
    "ledige_til_job": "ledige i jobb",
    "employer_branding": "arbeidsplassens omdømme",
    "velfaerdsteknologi": "velferdsteknologi",
    "andet": "annet",
}
_STATUS = {"planlagt": "besluttet, ikke begynt", "i_drift": "i gang", "afsluttet": "slutt"}
_EFFECT = {
    "ja_maalt": "ja, målt med tall",
    "ja_oplevet": "ja, det oppleves slik",
    "nej": "nei",
    "ved_ikke": "det vet vi ikke",
}
_INITIATIVER = Sheet(
    about=About.INITIATIVES,
    name="Tiltak",
    may_be_empty=True,
    unique=("title",),
    columns=(
        text("title", "Tiltak", "Et kort navn.", required=True, at_least=3, at_most=120),
        code("theme", "Tema (kode)", "Det som passer best.", _THEMES),
        year("start_year", "Startår", "Året det begynte eller skal begynne.", at_least=1990),
        code("status", "Status", "Hvor langt det er kommet.", _STATUS),
        text("target_group", "Målgruppe", "Hvem det er for.", required=True, at_least=1),
        code("effect", "Effekt", "Om det virker, så vidt dere vet.", _EFFECT),
        text("partner", "Ekstern partner (organisasjon)", "En organisasjon, ikke en person."),
    ),
)

FORUNDERSOKELSE = DatasetSchema(
    key="forundersokelse",
    title="Data til forundersøkelsen",
    version="1.0",
    country="NO",
    language="nb",
    sheets=(_KOMMUNE, _PERSONALE, _ELEVER, _REKRUTTERING, _INITIATIVER),
    ignored=("Koder", "Veiledning"),
    rules=tuple(DatasetRule),
    complete=Complete(groups=("helsefagarbeider", "sykepleier"), years=3, intakes=2),
    turnover={_TURNOVER: "turnover_ks_no_v1"},
)

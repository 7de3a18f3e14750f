"""Every sentence of the reports: Danish, then bokmål."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "and": ("og", "og"),
    "percent": ("pct.", "pst."),
    "days": ("dage", "dager"),
    "percent_points": ("procentpoint", "prosentpoeng"),
    # Front page.
    "pre_analysis": ("Foranalyse for {municipality}", "Foranalyse for {municipality}"),
    "cohort_report": ("Foranalyse på tværs af kommunerne", "Foranalyse på tvers av kommunene"),
    "later_report": ("Før og efter i {municipality}", "Før og etter i {municipality}"),
    "municipality": ("Kommune", "Kommune"),
    "municipalities": ("Kommuner", "Kommuner"),
    "source_system": ("Kilde", "Kilde"),
    "extracted": ("Udtrukket", "Hentet ut"),
    "delivered": ("Leveret", "Levert"),
    "version": ("Version", "Versjon"),
    "version_of": (
        "{version} · skema »{schema}« {schema_version}",
        "{version} · skjema «{schema}» {schema_version}",
    ),
    "delimitation": ("Afgrænsning", "Avgrensning"),
    "measurement": ("Opgørelse", "Måling"),
    "built": ("Rapporten er lavet", "Rapporten er laget"),
    "before": ("Før", "Før"),
    "after": ("Efter", "Etter"),
    "not_delivered": ("ikke leveret", "ikke levert"),
    # Warnings.
    "synthetic_of": (
        "Tallene fra {municipalities} er opdigtede til øvelse. De må ikke bruges som statistik.",
        "Tallene fra {municipalities} er oppdiktet til øving. De må ikke brukes som statistikk.",
    ),
    "not_approved_of": (
        "Tallene fra {municipalities} er endnu ikke godkendt af programkontoret.",
        "Tallene fra {municipalities} er ennå ikke godkjent av programkontoret.",
    ),
    "waived": (
        "{municipality} er fritaget for at levere »{title}«. Begrundelse: {reason}",
        "{municipality} er fritatt fra å levere «{title}». Begrunnelse: {reason}",
    ),
    "no_data": (
        "{municipality} har ikke leveret tal. Rapporten viser derfor kun, hvad andre har leveret.",
        "{municipality} har ikke levert tall. Rapporten viser derfor bare hva andre har levert.",
    ),
    "cohort_lacks": (
        "Kohortens tal er uden {municipality}: {reason}",
        "Kohortens tall er uten {municipality}: {reason}",
    ),
    # Sections.
    "initiatives": ("Indsatser efter tema", "Tiltak etter tema"),
    "turnover": ("Personaleomsætning i {period}", "Turnover i {period}"),
    "turnover_none": ("Personaleomsætning", "Turnover"),
    "turnover_years": ("Personaleomsætning år for år", "Turnover år for år"),
    "students": ("Elevfrafald", "Frafall blant lærlinger"),
    "sickness": ("Sygefravær", "Sykefravær"),
    "part_time": ("Deltid", "Deltid"),
    "recruitment": ("Rekrutteringsforsøg", "Rekrutteringsforsøk"),
    "missing": ("Hvad der mangler, og hvorfor", "Hva som mangler, og hvorfor"),
    "interviews": ("Hvad interviewene siger", "Hva intervjuene sier"),
    "questions": ("Spørgsmål til værkstedet", "Spørsmål til verkstedet"),
    "who_lacks": ("Hvem mangler hvad", "Hvem mangler hva"),
    # What a section says first.
    "latest": (
        "{title}, {population}, {period}: {rate} ({numerator} af {denominator}).",
        "{title}, {population}, {period}: {rate} ({numerator} av {denominator}).",
    ),
    "everybody": ("alle i afgrænsningen", "alle i avgrensningen"),
    "against_cohort": (
        "Kohorten ligger på {rate} ({n} kommuner).",
        "Kohorten ligger på {rate} ({n} kommuner).",
    ),
    "no_national": (
        "Der er ikke offentliggjort noget niveau med samme definition.",
        "Det er ikke offentliggjort noe nivå med samme definisjon.",
    ),
    "no_rate": (
        "Der er intet tal, som må vises eller er stort nok til en andel.",
        "Det finnes ikke noe tall som kan vises eller er stort nok til en andel.",
    ),
    "initiatives_count": (
        "Kommunen har meldt {n} indsatser ind, fordelt på {themes} temaer.",
        "Kommunen har meldt inn {n} tiltak, fordelt på {themes} temaer.",
    ),
    "one_initiative": ("Kommunen har meldt én indsats ind.", "Kommunen har meldt inn ett tiltak."),
    "no_initiatives": (
        "Kommunen har ikke meldt nogen indsatser ind.",
        "Kommunen har ikke meldt inn noen tiltak.",
    ),
    "no_interviews": (
        "Der er ikke skrevet noget fra interviewene.",
        "Det er ikke skrevet noe fra intervjuene.",
    ),
    "no_questions": ("Der er endnu ingen spørgsmål.", "Det er ennå ingen spørsmål."),
    "nothing_missing": ("Der mangler ikke noget.", "Det mangler ikke noe."),
    # Columns.
    "theme": ("Tema", "Tema"),
    "initiative": ("Indsats", "Tiltak"),
    "start_year": ("Startår", "Startår"),
    "status": ("Status", "Status"),
    "target_group": ("Målgruppe", "Målgruppe"),
    "effect": ("Effekt", "Effekt"),
    "partner": ("Partner", "Partner"),
    "group": ("Faggruppe", "Yrkesgruppe"),
    "education": ("Uddannelse", "Utdanning"),
    "year": ("År", "År"),
    "intake": ("Startår", "Startår"),
    "headcount_start": ("Ansatte primo", "Ansatte ved start"),
    "headcount_end": ("Ansatte ultimo", "Ansatte ved slutt"),
    "leavers": ("Fratrådte", "Sluttet"),
    "parttime_end": ("På deltid", "På deltid"),
    "fte_avg": ("Fuldtids\u00adbeskæftigede", "Årsverk"),
    "sick_days": ("Sygefraværs\u00addagsværk", "Sykefraværs\u00addagsverk"),
    "agreed_days": ("Aftalte dagsværk", "Avtalte dagsverk"),
    "started": ("Startede", "Startet"),
    "dropouts_0_6m": ("Afbrudt 0-6 mdr.", "Avbrutt 0-6 md."),
    "dropouts": ("Afbrudt i alt", "Avbrutt i alt"),
    "attempts": ("Forsøg", "Forsøk"),
    "failed": ("Forgæves", "Mislykkede"),
    "own": ("Kommunen, {unit}", "Kommunen, {unit}"),
    "cohort": ("Kohorten, {unit}", "Kohorten, {unit}"),
    "country": ("Hele landet, {unit}", "Hele landet, {unit}"),
    "own_voice": ("Kommunen", "Kommunen"),
    "cohort_voice": ("Kohorten", "Kohorten"),
    "country_voice": ("Hele landet", "Hele landet"),
    "change": ("Ændring, {unit}", "Endring, {unit}"),
    "of_n": ("{rate} (n\u00a0=\u00a0{n})", "{rate} (n\u00a0=\u00a0{n})"),
    "of_period": ("{rate} ({period}, n\u00a0=\u00a0{n})", "{rate} ({period}, n\u00a0=\u00a0{n})"),
    "by_group": ("{title}, efter faggruppe og år", "{title}, etter yrkesgruppe og år"),
    "by_intake": ("{title}, efter uddannelse og startår", "{title}, etter utdanning og startår"),
    "by_municipality": ("{title} i {period}, efter kommune", "{title} i {period}, etter kommune"),
    "by_theme": ("Indsatserne", "Tiltakene"),
    "still_going": ("i gang", "i gang"),
    "too_few": ("for få", "for få"),
    # Plots.
    "plot_bars": ("{title}, {period}", "{title}, {period}"),
    "alt_bars": ("Søjlediagram: {title}, {unit} {told}", "Søylediagram: {title}, {unit} {told}"),
    "alt_lines": ("Kurvediagram: {title}, {unit} {told}", "Linjediagram: {title}, {unit} {told}"),
    "alt_table": ("Alle tal står i tabellen under figuren.", "Alle tall står i tabellen under figuren."),
    # What is missing.
    "missing_sheet": (
        "{title}: kommunen har ikke leveret tal.",
        "{title}: kommunen har ikke levert tall.",
    ),
    "missing_columns": (
        "Ikke udfyldt: {columns}.",
        "Ikke fylt ut: {columns}.",
    ),
    "missing_cells": (
        "{title}: mangler for {places}.",
        "{title}: mangler for {places}.",
    ),
    "hidden_cell": (
        "1 tal er skjult, fordi det handler om færre end fem personer eller kunne røbe et sådant tal.",
        "1 tall er skjult fordi det handler om færre enn fem personer eller kunne røpe et slikt tall.",
    ),
    "hidden_cells": (
        "{n} tal er skjult, fordi de handler om færre end fem personer eller kunne røbe et sådant tal.",
        "{n} tall er skjult fordi de handler om færre enn fem personer eller kunne røpe et slikt tall.",
    ),
    "few_rates": (
        "Andele beregnes kun af mindst {least}; derunder står der »for få«.",
        "Andeler beregnes bare av minst {least}; under det står det «for få».",
    ),
    "explanation": ("{what}. Svar ({reason}): {text}", "{what}. Svar ({reason}): {text}"),
    "explained": ("forklaret", "forklart"),
    "confirmed": ("tallet er rigtigt", "tallet er riktig"),
    "not_held": ("kommunen har ikke tallet", "kommunen har ikke tallet"),
    "too_small": ("gruppen er for lille", "gruppen er for liten"),
    "refused": ("kommunen vil ikke oplyse det", "kommunen vil ikke opplyse det"),
    "explained_figures": ("Tal, kommunen har svaret på", "Tall kommunen har svart på"),
    "other_definition": (
        "{municipality} opgør personaleomsætningen som »{theirs}«. Den indgår ikke i sammenligningen med »{ours}«.",
        "{municipality} måler turnover som «{theirs}». Den inngår ikke i sammenligningen med «{ours}».",
    ),
    "other_sickness": (
        "{municipality} opgør sygefraværet som »{theirs}«. Det indgår ikke i sammenligningen med »{ours}«.",
        "{municipality} måler sykefraværet som «{theirs}». Det inngår ikke i sammenligningen med «{ours}».",
    ),
    "unknown_measurement": (
        "{municipality} opgør året som »{measurement}«. Det har ingen definition; personaleomsætningen er derfor ikke beregnet.",
        "{municipality} måler året som «{measurement}». Det har ingen definisjon; turnover er derfor ikke beregnet.",
    ),
    "no_reason": ("tallene er ikke leveret", "tallene er ikke levert"),
    # The cohort.
    "delivery": ("Leverancer", "Leveranser"),
    "approved": ("Godkendt", "Godkjent"),
    "yes": ("ja", "ja"),
    "no": ("nej", "nei"),
    "cohort_of": ("Kohorten (n = antal kommuner)", "Kohorten (n = antall kommuner)"),
    "lacks_years": (
        "{municipality} mangler {title}: {have} af {want} år.",
        "{municipality} mangler {title}: {have} av {want} år.",
    ),
    "lacks_intakes": (
        "{municipality} mangler elevårgange: {have} af {want}.",
        "{municipality} mangler kull: {have} av {want}.",
    ),
    "of_municipality": ("{municipality}: {question}", "{municipality}: {question}"),
    # Later.
    "not_causal": (
        "Ændringen er ikke udtryk for årsag: tallene viser, hvad der er sket, og ikke hvorfor.",
        "Endringen er ikke uttrykk for årsak: tallene viser hva som har skjedd, og ikke hvorfor.",
    ),
    "definitions_differ": (
        "{title} er ikke sammenlignet: før er den opgjort som »{before}«, efter som »{after}«.",
        "{title} er ikke sammenlignet: før er den målt som «{before}», etter som «{after}».",
    ),
    "same_period": (
        "{title}: den seneste periode er den samme før og efter, så der er intet at sammenligne.",
        "{title}: den siste perioden er den samme før og etter, så det er ingenting å sammenligne.",
    ),
    "nothing_after": (
        "{title}: der er ikke tal både før og efter.",
        "{title}: det finnes ikke tall både før og etter.",
    ),
    "other_source": (
        "Kilden er skiftet fra {before} til {after}; det kan i sig selv flytte tallene.",
        "Kilden er byttet fra {before} til {after}; det kan i seg selv flytte tallene.",
    ),
    "other_delimitation": (
        "Afgrænsningen er ændret fra »{before}« til »{after}«; det kan i sig selv flytte tallene.",
        "Avgrensningen er endret fra «{before}» til «{after}»; det kan i seg selv flytte tallene.",
    ),
    "no_delivery_before": ("Der er ingen tal fra før.", "Det finnes ingen tall fra før."),
    "no_delivery_after": ("Der er ingen tal fra efter.", "Det finnes ingen tall fra etter."),
    # Sources.
    "definition_line": (
        "{title} ({id}): {numerator} ÷ {denominator}. Beregnes af mindst {least}.",
        "{title} ({id}): {numerator} ÷ {denominator}. Beregnes av minst {least}.",
    ),
    "level_line": (
        "Hele landet, {title}, {groups}: {value} i {period} ({population}). Kilde: {source}, offentliggjort {published}.",
        "Hele landet, {title}, {groups}: {value} i {period} ({population}). Kilde: {source}, publisert {published}.",
    ),
    "delivery_line": (
        "{source}, udtrukket {extracted}, leveret {delivered}, version {version}",
        "{source}, hentet ut {extracted}, levert {delivered}, versjon {version}",
    ),
    "discretion": (
        "Grupper på 1-4 personer vises som »<5«; »skjult« beskytter dem, når en sum ellers ville røbe dem. "
        "»–« betyder, at tallet ikke er oplyst.",
        "Grupper på 1-4 personer vises som «<5»; «skjult» beskytter dem når en sum ellers ville røpet dem. "
        "«–» betyr at tallet ikke er oppgitt.",
    ),
    "cohort_rule": (
        "Kohorten er tællere og nævnere lagt sammen for de kommuner, der har samme definition, og hvis tal må vises; "
        "n er antallet af dem. Kommunen selv er med.",
        "Kohorten er tellere og nevnere lagt sammen for de kommunene som har samme definisjon, og som har tall som kan vises; "
        "n er antallet av dem. Kommunen selv er med.",
    ),
}

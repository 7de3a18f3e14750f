"""The page behind the link: what one municipality sees and does there, and what it never sees."""

from __future__ import annotations

import re
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.progress import enrolments
from models.events import Invitation
from models.journal import JournalEntry, What
from models.letters import Letter
from models.programmes.office import Role
from models.progress import RequirementState, Submission
from models.states import Answer, RequirementStatus
from tests.support.acts.browsing import Browser, page_of
from tests.support.acts.deciding import EXTEND, decide
from tests.support.acts.delivering import workbook
from tests.support.worlds import small_programme
from tests.support.worlds.homes import Home, settle_in
from tests.support.worlds.small_programme import NOW

PDF = b"%PDF-1.7 a presentation"
FORM = {
    "svar.wish": "Flere hænder",
    "svar.hours": "5",
    "svar.start": "3.10.2022",
    "svar.backed": "yes",
    "svar.pace": "Roligt",
    "svar.initiatives.0.title": "Mentorer",
    "svar.initiatives.0.owner": "mona@example.org",
}


def status_of(session: Session, state: RequirementState) -> RequirementStatus:
    """As the database has it now."""
    session.expire_all()
    return session.get_one(RequirementState, state.id).status


def test_a_coordinator_sees_what_is_asked_and_by_when(browser: Browser, small_vejle_home: Home) -> None:
    page = browser.get(small_vejle_home.page)

    assert page.status_code == 200
    assert '<html lang="da">' in page.text
    assert "Personaledata" in page.text
    assert "Frist: fredag den 16. september 2022 (uge 37)" in page.text


def test_what_the_office_owes_is_not_asked_of_the_municipality(
    browser: Browser, small_vejle_home: Home
) -> None:
    page = browser.get(small_vejle_home.page).text

    assert "Interview" not in page
    assert "Fremmøde" not in page


def test_a_rehearsal_says_so(browser: Browser, small_vejle_home: Home) -> None:
    assert "Generalprøve" in browser.get(small_vejle_home.page).text


def test_looking_as_a_mail_scanner_does_changes_nothing(browser: Browser, small_vejle_home: Home) -> None:
    looked = [
        browser.head(address).status_code
        for address in (small_vejle_home.page, small_vejle_home.requirement("expectations"))
    ]

    assert looked == [200, 200]
    assert browser.get(small_vejle_home.answer()).status_code == 405


def test_nothing_of_another_municipality_is_shown(
    browser: Browser, small_vejle_home: Home, small_odense_home: Home
) -> None:
    odense, vejle = (unescape(browser.get(home.page).text) for home in (small_odense_home, small_vejle_home))
    of_vejle = {
        "– Vejle Kommune</title>",
        "Tove Vejle",
        small_vejle_home.participant.name,
        *(link for state in small_vejle_home.states.values() if (link := f'/krav/{state.id}"') in vejle),
    }

    assert len(of_vejle) > 3
    assert {said for said in of_vejle if said not in vejle} == set()
    assert {said for said in of_vejle if said in odense} == set()


def test_another_municipalitys_requirement_does_not_exist_for_us(
    browser: Browser, small_vejle_home: Home, small_odense_home: Home
) -> None:
    foreign = f"{small_vejle_home.page}/krav/{small_odense_home.states['presentation'].id}"

    answers = [browser.get(foreign), browser.get(f"{small_vejle_home.page}/krav/999999")]

    assert [one.status_code for one in answers] == [404, 404]
    assert "Odense" not in answers[0].text


def test_nothing_can_be_done_to_another_municipality(
    browser: Browser, session: Session, small_vejle_home: Home, small_odense_home: Home
) -> None:
    nonce = re.findall(r'tovholder_nonce" value="([^"]+)"', browser.get(small_vejle_home.page).text)[0]
    state, invitation = small_odense_home.states["presentation"], small_odense_home.invitations[0]

    delivered = browser.post(
        f"{small_vejle_home.page}/krav/{state.id}",
        data={"tovholder_nonce": nonce},
        files={"file": ("a.pdf", PDF)},
    )
    answered = browser.post(
        f"{small_vejle_home.page}/svar/{invitation.id}", data={"tovholder_nonce": nonce, "answer": "yes"}
    )

    assert (delivered.status_code, answered.status_code) == (404, 404)
    assert status_of(session, state) is RequirementStatus.ASKED
    assert session.get_one(Invitation, invitation.id).answer is Answer.NONE


def test_a_participant_sees_only_the_own_invitation(browser: Browser, small_vejle_home: Home) -> None:
    page = browser.get(small_vejle_home.participant_page).text

    assert "Din invitation" in page
    assert page.count('action="/jeres-side/') == 1
    assert "Personaledata" not in page
    assert "Tove Vejle" not in page


def test_a_participant_delivers_nothing_and_answers_for_nobody_else(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    nonce = re.findall(
        r'tovholder_nonce" value="([^"]+)"', browser.get(small_vejle_home.participant_page).text
    )[0]
    other = small_vejle_home.invitations[1]

    answered = browser.post(
        f"{small_vejle_home.participant_page}/svar/{other.id}",
        data={"tovholder_nonce": nonce, "answer": "no"},
    )

    assert (
        browser.get(
            f"{small_vejle_home.participant_page}/krav/{small_vejle_home.states['presentation'].id}"
        ).status_code
        == 404
    )
    assert answered.status_code == 404
    session.expire_all()
    assert session.get_one(Invitation, other.id).answer is Answer.NONE


def test_the_directorate_sees_what_is_asked_of_it_only(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    state = session.get_one(RequirementState, small_vejle_home.states["agreement"].id)
    state.role = Role.DIRECTORATE
    dorte = enrolments.add_contact(
        session,
        small_vejle_home.enrolment,
        enrolments.NewContact(Role.DIRECTORATE, "Dorte Direktør", "dorte@example.org"),
    )
    address = page_of(session, dorte)
    session.commit()

    page = browser.get(address).text

    assert "Samarbejdsaftale" in page
    assert "Personaledata" not in page


def test_a_file_is_delivered_and_thanked_for(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    answer = browser.deliver(small_vejle_home.requirement("presentation"), file=("oplæg.pdf", PDF))

    assert answer.status_code == 303
    assert "Tak. Vi har modtaget »Jeres oplæg«." in browser.get(answer.headers["location"]).text
    kept = session.scalars(select(Submission)).one()
    assert (kept.content, kept.filename, kept.by) == (PDF, "oplæg.pdf", "Tove Vejle")
    assert session.scalars(select(Letter.name)).all() == ["receipt"]


def test_the_same_file_again_is_said_to_be_the_same(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    browser.deliver(small_vejle_home.requirement("presentation"), file=("oplæg.pdf", PDF))

    again = browser.deliver(small_vejle_home.requirement("presentation"), file=("oplæg.pdf", PDF))

    assert "præcis det samme" in browser.get(again.headers["location"]).text
    assert len(session.scalars(select(Submission)).all()) == 1


def test_no_file_is_not_a_delivery(browser: Browser, session: Session, small_vejle_home: Home) -> None:
    answer = browser.deliver(small_vejle_home.requirement("presentation"))

    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert session.scalars(select(Submission)).all() == []


def test_a_faulty_dataset_shows_where_the_faults_are(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    answer = browser.deliver(
        small_vejle_home.requirement("staff_data"), file=("fejl.xlsx", workbook(faulty=True))
    )

    assert answer.status_code == 422
    assert "<td>Personale</td>" in answer.text
    assert "Skriv et helt tal" in browser.get(small_vejle_home.page).text
    assert status_of(session, small_vejle_home.states["staff_data"]) is RequirementStatus.ASKED


def test_a_form_is_delivered(browser: Browser, session: Session, small_vejle_home: Home) -> None:
    answer = browser.deliver(small_vejle_home.requirement("expectations"), FORM)

    assert answer.status_code == 303
    assert session.scalars(select(Submission.form)).one() == small_programme.EXPECTED
    assert status_of(session, small_vejle_home.states["expectations"]) is RequirementStatus.FULFILLED


def test_a_faulty_form_comes_back_with_everything_typed(browser: Browser, small_vejle_home: Home) -> None:
    typed = {**FORM, "svar.wish": 'Flere "hænder" <b>', "svar.initiatives.0.owner": "mona"}

    answer = browser.deliver(small_vejle_home.requirement("expectations"), typed)

    assert answer.status_code == 422
    assert "Flere &#34;hænder&#34; &lt;b&gt;" in answer.text
    assert 'value="mona"' in answer.text
    assert 'value="Mentorer"' in answer.text
    assert 'value="yes" checked' in answer.text
    assert '<option value="Roligt" selected>' in answer.text


def test_a_fault_is_linked_to_its_field_and_described_there(browser: Browser, small_vejle_home: Home) -> None:
    answer = browser.deliver(
        small_vejle_home.requirement("expectations"),
        {**FORM, "svar.initiatives.0.owner": "mona", "svar.hours": "99"},
    )

    for path in ("initiatives-0-owner", "hours"):
        assert f'<a href="#{path}">' in answer.text
        assert re.search(
            rf'id="{path}" name="[^"]+" aria-describedby="{path}-fault" aria-invalid', answer.text
        )
        assert f'id="{path}-fault"' in answer.text
    assert "<title>Fejl:" in answer.text


def test_what_was_typed_is_there_when_one_comes_back(browser: Browser, small_vejle_home: Home) -> None:
    browser.deliver(small_vejle_home.requirement("expectations"), {**FORM, "svar.hours": "mange"})

    page = browser.get(small_vejle_home.requirement("expectations")).text

    assert 'value="mange"' in page
    assert 'value="Mentorer"' in page
    assert "Skriv »Timer om ugen« som et helt tal" in page


def test_asking_for_more_rows_stores_nothing_and_loses_nothing(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    group = {"svar.participants.0.name": "Lea Leder", "more": "participants"}

    answer = browser.deliver(small_vejle_home.requirement("group"), group)

    assert answer.status_code == 200
    assert 'value="Lea Leder"' in answer.text
    assert "svar.participants.5.name" in answer.text
    assert session.scalars(select(Submission)).all() == []


def test_a_list_of_participants_is_delivered_in_the_page(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    group = {
        f"svar.participants.{number}.{key}": value
        for number, person in enumerate(small_programme.GROUP["participants"])
        for key, value in person.items()
    }

    answer = browser.deliver(small_vejle_home.requirement("group"), group)

    assert answer.status_code == 303
    assert status_of(session, small_vejle_home.states["group"]) is RequirementStatus.FULFILLED


def test_an_invitation_is_answered(browser: Browser, session: Session, small_vejle_home: Home) -> None:
    nonce = re.findall(
        r'tovholder_nonce" value="([^"]+)"', browser.get(small_vejle_home.participant_page).text
    )[0]

    answer = browser.post(
        f"{small_vejle_home.participant_page}/svar/{small_vejle_home.invitations[0].id}",
        data={"tovholder_nonce": nonce, "answer": "yes", "remark": "Kommer kl. 10"},
    )

    assert answer.status_code == 303
    assert "Svar: deltager" in browser.get(answer.headers["location"]).text
    session.expire_all()
    assert session.get_one(Invitation, small_vejle_home.invitations[0].id).remark == "Kommer kl. 10"


def test_a_coordinator_answers_on_behalf_of_a_participant(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    nonce = re.findall(r'tovholder_nonce" value="([^"]+)"', browser.get(small_vejle_home.page).text)[0]

    browser.post(small_vejle_home.answer(0), data={"tovholder_nonce": nonce, "answer": "no"})

    line = session.scalars(select(JournalEntry).where(JournalEntry.what == What.ANSWERED)).one()
    assert (line.by, line.on_behalf) == ("Tove Vejle", small_vejle_home.participant.name)


def test_an_answer_without_yes_or_no_is_asked_again_with_the_remark(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    nonce = re.findall(r'tovholder_nonce" value="([^"]+)"', browser.get(small_vejle_home.page).text)[0]

    answer = browser.post(small_vejle_home.answer(0), data={"tovholder_nonce": nonce, "remark": "Måske"})

    assert answer.status_code == 422
    assert "Vælg ja eller nej." in answer.text
    assert "Måske</textarea>" in answer.text
    assert session.get_one(Invitation, small_vejle_home.invitations[0].id).answer is Answer.NONE


def test_decisions_stand_there_with_name_and_reason(
    browser: Browser, session: Session, small_vejle_home: Home
) -> None:
    state = session.get_one(RequirementState, small_vejle_home.states["staff_data"].id)
    decide(
        session,
        state,
        EXTEND,
        by="Anne Kontor",
        reason="Nyt lønsystem",
        occasion="later",
        until="2022-09-23",
        now=NOW,
    )
    session.commit()

    page = browser.get(small_vejle_home.page).text

    assert "Fristen er flyttet til fredag den 23. september 2022 (uge 38)." in page
    assert "Besluttet af Anne Kontor" in page
    assert "Nyt lønsystem" in page


def test_a_norwegian_programme_speaks_norwegian(browser: Browser, at_noon: Session) -> None:
    version = small_programme.published(at_noon, language="nb", country="NO", zone="Europe/Oslo")
    home = settle_in(at_noon, small_programme.enrolled(at_noon, version, "Moss"))
    at_noon.commit()

    page = browser.get(home.page).text

    assert '<html lang="nb">' in page
    assert "Dette mangler vi fra dere" in page
    assert browser.get(home.requirement("group")).status_code == 200
    assert ">Last ned malen (Excel)</a>" in browser.get(home.requirement("staff_data")).text

"""What the office does about one municipality: every command once as it should be, and once as it should not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from actions import database
from actions.overview import chronicle
from actions.people import links
from actions.progress import enrolments
from models.errors.deliveries import LinkExpired
from models.journal import What
from models.people import Contact, Enrolment
from models.states import EnrolmentStatus, RequirementStatus
from tests.support.acts.commanding import PROGRAMME, Command, happened, status
from tests.support.acts.delivering import workbook
from tests.support.worlds import small_programme

ANNE = ("--by", "Anne Kontor")
WHY = (*ANNE, "--reason", "Aftalt i telefonen")
TOVE = ("--coordinator", "Tove Lind <tove@example.org>")


@pytest.fixture
def published(database_url: str) -> None:
    with database.transaction() as session:
        small_programme.published(session)


def test_a_municipality_is_enrolled_with_its_people(command: Command, published: None) -> None:
    others = ("--directorate", "Dorte Direktør <dorte@example.org>", "--directorate", "Dan <dan@example.org>")

    result = command("enrol", PROGRAMME, "0630", *TOVE, "--phone", "12345678", *others, *ANNE)

    assert result.exit_code == 0
    assert result.stdout.startswith(
        f"Vejle takes part in {PROGRAMME} (enrolment 1). 'Værksted' opens Mon 2022-08-29"
    )
    with database.transaction() as session:
        people = [
            (one.role.value, one.name, one.email, one.phone)
            for one in session.query(Contact).order_by(Contact.id)
        ]
    assert people == [
        ("coordinator", "Tove Lind", "tove@example.org", "12345678"),
        ("directorate", "Dorte Direktør", "dorte@example.org", ""),
        ("directorate", "Dan", "dan@example.org", ""),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("nowhere", "Vejle", *TOVE),
            'There is no published programme "nowhere". See `tovholder programme list`.',
        ),
        (
            (PROGRAMME, "Atlantis", *TOVE),
            'There is no municipality "Atlantis" in DK. Write its name or code.',
        ),
    ],
)
def test_what_does_not_exist_cannot_be_enrolled(
    refused: Callable[..., str], published: None, words: tuple[str, ...], told: str
) -> None:
    assert refused("enrol", *words, *ANNE) == told


def test_a_municipality_is_enrolled_only_once(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    said = refused("enrol", PROGRAMME, "vejle", *TOVE, *ANNE)

    assert said == f'Vejle is enrolled in "{PROGRAMME}" already (enrolment {small_vejle_asked.id}).'


@pytest.mark.parametrize(
    "coordinator",
    ["Tove", "tove@example.org", "<tove@example.org>", "Tove <tove>", "Tove <tøve@example.org>", ""],
)
def test_a_coordinator_has_a_name_and_an_address(misunderstood: Callable[..., str], coordinator: str) -> None:
    said = misunderstood("enrol", PROGRAMME, "Vejle", "--coordinator", coordinator, *ANNE)

    assert "Invalid value for '--coordinator'" in said


def test_a_document_is_delivered_on_somebodys_behalf(
    command: Command, small_vejle_asked: Enrolment, pdf: Path
) -> None:
    result = command(
        "submit",
        PROGRAMME,
        "Vejle",
        "workshop/presentation",
        "--file",
        pdf,
        *ANNE,
        "--on-behalf",
        "Tove Vejle",
    )

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Vejle: workshop/presentation is fulfilled (submission 1).\n"
    assert status(small_vejle_asked, "presentation") is RequirementStatus.FULFILLED
    with database.transaction() as session:
        told = chronicle.chronicle(
            session, [small_vejle_asked.programme_id], enrolment_id=small_vejle_asked.id
        )
        received = next(one for one in told if one.what is What.SUBMISSION_RECEIVED)
    assert (received.by, received.on_behalf) == ("Anne Kontor", "Tove Vejle")


def test_the_same_file_again_changes_nothing(
    command: Command, small_vejle_asked: Enrolment, pdf: Path
) -> None:
    delivery = ("submit", PROGRAMME, "Vejle", "workshop/presentation", "--file", pdf, *ANNE)
    command(*delivery)

    result = command(*delivery)

    assert result.exit_code == 0
    assert "exactly like this before" in result.stdout
    assert happened(small_vejle_asked).count(What.SUBMISSION_RECEIVED) == 1


def test_a_faulty_spreadsheet_is_kept_but_does_not_count(
    command: Command, small_vejle_asked: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "tal.xlsx"
    file.write_bytes(workbook(faulty=True))

    result = command("submit", PROGRAMME, "Vejle", "workshop/staff_data", "--file", file, *ANNE)

    assert result.exit_code == 1
    assert re.search(r"Personale +3 +\S.*", result.stdout)
    assert re.fullmatch(
        r"Vejle: workshop/staff_data does not count as delivered: \d+ finding\(s\)\.\n", result.stderr
    )
    assert status(small_vejle_asked, "staff_data") is RequirementStatus.ASKED
    assert What.SUBMISSION_REJECTED in happened(small_vejle_asked)


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_form_is_delivered_as_yaml_or_json(
    command: Command, small_vejle_asked: Enrolment, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"form.{ending}"
    file.write_text(json.dumps(small_programme.EXPECTED))

    result = command("submit", PROGRAMME, "Vejle", "workshop/expectations", "--form", file, *ANNE)

    assert result.exit_code == 0, result.output
    assert status(small_vejle_asked, "expectations") is RequirementStatus.FULFILLED


def test_a_form_written_as_people_write_yaml(
    command: Command, small_vejle_asked: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "form.yaml"
    file.write_text(
        "wish: Flere hænder\nhours: 5\nstart: 2022-10-03\nbacked: true\npace: Roligt\n"
        "initiatives:\n  - {title: Mentorer, owner: mona@example.org}\n"
    )

    result = command("submit", PROGRAMME, "Vejle", "workshop/expectations", "--form", file, *ANNE)

    assert result.exit_code == 0, result.output


def test_a_form_with_faults_names_the_fields(
    command: Command, small_vejle_asked: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "form.yaml"
    file.write_text("wish: Flere hænder\nhours: mange\n")

    result = command("submit", PROGRAMME, "Vejle", "workshop/expectations", "--form", file, *ANNE)

    assert result.exit_code == 1
    assert re.search(r"hours +\S", result.stdout)
    assert status(small_vejle_asked, "expectations") is RequirementStatus.ASKED


def test_the_list_of_participants_is_a_form(
    command: Command, small_vejle_asked: Enrolment, tmp_path: Path
) -> None:
    file = tmp_path / "group.json"
    file.write_text(json.dumps(small_programme.GROUP))

    result = command("submit", PROGRAMME, "Vejle", "workshop/group", "--form", file, *ANNE)

    assert result.exit_code == 0, result.output
    assert What.PARTICIPANTS_REGISTERED in happened(small_vejle_asked)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("form.yaml", b"wish: [", "form.yaml:1:"),
        ("form.json", b'{"wish": }', "form.json:1:10:"),
        ("form.json", b"[1]", "write a mapping"),
        ("form.json", b"\xff\xfe\xfa", "save the file as UTF-8"),
        ("form.json", b'{"a":' * 100_000, "nested too deep"),
        ("form.yaml", b"a: &x 1\nb: *x\n", "form.yaml:1:4: anchors"),
        ("form.yaml", b"x" * 1_000_001, "larger than"),
    ],
)
def test_a_form_that_cannot_be_read_is_a_misunderstanding(
    misunderstood: Callable[..., str],
    small_vejle_asked: Enrolment,
    tmp_path: Path,
    name: str,
    content: bytes,
    told: str,
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    said = misunderstood("submit", PROGRAMME, "Vejle", "workshop/expectations", "--form", file, *ANNE)

    assert told in said


def test_a_delivery_is_a_file_or_a_form(misunderstood: Callable[..., str], pdf: Path) -> None:
    words = ("submit", PROGRAMME, "Vejle", "workshop/presentation", *ANNE)

    assert "either --file or --form" in misunderstood(*words)
    assert "either --file or --form" in misunderstood(*words, "--file", pdf, "--form", pdf)
    assert "does not exist" in misunderstood(*words, "--file", "nowhere.pdf")


def test_a_requirement_takes_only_its_own_kind_of_delivery(
    refused: Callable[..., str], small_vejle_asked: Enrolment, pdf: Path
) -> None:
    said = refused("submit", PROGRAMME, "Vejle", "workshop/talks", "--file", pdf, *ANNE)

    assert "is of the kind interviews" in said


def test_a_municipality_withdraws_for_good(
    command: Command, refused: Callable[..., str], small_vejle_asked: Enrolment, pdf: Path
) -> None:
    result = command("withdraw", PROGRAMME, "Vejle", *WHY)

    assert result.stdout == f"Vejle has left {PROGRAMME}.\n"
    with database.transaction() as session:
        assert enrolments.get(session, small_vejle_asked.id).status is EnrolmentStatus.WITHDRAWN
    left = "Vejle has left the programme: nothing more can be registered for it."
    assert refused("withdraw", PROGRAMME, "Vejle", *WHY) == left
    assert refused("go-on", PROGRAMME, "Vejle", "workshop/agreed", *WHY) == left
    assert refused("link", PROGRAMME, "Vejle", *ANNE) == left
    assert refused("submit", PROGRAMME, "Vejle", "workshop/agreement", "--file", pdf, *ANNE) == left


def test_only_who_takes_part_can_withdraw(refused: Callable[..., str], small_vejle_asked: Enrolment) -> None:
    said = refused("withdraw", PROGRAMME, "Esbjerg", *WHY)

    assert said == f"There is no enrolment of Esbjerg in {PROGRAMME}. See `tovholder status`."


def test_a_fresh_link_leads_to_the_coordinator(command: Command, small_vejle_asked: Enrolment) -> None:
    result = command("link", PROGRAMME, "Vejle", *ANNE)

    address, _, token = result.stdout.strip().rpartition("/")
    assert address == "http://127.0.0.1:8200/jeres-side"
    with database.transaction() as session:
        assert links.follow(session, token, small_programme.NOW).email == "tove.vejle@example.org"
        (line,) = chronicle.chronicle(session, [small_vejle_asked.programme_id])[-1:]
    assert (line.what, line.by, line.municipality) == (What.LINK_MADE, "Anne Kontor", "Vejle")
    assert token not in str(line)


def test_when_a_letter_has_gone_astray_only_the_fresh_link_holds(
    command: Command, small_vejle_asked: Enrolment
) -> None:
    earlier, fresh = (
        command("link", PROGRAMME, "Vejle", *ANNE, *more).stdout.strip().rpartition("/")[2]
        for more in ((), ("--only",))
    )

    with database.transaction() as session:
        assert links.follow(session, fresh, small_programme.NOW).email == "tove.vejle@example.org"
        with pytest.raises(LinkExpired):
            links.follow(session, earlier, small_programme.NOW)


def test_a_link_is_made_only_for_a_coordinator(
    refused: Callable[..., str], small_vejle_asked: Enrolment
) -> None:
    said = refused("link", PROGRAMME, "Vejle", *ANNE, "--to", "lea.leder@example.org")

    assert said == "Vejle has no coordinator with the address lea.leder@example.org."

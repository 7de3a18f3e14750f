"""Checking a file of figures before it is sent, and writing the workbook to fill in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app
from datasets import reader
from models.datasets import municipality_codes
from models.datasets.schema import About
from models.datasets.shipped import FORANALYSE, FORUNDERSOKELSE
from programmes.loader import shipped
from tests.support.acts.commanding import PROGRAMME, Command
from tests.support.files.comma_files import GOOD
from tests.support.files.workbooks import EXAMPLES, changed, good, put, workbook, written

SHIPPED = "rekrutteringsvaerksted-2022"


def checked(*words: object) -> tuple[int, Any]:
    """Exit code and answer of a check, which needs no database."""
    result = CliRunner().invoke(app, ["dataset", "check", *map(str, words), "--json"])
    return result.exit_code, json.loads(result.stdout)


def kept(folder: Path, content: bytes, name: str = "data.xlsx") -> Path:
    """A file with that content."""
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_clean(path: Path) -> None:
    assert checked(path) == (0, {"findings": [], "refused": None})


def test_a_soft_finding_alone_is_no_failure(tmp_path: Path) -> None:
    file = kept(tmp_path, GOOD.replace("2800,5", "2.800", 1).encode(), "personale.csv")

    code, answer = checked(file)

    assert code == 0
    assert answer["refused"] is None
    assert [{**one, "message": ""} for one in answer["findings"]] == [
        {
            "sheet": "Personale",
            "row": 2,
            "column": "Sygefraværsdagsværk i alt",
            "rule": "X3",
            "level": "soft",
            "message": "",
        }
    ]


def test_a_hard_finding_is_a_failure(tmp_path: Path) -> None:
    file = kept(tmp_path, workbook(changed("Elever", lambda rows: rows.__delitem__(1))))

    code, answer = checked(file)

    assert code == 1
    assert {one["rule"] for one in answer["findings"] if one["level"] == "hard"} == {"X1"}
    assert {type(one["row"]) for one in answer["findings"]} <= {int, type(None)}


def test_a_refused_file_says_why_and_ends_with_2(tmp_path: Path) -> None:
    code, answer = checked(kept(tmp_path, workbook(changed("Kommune", put(8, 1, "010190-1234")))))

    assert (code, answer["refused"]) == (2, "personal_number")
    assert "1234" not in str(answer)


def test_people_get_a_table(tmp_path: Path) -> None:
    file = kept(tmp_path, workbook(changed("Personale", put(3, 2, "mange"))))

    result = CliRunner().invoke(app, ["dataset", "check", str(file)])

    assert result.exit_code == 1
    assert "75 rows, 1 hard and 0 soft findings." in result.stdout
    assert "Skriv et helt tal uden tekst" in result.stdout


def test_people_are_told_that_a_file_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["dataset", "check", str(kept(tmp_path, b""))])

    assert result.exit_code == 2
    assert result.stderr.endswith("data.xlsx: refused (empty).\n")
    assert "Filen er tom." in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--dataset", "ukendt"),
        ("--programme", SHIPPED, "--dataset", "ukendt"),
        ("--programme", "ukendt"),
        ("--programme", str(EXAMPLES[0].parent / "eksempel_personale_alle.csv")),
        ("--programme", "jobbvinner-ostfold"),
    ],
)
def test_what_the_file_cannot_be_held_against_is_said_and_ends_with_2(words: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, ["dataset", "check", str(EXAMPLES[0]), *words])

    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr != ""
    assert checked(EXAMPLES[0], *words) == (2, {"findings": [], "refused": "unknown_dataset"})


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["dataset", "check", str(tmp_path / "nej.xlsx")]).exit_code == 2


@pytest.mark.parametrize(
    ("code", "source", "rules"),
    [
        ("9999", "KRL/SIRKA", ["unknown_municipality"]),
        ("0101", "KRL/SIRKA", []),
        ("9999", "syntetisk", []),
    ],
)
def test_a_municipality_that_is_in_no_register_is_a_fault_of_real_figures(
    tmp_path: Path, code: str, source: str, rules: list[str]
) -> None:
    cells = changed("Kommune", put(1, 1, code), changed("Kommune", put(4, 1, source)))

    exit_code, answer = checked(kept(tmp_path, workbook(cells)))

    assert (exit_code, [one["rule"] for one in answer["findings"]]) == (len(rules), rules)


def test_the_register_knows_the_municipalities_of_each_country() -> None:
    assert [len(municipality_codes.codes(country)) for country in ("DK", "NO")] == [98, 18]
    assert "0106" in municipality_codes.codes("NO")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A programme that has a dataset of its own, which nothing asks for."""
    sheets = tuple(one for one in FORANALYSE.sheets if one.about is not About.INITIATIVES)
    dataset = FORANALYSE.model_copy(update={"key": "egne_tal", "sheets": sheets})
    told = json.dumps([dataset.model_dump(mode="json")])
    file = tmp_path / "egen.yaml"
    file.write_text(f"{shipped()[SHIPPED].read_text(encoding='utf-8')}\ndatasets: {told}\n", encoding="utf-8")
    return file


def test_a_programmes_own_dataset_is_checked_and_has_a_template(own: Path, tmp_path: Path) -> None:
    out = tmp_path / "egne.xlsx"
    cells = good()
    del cells["Initiativer"]
    file = kept(tmp_path, workbook(cells))

    written = CliRunner().invoke(
        app, ["dataset", "template", str(own), "--dataset", "egne_tal", "--out", str(out)]
    )

    assert written.exit_code == 0
    assert out.read_bytes()[:2] == b"PK"
    assert checked(file, "--programme", own, "--dataset", "egne_tal") == (
        0,
        {"findings": [], "refused": None},
    )
    assert checked(file, "--programme", own)[0] == 1


def test_a_known_dataset_has_a_template_though_the_programme_does_not_ask_for_it(tmp_path: Path) -> None:
    out = tmp_path / "mal.xlsx"

    result = CliRunner().invoke(
        app, ["dataset", "template", "jobbvinner-ostfold", "--dataset", "forundersokelse", "--out", str(out)]
    )

    assert result.exit_code == 0
    assert out.read_bytes() == written(FORUNDERSOKELSE)


def test_the_template_of_a_programme_needs_no_database(tmp_path: Path) -> None:
    out = tmp_path / "skabelon.xlsx"

    result = CliRunner().invoke(app, ["dataset", "template", SHIPPED, "--out", str(out)])

    assert (result.exit_code, result.stdout.startswith(str(out))) == (0, True)
    assert out.read_bytes() == written(FORANALYSE)


def test_a_template_that_cannot_be_written_or_chosen_is_said(tmp_path: Path) -> None:
    nowhere = CliRunner().invoke(
        app, ["dataset", "template", SHIPPED, "--out", str(tmp_path / "a" / "b.xlsx")]
    )
    other = CliRunner().invoke(
        app, ["dataset", "template", SHIPPED, "--dataset", "andet", "--out", str(tmp_path / "b.xlsx")]
    )

    assert (nowhere.exit_code, other.exit_code) == (2, 2)
    assert "foranalyse" in other.stderr


def test_a_municipalitys_template_has_its_code_and_name(
    command: Command, small_vejle_asked: object, tmp_path: Path
) -> None:
    out = tmp_path / "vejle.xlsx"

    result = command("dataset", "template", PROGRAMME, "--municipality", "Vejle", "--out", out)

    assert result.exit_code == 0, result.stderr
    keys = reader.read(out.read_bytes(), "vejle.xlsx", FORANALYSE).rows[0]
    assert keys.sheet is About.MUNICIPALITY
    assert (keys.values["municipality_code"], keys.values["municipality_name"]) == ("0630", "Vejle")

"""Every file of the corpus is met with its own finding or refusal, none with a traceback; none is half kept."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from datasets import reader
from models.datasets.shipped import FORANALYSE
from models.forms.findings import FindingLevel
from tests.support.files.hostile_files import CPR, REFUSED, Sent, corpus

FILES = corpus()
SAMPLE = [one for at, one in enumerate(FILES) if at % 9 == 0]


def test_the_corpus_is_large() -> None:
    assert len(FILES) >= 60
    assert len([one for one in FILES if one.rule == "personal_number"]) >= 9


@pytest.mark.parametrize("sent", FILES, ids=lambda one: one.name)
def test_each_file_is_met_with_its_finding_or_refusal(sent: Sent) -> None:
    content = sent.make()
    began = time.monotonic()

    reading = reader.read(content, sent.filename, FORANALYSE)

    took = time.monotonic() - began
    rules = [one.rule for one in reading.findings]
    assert reading.refused == (sent.rule in REFUSED), rules
    assert (sent.rule in rules) if sent.rule else not reading.hard, reading.findings
    assert reading.may_be_kept is not reading.refused
    assert len(reading.findings) <= reader.MOST_FINDINGS
    assert took < 5, "even the worst file is not waited for"
    if reading.refused:
        assert reading.rows == ()
    if sent.rule == "personal_number":
        assert not {CPR, CPR.replace("-", ""), "90-1234"} & set(str(reading).split())
        assert CPR[-4:] not in str(reading)


@pytest.mark.parametrize("sent", SAMPLE, ids=lambda one: one.name)
def test_the_command_answers_with_its_exit_code_and_no_traceback(sent: Sent, tmp_path: Path) -> None:
    file = tmp_path / sent.filename
    file.write_bytes(sent.make())

    done = subprocess.run(
        [sys.executable, "-m", "cli.app", "dataset", "check", str(file), "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    answer = json.loads(done.stdout)
    hard = [one for one in answer["findings"] if one["level"] == FindingLevel.HARD]
    assert done.stderr == ""
    assert done.returncode == (2 if answer["refused"] else 1 if hard else 0)
    assert answer["refused"] == (sent.rule if sent.rule in REFUSED else None)
    assert {frozenset(one) for one in answer["findings"]} <= {
        frozenset({"sheet", "row", "column", "rule", "level", "message"})
    }

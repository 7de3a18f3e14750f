"""What a process and its children cost is read from the kernel."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bench import processes

BUSY = """
import subprocess, sys, time
subprocess.run([sys.executable, "-c", "import time\\nwhile time.process_time() < 0.3: pass"])
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
print(child.pid, flush=True)
input()
child.communicate()
"""


@pytest.fixture
def busy() -> Iterator[tuple[int, int]]:
    """A process whose first child has worked and ended, and its second child, which waits."""
    parent = subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    yield parent.pid, int(parent.stdout.readline())
    parent.communicate("\n")


def test_a_tree_holds_the_process_and_its_living_children(busy: tuple[int, int]) -> None:
    parent, child = busy

    assert processes.tree(parent) == [parent, child]
    assert parent in processes.tree(os.getpid())


def test_the_seconds_of_a_child_that_has_ended_are_its_parents(busy: tuple[int, int]) -> None:
    parent, child = busy

    assert processes.cpu_seconds([parent]) >= 0.3
    assert processes.cpu_seconds([child]) < 0.3


def test_memory_is_counted_with_shared_pages_shared_or_counted_for_each(busy: tuple[int, int]) -> None:
    held = processes.memory(busy)

    assert 0 < held.pss <= held.rss < 1000


def test_a_process_that_is_gone_costs_nothing() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert processes.cpu_seconds([gone.pid]) == 0
    assert processes.memory([gone.pid]) == processes.Memory(0, 0)
    assert processes.command(gone.pid) == ""

"""The memory of a running process compared with rules, on processes of our own."""

import dataclasses
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yara

from toolkit.live import process_memory
from toolkit.records import Outcome
from toolkit.scan.known import load
from toolkit.scan.rules import signatures

MARK = "trousse-memory-mark-7c11"
# The mark is made at run time: neither the words of the command nor the source hold it.
HOLDER = (
    "import sys; kept = ''.join(map(chr, {codes})).encode() * 3; print('ready', flush=True); sys.stdin.read()"
)


@pytest.fixture
def holder() -> Iterator[int]:
    code = HOLDER.format(codes=[ord(letter) for letter in MARK])
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        yield process.pid
        process.stdin.close()


@pytest.fixture(scope="module")
def known() -> signatures.Signatures:
    rule = f'rule Mark {{ strings: $a = "{MARK}" condition: $a }}'
    return dataclasses.replace(load().signatures, rules=yara.compile(source=rule))


def test_a_mark_in_memory_is_found(holder: int, known: signatures.Signatures) -> None:
    found = process_memory.look(known, [holder])
    if found.outcome == Outcome.FAILED and found.detail in {"denied", "needs_elevation"}:
        pytest.skip("this machine lets no process read another")
    (row,) = found.rows
    assert (row["pid"], row["rules"]) == (holder, ["Mark"])


def test_nothing_found_is_absent(holder: int, known: signatures.Signatures) -> None:
    nothing = dataclasses.replace(
        known, rules=yara.compile(source='rule No { strings: $a = "q\\x00z\\x01w\\x02!" condition: $a }')
    )
    found = process_memory.look(nothing, [holder])
    assert not found.rows
    assert found.outcome in {Outcome.ABSENT, Outcome.FAILED}


def test_a_process_that_cannot_be_read_is_said(
    holder: int, known: signatures.Signatures, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing:
        def match(self, **_: object) -> list[object]:
            raise yara.Error("could not attach to process")

    found = process_memory.look(dataclasses.replace(known, rules=Refusing()), [holder])
    assert (found.outcome, found.detail) == (Outcome.FAILED, found.unread[0]["why"])
    assert found.detail in {"denied", "needs_elevation"}
    monkeypatch.setattr(process_memory, "TOTAL", -1.0)
    assert process_memory.look(known, [holder]).detail == "memory_budget"


def test_our_own_processes_are_left_out(
    known: signatures.Signatures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_memory.psutil, "pids", lambda: [process_memory.os.getpid()])
    assert process_memory.look(known).outcome == Outcome.ABSENT

"""The second look: what programs built here are able to do, with what they were made, who signed them."""

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pefile
import pytest

from tests.scan.programs.test_programs import PAGE, RSRC, Part, import_table, ordinary, program
from toolkit.records import plain
from toolkit.scan.content import Content
from toolkit.scan.programs import abilities, closer, facts, makers
from toolkit.scan.programs.authenticode import verify

BUILT = Path(__file__).resolve().parents[2] / "build" / "windows" / "python"
LOCKER = {
    "ADVAPI32.dll": ["CryptEncrypt", "CryptGenKey", "OpenSCManagerW", "ControlService"],
    "KERNEL32.dll": ["CreateToolhelp32Snapshot", "Process32FirstW", "TerminateProcess"],
    "RSTRTMGR.dll": ["RmStartSession", "RmShutdown"],
    "MPR.dll": ["WNetOpenEnumW"],
}


def locker(text: bytes = b"") -> bytes:
    table = import_table(2 * PAGE, dict(LOCKER))
    parts = (Part(b".text", b"\xc3" + bytes(range(200)) * 4), Part(b".rdata", table, RSRC))
    return program(*parts, Part(b".data", text.ljust(64, b"\0"), RSRC), tables={1: (2 * PAGE, 60)})


def looked(data: bytes) -> dict[str, Any]:
    content = Content.of(data)
    found = facts(content)
    assert found is not None
    return dict(closer.look(content, found))


def test_functions_say_what_a_program_is_able_to_do() -> None:
    found = looked(locker())
    assert set(found["abilities"]) == {
        "encrypts", "makes_keys", "services", "ends_programs", "frees_files", "network_shares",
    }  # fmt: skip
    assert looked(ordinary())["abilities"] == []


def test_one_function_of_several_is_no_ability() -> None:
    assert abilities.of_functions(["advapi32.openscmanagerw"]) == []
    assert abilities.of_functions(["advapi32.openscmanagerw", "advapi32.deleteservice"]) == ["services"]


# The words are joined here so that this file holds no command.
COMMAND = " ".join(("vss" + "admin.exe", "Delete", "Shadows", "/all", "/quiet"))


@pytest.mark.parametrize("before", [b"", b"\0"])
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le"])
def test_commands_inside_a_program_are_told(before: bytes, encoding: str) -> None:
    assert looked(locker(before + COMMAND.encode(encoding)))["asks_for"] == ["recovery_removal"]


def test_words_of_several_texts_are_no_command() -> None:
    assert looked(locker(COMMAND.encode().replace(b" ", b"\0")))["asks_for"] == []


@pytest.mark.parametrize("written", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("encoding", ["ascii", "utf-16-le"])
def test_a_command_is_told_however_it_is_written(written: Callable[[str], str], encoding: str) -> None:
    text = b"\x90" * 77 + written(COMMAND).encode(encoding)
    assert looked(locker(text))["asks_for"] == ["recovery_removal"]


def test_a_program_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = Content.of(locker(COMMAND.encode()))
    found = facts(content)
    assert found is not None
    apart = closer.look(Content.of(locker(COMMAND.encode())), found, 0)
    monkeypatch.setattr(pefile, "PE", None)  # a second parse would fail
    assert closer.look(content, found, 0) == apart
    assert "closer" not in apart


def test_hashes_are_those_of_all_bytes() -> None:
    data = locker()
    found = looked(data)
    assert found["md5"] == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert found["sha1"] == hashlib.sha1(data, usedforsecurity=False).hexdigest()
    assert (found["signed"], found["signature"]) == ("absent", {"signed": "absent"})


@pytest.mark.parametrize(
    ("sections", "data", "overlay", "code"),
    [
        (["UPX0", "UPX1"], b"MZ", 0, "upx"),
        ([".text", ".vmp0"], b"MZ", 0, "vmprotect"),
        ([".text"], b"MZ" + bytes(3000) + b"\xef\xbe\xad\xdeNullsoftInst", 60, "nsis"),
        ([".text"], b"MZ" + bytes(90_000) + b"MEI\x0c\x0b\x0a\x0b\x0e" + bytes(80), 95_000, "pyinstaller"),
        ([".text"], b"MZ Go build ID: x", 0, "go"),
    ],
)
def test_makers_leave_their_marks(sections: list[str], data: bytes, overlay: int, code: str) -> None:
    assert makers.made_with(sections, data, overlay, dotnet=False) == [code]


def test_who_deserves_a_second_look() -> None:
    found = facts(Content.of(ordinary()))
    assert not closer.deserves(found, (), (), ())
    assert closer.deserves(found, ("Rule",), (), ())
    assert closer.deserves(found, (), (), ("in_temporary_folder",))
    assert not closer.deserves(None, ("Rule",), (), ())
    packed = facts(Content.of(program(Part(b".text", b"\xc3" * 40, 0xE000_0020))))
    assert closer.deserves(packed, (), (), ())


def test_a_program_without_a_whole_header_is_hashed() -> None:
    found = closer.look(Content.of(b"MZ"), {"format": "pe", "failed": "bad_header"})
    assert found["closer"] == "bad_header"
    assert found["md5"] == hashlib.md5(b"MZ", usedforsecurity=False).hexdigest()


def test_a_program_too_large_to_hash_thrice_says_so() -> None:
    content = Content(io.BytesIO(b""), 1 << 40)
    assert closer.look(content, {"format": "pe"}) == {"format": "pe", "closer": "too_large"}


def test_the_facts_stay_small() -> None:
    assert len(str(plain(looked(locker(COMMAND.encode() * 1000))))) < 20_000


@pytest.mark.skipif(
    not BUILT.is_dir() or shutil.which("osslsigncode") is None,
    reason="signed programs are there once `make dist-windows` has run, and osslsigncode judges them",
)
def test_an_outside_judge_agrees_on_real_signatures() -> None:
    files = sorted(path for path in BUILT.glob("*.*") if path.suffix in {".dll", ".exe", ".pyd"})
    assert files
    for path in files:
        run = subprocess.run(["osslsigncode", "verify", str(path)], capture_output=True, check=False)
        said = (run.stdout + run.stderr).decode()
        present = "No signature found" not in said
        found = verify(Content.of(path.read_bytes()))
        assert (found["signed"] != "absent") == present, path.name
        if present:
            assert (found["signed"], "MISMATCH" in said) == ("valid", False), path.name
            assert found["signer"] in said, path.name

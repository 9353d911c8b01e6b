"""The place of the program decides whether it runs from a stick; the stick decides what is said of it."""

import io
from pathlib import Path

import pytest

from tests.host.booted_machine import HASH
from tests.stick.builder import place, programs, stick
from toolkit.booted import Booted
from toolkit.commands import start
from toolkit.commands.screen import Screen
from toolkit.custody.case import Case
from toolkit.errors import SignatureRefusal
from toolkit.stick import MANIFEST, own
from toolkit.stick.check import Stick
from toolkit.texts import LANGUAGES, Speech


@pytest.fixture
def program(tmp_path: Path) -> Path:
    stick(tmp_path)
    return place(tmp_path) / "programs" / "windows" / "trousse.exe"


def heard(language: str = "fr") -> tuple[Screen, io.StringIO]:
    screen, words = Screen(Speech(language)), io.StringIO()
    screen.err.file = words
    return screen, words


def test_a_checkout_and_a_plain_folder_are_no_stick(tmp_path: Path) -> None:
    assert (own.state().stick, own.state().program) == (Stick.NONE, "checkout")
    found = programs(tmp_path)
    state = own.state(found["windows"] / "trousse.exe")
    assert (state.stick, state.program) == (Stick.NONE, "folder")


def test_the_stick_we_run_from_is_checked_whole(program: Path) -> None:
    state = own.state(program)
    assert (state.stick, state.program, state.grave) == (Stick.WHOLE, "stick", 0)
    root = program.parents[2]
    (root / "programs" / "linux" / "trousse").unlink()
    assert own.state(program).names["missing"] == ("programs/linux/trousse",)


def test_removing_the_list_does_not_end_the_check(program: Path) -> None:
    (program.parents[2] / MANIFEST).unlink()
    state = own.state(program)
    assert (state.stick, state.program, state.faults) == (Stick.DAMAGED, "stick", ("manifest_missing",))


def test_a_program_file_is_not_hidden_behind_other_names(program: Path) -> None:
    for number in range(30):
        (program.parents[2] / f"IMG_{number:02}.jpg").write_bytes(b"")
    (program.parent / "version.dll").write_bytes(b"MZ")
    assert "programs/windows/version.dll" in own.state(program).names["extra"]


def test_names_are_few_and_counts_are_not(program: Path) -> None:
    for number in range(30):
        (program.parent / f"{number:02}.dll").write_bytes(b"MZ")
    state = own.state(program)
    assert (len(state.names["extra"]), state.counts["extra"], state.grave) == (20, 30, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_stick_is_said_in_one_line(program: Path, language: str) -> None:
    screen, words = heard(language)
    state = own.state(program)
    start.announce(state, screen)
    first = words.getvalue().splitlines()[0]
    assert f" {state.files} " in first
    assert "SHA256:" in first


def test_a_difference_outside_the_programs_is_a_warning(program: Path) -> None:
    (program.parents[2] / "photo.jpg").write_bytes(b"mine")
    screen, words = heard()
    start.announce(own.state(program), screen)
    assert "photo.jpg" in words.getvalue()


@pytest.mark.parametrize("how", ["changed", "missing", "extra", "list"])
def test_a_damaged_program_is_refused_by_name(program: Path, how: str) -> None:
    name = {"extra": "version.dll", "list": MANIFEST}.get(how, "trousse.exe")
    if how == "missing":
        program.unlink()
    elif how == "list":
        (program.parents[2] / MANIFEST).write_bytes(b"")
    else:
        (program.parent / name).write_bytes(b"MZ")
    screen, words = heard()
    with pytest.raises(SignatureRefusal) as refused:
        start.announce(own.state(program), screen)
    code = "antivirus_stopped_us" if how == "missing" else "stick_damaged"
    assert (refused.value.code, refused.value.status) == (code, 5)
    screen.refuse(refused.value)
    if how != "list":
        assert f"programs/windows/{name}" in words.getvalue()


def test_nothing_is_said_in_a_checkout_and_a_word_in_a_plain_folder(tmp_path: Path) -> None:
    screen, words = heard()
    assert start.stick(screen)["stick"] == "none"
    assert words.getvalue() == ""
    start.announce(own.state(programs(tmp_path)["linux"] / "trousse"), screen)
    assert words.getvalue() == Speech("fr").say("stick.none") + "\n"


def test_the_custody_log_takes_the_facts(program: Path, tmp_path: Path) -> None:
    (program.parent / "version.dll").write_bytes(b"MZ")
    facts = start.facts(own.state(program))
    with Case.create(
        tmp_path / "case", source={"label": "x", "kind": "folder", "size": 0}, language="fr"
    ) as case:
        case.note("stick.checked", **facts)
        case.note("stick.checked", **start.facts(own.state()))
        assert case.marks["stick.checked"]["stick"] == "none"
    assert (facts["stick"], facts["extra"], facts["grave"]) == ("damaged", 1, 1)
    assert not any("/" in str(value) for key, value in facts.items() if key != "fingerprint")


def test_on_a_machine_started_from_the_stick_its_root_vouches_for_the_program(tmp_path: Path) -> None:
    screen, words = heard()
    boot = Booted("/dev/sdb", "/dev/sdb4", HASH, "ram", "whole", 1)
    facts = start.started(boot, tmp_path / "trousse", screen, tmp_path)
    assert (facts["stick"], facts["program"], facts["root_hash"]) == ("none", "booted", None)
    assert "rien n'atteste" in " ".join(words.getvalue().split())

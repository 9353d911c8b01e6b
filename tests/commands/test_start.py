"""A command imports what it needs and nothing heavy beside; every name of the tables leads to a function."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

HEAVY = {
    "Cryptodome", "mnemonic", "pyrage", "pyzipper", "rfc3161_client", "segno", "typst",
    "cryptography", "jinja2", "numpy", "pefile", "plyer", "psutil", "pyregf", "pytsk3", "pyvshadow", "yara",
    "rich.markdown", "rich.progress", "typer.rich_utils",
}  # fmt: skip
PAPERS = {"jinja2", "segno", "typst"}  # what only a paper is made with
CLOSED = {"Cryptodome", "mnemonic", "pyrage", "pyzipper"}  # what only a closed annex is made or opened with
_LISTED = """
import atexit, sys
from toolkit.__main__ import main
atexit.register(lambda: print("modules:", *sys.modules, file=sys.stderr))
main()
"""
HELP = {"rich.markdown", "rich.progress", "typer.rich_utils"}


def imported(*arguments: object) -> set[str]:
    """Return the names of the modules a run of the program imports."""
    command = [sys.executable, "-c", _LISTED, *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
    return set(run.stderr.rpartition("modules: ")[2].split())


# typer still asks click for names that the next click will not have.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_name_of_the_tables_leads_to_a_function() -> None:
    from toolkit import cli

    inner = {f"{group} {name}": place for group, names in cli.GROUPS.items() for name, place in names.items()}
    places = {**cli.COMMANDS, **inner}
    assert cli.STATUSES.keys() == places.keys()
    for place in places.values():
        module, _, function = place.partition(":")
        assert module.startswith("toolkit.commands.")
        assert callable(getattr(import_module(module), function)), place


def test_the_version_needs_next_to_nothing() -> None:
    found = imported("--version")
    assert not found & (HEAVY | {"click", "rich", "typer", "tomllib", "toolkit.cli", "toolkit.texts"})


@pytest.mark.parametrize("arguments", [["--help"], ["backup", "--help"], ["signatures"], ["nonsense"]])
def test_a_list_of_commands_imports_none_of_them(arguments: list[str]) -> None:
    found = imported(*arguments)
    assert not found & (HEAVY - HELP)
    assert {name for name in found if name.startswith("toolkit.commands.")} == {
        "toolkit.commands.language", "toolkit.commands.listed", "toolkit.commands.screen",
        "toolkit.commands.followed", "toolkit.commands.walk",
    }  # fmt: skip
    assert "toolkit.texts" in found


@pytest.mark.parametrize("arguments", [["nonsense"], ["--nonsense"], ["backup", "nonsense"]])
def test_a_mistake_is_told_without_the_help_screen(arguments: list[str]) -> None:
    assert not imported(*arguments) & HEAVY


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        # Drives are read by the same package that reads images.
        (["drives"], {"pytsk3", "psutil"} if sys.platform == "win32" else {"pytsk3"}),
        # A time stamp beside the archive is looked at by the same library.
        (["verify", "nowhere.zip"], {"cryptography", "rfc3161_client"}),
        (["timestamp", "request", "nowhere.zip"], {"cryptography", "rfc3161_client"}),
        (["key", "show", "nowhere.pub"], {"cryptography"}),
        # Its passphrase may have to be asked for: what reads the annex says so.
        (["annex", "check", "nowhere.zip"], {"cryptography", "pytsk3", *CLOSED}),
        (["signatures", "check"], {"yara"}),
        (["signatures", "list"], {"yara"}),
        (["identify", __file__], {"numpy", "yara"}),
    ],
)
def test_a_command_imports_what_it_needs(arguments: list[str], needed: set[str]) -> None:
    found = imported(*arguments)
    assert f"toolkit.commands.{arguments[0]}" in found
    assert found & HEAVY <= needed


@pytest.mark.parametrize("arguments", [["scan", "nowhere"], ["verify", "nowhere.zip"], ["stick", "check"]])
def test_what_makes_papers_is_not_loaded_for_nothing(arguments: list[str]) -> None:
    assert not imported(*arguments) & (PAPERS | CLOSED)


@pytest.mark.parametrize("command", ["deadlines", "custody show", "answers", "names", "report"])
def test_what_asks_a_case_makes_no_paper(command: str) -> None:
    assert not imported(*command.split(), "--case", "nowhere") & (PAPERS | CLOSED)


def test_an_examination_waits_with_what_only_some_files_need(tmp_path: Path) -> None:
    found = imported("examine", tmp_path / "nowhere", "--case", tmp_path / "case")
    assert not found & ({"numpy", "pefile", "pyregf", "pyvshadow"} | HELP | {"segno"})


def asked(*words: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "toolkit", "--lang", "en", *map(str, words)]
    environment = {**os.environ, "PYTHONUTF8": "1", **variables}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, env=environment, timeout=120
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe shows who opens it")
@pytest.mark.parametrize("words", [["signatures", "check"], ["verify", "nothing.zip"]])
def test_openssl_reads_no_settings_of_the_machine(tmp_path: Path, words: list[str]) -> None:
    # Settings may name a library to load. Whoever opened this pipe would wait for ever.
    os.mkfifo(tmp_path / "openssl.cnf")
    run = asked(*words, OPENSSL_CONF=str(tmp_path / "openssl.cnf"))
    assert run.returncode in {0, 3}, run.stderr


def test_no_variable_turns_a_command_into_a_completion() -> None:
    assert asked("verify", "nothing.zip", _TROUSSE_COMPLETE="x").returncode == 3
    assert asked("verify", "nothing.zip", _TROUSSE_COMPLETE="bash_source").returncode == 3


def test_paris_is_where_we_say_it_is(tmp_path: Path) -> None:
    from importlib.resources import files

    (tmp_path / "Europe").mkdir()
    tokyo = files("tzdata.zoneinfo.Asia").joinpath("Tokyo").read_bytes()
    (tmp_path / "Europe" / "Paris").write_bytes(tokyo)
    code = "from toolkit.texts import Speech, forms; print(forms.moment(Speech('en'), 10**18))"
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, env=environment
    )
    assert "03:46:40, Paris time (2001-09-09 01:46:40 UTC)" in run.stdout

"""The key of the tokens is whole and is that of its case, and a folder of a case is a folder."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal

from .builder import acts, open_case

KEY = "private/pseudonym.key"


def why(act: Callable[[], object]) -> object:
    with pytest.raises(CaseRefusal) as refused:
        act()
    assert refused.value.code == "case_damaged"
    return refused.value.facts["why"]


@pytest.mark.parametrize("written", [b"", b"00", b"zz" * 32, b"00" * 31, b"00" * 33, b"\xff" * 64])
def test_a_key_that_hides_nothing_is_refused(case: Case, written: bytes) -> None:
    (case.folder / KEY).write_bytes(written)
    assert why(lambda: case.pseudonym_key) == "tokens_unreadable"


def test_another_key_or_none_is_refused(case: Case) -> None:
    whole = (case.folder / KEY).read_bytes()
    (case.folder / KEY).write_text(secrets.token_hex(32))
    assert why(lambda: case.pseudonym_key) == "tokens_other"
    assert why(lambda: Case.read(case.folder).pseudonym_key) == "tokens_other"
    (case.folder / KEY).unlink()
    assert why(lambda: case.pseudonym_key) == "tokens_missing"
    (case.folder / KEY).write_bytes(whole + b"\r\n")
    assert case.pseudonym_key == bytes(range(100, 132))


def test_the_log_of_an_older_tool_says_nothing_of_that_key(case: Case) -> None:
    from .dossier.test_verify import relinked

    case.close()
    log = acts((case.folder / "custody.jsonl").read_bytes())
    said = {name: value for name, value in log[0].facts.items() if name != "tokens"}
    assert len(said) < len(log[0].facts)
    older = type(log[0])(1, log[0].at, log[0].local, log[0].who, log[0].act, said, "", "")
    (case.folder / "custody.jsonl").write_bytes(relinked([older]))
    (case.folder / KEY).write_text("ab" * 32)
    assert Case.read(case.folder).pseudonym_key == b"\xab" * 32


@pytest.mark.parametrize("name", ["records", "exhibits", "private", "report"])
def test_a_file_in_the_place_of_a_folder_is_damage(tmp_path: Path, name: str) -> None:
    open_case(tmp_path / "case").close()
    (tmp_path / "case" / name).rename(tmp_path / "away")
    (tmp_path / "case" / name).touch()
    assert why(lambda: Case.resume(tmp_path / "case")) == "folder_replaced"

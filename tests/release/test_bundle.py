import subprocess
from pathlib import Path

import pytest

from release import Refused, bundle, figures, wine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "trousse"
    (folder / "_internal").mkdir(parents=True)
    (folder / "trousse").write_bytes(b"program")
    (folder / "_internal" / "libone.so").write_bytes(b"library")
    (folder / "libone.so").symlink_to("_internal/libone.so")
    return folder


def test_a_clean_folder_passes(folder: Path) -> None:
    bundle.check(folder)
    assert figures.weight(folder) == (14 / 1e6, 2)


def test_the_stand_in_is_never_shipped_under_any_name(folder: Path, tmp_path: Path) -> None:
    stand_in = tmp_path / "made.dll"
    stand_in.write_bytes(b"stand-in")
    bundle.check(folder, stand_in)
    (folder / "_internal" / "innocent.dll").write_bytes(b"stand-in")
    with pytest.raises(Refused, match="stand-in"):
        bundle.check(folder, stand_in)


@pytest.mark.parametrize("name", ["bcryptprimitives.dll", "BcryptPrimitives.DLL", "ntdll.dll", "python.cat"])
def test_files_of_the_build_machine_are_refused(folder: Path, name: str) -> None:
    (folder / "_internal" / name).write_bytes(b"x")
    with pytest.raises(Refused, match="must not be shipped"):
        bundle.check(folder)


def test_a_link_that_leads_outside_is_refused(folder: Path) -> None:
    (folder / "libother.so").symlink_to("/usr/lib/libother.so")
    with pytest.raises(Refused, match="leads outside"):
        bundle.check(folder)


def test_a_copy_of_the_commit_leaves_out_what_was_not_committed(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    git = ["git", "-C", str(repository), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    (repository / "kept.txt").write_text("committed")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True)
    (repository / "kept.txt").write_text("changed since")
    (repository / "new.txt").write_text("never committed")
    committed = bundle.source_of(repository, tmp_path / "commit", as_it_stands=False)
    assert {path.name: path.read_text() for path in committed.iterdir()} == {"kept.txt": "committed"}
    standing = bundle.source_of(repository, tmp_path / "standing", as_it_stands=True)
    assert sorted(path.name for path in standing.iterdir()) == ["kept.txt", "new.txt"]
    assert bundle.committed(repository) > 1_600_000_000


def test_no_setting_of_the_user_enters_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    environment = bundle.environment(tmp_path)
    assert "PYTHONPATH" not in environment
    assert (environment["SOURCE_DATE_EPOCH"], environment["PYTHONHASHSEED"]) == ("12345", "0")


def test_names_for_windows(tmp_path: Path) -> None:
    assert wine.path(Path("/srv/a b/é")) == "Z:\\srv\\a b\\é"

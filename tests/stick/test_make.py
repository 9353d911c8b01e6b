"""A stick is laid out whole or refused, read back, signed last, and renewed without touching a stranger."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.stick.builder import FILES, KEY, booting, place, programs, stick
from toolkit import own_files
from toolkit.custody import keys
from toolkit.errors import OutputRefusal, SourceRefusal
from toolkit.stick import DOCUMENTS, MANIFEST, SIGNATURE, check, own, plan
from toolkit.stick.check import Stick
from toolkit.stick.make import make, signer

posix = pytest.mark.skipif(os.name != "posix", reason="makes links and permissions of POSIX")


def test_a_stick_holds_the_programs_and_the_files_beside_them(tmp_path: Path) -> None:
    made = stick(tmp_path)
    root = place(tmp_path)
    for system, files in FILES.items():
        for name, content in files.items():
            assert (root / "programs" / system / name).read_bytes() == content
    assert {path.name for path in root.iterdir()} == {
        "programs", "LISEZ-MOI.txt", "README.txt", "TROUSSE-Windows.cmd", "trousse-linux.sh",
        "allowed_signers", MANIFEST, SIGNATURE,
    }  # fmt: skip
    assert (made.systems, made.state.stick) == (("windows", "linux"), Stick.WHOLE)
    assert made.fingerprint == keys.fingerprint(keys.public_raw(KEY))


def test_a_stick_that_boots_holds_its_documents_and_is_whole_with_them(tmp_path: Path) -> None:
    made = booting(tmp_path)
    assert made.state.stick is Stick.WHOLE
    root = place(tmp_path)
    for name in DOCUMENTS.values():
        content = (root / name).read_bytes()
        # As any editor of Windows opens it.
        assert content.decode("utf-8-sig").replace("\r\n", "\n") == (own_files.root() / name).read_text(
            "utf-8"
        )
        assert content.startswith(b"\xef\xbb\xbf")
        assert f"  {name}\n" in (root / MANIFEST).read_text("ascii")
    first = root / DOCUMENTS["fr"]
    first.write_bytes(first.read_bytes() + b" ")
    (root / "docs" / "other.md").write_bytes(b"")
    state = check.check(root)
    assert (state.names["changed"], state.names["extra"]) == ((DOCUMENTS["fr"],), ("docs/other.md",))
    assert state.grave == 0


def test_documents_that_are_not_there_are_refused_before_anything_is_laid(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist", "windows")
    with pytest.raises(SourceRefusal, match="source_missing"):
        make(tmp_path / "stick", found, KEY, documents=tmp_path)
    assert not (tmp_path / "stick").exists()


@posix
def test_programs_of_linux_stay_executable(tmp_path: Path) -> None:
    stick(tmp_path)
    for name in ("programs/linux/trousse", "trousse-linux.sh"):
        assert os.access(place(tmp_path) / name, os.X_OK)
    assert not (place(tmp_path) / "README.txt").stat().st_mode & 0o111


@pytest.mark.parametrize("tool", ["ssh-keygen", "sha256sum"])
def test_tools_that_are_not_ours_agree(tmp_path: Path, tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed here")
    stick(tmp_path)
    words = {
        "sha256sum": ["-c", "--strict", "--quiet", MANIFEST],
        "ssh-keygen": ["-Y", "verify", "-f", "allowed_signers", "-I", "trousse", "-n", "trousse-stick",
                       "-s", SIGNATURE],
    }  # fmt: skip
    for changed, status in ((False, 0), (True, 1)):
        if changed:
            name = MANIFEST if tool == "ssh-keygen" else "README.txt"
            (place(tmp_path) / name).write_bytes((place(tmp_path) / name).read_bytes() + b" ")
        with (place(tmp_path) / MANIFEST).open("rb") as listed:
            run = subprocess.run(
                [tool, *words[tool]], cwd=place(tmp_path), stdin=listed, capture_output=True, check=False
            )
        assert bool(run.returncode) == bool(status), run.stderr


def test_a_stick_makes_a_stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stick(tmp_path)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(place(tmp_path) / "programs" / "linux" / "trousse"))
    assert own.state().stick is Stick.WHOLE
    second = make(tmp_path / "second", plan.programs(None, None), Ed25519PrivateKey.generate())
    assert second.systems == ("windows", "linux")
    for name in ("programs/windows/trousse.exe", "README.txt"):
        assert (tmp_path / "second" / name).read_bytes() == (place(tmp_path) / name).read_bytes()
    assert check.check(tmp_path / "second", fingerprint=second.fingerprint).stick is Stick.WHOLE
    with pytest.raises(OutputRefusal, match="stick_onto_itself"):
        make(place(tmp_path), plan.programs(None, None), KEY, again=True)


def test_a_program_folder_outside_a_stick_gives_its_own_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = programs(tmp_path / "dist")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(found["windows"] / "trousse.exe"))
    assert plan.programs(None, None) == {"windows": found["windows"].resolve()}


def test_one_system_is_enough_and_none_is_refused(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist", "windows")
    made = make(tmp_path / "stick", plan.programs(found["windows"], None), KEY)
    assert made.systems == ("windows",)
    assert not (tmp_path / "stick" / "programs" / "linux").exists()
    with pytest.raises(SourceRefusal, match="stick_no_program"):
        plan.programs(None, tmp_path / "dist" / "windows")


def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist")
    target = tmp_path / "stick"
    target.mkdir()
    (target / "photo.jpg").write_bytes(b"mine")
    for again in (False, True):
        with pytest.raises(OutputRefusal, match="stick_not_empty"):
            make(target, found, KEY, again=again)
    assert [path.name for path in target.iterdir()] == ["photo.jpg"]


def test_what_a_system_and_the_technician_keep_on_a_stick_is_no_obstacle(tmp_path: Path) -> None:
    for name in ("System Volume Information", "cases/one"):
        (place(tmp_path) / name).mkdir(parents=True)
    assert stick(tmp_path).state.cases == 1
    with pytest.raises(OutputRefusal, match="stick_not_empty"):
        stick(tmp_path)
    again = make(place(tmp_path), programs(tmp_path / "dist"), KEY, again=True)
    assert (again.state.stick, again.state.cases) == (Stick.WHOLE, 1)


def test_a_stick_is_renewed_without_leaving_anything_of_the_former(tmp_path: Path) -> None:
    stick(tmp_path)
    shutil.rmtree(tmp_path / "dist")
    (place(tmp_path) / "programs/windows/trousse.exe").write_bytes(b"damaged")
    (place(tmp_path) / "README.txt").unlink()
    (place(tmp_path) / "README.txt.part").write_bytes(b"cut short")
    made = make(place(tmp_path), programs(tmp_path / "dist", "linux"), KEY, again=True)
    assert (made.state.stick, made.systems) == (Stick.WHOLE, ("linux",))
    assert not (place(tmp_path) / "programs" / "windows").exists()


@pytest.mark.parametrize("name", ["photo.jpg", "programs/windows/mine.dll"])
def test_a_strangers_file_keeps_a_stick_from_being_renewed(tmp_path: Path, name: str) -> None:
    stick(tmp_path)
    (place(tmp_path) / name).write_bytes(b"mine")
    before = {path: path.read_bytes() for path in place(tmp_path).rglob("*") if path.is_file()}
    with pytest.raises(OutputRefusal, match="stick_extra"):
        make(place(tmp_path), programs(tmp_path / "dist"), KEY, again=True)
    assert {path: path.read_bytes() for path in place(tmp_path).rglob("*") if path.is_file()} == before


def test_a_hostile_list_removes_nothing_outside(tmp_path: Path) -> None:
    stick(tmp_path)
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (place(tmp_path) / MANIFEST).write_text("0" * 64 + "  programs/linux/../../../victim\n", encoding="ascii")
    with pytest.raises(OutputRefusal, match="stick_not_empty"):
        make(place(tmp_path), programs(tmp_path / "dist"), KEY, again=True)
    assert victim.read_bytes() == b"mine"


@posix
def test_a_linked_folder_of_a_stick_leads_no_writing_outside(tmp_path: Path) -> None:
    stick(tmp_path)
    outside = tmp_path / "outside"
    (place(tmp_path) / "programs" / "linux").rename(outside)
    (place(tmp_path) / "programs" / "linux").symlink_to(outside)
    with pytest.raises(OutputRefusal):
        make(place(tmp_path), programs(tmp_path / "dist"), KEY, again=True)
    assert (outside / "trousse").exists()


def test_a_making_cut_short_is_no_stick_and_can_be_taken_up(tmp_path: Path) -> None:
    def cut(count: int) -> None:
        raise KeyboardInterrupt

    found = programs(tmp_path / "dist")
    with pytest.raises(KeyboardInterrupt):
        make(place(tmp_path), found, KEY, heard=cut)
    state = check.check(place(tmp_path))
    assert (state.stick, state.faults) == (Stick.DAMAGED, ("signature_missing",))
    assert make(place(tmp_path), found, KEY, again=True).state.stick is Stick.WHOLE


def test_a_making_killed_before_its_list_had_its_name_can_be_taken_up(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist")
    (place(tmp_path) / "cases").mkdir(parents=True)
    part = place(tmp_path) / f"{MANIFEST}.part"
    part.write_bytes(b"0123")
    with pytest.raises(OutputRefusal, match="stick_not_empty"):
        make(place(tmp_path), found, KEY)
    (place(tmp_path) / "photo.jpg").write_bytes(b"mine")
    with pytest.raises(OutputRefusal, match="stick_not_empty"):
        make(place(tmp_path), found, KEY, again=True)
    assert part.read_bytes() == b"0123"
    (place(tmp_path) / "photo.jpg").unlink()
    assert make(place(tmp_path), found, KEY, again=True).state.stick is Stick.WHOLE
    assert not part.exists()


@posix
def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist", "linux")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for target in (loop, loop / "stick"):
        with pytest.raises(OutputRefusal, match="output_failed"):
            make(target, found, KEY)
    with pytest.raises(SourceRefusal, match="stick_no_program"):
        plan.programs(None, loop)


@posix
def test_links_inside_a_program_become_files_and_others_are_refused(tmp_path: Path) -> None:
    found = programs(tmp_path / "dist", "linux")
    (found["linux"] / "_internal" / "libz.so").symlink_to("libstdc++.so.6")
    make(tmp_path / "stick", found, KEY)
    copied = tmp_path / "stick/programs/linux/_internal/libz.so"
    assert not copied.is_symlink()
    assert copied.read_bytes() == FILES["linux"]["_internal/libstdc++.so.6"]
    for target in ("/etc/passwd", "../../dist", "absent", ".", "link", "link/x"):
        link = found["linux"] / "_internal" / "link"
        link.symlink_to(target)
        with pytest.raises(SourceRefusal, match="stick_link"):
            make(tmp_path / "other", found, KEY)
        link.unlink()


@posix
@pytest.mark.parametrize(
    ("name", "code"),
    [("CON", "stick_name"), ("é.dll", "stick_name"), ("a:b", "stick_name"), ("a. ", "stick_name"),
     ("TROUSSE", "stick_collision"), ("_INTERNAL/x", "stick_collision"), ("x" * 130, "stick_name")],
)  # fmt: skip
def test_names_fat_would_refuse_or_merge_are_refused(tmp_path: Path, name: str, code: str) -> None:
    found = programs(tmp_path / "dist", "linux")
    path = found["linux"] / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    with pytest.raises(SourceRefusal, match=code):
        make(tmp_path / "stick", found, KEY)
    assert not (tmp_path / "stick").exists()


def test_a_key_of_ones_own_and_keys_that_will_not_do(tmp_path: Path) -> None:
    mine = tmp_path / "key"
    keys.make(mine, KEY)
    assert keys.public_raw(signer(mine)) == keys.public_raw(KEY)
    for content in (b"", b"not a key", None):
        if content is None:
            mine.unlink()
        else:
            mine.write_bytes(content)
        with pytest.raises(SourceRefusal, match="stick_key"):
            signer(mine)
    assert keys.public_raw(signer(None)) != keys.public_raw(signer(None))


def test_a_key_with_a_passphrase_is_refused(tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed here")
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "a passphrase", "-f", str(tmp_path / "key")]
    subprocess.run(made, check=True, capture_output=True)
    with pytest.raises(SourceRefusal, match="stick_key"):
        signer(tmp_path / "key")


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    with pytest.raises(OutputRefusal, match="stick_no_room"):
        stick(tmp_path)
    assert list(place(tmp_path).iterdir()) == []

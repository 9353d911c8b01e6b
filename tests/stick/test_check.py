"""Whatever changes on a stick is named, and what the program would load is grave."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.stick.builder import FILES, KEY, place, stick
from toolkit.custody import keys, sshsig
from toolkit.errors import SourceRefusal
from toolkit.stick import MANIFEST, NAMESPACE, PRINCIPAL, SIGNATURE, SIGNERS, STARTERS, check, manifest
from toolkit.stick.check import Stick, StickState

LISTED = sorted(
    [f"programs/{system}/{name}" for system, names in FILES.items() for name in names]
    + ["LISEZ-MOI.txt", "README.txt", "TROUSSE-Windows.cmd", "trousse-linux.sh", SIGNERS]
)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
posix = pytest.mark.skipif(os.name != "posix", reason="makes links, pipes and permissions of POSIX")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    stick(folder)
    return place(folder)


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "Clé USB é"))


def differing(state: StickState) -> dict[str, tuple[str, ...]]:
    return {code: names for code, names in state.names.items() if names}


def is_grave(name: str, code: str) -> bool:
    return name.startswith("programs/") or (code == "changed" and name in STARTERS.values())


def test_a_stick_as_it_was_made(root: Path) -> None:
    state = check.check(root, fingerprint=keys.grouped(keys.fingerprint(keys.public_raw(KEY))))
    assert (state.stick, state.faults, differing(state), state.grave) == (Stick.WHOLE, (), {}, 0)
    assert state.files == len(LISTED)
    assert state.bytes == sum((root / name).stat().st_size for name in LISTED)
    assert state.fingerprint == keys.fingerprint(keys.public_raw(KEY))


@pytest.mark.parametrize("name", LISTED)
def test_every_file_changed_missing_or_renamed_is_named(root: Path, name: str) -> None:
    path = root / name
    content = path.read_bytes()
    faults = ("signers_other",) if name == SIGNERS else ()

    path.write_bytes(content + b" ")
    _expect(root, {"changed": (name,)}, faults)
    if content:
        path.write_bytes(b"")
        _expect(root, {"changed": (name,)}, faults)
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        _expect(root, {"changed": (name,)}, faults)
    path.rename(path.with_name("renamed"))
    renamed = path.with_name("renamed").relative_to(root).as_posix()
    _expect(root, {"missing": (name,), "extra": (renamed,)}, faults)
    path.with_name("renamed").unlink()
    _expect(root, {"missing": (name,)}, faults)
    path.mkdir()
    _expect(root, {"changed": (name,)}, faults)


def _expect(root: Path, differences: dict[str, tuple[str, ...]], faults: tuple[str, ...]) -> None:
    state = check.check(root)
    assert (state.stick, differing(state), state.faults) == (Stick.DAMAGED, differences, faults)
    grave = sum(is_grave(name, code) for code, names in differences.items() for name in names)
    assert state.grave == grave + len(faults)
    assert state.counts == {
        code: len(differences.get(code, ())) for code in ("changed", "missing", "extra", "unreadable")
    }


@pytest.mark.parametrize(
    ("name", "grave"),
    [
        ("programs/windows/version.dll", True),
        ("programs/windows/_internal/evil.pyd", True),
        ("programs/windows/trousse.exe.local/evil.dll", True),
        ("programs/autorun.inf", True),
        ("programs/macos/trousse", True),
        ("photo.jpg", False),
        ("photos/2024/photo.jpg", False),
        ("photos/setup.exe", False),
        ("autorun.inf", True),
        ("Trousse.exe", True),
        ("LISEZ-MOI.txt.LNK", True),
        ("README.txt.exe", True),
        ("exe", False),
        ("MANIFEST.sha256.part", False),
    ],
)
def test_extra_files_are_named_and_grave_beside_the_programs(root: Path, name: str, grave: bool) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(b"MZ")
    state = check.check(root)
    assert state.stick is Stick.DAMAGED
    (shown,) = state.names["extra"]
    assert name == shown or (shown.endswith("/") and name.startswith(shown))
    assert state.grave == int(grave)


@posix
@pytest.mark.parametrize(
    "ending", ["com", "bat", "cmd", "SCR", "pif", "dll", "vbs", "js", "ps1", "hta", "exe. "]
)
def test_what_windows_would_run_from_the_top_is_grave(root: Path, ending: str) -> None:
    (root / f"facture.{ending}").symlink_to("README.txt")
    state = check.check(root)
    assert (state.names["extra"], state.grave) == ((f"facture.{ending}",), 1)


def test_a_folder_nobody_listed_is_named_though_empty(root: Path) -> None:
    (root / "programs" / "windows" / "trousse.exe.local").mkdir()
    assert differing(check.check(root)) == {"extra": ("programs/windows/trousse.exe.local/",)}


def test_cases_are_counted_apart_and_system_folders_left_aside(root: Path) -> None:
    for name in ("cases/one", "cases/two", "System Volume Information", "$RECYCLE.BIN/S-1-5", "lost+found"):
        (root / name).mkdir(parents=True)
    (root / "System Volume Information" / "IndexerVolumeGuid").write_bytes(b"{}")
    state = check.check(root)
    assert (state.stick, state.cases, differing(state)) == (Stick.WHOLE, 2, {})


def test_a_system_folder_below_the_programs_is_extra(root: Path) -> None:
    (root / "programs" / "windows" / "lost+found").mkdir()
    assert check.check(root).grave == 1


@posix
def test_links_are_never_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    name = "programs/windows/trousse.exe"
    (root / name).rename(outside / "trousse.exe")
    (root / name).symlink_to(outside / "trousse.exe")
    assert differing(check.check(root)) == {"changed": (name,)}
    (root / "programs" / "linux" / "loop").symlink_to(root)
    assert differing(check.check(root)) == {"changed": (name,), "extra": ("programs/linux/loop",)}


@posix
def test_a_linked_folder_or_manifest_does_not_count(root: Path, tmp_path: Path) -> None:
    (root / "programs" / "linux").rename(tmp_path / "linux")
    (root / "programs" / "linux").symlink_to(tmp_path / "linux")
    state = check.check(root)
    assert state.names["missing"] == tuple(name for name in LISTED if name.startswith("programs/linux/"))
    assert state.names["extra"] == ("programs/linux",)
    (root / MANIFEST).rename(tmp_path / MANIFEST)
    (root / MANIFEST).symlink_to(tmp_path / MANIFEST)
    assert check.check(root).faults == ("manifest_missing",)


@posix
def test_a_pipe_in_the_place_of_a_file_does_not_hang(root: Path) -> None:
    for name in ("programs/windows/trousse.exe", SIGNERS):
        (root / name).unlink()
        os.mkfifo(root / name)
    state = check.check(root)
    assert state.names["changed"] == (SIGNERS, "programs/windows/trousse.exe")


@posix
def test_a_file_of_impossible_size_is_not_read(root: Path) -> None:
    name = "programs/windows/trousse.exe"
    os.truncate(root / name, 20 * 1024**3)
    state = check.check(root)
    assert differing(state) == {"changed": (name,)}
    assert state.bytes < 1024**2


@contextmanager
def _unprivileged(folder: Path) -> Iterator[None]:
    """Give up root for a while; the folder of the test lies below one that only its owner may enter."""
    if os.geteuid() != 0:
        yield
        return
    for place_above in (folder, *folder.parents[:-1]):
        if place_above.stat().st_uid == 0 and not place_above.stat().st_mode & 0o001:
            pytest.skip("the folder of the test is closed to other users")
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@posix
def test_what_may_not_be_read_is_neither_missing_nor_whole(whole: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        root = Path(shutil.copytree(whole, Path(made) / "clé"))
        locked, closed = root / "programs" / "windows" / "trousse.exe", root / "programs" / "linux"
        locked.chmod(0)
        closed.chmod(0)
        try:
            with _unprivileged(root):
                state = check.check(root)
        finally:
            closed.chmod(0o755)
    below = tuple(name for name in LISTED if name.startswith("programs/linux/"))
    assert state.stick is Stick.DAMAGED
    assert differing(state) == {
        "unreadable": tuple(sorted(("programs/linux", *below, "programs/windows/trousse.exe")))
    }
    assert state.grave == 2 + len(below)


@posix
def test_a_name_that_is_no_text_is_told(root: Path) -> None:
    (root / os.fsdecode(b"\xff\x1b[31m")).write_bytes(b"")
    state = check.check(root)
    assert state.names["extra"] == ("\udcff\x1b[31m",)
    assert state.grave == 0


@posix
def test_a_stick_full_of_names_ends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "_LOOKED_AT", 50)
    for number in range(60):
        (root / f"{number}").touch()
    state = check.check(root)
    assert state.stick is Stick.DAMAGED
    assert "too_many" in state.faults


def _signed_by(root: Path, key: Ed25519PrivateKey, namespace: str = NAMESPACE) -> None:
    (root / SIGNATURE).write_bytes(sshsig.sign_bytes((root / MANIFEST).read_bytes(), key, namespace))


def _other_key(root: Path) -> None:
    _signed_by(root, OTHER)


def _other_use(root: Path) -> None:
    _signed_by(root, KEY, sshsig.DOSSIER)


def _longer_list(root: Path) -> None:
    digests = manifest.read((root / MANIFEST).read_bytes())
    (root / MANIFEST).write_bytes(manifest.written({**digests, "programs/linux/z": "0" * 64}))


def _unsigned(root: Path) -> None:
    (root / SIGNATURE).unlink()


def _half_signed(root: Path) -> None:
    (root / SIGNATURE).write_bytes((root / SIGNATURE).read_bytes()[:150])


def _huge_signature(root: Path) -> None:
    (root / SIGNATURE).write_bytes((root / SIGNATURE).read_bytes() * 10_000)


def _no_list(root: Path) -> None:
    (root / MANIFEST).unlink()


def _empty_list(root: Path) -> None:
    (root / MANIFEST).write_bytes(b"")
    _signed_by(root, KEY)


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (_other_key, "signers_other"),
        (_other_use, "signature_namespace"),
        (_longer_list, "signature_false"),
        (_unsigned, "signature_missing"),
        (_half_signed, "signature_shape"),
        (_huge_signature, "signature_shape"),
        (_no_list, "manifest_missing"),
        (_empty_list, "manifest_cut"),
    ],
)
def test_a_list_that_vouches_for_nothing(root: Path, tamper: Callable[[Path], None], fault: str) -> None:
    tamper(root)
    state = check.check(root)
    assert (state.stick, state.faults) == (Stick.DAMAGED, (fault,))
    assert state.grave >= 1


def test_a_stick_forged_whole_has_another_fingerprint(root: Path) -> None:
    name = "programs/windows/trousse.exe"
    (root / name).write_bytes(b"MZ forged")
    line = keys.allowed_signers(keys.public_raw(OTHER), PRINCIPAL, NAMESPACE)
    (root / SIGNERS).write_bytes(line.encode("ascii"))
    digests = manifest.read((root / MANIFEST).read_bytes())
    for path in (name, SIGNERS):
        digests[path] = hashlib.sha256((root / path).read_bytes()).hexdigest()
    (root / MANIFEST).write_bytes(manifest.written(digests))
    _signed_by(root, OTHER)
    assert check.check(root).stick is Stick.WHOLE
    state = check.check(root, fingerprint=keys.fingerprint(keys.public_raw(KEY)))
    assert (state.stick, state.faults) == (Stick.DAMAGED, ("fingerprint_other",))


def test_a_place_that_is_no_stick(tmp_path: Path) -> None:
    assert check.check(tmp_path).faults == ("manifest_missing",)
    with pytest.raises(SourceRefusal):
        check.check(tmp_path / "absent")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SourceRefusal):
        check.check(tmp_path / "file")


def test_a_check_changes_nothing(root: Path) -> None:
    before = {path: path.lstat().st_mtime_ns for path in root.rglob("*")}
    check.check(root)
    assert {path: path.lstat().st_mtime_ns for path in root.rglob("*")} == before

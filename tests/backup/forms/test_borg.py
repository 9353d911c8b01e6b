"""borg repositories, made by borg 1.2: two archives of a small folder, in several ways of locking it."""

import os
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backup import builder
from tests.backup.forms import laid
from toolkit import backup
from toolkit.backup.forms import borg as form
from toolkit.backup.forms.form import Place, State
from toolkit.media.folder import FolderSource

WORD = ("secret",)
READ = ("borg-none", "borg-repokey", "borg-repokey-blake2")
LETTER = "src/Documents/lettre.txt"


@pytest.mark.parametrize("name", READ)
def test_every_file_of_every_archive_is_read(name: str) -> None:
    found = form.read(laid.place(laid.repository(name)), ("autre", "secret"))
    assert found is not None
    assert (found.state, found.faults) == (State.READ, ())
    older, newer = laid.points(found)
    assert older[LETTER] == b"Bonjour " * 40
    assert newer[LETTER] == b"Bonsoir " * 40
    same = {path: content for path, content in older.items() if path != LETTER}
    assert same == {path: content for path, content in newer.items() if path != LETTER}
    assert same["src/vide.bin"] == b""
    assert same['src/Documents/née "x".txt'] == b"abc"
    assert len(same["src/radio.bin"]) == 3000
    assert [(point.name, point.series) for point in found.points] == [
        ("PC1-2026-10-10", "PC1"), ("PC1-2026-10-11", "PC1")
    ]  # fmt: skip


def test_without_the_passphrase_the_log_is_checked() -> None:
    found = form.read(laid.place(laid.repository("borg-repokey")), ())
    assert found is not None
    assert (found.state, found.points, found.faults) == (State.STRUCTURE, (), ())
    assert found.about["pieces"] == 9  # the manifest, two archives of two pieces, four contents


@pytest.mark.parametrize(("name", "elsewhere"), [("borg-repokey", False), ("borg-keyfile", True)])
def test_what_the_passphrase_does_not_open_is_locked_and_no_damage(name: str, elsewhere: bool) -> None:
    words = WORD if elsewhere else ("faux", "\udcff")
    found = form.read(laid.place(laid.repository(name)), words)
    assert found is not None
    assert (found.state, found.faults, found.about["key_elsewhere"]) == (State.LOCKED, (), elsewhere)


@pytest.mark.parametrize("how", laid.DAMAGES)
@pytest.mark.parametrize("words", [(), WORD])
@pytest.mark.parametrize("name", ["borg-none", "borg-repokey"])
def test_damaged_segments_are_found(name: str, words: tuple[str, ...], how: str) -> None:
    files = laid.repository(name)
    for path in [path for path in files if path.startswith("data/")]:
        changed = laid.damaged(files, path, how)
        # A segment of pieces that were all replaced since, or of a commit that a later one replaced, can go.
        assert laid.complaints(changed, form.read, words) or _read(changed) == _read(files), path


def _read(files: laid.Files) -> list[dict[str, bytes | str]]:
    found = form.read(laid.place(files), WORD)
    assert found is not None
    return laid.points(found)


def test_the_last_segment_missing_is_told_by_the_name_of_the_index() -> None:
    files = laid.repository("borg-repokey")
    last = max((path for path in files if path.startswith("data/")), key=lambda path: int(path.split("/")[2]))
    assert "fault_part_missing" in laid.complaints(laid.damaged(files, last, "missing"), form.read)


@pytest.mark.parametrize("how", laid.DAMAGES)
@pytest.mark.parametrize("name", ["index", "hints"])
def test_an_index_that_is_not_the_one_borg_wrote_is_told(name: str, how: str) -> None:
    files = laid.repository("borg-repokey")
    path = next(path for path in files if path.startswith(f"{name}."))
    wrong = laid.complaints(laid.damaged(files, path, how), form.read, WORD)
    assert {"fault_part_changed", "fault_part_missing"} & set(wrong)


@pytest.mark.parametrize("name", ["borg-none", "borg-repokey"])
def test_any_segment_that_is_missing_is_told(name: str) -> None:
    files = laid.repository(name)
    for path in [path for path in files if path.startswith("data/")]:
        assert "fault_part_missing" in laid.complaints(laid.damaged(files, path, "missing"), form.read), path


@pytest.mark.parametrize("how", laid.DAMAGES)
def test_a_config_that_is_lost_is_told(how: str) -> None:
    wrong = laid.complaints(laid.damaged(laid.repository("borg-none"), "config", how), form.read, WORD)
    # borg-none has no key in it: a flipped letter of a value changes nothing that is read.
    assert wrong or how.startswith("flipped") or how == "cut"
    if how in {"missing", "emptied"}:
        assert "fault_part_unread" in wrong


def test_a_newer_repository_is_told_and_not_read() -> None:
    files = dict(laid.repository("borg-none"))
    files["config"] = files["config"].replace(b"version = 1", b"version = 2")
    found = form.read(laid.place(files), ())
    assert found is not None
    assert (found.state, found.points) == (State.OPAQUE, ())
    assert [(one["code"], one["version"]) for one in found.faults] == [("fault_newer_version", "2")]


def test_what_stands_behind_the_last_commit_does_not_count() -> None:
    files = dict(laid.repository("borg-none"))
    last = max((path for path in files if path.startswith("data/")), key=lambda path: int(path.split("/")[2]))
    body = (
        struct.pack("<IB", 9 + 32 + 3, 0) + bytes(32) + b"\x02\x00\x00"
    )  # another manifest, never committed
    files[last] += struct.pack("<I", zlib.crc32(body)) + body
    found = form.read(laid.place(files), ())
    assert found is not None
    assert (found.state, len(found.points), found.about["interrupted"]) == (State.READ, 2, 1)


def test_a_text_file_of_that_name_is_none() -> None:
    assert form.read(laid.place({"config": b"[core]\nbare = false\n", "index.1": b"x"}), ()) is None
    assert form.read(laid.place({"config": b"\xff\0[[[", "lisez-moi.txt": b"x"}), ()) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_damaged_is_told_or_changes_nothing(data: st.DataObject) -> None:
    sound = laid.repository(data.draw(st.sampled_from(READ)))
    files = dict(sound)
    for path in data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3)):
        content = bytearray(files[path])
        for at in data.draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=4)):
            content[at : at + 1] = data.draw(st.binary(max_size=3))
        files[path] = bytes(content)
    assert laid.told_or_same(files, sound, form.read, data.draw(st.sampled_from([(), WORD])))


borg_only = pytest.mark.skipif(shutil.which("borg") is None, reason="borg is not on this machine")


@pytest.fixture
def borg(tmp_path: Path) -> Callable[..., None]:
    environment = {
        **os.environ,
        "BORG_PASSPHRASE": "secret",
        "BORG_BASE_DIR": str(tmp_path / "borg"),
        "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
        "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
        "BORG_CHECK_I_KNOW_WHAT_I_AM_DOING": "YES",
    }

    def run(*asked: str) -> None:
        subprocess.run(["borg", *asked], cwd=tmp_path, env=environment, check=True, capture_output=True)

    return run


@borg_only
@pytest.mark.parametrize("mode", ["none", "repokey-blake2", "authenticated", "authenticated-blake2"])
def test_every_compression_of_borg_is_undone(mode: str, tmp_path: Path, borg: Callable[..., None]) -> None:
    (tmp_path / "disque").mkdir()
    borg("init", "-e", mode, "disque/depot")
    for number, packing in enumerate(("none", "lz4", "zstd", "zlib", "lzma", "obfuscate,2,zstd")):
        folder = tmp_path / "poste"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        text = "".join(f"{number} patient {line} {line % 7}\n" for line in range(4000))
        (folder / "table.csv").write_text(text)
        (folder / "plein.bin").write_bytes(bytes([number]) * 100_000)
        borg("create", "-C", packing, f"disque/depot::{number}", "poste")
    found = form.read(Place(FolderSource("disque", tmp_path / "disque"), "", "depot"), WORD)
    assert found is not None
    for number, point in enumerate(laid.points(found)):
        assert point["poste/plein.bin"] == bytes([number]) * 100_000
        assert str(point["poste/table.csv"]).count(f"{number} patient") == 4000


@borg_only
def test_zeros_of_a_repair_are_damage(tmp_path: Path, borg: Callable[..., None]) -> None:
    (tmp_path / "disque").mkdir()
    (tmp_path / "poste").mkdir()
    (tmp_path / "poste/radio.bin").write_bytes(os.urandom(100_000))
    (tmp_path / "poste/lettre.txt").write_bytes(b"Bonjour")
    borg("init", "-e", "none", "disque/depot")
    borg("create", "disque/depot::un", "poste")
    segment = max((tmp_path / "disque/depot/data/0").iterdir(), key=lambda one: one.stat().st_size)
    content = bytearray(segment.read_bytes())
    content[60_000] ^= 1
    segment.write_bytes(content)
    with pytest.raises(subprocess.CalledProcessError):
        borg("check", "disque/depot")
    with suppress(subprocess.CalledProcessError):
        borg("check", "--repair", "disque/depot")
    found = form.read(Place(FolderSource("disque", tmp_path / "disque"), "", "depot"), ())
    assert found is not None
    (held,) = laid.points(found)
    assert held == {"poste/lettre.txt": b"Bonjour", "poste/radio.bin": "damaged"}


@borg_only
def test_what_borg_backs_up_is_judged_as_a_folder_is(tmp_path: Path, borg: Callable[..., None]) -> None:
    builder.medium(tmp_path / "poste", builder.practice(), below="cabinet")
    (tmp_path / "disque").mkdir()
    borg("init", "-e", "repokey", "disque/depot")
    borg("create", "disque/depot::cabinet-2026-10-10", "poste")
    source = backup.open_backup(tmp_path / "disque")
    verdict = backup.verify(source, builder.signatures(), now_ns=builder.NOW, words=WORD)
    assert builder.answers(verdict)["restorable"] == "yes", verdict.answers["restorable"]
    assert builder.answers(verdict)["recent"] == "yes"
    assert [(one["form"], one["state"]) for one in verdict.backups] == [("borg", "read")]

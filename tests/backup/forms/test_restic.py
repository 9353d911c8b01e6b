"""restic repositories, made by restic 0.14: two snapshots of a small folder, in both versions."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR, ECB
from cryptography.hazmat.primitives.poly1305 import Poly1305
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backup import builder
from tests.backup.forms import laid
from toolkit import backup
from toolkit.backup.forms import restic as form
from toolkit.backup.forms.form import State
from toolkit.media.folder import FolderSource
from toolkit.media.repositories import restic
from toolkit.records import EntryKind

WORD = ("secret",)
BOTH = ("restic1", "restic2")
LETTER = "src/Documents/lettre.txt"


def sealed(key: restic.Keys, plain: bytes) -> bytes:
    nonce = hashlib.sha256(plain).digest()[:16]
    body = Cipher(AES(key.encrypt), CTR(nonce)).encryptor().update(plain)
    mask = Cipher(AES(key.tag), ECB()).encryptor().update(nonce)  # noqa: S305 - as Poly1305-AES is defined
    return nonce + body + Poly1305.generate_tag(key.mask + mask, body)


def key_of(files: Mapping[str, bytes]) -> restic.Keys:
    (path,) = [path for path in files if path.startswith("keys/")]
    key = restic.keys(files[path], "secret")
    assert key is not None
    return key


@pytest.mark.parametrize("name", BOTH)
def test_every_file_of_every_snapshot_is_read(name: str) -> None:
    found = form.read(laid.place(laid.repository(name)), ("autre", "secret"))
    assert found is not None
    assert (found.state, found.faults, found.about["version"]) == (State.READ, (), int(name[-1]))
    older, newer = laid.points(found)
    assert older[LETTER] == b"Bonjour " * 40
    assert newer[LETTER] == b"Bonsoir " * 40
    same = {path: content for path, content in older.items() if path != LETTER}
    assert same == {path: content for path, content in newer.items() if path != LETTER}
    assert same["src/vide.bin"] == b""
    assert same['src/Documents/née "x".txt'] == b"abc"
    assert len(same["src/radio.bin"]) == 3000
    assert len({point.series for point in found.points}) == 1
    assert found.points[0].at_ns is not None
    assert found.points[1].at_ns is not None
    assert found.points[0].at_ns < found.points[1].at_ns


@pytest.mark.parametrize("name", BOTH)
def test_links_and_dates_are_those_of_the_snapshot(name: str) -> None:
    found = form.read(laid.place(laid.repository(name)), WORD)
    assert found is not None
    assert found.points[1].open is not None
    source = found.points[1].open()
    letter, link = source.find(LETTER), source.find("src/lien")
    assert letter is not None
    assert link is not None
    assert letter.times.modified == 1_791_712_800 * 10**9
    assert link.kind is EntryKind.LINK


def test_without_the_password_names_prove_what_they_can() -> None:
    found = form.read(laid.place(laid.repository("restic2")), ())
    assert found is not None
    assert (found.state, found.points, found.faults) == (State.STRUCTURE, (), ())
    assert (found.about["parts"], found.about["snapshots"], found.about["made_ns"]) == (4, 2, laid.WHEN)
    assert laid.complaints(laid.repository("restic2"), form.read) == set()


def test_a_wrong_password_is_locked_and_no_damage() -> None:
    found = form.read(laid.place(laid.repository("restic2")), ("faux", "\udcff"))
    assert found is not None
    assert (found.state, found.faults) == (State.LOCKED, ())


KINDS = ("config", "keys/", "index/", "snapshots/", "data/")


@pytest.mark.parametrize("how", laid.DAMAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_found_with_the_password(kind: str, how: str) -> None:
    files = laid.repository("restic2")
    for path in [path for path in files if path.startswith(kind)]:
        wrong = laid.complaints(laid.damaged(files, path, how), form.read, WORD)
        if (kind, how) == ("snapshots/", "missing"):
            assert wrong == set()  # nothing in a repository says how many there were
        else:
            assert wrong, path


@pytest.mark.parametrize("how", sorted(set(laid.DAMAGES) - {"missing"}))
@pytest.mark.parametrize("kind", KINDS[1:])
def test_damage_is_found_without_the_password(kind: str, how: str) -> None:
    files = laid.repository("restic1")
    for path in [path for path in files if path.startswith(kind)]:
        assert "fault_part_changed" in laid.complaints(laid.damaged(files, path, how), form.read)


def test_a_missing_pack_is_named() -> None:
    files = laid.repository("restic1")
    gone = next(path for path in files if path.startswith("data/"))
    found = form.read(laid.place(laid.damaged(files, gone, "missing")), WORD)
    assert found is not None
    assert [(one["code"], one["path"]) for one in found.faults] == [
        ("fault_part_missing", f"{laid.PLACE}/{gone}")
    ]


def test_a_newer_version_is_told_and_not_read() -> None:
    files = dict(laid.repository("restic2"))
    files["config"] = sealed(key_of(files), json.dumps({"version": 3}).encode())
    found = form.read(laid.place(files), WORD)
    assert found is not None
    assert (found.state, found.points) == (State.OPAQUE, ())
    assert [(one["code"], one["version"]) for one in found.faults] == [("fault_newer_version", 3)]


def test_a_key_that_asks_for_gigabytes_is_refused() -> None:
    files = dict(laid.repository("restic2"))
    (path,) = [path for path in files if path.startswith("keys/")]
    files[path] = json.dumps({**json.loads(files[path]), "N": 2**30}).encode()
    found = form.read(laid.place(files), WORD)
    assert found is not None
    assert found.state is State.BROKEN


def test_a_blob_that_would_unpack_beyond_its_size_is_refused() -> None:
    from backports import zstd

    files = dict(laid.repository("restic2"))
    key = key_of(files)
    bomb = sealed(key, b"\x02" + zstd.compress(bytes(restic.LISTING + 1)))
    path = next(path for path in files if path.startswith("snapshots/"))
    files[path] = bomb
    assert "fault_part_unread" in laid.complaints(files, form.read, WORD)


def test_a_folder_of_that_kind_only_by_name_is_none() -> None:
    assert form.read(laid.place({"keys/" + "0" * 64: b"x", "lisez-moi.txt": b"x"}), WORD) is None


def test_a_sign_tells_where_it_lies() -> None:
    for path in laid.repository("restic2"):
        sign = form.SIGN.search(f"disque/depot/{path}")
        assert path == "config" or (sign is not None and sign["root"] == "disque/depot")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_is_damaged_is_told_or_changes_nothing(data: st.DataObject) -> None:
    sound = laid.repository(data.draw(st.sampled_from(BOTH)))
    files = dict(sound)
    for path in data.draw(st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=3)):
        content = bytearray(files[path])
        for at in data.draw(st.lists(st.integers(0, max(0, len(content) - 1)), max_size=4)):
            content[at : at + 1] = data.draw(st.binary(max_size=3))
        files[path] = bytes(content)
    assert laid.told_or_same(files, sound, form.read, data.draw(st.sampled_from([(), WORD])))


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["packs", "blobs", "id", "offset", "length", "version", "tree", "paths"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_what_is_sealed_may_lie(told: object) -> None:
    files = dict(laid.repository("restic2"))
    key = key_of(files)
    for kind in ("index/", "snapshots/", "config"):
        path = next(path for path in files if path.startswith(kind))
        laid.complaints({**files, path: sealed(key, json.dumps(told).encode())}, form.read, WORD)


@pytest.mark.skipif(shutil.which("restic") is None, reason="restic is not on this machine")
def test_what_restic_backs_up_is_judged_as_a_folder_is(tmp_path: Path) -> None:
    builder.medium(tmp_path / "poste", builder.practice(), below="cabinet")
    _restic(tmp_path, "init")
    _restic(tmp_path, "backup", "--host", "PC1", "poste")
    source = backup.open_backup(tmp_path / "disque")
    verdict = backup.verify(source, builder.signatures(), now_ns=builder.NOW, words=WORD)
    assert builder.answers(verdict)["restorable"] == "yes", verdict.answers["restorable"]
    assert builder.answers(verdict)["recent"] == "yes"
    assert [(one["form"], one["state"]) for one in verdict.backups] == [("restic", "read")]
    _same(tmp_path)


def _restic(folder: Path, *asked: str) -> None:
    environment = {**os.environ, "RESTIC_PASSWORD": "secret", "HOME": str(folder)}
    call = ["restic", "--no-cache", "-q", "-r", "disque/depot", *asked]
    subprocess.run(call, cwd=folder, env=environment, check=True, capture_output=True)


def _same(folder: Path) -> None:
    from toolkit.backup.forms.form import Place

    source = FolderSource("disque", folder / "disque")
    found = form.read(Place(source, "", "depot"), WORD)
    assert found is not None
    (held,) = laid.points(found)
    laid_out = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "poste").rglob("*")
        if path.is_file()
    }
    assert held == laid_out

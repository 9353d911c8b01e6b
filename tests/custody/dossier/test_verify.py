"""Every byte of an archive counts, and every lie inside it is named."""

import json
import os
import random
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import VERSION
from toolkit.custody import keys, sshsig
from toolkit.custody.dossier import announced, archive, bag
from toolkit.custody.dossier.fault import CODES, SHOWN, Faults
from toolkit.custody.dossier.seal import Sealed, seal
from toolkit.custody.dossier.verify import verify
from toolkit.custody.log import Act, json_line
from toolkit.errors import SourceRefusal

from ..builder import KEY, acts, open_case, payload_of

QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def codes(path: Path, fingerprint: str | None = None) -> list[str]:
    return [fault.code for fault in verify(path, fingerprint=fingerprint).faults]


def header_positions(data: bytes) -> Iterator[int]:
    """Yield every position that belongs to a header, not to a member's content."""
    with zipfile.ZipFile(BytesIO(data)) as opened:
        entries = opened.infolist()
        for entry in entries:
            yield from range(entry.header_offset, entry.header_offset + 30 + len(entry.filename))
        yield from range(opened.start_dir, len(data))


def test_an_untouched_archive_holds(sealed: Sealed) -> None:
    found = verify(sealed.path, fingerprint=sealed.fingerprint)
    assert found.faults == ()
    assert (found.files, found.ref, found.anchored) == (sealed.files, "K7Q2-M9XD", True)
    assert found.signer_fingerprint == sealed.fingerprint
    assert found.custody_entries == 5
    assert found.bytes == sum(map(len, payload_of(sealed.path).values()))
    grouped = verify(sealed.path, fingerprint=keys.grouped(sealed.fingerprint).removeprefix("SHA256: "))
    assert (grouped.faults, grouped.anchored) == ((), True)
    assert (found.anchored_by, found.sha256) == ("key", sealed.sha256)
    alone = verify(sealed.path)
    assert (alone.faults, alone.anchored, alone.anchored_by) == ((), False, None)


def test_the_hash_of_the_archive_anchors_it(sealed: Sealed, forge: Callable[..., Path]) -> None:
    for typed in (sealed.sha256, keys.grouped(sealed.sha256), sealed.sha256.upper()):
        found = verify(sealed.path, fingerprint=typed)
        assert (found.faults, found.anchored, found.anchored_by) == ((), True, "archive")
    again = forge(announcing(payload_of(sealed.path) | {"00_LISEZ-MOI.txt": b"again"}))
    assert verify(again, fingerprint=sealed.fingerprint).anchored, "the holder of the key can sign again"
    found = verify(again, fingerprint=sealed.sha256)
    assert [fault.code for fault in found.faults] == ["archive_other"]
    assert found.faults[0].facts == {
        "expected": sealed.sha256, "found": found.sha256, "manifest": found.manifest_sha256,
    }  # fmt: skip
    assert not found.anchored


def test_the_hash_of_the_manifest_anchors_the_archive_and_what_was_extracted(
    sealed: Sealed, forge: Callable[..., Path], tmp_path: Path
) -> None:
    root = extracted(sealed, tmp_path)
    assert sealed.manifest_sha256 == archive.of_bytes("x", (root / bag.SIGNED).read_bytes()).weight.sha256
    for path in (sealed.path, root):
        for typed in (sealed.manifest_sha256, keys.grouped(sealed.manifest_sha256).upper()):
            found = verify(path, fingerprint=typed)
            assert (found.faults, found.anchored, found.anchored_by) == ((), True, "manifest")
    again = forge(announcing(payload_of(sealed.path) | {"00_LISEZ-MOI.txt": b"again"}))
    assert codes(again, fingerprint=sealed.manifest_sha256) == ["archive_other"]
    (root / "bagit.txt").write_bytes(b"BagIt-Version: 0.97\n")
    found = verify(root, fingerprint=sealed.manifest_sha256)
    assert found.faults
    (root / bag.SIGNED).write_bytes(b"")
    assert "archive_extracted" in codes(root, fingerprint=sealed.manifest_sha256)
    (root / bag.SIGNED).unlink()
    assert {"archive_extracted", "tag_missing"} <= set(codes(root, fingerprint=sealed.manifest_sha256))


def test_what_cannot_be_compared_is_never_whole(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    assert codes(root, fingerprint=sealed.sha256) == ["archive_extracted"]
    for typed in ("", "SHA256:", sealed.sha256[:-1], sealed.fingerprint[:-1]):
        found = verify(sealed.path, fingerprint=typed)
        assert [fault.code for fault in found.faults] == ["fingerprint_shape"]
        assert not found.anchored
    (tmp_path / "empty").mkdir()
    assert "tag_missing" in codes(tmp_path / "empty", fingerprint=sealed.sha256)
    (tmp_path / "huge.zip").touch()
    os.truncate(tmp_path / "huge.zip", archive.SIZE_LIMIT + 1)
    assert "too_large" in codes(tmp_path / "huge.zip", fingerprint=sealed.sha256)


def test_any_flipped_byte_is_a_fault(sealed: Sealed, tmp_path: Path) -> None:
    data = bytearray(sealed.path.read_bytes())
    positions = set(header_positions(bytes(data)))
    draw = random.Random(8)  # noqa: S311 - positions to try
    positions.update(draw.sample(range(len(data)), 400))
    target = tmp_path / "flipped.zip"
    missed = []
    for at in sorted(positions):
        before = data[at]
        data[at] ^= 1 << draw.randrange(8)
        target.write_bytes(data)
        if not verify(target).faults:
            missed.append(at)
        data[at] = before
    assert len(positions) > 1000
    assert missed == []


@QUIET
@given(st.data())
def test_bytes_cut_added_or_moved_are_a_fault(sealed: Sealed, tmp_path: Path, data: st.DataObject) -> None:
    whole = sealed.path.read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 300))
    added = data.draw(st.binary(max_size=60))
    changed = whole[:at] + added + whole[at + length :]
    target = tmp_path / "changed.zip"
    target.write_bytes(changed)
    assert bool(verify(target).faults) == (changed != whole)


@QUIET
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_at_all_are_answered_with_a_fault(tmp_path: Path, content: bytes, ended: bool) -> None:
    target = tmp_path / "any.zip"
    target.write_bytes(content + archive.directory((), (0, 0)) * ended)
    assert verify(target).faults


def test_what_is_not_an_archive(tmp_path: Path) -> None:
    (tmp_path / "empty.zip").write_bytes(b"")
    (tmp_path / "text.zip").write_bytes(b"bonjour")
    (tmp_path / "folder").mkdir()
    assert codes(tmp_path / "empty.zip") == ["archive_empty"]
    assert codes(tmp_path / "text.zip") == ["not_zip"]
    assert "tag_missing" in codes(tmp_path / "folder")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert codes(tmp_path / "pipe") == ["not_a_file"]
    with pytest.raises(SourceRefusal) as refused:
        verify(tmp_path / "nothing.zip")
    assert refused.value.code == "source_missing"


def test_a_cut_and_a_lengthened_archive_say_so(sealed: Sealed, tmp_path: Path) -> None:
    whole = sealed.path.read_bytes()
    target = tmp_path / "changed.zip"
    target.write_bytes(whole + b"xyz")
    assert codes(target) == ["zip_extra"]
    target.write_bytes(b"MZ" * 30 + whole)
    assert codes(target) == ["zip_before"]
    target.write_bytes(whole[:-10])
    assert codes(target) == ["zip_cut"]
    target.write_bytes(whole[: len(whole) // 2])
    assert {"zip_cut", "tag_missing", "signature_missing"} <= set(codes(target))


def test_an_archive_made_by_another_tool_is_not_ours(sealed: Sealed, tmp_path: Path) -> None:
    target = tmp_path / "again.zip"
    with zipfile.ZipFile(sealed.path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert codes(target)


def test_hostile_names_are_faults_and_nothing_is_written(tmp_path: Path) -> None:
    names = ("../evil", "a//b", "a/../../b", "/abs", "C:/x", "dir/", "é", "a" * 300, "a/.", "A/x", "a/X")
    for name in names:
        target = tmp_path / "hostile.zip"
        member = archive.of_bytes("x", b"1")
        raw = name.encode("utf-8")
        stamp = (0, 33)
        whole = archive.local_header(raw, member.weight.crc, 1, stamp) + b"1"
        target.write_bytes(whole + archive.directory([(raw, member.weight.crc, 1)], stamp))
        assert codes(target), name
    assert not (tmp_path.parent / "evil").exists()


def test_names_that_differ_by_case_are_the_same_name(tmp_path: Path) -> None:
    crc = archive.of_bytes("x", b"1").weight.crc
    entries = [(name, crc, 1) for name in (b"r/A", b"r/a", b"r/a")]
    stamp = (0, 33)
    body = b"".join(archive.local_header(*each, stamp) + b"1" for each in entries)
    target = tmp_path / "twice.zip"
    target.write_bytes(body + archive.directory(entries, stamp))
    assert "name_twice" in codes(target)


def test_a_directory_that_lies_about_sizes_costs_no_memory(sealed: Sealed, tmp_path: Path) -> None:
    whole = bytearray(sealed.path.read_bytes())
    start = zipfile.ZipFile(sealed.path).start_dir
    whole[start + 20 : start + 28] = b"\xff" * 8
    target = tmp_path / "bomb.zip"
    target.write_bytes(whole)
    assert "zip_directory" in codes(target)


def test_faults_are_counted_not_kept_without_end() -> None:
    faults = Faults()
    for number in range(SHOWN + 30):
        faults.add("file_extra", name=str(number))
    assert len(faults.found()) == SHOWN + 1
    assert faults.found()[-1].facts == {"count": 30}


def test_several_faults_are_all_named(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    (root / "data/pieces/P0001.txt").write_bytes(b"autre")
    (root / "data/pieces/P0002.bin").unlink()
    (root / "data/extra.txt").write_bytes(b"x")
    (root / "added.txt").write_bytes(b"x")
    (root / "bagit.txt").write_bytes(b"BagIt-Version: 0.97\n")
    if sys.platform != "win32":  # Wine makes no links
        (root / "link").symlink_to("/etc/passwd")
        assert "not_a_file" in codes(root)
    found = set(codes(root))
    assert {"file_changed", "file_missing", "file_extra", "bagit_declaration"} <= found
    assert {"exhibit_changed", "exhibit_missing", "oxum"} <= found


def extracted(sealed: Sealed, tmp_path: Path) -> Path:
    with zipfile.ZipFile(sealed.path) as opened:
        opened.extractall(tmp_path / "out")
    return tmp_path / "out" / sealed.path.stem


def test_an_extracted_archive_holds_too(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    assert codes(root, fingerprint=sealed.fingerprint) == []
    assert codes(root.parent) == []


def test_every_byte_flip_in_an_extracted_tag_file_is_a_fault(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    draw = random.Random(9)  # noqa: S311 - positions to try
    for name in (*bag.TAGS, *bag.ALONE):
        content = bytearray((root / name).read_bytes())
        for at in draw.sample(range(len(content)), min(30, len(content))):
            content[at] ^= 0x20
            (root / name).write_bytes(content)
            assert codes(root), (name, at)
            content[at] ^= 0x20
        (root / name).write_bytes(content)


def test_another_key_is_seen_with_the_fingerprint_only(sealed: Sealed, tmp_path: Path) -> None:
    other = Ed25519PrivateKey.generate()
    with open_case(tmp_path / "false", key=other) as false_case:
        false = seal(false_case, {})
    assert codes(false.path) == []
    assert codes(false.path, fingerprint=sealed.fingerprint) == ["fingerprint_other"]


def test_a_signature_by_a_key_the_case_does_not_know(sealed: Sealed, forge: Callable[..., Path]) -> None:
    other = Ed25519PrivateKey.generate()
    assert codes(forge(payload_of(sealed.path), signer=other)) == ["key_other"]


def test_the_forged_control_holds(sealed: Sealed, forge: Callable[..., Path]) -> None:
    assert codes(forge(payload_of(sealed.path))) == []


def test_signatures_that_do_not_hold(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    signed = (root / bag.SIGNED).read_bytes()
    wrong = {
        "signature_namespace": sshsig.sign_bytes(signed, KEY, sshsig.BASELINE),
        "signature_false": sshsig.sign_bytes(signed + b" ", KEY, sshsig.DOSSIER),
        "signature_shape": (root / bag.SIGNATURE).read_bytes() + b"\n",
    }
    for code, content in wrong.items():
        (root / bag.SIGNATURE).write_bytes(content)
        found = verify(root)
        assert [fault.code for fault in found.faults] == [code]
        assert found.signer_fingerprint is None
    (root / bag.SIGNATURE).unlink()
    assert codes(root) == ["signature_missing"]


def relinked(kept: list[Act]) -> bytes:
    """Write a log again from some of its acts, numbers and chain in order."""
    before, written = "0" * 64, b""
    for number, act in enumerate(kept, start=1):
        facts = {
            "n": number, "at": act.at, "local": act.local, "who": act.who,
            "act": act.act, "facts": act.facts, "prev": before,
        }  # fmt: skip
        line = json_line(facts)
        before = archive.of_bytes("x", line).weight.sha256
        written += line + b"\n"
    return written


def announcing(payload: dict[str, bytes], **told: object) -> dict[str, bytes]:
    """Have the last line of the log announce what a payload holds, as one with the key of the case could."""
    *before, last = acts(payload["custody.jsonl"])
    hashes = {
        name: archive.of_bytes("x", content).weight.sha256
        for name, content in payload.items()
        if name not in {"case.json", "custody.jsonl"} and not name.startswith("pieces/")
    }
    said = {"documents": len(hashes) - 1, "content": announced.content(VERSION, hashes)}
    changed = Act(last.n, last.at, last.local, last.who, last.act, {**last.facts, **said, **told}, "", "")
    return payload | {"custody.jsonl": relinked([*before, changed])}


def test_lies_inside_an_archive_signed_again(sealed: Sealed, forge: Callable[..., Path]) -> None:
    honest = payload_of(sealed.path)
    log = acts(honest["custody.jsonl"])
    listing = honest["03_PIECES.csv"].replace(b"P0001;", b"P0002;", 1)
    without = {name: content for name, content in honest.items() if name != "pieces/P0002.bin"}
    lies = {
        "exhibit_changed": honest | {"pieces/P0001.txt": b"autre"},
        "exhibit_missing": without,
        "exhibit_unlisted": honest | {"pieces/P0003.bin": b"x"},
        "report_other": honest | {"04_RAPPORT_TECHNIQUE.html": b"<p>rien vu</p>"},
        "listing_other": honest | {"03_PIECES.csv": listing},
        "log_end": honest | {"custody.jsonl": relinked(log[:-1])},
        "log_start": honest | {"custody.jsonl": relinked(log[1:])},
        "case_other": honest | {"case.json": honest["case.json"].replace(b"disque du", b"DISQUE DU")},
        "case_unreadable": honest | {"case.json": b"{}"},
    }
    for code, payload in lies.items():
        assert code in codes(forge(payload)), code
    told: dict[str, dict[str, object]] = {
        "log_head": {"entries": 3},
        "ref_other": {"ref": "AAAA-AAAA"},
        "key_other": {"key": "SHA256:" + "A" * 43},
    }
    for code, facts in told.items():
        assert code in codes(forge(honest, **facts)), code


def test_a_log_line_removed_changed_or_torn(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    path = root / "data/custody.jsonl"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    cases = {
        "log_number": b"".join(lines[:1] + lines[2:]),
        "log_chain": whole.replace(b'"who":"A. Martin"', b'"who":"B. Martin"', 1),
        "log_line": whole.replace(b'{"n":2,', b'{"n": 2,', 1),
        "log_torn": whole[:-1],
    }
    for code, content in cases.items():
        path.write_bytes(content)
        assert {code, "file_changed"} <= set(codes(root)), code


def test_a_log_of_deep_json_is_a_fault(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    (root / "data/custody.jsonl").write_bytes(b"[" * 200_000 + b"\n" + b"9" * 10_000 + b"\n")
    (root / "data/case.json").write_bytes(b"[" * 200_000)
    assert {"log_line", "case_unreadable", "log_start"} <= set(codes(root))


def test_the_time_of_the_headers_is_the_sealing_time(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    members = [
        archive.of_file(each.relative_to(root.parent).as_posix(), each)
        for each in root.rglob("*")
        if each.is_file()
    ]
    target = tmp_path / "later.zip"
    with target.open("wb") as stream:
        archive.write(stream, members, datetime(2026, 9, 2, 3, 0, tzinfo=UTC))
    assert codes(target) == ["sealed_at_other"]


def test_every_fault_has_its_sentence_in_both_languages() -> None:
    for language in ("fr", "en"):
        text = files("toolkit.texts").joinpath(language, "verify.toml").read_text(encoding="utf-8")
        said = tomllib.loads(text)
        assert set(CODES) == set(said) - {
            "whole_alone", "whole_key", "whole_archive", "not_whole", "not_compared", "key_only",
            "archive_hash", "key_fingerprint", "whole_manifest", "manifest_hash", "signed_by_technician",
            "signed_by_case", "key_replaced", "who", "not_same", "inside", "not_read", "clock_went_back",
        }  # fmt: skip


def said_by_verify(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--lang", "fr", "verify", *map(str, words)],
        env=os.environ
        | {"FORCE_COLOR": "1", "TERM": "xterm", "PYTHONIOENCODING": "utf-8", "COLUMNS": "1000"},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="a Windows pipe carries no colours")
def test_green_is_only_for_what_was_compared_with_paper(sealed: Sealed, tmp_path: Path) -> None:
    green, yellow, red = "\x1b[1;32m", "\x1b[1;33m", "\x1b[1;31m"
    status, said = said_by_verify(sealed.path)
    assert (status, green in said, yellow in said) == (0, False, True)
    sentence = next(line for line in said.splitlines() if yellow in line)
    assert "n'importe qui pourrait l'avoir refaite" in sentence
    assert "notées sur papier" in sentence
    assert sealed.sha256 in said
    assert keys.grouped(sealed.fingerprint) in said
    assert keys.grouped(sealed.manifest_sha256) in said
    for typed in (sealed.fingerprint, sealed.sha256, sealed.manifest_sha256):
        status, said = said_by_verify(sealed.path, "--fingerprint", typed)
        assert (status, green in said, yellow in said, red in said) == (0, True, False, False)
        assert ("pourrait avoir refait" in said) == (typed == sealed.fingerprint)
    for typed in ("0" * 64, "0" * 63):
        status, said = said_by_verify(sealed.path, "--fingerprint", typed)
        assert (status, green in said, red in said) == (1, False, True)


def test_the_machine_form_says_what_it_was_compared_with(sealed: Sealed) -> None:
    compared = {
        None: None,
        sealed.fingerprint: "key",
        sealed.sha256: "archive",
        sealed.manifest_sha256: "manifest",
    }
    for typed, by in compared.items():
        status, said = said_by_verify(sealed.path, "--json", *(["--fingerprint", typed] if typed else []))
        told = json.loads(said)
        assert (status, told["whole"], told["anchored"], told["anchored_by"]) == (0, True, by is not None, by)


def test_every_code_given_is_declared() -> None:
    given_codes = set()
    for name in ("verify.py", "claims.py", "unpack.py", "announced.py"):
        source = files("toolkit.custody.dossier").joinpath(name).read_text(encoding="utf-8")
        given_codes |= {
            part.split('"')[1] for part in source.split("faults.add(")[1:] if part.startswith('"')
        }
    assert given_codes
    assert given_codes <= set(CODES)


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed here")
def test_ssh_keygen_agrees(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        bag.SIGNERS,
        "-I",
        sealed.identity,
        "-n",
        "trousse-dossier",
    ]
    with (root / bag.SIGNED).open("rb") as signed:
        said = subprocess.run(
            [*command, "-s", bag.SIGNATURE], cwd=root, stdin=signed, capture_output=True, check=False
        )
    assert said.returncode == 0
    assert sealed.fingerprint.encode() in said.stdout
    (root / "changed").write_bytes(b"x")
    with (root / "changed").open("rb") as changed:
        said = subprocess.run(
            [*command, "-s", bag.SIGNATURE], cwd=root, stdin=changed, capture_output=True, check=False
        )
    assert said.returncode != 0


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_sha256sum_agrees(sealed: Sealed, tmp_path: Path) -> None:
    root = extracted(sealed, tmp_path)
    for algorithm in bag.ALGORITHMS:
        for manifest in (f"manifest-{algorithm}.txt", f"tagmanifest-{algorithm}.txt"):
            said = subprocess.run(
                [f"{algorithm}sum", "-c", "--strict", manifest], cwd=root, capture_output=True, check=False
            )
            assert said.returncode == 0, said
    beside = sealed.path.with_name(sealed.path.name + ".sha256")
    said = subprocess.run(
        ["sha256sum", "-c", beside.name], cwd=beside.parent, capture_output=True, check=False
    )
    assert said.returncode == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of bagit.py itself, on Python 3.13
def test_bagit_agrees(sealed: Sealed, tmp_path: Path) -> None:
    bagit = pytest.importorskip("bagit")
    root = extracted(sealed, tmp_path)
    bagit.Bag(str(root)).validate()
    (root / "data/pieces/P0001.txt").write_bytes(b"autre")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(root)).validate()

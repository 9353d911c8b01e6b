"""An annex read back: whole, damaged or with the wrong passphrase, each said apart; nothing leads outside."""

import errno
import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody import durable
from toolkit.custody.annex import packing, reading
from toolkit.custody.annex.content import Content
from toolkit.errors import OutputRefusal, SourceRefusal

PHRASE = "vorace-temporel-mardi-courage-assiette-ombrage-pommade-inexact"
CONTENTS = (
    Content("names", "noms.csv", lambda: iter((b"code;nom\r\n",))),
    Content("exhibit", "A0001.evtx", lambda: iter((bytes(range(256)) * 9,))),
)


def packed(phrase: str | None = PHRASE) -> bytes:
    stream = BytesIO()
    packing.pack(stream, CONTENTS, "K7Q2-M9XD", phrase)
    return stream.getvalue()


WHOLE, PLAIN = packed(), packed(None)


@pytest.fixture
def annex(tmp_path: Path) -> Path:
    path = tmp_path / "ANNEXE_K7Q2-M9XD.zip"
    path.write_bytes(WHOLE)
    return path


def refused(work: Callable[[], object]) -> str:
    with pytest.raises((SourceRefusal, OutputRefusal)) as found:
        work()
    return found.value.code


def test_a_whole_annex_is_whole(annex: Path) -> None:
    assert reading.closed_by(annex) == "passphrase"
    assert reading.check(annex, PHRASE) == 3


def test_the_wrong_passphrase_is_said_apart_from_damage(annex: Path) -> None:
    for wrong in (PHRASE.upper(), "", "é", PHRASE + " "):
        assert refused(lambda wrong=wrong: reading.check(annex, wrong)) == "annex_wrong_passphrase"
    assert refused(lambda: reading.check(annex, None)) == "annex_wrong_passphrase"


def test_every_part_that_is_damaged_is_found(annex: Path) -> None:
    codes = set()
    for at in range(0, len(WHOLE), 7):
        annex.write_bytes(WHOLE[:at] + bytes([WHOLE[at] ^ 0x10]) + WHOLE[at + 1 :])
        try:
            assert reading.check(annex, PHRASE) == 3
        except SourceRefusal as refusal:
            codes.add(refusal.code)
    assert codes == {"annex_damaged", "annex_wrong_passphrase"}


def test_a_flip_in_any_encrypted_byte_is_damage(annex: Path) -> None:
    with pyzipper.AESZipFile(BytesIO(WHOLE)) as opened:
        about = opened.getinfo("0002.bin")
    start = about.header_offset + 30 + len("0002.bin") + 11 + 18
    for at in range(start, start + about.compress_size - 18):
        annex.write_bytes(WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :])
        assert refused(lambda: reading.check(annex, PHRASE)) == "annex_damaged"


@given(st.integers(0, len(WHOLE) - 1))
def test_one_cut_short_is_damaged(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "a.zip"
    path.write_bytes(WHOLE[:length])
    with pytest.raises(SourceRefusal) as found:
        reading.check(path, PHRASE)
    assert found.value.code == "annex_damaged"


@given(
    st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=12),
    st.sampled_from([WHOLE, PLAIN]),
)
def test_hostile_bytes_are_an_answer_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], start: bytes
) -> None:
    content = bytearray(start)
    for at, value in changes:
        content[at] = value
    path = tmp_path_factory.mktemp("hostile") / "a.zip"
    path.write_bytes(content)
    try:
        reading.closed_by(path)
        reading.check(path, PHRASE)
    except SourceRefusal as refusal:
        assert refusal.code.startswith("annex_")  # noqa: PT017 - either answer will do


def test_the_files_are_taken_out_under_their_names(annex: Path, tmp_path: Path) -> None:
    out = tmp_path / "sorti"
    assert reading.take_out(annex, PHRASE, out) == 3
    assert {path.name for path in out.iterdir()} == {"0000.txt", "0001_noms.csv", "0002_A0001.evtx"}
    assert (out / "0001_noms.csv").read_bytes() == b"code;nom\r\n"
    assert refused(lambda: reading.take_out(annex, PHRASE, out)) == "annex_out_used"


def test_nothing_is_mixed_with_what_a_folder_holds_and_an_empty_one_serves(
    annex: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sorti"
    out.mkdir()
    (out / "mine.txt").write_bytes(b"x")
    assert refused(lambda: reading.take_out(annex, PHRASE, out)) == "annex_out_used"
    assert [each.name for each in out.iterdir()] == ["mine.txt"]
    (out / "mine.txt").unlink()
    assert reading.take_out(annex, PHRASE, out) == 3
    assert refused(lambda: reading.take_out(annex, PHRASE, annex)) == "output_failed"


def test_all_of_it_is_taken_out_or_none(annex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = durable.replacing

    def full(path: Path, mode: int = 0o644) -> AbstractContextManager[BinaryIO]:
        if path.name.startswith("0002"):
            raise OSError(errno.ENOSPC, "full")
        return whole(path, mode)

    monkeypatch.setattr(durable, "replacing", full)
    out = tmp_path / "sorti"
    assert refused(lambda: reading.take_out(annex, PHRASE, out)) == "annex_out_no_room"
    assert not out.exists()
    out.mkdir()
    assert refused(lambda: reading.take_out(annex, PHRASE, out)) == "annex_out_no_room"
    assert list(out.iterdir()) == []


def test_two_files_of_one_number_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    one, two = b"x", b"y"
    sums = [f"{hashlib.sha256(each).hexdigest()}  0001.{kind}" for each, kind in ((one, "csv"), (two, "txt"))]
    told = ["0001.csv  noms.csv  x", "0001.txt  noms.csv  x"]
    path = forged(
        tmp_path / "f.zip", {"0001.csv": one, "0001.txt": two}, "\n".join([*told, *sums, ""]).encode()
    )
    assert refused(lambda: reading.take_out(path, None, tmp_path / "sorti")) == "annex_damaged"
    assert not (tmp_path / "sorti").exists()


@pytest.mark.parametrize("whole", [WHOLE, PLAIN])
def test_what_is_beside_the_files_of_an_annex_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "a.zip"
    cut = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x03\x04", 4)
    for content in (
        whole + b"x",
        whole + bytes(60_000),
        b"x" + whole,
        whole[:-2] + b"\x05\x00hello",
        whole[:cut] + b"hidden" + whole[cut:],
        whole[:second] + b"hidden" + whole[second:],
        whole[:-22] + b"hidden" + whole[-22:],
    ):
        path.write_bytes(content)
        assert refused(lambda: reading.check(path, PHRASE)) in {"annex_extra", "annex_damaged"}
    path.write_bytes(whole + b"x")
    assert refused(lambda: reading.check(path, PHRASE)) == "annex_extra"
    path.write_bytes(whole)
    assert reading.check(path, PHRASE) == 3


def test_nothing_of_a_damaged_annex_is_taken_out(annex: Path, tmp_path: Path) -> None:
    at = WHOLE.rindex(b"PK\x03\x04") - 30
    annex.write_bytes(WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :])
    assert refused(lambda: reading.take_out(annex, PHRASE, tmp_path / "sorti")) == "annex_damaged"
    assert not (tmp_path / "sorti").exists()


def forged(path: Path, members: dict[str, bytes], listed: bytes) -> Path:
    with pyzipper.ZipFile(path, "w", pyzipper.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
        opened.writestr("0000.txt", listed)
    return path


def test_a_forged_annex_leads_nowhere(tmp_path: Path) -> None:
    content = b"x"
    digest = hashlib.sha256(content).hexdigest()
    for number, name in enumerate(("../../dehors.txt", "/dehors.txt", "0001.csv/x", "C:\\dehors.txt")):
        listed = f"0001.csv  ../../dehors.txt  rien\n{digest}  {name}\n".encode()
        path = forged(tmp_path / f"f{number}.zip", {name: content}, listed)
        assert refused(lambda path=path: reading.take_out(path, None, tmp_path / "sorti")) == "annex_damaged"
    listed = f"0001.csv  ../../dehors.txt  rien\n{digest}  0001.csv\n".encode()
    reading.take_out(
        forged(tmp_path / "g.zip", {"0001.csv": content}, listed), None, tmp_path / "a" / "sorti"
    )
    assert {each.name for each in (tmp_path / "a" / "sorti").iterdir()} == {"0000.txt", "0001_0001.csv"}
    assert not list(tmp_path.rglob("dehors*"))


def test_one_that_unfolds_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "FILE_LIMIT", 3_000_000)
    bomb = bytes(20_000_000)
    listed = f"{hashlib.sha256(bomb).hexdigest()}  0001.csv\n".encode()
    path = forged(tmp_path / "bomb.zip", {"0001.csv": bomb}, listed)
    assert refused(lambda: reading.check(path, None)) == "annex_damaged"


def test_other_files_are_told_from_an_annex(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert refused(lambda: reading.closed_by(path)) == "source_missing"
    for content, closed in (
        (b"age-encryption.org/v1\n-> x", "age"),
        (bytes.fromhex("30820100 06092a864886f70d010703 a0"), "x509"),
        (PLAIN, "nothing"),
    ):
        path.write_bytes(content)
        assert reading.closed_by(path) == closed
    dossier = forged(tmp_path / "d.zip", {"DOSSIER_X/bagit.txt": b"x"}, b"").read_bytes()
    for content in (b"", b"PK", b"PK\3\4", b"%PDF-1.7", b"7z\xbc\xaf\x27\x1c", b"\x30\x82\x01\x00", dossier):
        path.write_bytes(content)
        assert refused(lambda: reading.closed_by(path)) == "annex_unknown"
    assert refused(lambda: reading.closed_by(tmp_path)) == "annex_folder"
    path.write_bytes(PLAIN)
    assert reading.sha256_of(path) == hashlib.sha256(PLAIN).hexdigest()

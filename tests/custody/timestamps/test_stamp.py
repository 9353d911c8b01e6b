"""Answers that hold, answers that do not, each with its reason, and answers no one would send."""

import hashlib
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from toolkit.custody.timestamps import State, check, reply, request
from toolkit.custody.timestamps.bad_stamp import CODES, BadStamp
from toolkit.custody.timestamps.stamp import judge, reply_of, request_of
from toolkit.errors import SourceRefusal
from toolkit.texts import LANGUAGES, Speech

from . import stock
from .authority import MOMENT, STAMPING, Authority, rsa_key

CONTENT = b"the bytes of an archive" * 100
IMPRINT = hashlib.sha256(CONTENT).digest()
QUESTION = request.written(IMPRINT, 12345)
HONEST = Authority()
ANSWER = HONEST.answer(QUESTION)
SIGNED = {"digest": "sha512"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "DOSSIER_AAAA-AAAA.zip"
    path.write_bytes(CONTENT)
    request_of(path).write_bytes(QUESTION)
    reply_of(path).write_bytes(ANSWER)
    (tmp_path / "root.pem").write_bytes(HONEST.pem)
    return path


def root_of(archive: Path) -> list[Path]:
    return [archive.parent / "root.pem"]


def test_there_are_three_states_and_no_stamp(archive: Path) -> None:
    vouched, alone = check(archive, root_of(archive)), check(archive)
    assert vouched
    assert alone
    assert (vouched.state, alone.state) == (State.VOUCHED, State.UNVOUCHED)
    assert datetime.fromtimestamp((vouched.moment_ns or 0) / 1e9, UTC) == MOMENT
    assert (vouched.policy, vouched.serial, vouched.accuracy_us) == ("1.2.3.4.5", "2a", 1_500_000)
    assert (vouched.authority, vouched.asked) == ("Autorité d'essai", True)
    assert (vouched.algorithm, vouched.imprint) == ("sha256", IMPRINT.hex())
    archive.write_bytes(CONTENT + b"!")
    changed = check(archive, root_of(archive))
    assert changed
    assert (changed.state, changed.why) == (State.BROKEN, "request_other")
    request_of(archive).unlink()
    assert getattr(check(archive), "why", "") == "imprint"
    reply_of(archive).unlink()
    assert check(archive) is None


def test_without_the_question_the_stamp_still_tells_the_archive(archive: Path) -> None:
    request_of(archive).unlink()
    found = check(archive, root_of(archive))
    assert found
    assert (found.state, found.asked) == (State.VOUCHED, False)


@pytest.mark.parametrize(
    ("why", "made", "wrong"),
    [
        ("status", {}, {"status": "rejection"}),
        ("status", {}, {"status": "waiting"}),
        ("status", {}, {"status": "granted_with_mods"}),
        ("imprint", {}, {"imprint": bytes(32)}),
        ("nonce", {}, {"nonce": 54321}),
        ("nonce", {}, {"nonce": None}),
        ("hash_other", {}, {"algorithm": "sha512", "imprint": bytes(64)}),
        ("hash_weak", {}, {"algorithm": "sha1", "imprint": bytes(20)}),
        ("hash_weak", {}, {"digest": "sha1"}),
        ("signature_false", {}, {"content": b"other"}),
        ("signature_false", {}, {"signature": bytes(70)}),
        ("signature_form", {}, {"signers": 2}),
        ("signature_form", {}, {"signers": 0}),
        ("signature_form", {"key": rsa_key()}, {"pss": True}),
        ("signature_form", {"key": ed25519.Ed25519PrivateKey.generate()}, SIGNED),
        ("key_weak", {"key": rsa_key(1024)}, {}),
        ("certificate_missing", {}, {"bare": True}),
        ("certificate_other", {}, {"named": Authority().leaf}),
        ("certificate_expired", {"days": (-30, -1)}, {}),
        ("certificate_expired", {"days": (1, 30)}, {}),
        ("certificate_purpose", {"usage": ()}, {}),
        ("certificate_purpose", {"usage": (ExtendedKeyUsageOID.CODE_SIGNING,)}, {}),
        ("certificate_purpose", {"usage": (*STAMPING, ExtendedKeyUsageOID.SERVER_AUTH)}, {}),
        ("certificate_purpose", {"critical": False}, {}),
        ("shape", {}, {"serial": 1 << 600}),
    ],
)
def test_each_wrong_answer_is_named(
    archive: Path, why: str, made: dict[str, Any], wrong: dict[str, Any]
) -> None:
    authority = Authority(**made)
    (archive.parent / "root.pem").write_bytes(authority.pem)
    reply_of(archive).write_bytes(authority.answer(QUESTION, **wrong))
    for roots in ([], root_of(archive)):
        found = check(archive, roots)
        assert found
        assert (found.state, found.why, found.authority) == (State.BROKEN, why, "")


def test_an_rsa_key_and_an_answer_of_sha512_hold(archive: Path) -> None:
    authority = Authority(key=rsa_key())
    (archive.parent / "root.pem").write_bytes(authority.pem)
    other = {"algorithm": "sha512", "imprint": hashlib.sha512(CONTENT).digest()}
    request_of(archive).unlink()
    for wrong in ({}, SIGNED, other):
        reply_of(archive).write_bytes(authority.answer(QUESTION, **wrong))
        assert getattr(check(archive, root_of(archive)), "state", None) == State.VOUCHED


def test_a_root_that_did_not_sign_vouches_for_nothing(archive: Path) -> None:
    (archive.parent / "root.pem").write_bytes(Authority().pem)
    found = check(archive, root_of(archive))
    assert found
    assert (found.state, found.why, found.asked) == (State.OTHER_ROOT, "", True)


def test_one_of_several_roots_of_one_name_vouches(archive: Path) -> None:
    pems = [Authority().pem, HONEST.pem, Authority().pem]
    for order in (pems, pems[::-1], pems[1:]):
        (archive.parent / "root.pem").write_bytes(b"".join(order))
        assert getattr(check(archive, root_of(archive)), "state", None) == State.VOUCHED


@pytest.mark.parametrize("raw", [b"", b"-----BEGIN CERTIFICATE-----\n", b"\x30\x82", bytes(5000)])
def test_a_root_that_is_no_certificate_is_refused(archive: Path, raw: bytes) -> None:
    (archive.parent / "root.pem").write_bytes(raw)
    with pytest.raises(SourceRefusal) as refused:
        check(archive, root_of(archive))
    assert refused.value.code == "root_unreadable"


def test_cut_longer_and_huge_answers_are_refused(archive: Path) -> None:
    for raw in (*(ANSWER[:length] for length in range(0, len(ANSWER), 7)), ANSWER + b"\0"):
        reply_of(archive).write_bytes(raw)
        assert getattr(check(archive), "why", "") == "shape"
    reply_of(archive).write_bytes(ANSWER + bytes(reply.LIMIT))
    assert getattr(check(archive), "why", "") == "too_large"


def test_an_answer_nested_without_end_is_refused(archive: Path) -> None:
    nested = b""
    while len(nested) < reply.LIMIT - 10:
        nested = b"\x30\x84" + len(nested).to_bytes(4, "big") + nested
    reply_of(archive).write_bytes(nested)
    assert getattr(check(archive), "why", "") == "shape"


@pytest.mark.parametrize("raw", [b"", b"\x30\x00", QUESTION[:-1], QUESTION + b"\0", bytes(9000)])
def test_a_damaged_question_is_named(archive: Path, raw: bytes) -> None:
    request_of(archive).write_bytes(raw)
    assert getattr(check(archive), "why", "") in {"request_shape", "too_large"}


@given(st.data())
def test_no_damage_changes_what_a_stamp_says(data: st.DataObject) -> None:
    """Bits that no signature covers may change; what is told of the archive never does."""
    damaged = bytearray(ANSWER)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(BadStamp):
        assert reply.read(bytes(damaged)) == reply.read(ANSWER)


@given(st.binary(max_size=400))
def test_no_bytes_are_taken_for_an_answer(raw: bytes) -> None:
    with pytest.raises(BadStamp):
        reply.read(raw)


def test_every_reason_has_its_sentence() -> None:
    assert [why for why in CODES for one in LANGUAGES if not Speech(one).knows(f"timestamps.why_{why}")] == []


def test_the_answer_of_another_tool_holds() -> None:
    sealed = stock.FIXTURE / "sealed.bin"
    assert sealed.read_bytes() == stock.CONTENT
    found = check(sealed, [stock.FIXTURE / "ca.pem"])
    assert found
    assert (found.state, found.asked, found.authority) == (State.VOUCHED, True, "tsa")


def test_the_answer_of_another_tool_is_not_for_another_file(tmp_path: Path) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(b"other")
    answer = (stock.FIXTURE / "sealed.bin.tsr").read_bytes()
    assert judge(other, answer, None, []).why == "imprint"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_stock_openssl_takes_our_question_and_we_its_answer(tmp_path: Path, kind: str) -> None:
    stock.made(tmp_path, kind)
    archive = tmp_path / "DOSSIER.zip"
    archive.write_bytes(CONTENT)
    request_of(archive).write_bytes(request.written(IMPRINT))
    stock.answered(tmp_path, request_of(archive), reply_of(archive))
    found = check(archive, [tmp_path / "ca.pem"])
    assert found
    assert (found.state, found.asked) == (State.VOUCHED, True)
    said = stock.openssl(
        tmp_path, "ts", "-verify", "-data", str(archive), "-in", str(reply_of(archive)), "-CAfile", "ca.pem"
    )
    assert "Verification: OK" in said


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_stock_openssl_reads_the_answers_of_our_own_authority(archive: Path) -> None:
    where = ["-in", str(reply_of(archive)), "-CAfile", str(root_of(archive)[0])]
    said = stock.openssl(archive.parent, "ts", "-verify", "-queryfile", str(request_of(archive)), *where)
    assert "Verification: OK" in said

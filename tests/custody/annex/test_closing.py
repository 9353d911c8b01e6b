"""An annex is whole or not there, opens with what closed it, and its directory tells nothing."""

import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
import pyzipper
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID

from toolkit.custody.annex import closing, packing, reading, recipients
from toolkit.custody.annex.closing import Annexed, Way
from toolkit.custody.annex.content import Content
from toolkit.custody.case import Case
from toolkit.errors import CaseRefusal, OutputRefusal, Refusal, UsageRefusal

from ..builder import acts, fill, open_case

PHRASE = "vorace-temporel-mardi-courage-assiette-ombrage-pommade-inexact"
NAMES = "code;nom\r\nP-3fa91c02b7;Élodie Zorblatti\r\n".encode()
LOG = bytes(range(256)) * 400
CONTENTS = (
    Content("names", "noms.csv", lambda: iter((NAMES,))),
    Content("exhibit", "A0001.evtx", lambda: (LOG[i : i + 1000] for i in range(0, len(LOG), 1000))),
)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with open_case(tmp_path / "case") as opened:
        fill(opened)
        yield opened


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certified(tmp_path_factory.mktemp("keys"), rsa.generate_private_key(65537, 2048))


def certified(
    folder: Path,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    *,
    signs_only: bool = False,
    began: int = -1,
    authority: bool = False,
    use: x509.ObjectIdentifier | None = None,
) -> tuple[Path, Path]:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Expert près la cour")])
    now = datetime.now(UTC) + timedelta(days=began)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=90))
    if signs_only:
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        made = made.add_extension(usage, critical=True)
    if authority:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    if use is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
    found = made.sign(key, hashes.SHA256())
    places = folder / "cert.pem", folder / "key.pem"
    places[0].write_bytes(found.public_bytes(serialization.Encoding.PEM))
    kind = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    places[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *kind))
    return places


def closed(case: Case, way: Way = PHRASE, out: Path | None = None) -> Annexed:
    return closing.close(case, CONTENTS, out, way)


def held(path: Path, phrase: str | None = PHRASE) -> dict[str, bytes]:
    with pyzipper.AESZipFile(path) as opened:
        if phrase is not None:
            opened.setpassword(phrase.encode())
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_annex_opens_with_its_passphrase_alone(case: Case, tmp_path: Path) -> None:
    made = closed(case, out=tmp_path / "remise")
    assert made.path == tmp_path / "remise" / "ANNEXE_K7Q2-M9XD.zip"
    assert made.size == made.path.stat().st_size
    inside = held(made.path)
    assert set(inside) == {"0000.txt", "0001.csv", "0002.bin"}
    assert (inside["0001.csv"], inside["0002.bin"]) == (NAMES, LOG)
    assert b"A0001.evtx" in inside["0000.txt"]
    with pytest.raises(RuntimeError, match="Bad password"):
        held(made.path, PHRASE.replace("mardi", "lundi"))
    assert [each.name for each in made.path.parent.iterdir()] == [made.path.name]


def test_the_directory_tells_sizes_only_and_the_headers_are_ae_2(case: Case) -> None:
    content = closed(case).path.read_bytes()
    for hidden in (b"noms.csv", b"A0001", b"evtx", b"P-3fa91c02b7", "Élodie".encode(), LOG[:64]):
        assert hidden not in content
    at, seen = 0, 0
    while content[at : at + 4] == b"PK\x03\x04":
        flags, method, _, day, crc, packed, _, name, extra = struct.unpack(
            "<4xxx3HH3I2H", content[at : at + 30]
        )
        assert (flags & 0x9, method, day, crc) == (1, 99, 33, 0)
        fields = content[at + 30 + name : at + 30 + name + extra]
        assert struct.unpack("<2HH2sBH", fields) == (0x9901, 7, 2, b"AE", 3, 8)
        at += 30 + name + extra + packed
        seen += 1
    assert seen == 3
    assert content[at : at + 4] == b"PK\x01\x02"


@pytest.mark.skipif(shutil.which("7z") is None, reason="7-Zip is not on this machine")
def test_seven_zip_opens_it(case: Case, tmp_path: Path) -> None:
    path = closed(case).path
    command = ["7z", "x", "-y", f"-p{PHRASE}", f"-o{tmp_path / 'sorti'}", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert (tmp_path / "sorti" / "0001.csv").read_bytes() == NAMES
    wrong = subprocess.run(["7z", "t", "-pfaux", str(path)], capture_output=True, check=False)
    assert wrong.returncode != 0


def test_the_log_says_what_was_closed_and_never_the_passphrase(case: Case) -> None:
    made = closed(case)
    last = acts((case.folder / "custody.jsonl").read_bytes())[-1]
    assert (last.act, last.facts["sha256"], last.facts["files"]) == ("annex.closed", made.sha256, 2)
    assert (last.facts["way"], last.facts["recipients"]) == ("passphrase", [])
    for path in case.folder.rglob("*"):
        if path.is_file():
            assert PHRASE.encode() not in path.read_bytes()
    case.close()
    with Case.resume(case.folder) as again:
        assert again.marks["annex.closed"]["sha256"] == made.sha256


def test_one_made_again_takes_another_name_whatever_closes_it(case: Case) -> None:
    key = pyrage.x25519.Identity.generate()
    first = closed(case)
    before = first.path.read_bytes()
    second = closed(case, recipients.asked([str(key.to_public())]))
    third = closed(case)
    assert [each.path.name for each in (first, second, third)] == [
        "ANNEXE_K7Q2-M9XD.zip",
        "ANNEXE_K7Q2-M9XD-2.zip.age",
        "ANNEXE_K7Q2-M9XD-3.zip",
    ]
    assert first.path.read_bytes() == before
    assert before != third.path.read_bytes()


def test_two_annexes_of_one_case_never_have_one_name(case: Case, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "FEUILLE_ANNEXE_K7Q2-M9XD-3.pdf").write_bytes(b"mine")
    names = [closed(case, out=tmp_path / folder).path.name for folder in "abc"]
    assert names == ["ANNEXE_K7Q2-M9XD.zip", "ANNEXE_K7Q2-M9XD-2.zip", "ANNEXE_K7Q2-M9XD-4.zip"]


def test_an_annex_the_log_cannot_tell_of_does_not_stay(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(act: str, **_: object) -> None:
        raise CaseRefusal("case_no_room", folder=act)

    monkeypatch.setattr(case, "note", full)
    with pytest.raises(OutputRefusal) as refused:
        closed(case, out=tmp_path / "o")
    assert refused.value.code == "annex_no_room"
    assert not list((tmp_path / "o").iterdir())


def test_recipients_of_age_open_it_each_alone(case: Case, tmp_path: Path) -> None:
    keys = [pyrage.x25519.Identity.generate() for _ in range(3)]
    readers = recipients.asked([str(key.to_public()) for key in keys[:2]])
    made = closed(case, readers)
    assert (made.way, len(made.recipients)) == ("age", 2)
    for key in keys[:2]:
        clear = tmp_path / "clair.zip"
        clear.write_bytes(pyrage.decrypt(made.path.read_bytes(), [key]))
        assert held(clear, None)["0001.csv"] == NAMES
        assert reading.check(clear, None) == 3
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(made.path.read_bytes(), [keys[2]])


def test_a_certificate_opens_it(case: Case, certificate: tuple[Path, Path], tmp_path: Path) -> None:
    made = closed(case, recipients.asked([str(certificate[0])]))
    assert made.path.name.endswith(".zip.p7m")
    found = x509.load_pem_x509_certificate(certificate[0].read_bytes())
    key = serialization.load_pem_private_key(certificate[1].read_bytes(), None)
    clear = tmp_path / "clair.zip"
    assert isinstance(key, rsa.RSAPrivateKey)
    clear.write_bytes(pkcs7.pkcs7_decrypt_der(made.path.read_bytes(), found, key, []))
    assert held(clear, None)["0002.bin"] == LOG
    assert made.recipients == (found.fingerprint(hashes.SHA256()).hex(),)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_opens_it(case: Case, certificate: tuple[Path, Path], tmp_path: Path) -> None:
    made = closed(case, recipients.asked([str(certificate[0])]))
    clear = tmp_path / "clair.zip"
    command = ["openssl", "cms", "-decrypt", "-inform", "DER", "-in", made.path, "-inkey", certificate[1]]
    found = subprocess.run([*map(str, command), "-out", str(clear)], capture_output=True, check=False)
    assert found.returncode == 0, found.stderr
    assert held(clear, None)["0001.csv"] == NAMES


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not on this machine")
def test_age_opens_it(case: Case, tmp_path: Path) -> None:
    key = pyrage.x25519.Identity.generate()
    made = closed(case, recipients.asked([str(key.to_public())]))
    (tmp_path / "key").write_text(str(key))
    command = ["age", "-d", "-i", str(tmp_path / "key"), "-o", str(tmp_path / "clair.zip"), str(made.path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert held(tmp_path / "clair.zip", None)["0001.csv"] == NAMES


def test_wrong_recipients_are_refused(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    age = str(pyrage.x25519.Identity.generate().to_public())
    curve, _ = certified(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    (tmp_path / "signs").mkdir()
    signs, _ = certified(tmp_path / "signs", rsa.generate_private_key(65537, 2048), signs_only=True)
    cases = {
        "annex_recipient": [[age[:-1]], ["age1"], [str(tmp_path / "none.pem")], [str(certificate[1])]],
        "annex_recipient_empty": [[""], [age, " "]],
        "annex_recipient_key": [[str(curve)], [str(signs)]],
        "annex_recipients_mixed": [[age, str(certificate[0])]],
    }
    for code, given in cases.items():
        for each in given:
            with pytest.raises(UsageRefusal) as refused:
                recipients.asked(each)
            assert refused.value.code == code


def test_a_certificate_that_does_not_serve_today_or_for_reading_is_refused(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    for number, (began, use, code) in enumerate(
        (
            (-400, None, "annex_recipient_expired"),
            (30, None, "annex_recipient_expired"),
            (-1, ExtendedKeyUsageOID.TIME_STAMPING, "annex_recipient_key"),
            (-1, ExtendedKeyUsageOID.CODE_SIGNING, "annex_recipient_key"),
        )
    ):
        (tmp_path / str(number)).mkdir()
        path, _ = certified(tmp_path / str(number), key, began=began, use=use)
        with pytest.raises(UsageRefusal) as refused:
            recipients.asked([str(path)])
        assert refused.value.code == code
        if code == "annex_recipient_expired":
            assert refused.value.facts["since"] < refused.value.facts["until"]
    path, _ = certified(tmp_path, key, use=ExtendedKeyUsageOID.EMAIL_PROTECTION)
    assert [one.authority for one in recipients.asked([str(path)])] == [False]
    path, _ = certified(tmp_path, key, authority=True)
    assert [one.authority for one in recipients.asked([str(path)])] == [True]


def test_a_secret_key_is_never_said_again() -> None:
    secret = str(pyrage.x25519.Identity.generate())
    for given in (secret, f" {secret.lower()}"):
        with pytest.raises(UsageRefusal) as refused:
            recipients.asked([given])
        assert (refused.value.code, refused.value.facts) == ("annex_recipient_secret", {})
        assert secret not in str(refused.value.args)


def test_the_same_recipient_twice_is_one() -> None:
    age = str(pyrage.x25519.Identity.generate().to_public())
    assert len(recipients.asked([age, age])) == 1


def test_what_is_too_large_is_refused_and_leaves_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "FILE_LIMIT", 1000)
    with pytest.raises(OutputRefusal) as refused:
        closed(case, out=tmp_path / "o")
    assert refused.value.code == "annex_too_large"
    assert not list((tmp_path / "o").iterdir())
    assert "annex.closed" not in case.marks


def test_evidence_that_fails_while_it_is_packed_is_told_as_it_is(case: Case, tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"x"
        raise OutputRefusal("of_the_source")

    with pytest.raises(OutputRefusal) as refused:
        closing.close(case, [Content("names", "noms.csv", failing)], tmp_path / "o", PHRASE)
    assert refused.value.code == "of_the_source"
    assert not list((tmp_path / "o").iterdir())


def test_a_medium_that_gives_other_bytes_back_is_found_out(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = closing._settled

    def worn(stream: object) -> None:
        stream.seek(200)  # type: ignore[attr-defined]  # a stream
        stream.write(b"\0" * 8)  # type: ignore[attr-defined]  # same
        settled(stream)  # type: ignore[arg-type]  # same

    monkeypatch.setattr(closing, "_settled", worn)
    for way in (PHRASE, recipients.asked([str(pyrage.x25519.Identity.generate().to_public())])):
        with pytest.raises(OutputRefusal) as refused:
            closed(case, way, tmp_path / "o")
        assert refused.value.code == "annex_unsound"
    assert not list((tmp_path / "o").iterdir())


def in_a_child(work: Callable[[], object], kill_when: Callable[[], bool] = lambda: False) -> int:
    """Run `work` in a fork, killed as soon as that is so; return its status, or minus a signal."""
    child = os.fork()
    if child == 0:
        status = 9
        try:
            work()
            status = 0
        except Refusal as refusal:
            status = 40 if refusal.code == "annex_no_room" else 41
        finally:
            os._exit(status)
    while True:
        ended, how = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(how)
        if kill_when():
            os.kill(child, signal.SIGKILL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of the size of a file")
def test_a_full_medium_is_told_and_leaves_nothing(case: Case, tmp_path: Path) -> None:
    def full() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        large = Content("exhibit", "A0001.bin", lambda: (os.urandom(100_000) for _ in range(20)))
        closing.close(case, [large], tmp_path / "o", PHRASE)

    assert in_a_child(full) == 40
    assert not list((tmp_path / "o").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_killed_at_any_moment_it_is_whole_or_not_there(case: Case, tmp_path: Path) -> None:
    large = Content("exhibit", "A0001.bin", lambda: (os.urandom(200_000) for _ in range(20)))
    out = tmp_path / "o"

    def written(least: int) -> bool:
        try:
            return any(part.stat().st_size >= least for part in out.glob("*.part"))
        except FileNotFoundError:
            return True

    def work() -> object:
        return closing.close(case, [large], out, PHRASE)

    killed = 0
    for least in (*range(0, 4_000_001, 200_000), None):
        ended = in_a_child(work, lambda least=least: least is not None and written(least))
        killed += ended == -signal.SIGKILL
        whole = list(out.glob("ANNEXE_*.zip"))
        assert whole or list(out.glob("*.part"))
        for path in whole:
            assert reading.check(path, PHRASE) == 2
            path.unlink()
    assert killed > 10
    assert reading.check(closed(case, out=out).path, PHRASE) == 3
    # The name of one that the log tells of is given to no other, wherever that one is now.
    assert not (out / "ANNEXE_K7Q2-M9XD.zip").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe with a name is of Unix")
def test_a_pipe_is_no_recipient_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageRefusal) as refused:
        recipients.asked([str(tmp_path / "pipe")])
    assert refused.value.code == "annex_recipient"

"""A technician's key is made once, opens with its passphrase only, and ssh-keygen agrees."""

import base64
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.custody import keys, technician
from toolkit.errors import OutputRefusal, Refusal, UsageRefusal

from .builder import KEY

WORDS = "girafe tournevis lagune cobalt é"
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
needs_ssh_keygen = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed here"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "cle"
    technician.make(path, WORDS, KEY)
    return path


def refused(path: Path, passphrase: str | None = WORDS) -> str:
    with pytest.raises(UsageRefusal) as refusal:
        technician.load(path, passphrase)
    return refusal.value.code


def test_a_key_opens_with_its_passphrase(made: Path) -> None:
    assert technician.load(made, WORDS).private_bytes_raw() == KEY.private_bytes_raw()
    decomposed = WORDS.replace("é", "e\u0301")
    assert technician.load(made, decomposed).private_bytes_raw() == KEY.private_bytes_raw()
    for wrong in ("girafe tournevis lagune cobalt", WORDS + " ", "", None):
        assert refused(made, wrong) == "passphrase_wrong"
    assert KEY.private_bytes_raw() not in made.read_bytes()
    if os.name != "nt":
        assert made.stat().st_mode & 0o777 == 0o600


def test_both_files_show_the_same_without_a_passphrase(made: Path) -> None:
    private, public = technician.show(made), technician.show(made.with_name("cle.pub"))
    assert private.fingerprint == public.fingerprint == keys.fingerprint(keys.public_raw(KEY))
    assert (private.locked, public.locked) == (True, None)
    assert made.with_name("cle.pub").read_text() == public.line + "\n"
    assert refused(made.with_name("cle.pub")) == "key_is_public"


@pytest.mark.parametrize(
    ("passphrase", "code"),
    [
        ("", "passphrase_short"),
        ("onze signes", "passphrase_short"),
        ("a" * 40, "passphrase_simple"),
        ("123456789012", "passphrase_simple"),
        ("Cabinet Dentaire 2026", "passphrase_simple"),
        ("azertyuiopqsdfghjklm", "passphrase_simple"),
    ],
)
def test_a_weak_passphrase_is_refused_before_anything_is_written(
    tmp_path: Path, passphrase: str, code: str
) -> None:
    with pytest.raises(UsageRefusal) as refusal:
        technician.make(tmp_path / "cle", passphrase)
    assert refusal.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["cle", "cle.pub"])
def test_nothing_is_ever_replaced(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_bytes(b"mine")
    with pytest.raises(OutputRefusal) as refusal:
        technician.make(tmp_path / "cle", WORDS)
    assert refusal.value.code == "output_exists"
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(there, b"mine")]


def test_a_place_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputRefusal) as refusal:
        technician.make(tmp_path / "no" / "cle", WORDS)
    assert refusal.value.code == "output_failed"
    assert refused(tmp_path / "no" / "cle") == "key_missing"
    assert refused(tmp_path) == "key_missing"


def test_a_key_without_passphrase_is_shown_as_such_and_opens(tmp_path: Path) -> None:
    path = tmp_path / "open"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    assert technician.show(path).locked is False
    assert technician.load(path, None).private_bytes_raw() == KEY.private_bytes_raw()


def test_keys_of_another_kind(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    path = tmp_path / "ecdsa"
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    assert refused(path) == "key_not_ed25519"
    path.write_bytes(other.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH))
    assert refused(path) == "key_not_ed25519"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert refused(path) == "key_unreadable"


def test_a_key_that_would_keep_us_busy_for_hours_is_refused(made: Path, tmp_path: Path) -> None:
    lines = made.read_text().splitlines()
    packed = bytearray(base64.b64decode("".join(lines[1:-1])))
    at = packed.index((64).to_bytes(4, "big"), packed.index(b"bcrypt"))
    packed[at : at + 4] = b"\x7f\xff\xff\xff"
    slow = tmp_path / "slow"
    slow.write_text("\n".join((lines[0], base64.b64encode(packed).decode(), lines[-1], "")))
    assert refused(slow) == "key_unreadable"


def test_a_file_that_names_another_key_than_it_holds(tmp_path: Path) -> None:
    other = keys.public_raw(Ed25519PrivateKey.generate())
    path = tmp_path / "lying"
    content = KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    lines = content.decode().splitlines()
    packed = base64.b64decode("".join(lines[1:-1])).replace(keys.public_raw(KEY), other, 1)
    path.write_text("\n".join((lines[0], base64.b64encode(packed).decode(), lines[-1], "")))
    assert refused(path, None) == "key_unreadable"


@QUIET
@given(st.data())
def test_a_damaged_key_is_one_sentence(made: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(made.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content)
    said = ""
    try:
        said = technician.show(path).line
    except UsageRefusal as refusal:
        said = refusal.code
    assert said in {"key_unreadable", "key_not_ed25519"} or said.startswith("ssh-ed25519 ")


@QUIET
@given(st.binary(max_size=400))
def test_any_bytes_are_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any"
    for begin in (b"", b"-----BEGIN OPENSSH PRIVATE KEY-----", b"ssh-ed25519 "):
        path.write_bytes(begin + content)
        with pytest.raises(Refusal):
            technician.show(path)


@needs_ssh_keygen
def test_ssh_keygen_reads_the_key(made: Path) -> None:
    def said(*words: str | Path) -> str:
        done = subprocess.run(["ssh-keygen", *words], capture_output=True, check=False)
        return done.stdout.decode() if done.returncode == 0 else ""

    shown = technician.show(made)
    assert said("-y", "-P", WORDS, "-f", made).split()[:2] == shown.line.split()
    assert said("-y", "-P", "another one altogether", "-f", made) == ""
    for file in (made, made.with_name("cle.pub")):
        assert said("-l", "-f", file).split()[1] == shown.fingerprint


@needs_ssh_keygen
def test_a_key_made_by_ssh_keygen_opens_here(tmp_path: Path) -> None:
    path = tmp_path / "theirs"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", WORDS, "-f", str(path)]
    subprocess.run(command, check=True)
    key = technician.load(path, WORDS)
    assert keys.fingerprint(keys.public_raw(key)) == technician.show(tmp_path / "theirs.pub").fingerprint
    assert refused(path, "wrong passphrase") == "passphrase_wrong"

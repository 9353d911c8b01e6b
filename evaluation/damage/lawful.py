"""Files that people and backup programs encrypt themselves, made here by the programs that make them.

Where such a program is absent its files are left out, and said so by the figures: their count is shown.
"""

import os
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import pkcs12

from evaluation.corpus import FOLDER, Original
from evaluation.damage.judged import Judged, bytes_of, kind_of
from toolkit.scan.content import Content
from toolkit.scan.damage import examine

Made = tuple[str, str, bytes]  # what it is, its name, its bytes
_SECRET = "correct horse"  # noqa: S105 - of files made here and thrown away
# Files of the packages that are encrypted by their own programs; by name, or by what they hold.
_NAMES = re.compile(r"\.(?:kdbx?|gpg|pgp|p12|pfx|jks|keystore|age|luks|aes|hc|asc)\Z", re.IGNORECASE)
_HELD = re.compile(rb"EncryptedPackage|E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e|/Encrypt \d+ \d+ R")
_IN, _OUT = "{in}", "{out}"
_GPG = ["gpg", "--batch", "--s2k-count", "1024", "--passphrase", "x", "-o", _OUT]
_OPENSSL = ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", "pass:x"]
_COMMANDS: tuple[tuple[str, str, list[str]], ...] = (
    ("7z", "dossier.7z", ["7z", "a", f"-p{_SECRET}", _OUT, _IN]),
    ("7z with names", "patients.7z", ["7z", "a", f"-p{_SECRET}", "-mhe=on", _OUT, _IN]),
    ("zip AES", "envoi.zip", ["7z", "a", "-tzip", "-mem=AES256", f"-p{_SECRET}", _OUT, _IN]),
    ("zip ZipCrypto", "archive.zip", ["zip", "-q", "-P", _SECRET, _OUT, _IN]),
    ("gpg", "lettre.docx.gpg", [*_GPG, "-c", _IN]),
    ("gpg armoured", "cle.asc", [*_GPG, "-a", "-c", _IN]),
    ("openssl enc", "base.sql.enc", [*_OPENSSL, "-in", _IN, "-out", _OUT]),
)


def made(each: int, seed: int) -> Iterator[Made]:
    """Yield files of every kind, `each` of those that cost a program's start."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        for number in range(each):
            source = folder / f"lettre {number}.txt"
            words = (f"{chance.getrandbits(30):x} compte rendu" for _ in range(chance.randint(20, 9000)))
            source.write_text(" ".join(words), encoding="utf-8")
            yield from _by_commands(folder, source, number)
        yield from _age(folder, each)
        yield from _luks(folder)
        yield from _repositories(folder, each, chance)
    yield from _stores(each)
    yield from headless(5 * each, chance)


def _run(command: list[str], **variables: str) -> bool:
    if not shutil.which(command[0]):
        return False
    done = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **variables}, timeout=120
    )
    return done.returncode == 0


def _by_commands(folder: Path, source: Path, number: int) -> Iterator[Made]:
    for title, name, command in _COMMANDS:
        out = folder / f"{number} {name}"
        words = [word.replace(_OUT, str(out)).replace(_IN, str(source)) for word in command]
        if _run(words, GNUPGHOME=str(folder)):
            yield title, out.name, out.read_bytes()


def _age(folder: Path, each: int) -> Iterator[Made]:
    key = folder / "key.txt"
    if not _run(["age-keygen", "-o", str(key)]):
        return
    recipient = re.findall(r"age1\w+", key.read_text())[0]
    for source in sorted(folder.glob("lettre *.txt"))[:each]:
        for title, armour in (("age", []), ("age armoured", ["-a"])):
            out = folder / f"{source.name}.{len(armour)}.age"
            if _run(["age", *armour, "-r", recipient, "-o", str(out), str(source)]):
                yield title, out.name, out.read_bytes()


def _luks(folder: Path) -> Iterator[Made]:
    for version in ("luks1", "luks2"):
        out = folder / f"coffre {version}.img"
        out.write_bytes(bytes(18 << 20) if version == "luks2" else bytes(4 << 20))
        weak = ["--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000"]
        words = ["cryptsetup", "luksFormat", "-q", "--type", version, *weak, "--key-file", __file__]
        if _run([*words, str(out)]):
            yield version, out.name, out.read_bytes()


def _repositories(folder: Path, each: int, chance: random.Random) -> Iterator[Made]:
    """Back up files with restic, where the corpus holds its package."""
    for package in (FOLDER / "archives" / "installed-restic").glob("*.deb"):
        _run(["dpkg-deb", "-x", str(package), str(folder / "restic")])
    program = folder / "restic" / "usr" / "bin" / "restic"
    repository = folder / "depot"
    if not program.exists():
        return
    words = {"RESTIC_PASSWORD": _SECRET, "HOME": str(folder)}
    _run([str(program), "-r", str(repository), "init"], **words)
    for number in range(each):
        (folder / f"lettre {number % 7}.txt").write_bytes(chance.randbytes(5000) + b"compte rendu " * 900)
        _run([str(program), "-r", str(repository), "backup", *map(str, folder.glob("lettre *.txt"))], **words)
    for path in sorted(repository.rglob("*")):
        if path.is_file():
            yield "restic", path.name, path.read_bytes()


def _stores(each: int) -> Iterator[Made]:
    for number in range(each):
        key = ed25519.Ed25519PrivateKey.generate()
        best = serialization.BestAvailableEncryption(_SECRET.encode())
        packed = pkcs12.serialize_key_and_certificates(b"carte", key, None, None, best)
        yield "PKCS 12", f"carte {number}.p12", packed
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, best)
        yield "private key", f"cle {number}.pem", pem
        der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, best)
        yield "private key", f"cle {number}.der", der


def headless(count: int, chance: random.Random) -> Iterator[Made]:
    """Yield random contents under the names containers have: VeraCrypt, Duplicati's AES Crypt, borg, none."""
    for number in range(count):
        size = chance.randint(4096, 300_000)
        body = chance.randbytes(size)
        hexadecimal = chance.randbytes(32).hex()
        yield "VeraCrypt", f"coffre {number}.hc", body[: size // 512 * 512]
        yield "VeraCrypt", f"volume{number}", body[: size // 512 * 512]
        crypt = b"AES\x02\0\0\x1bCREATED_BY\0SharpAESCrypt v1\0\0\x80" + bytes(128) + b"\0\0" + body
        yield "Duplicati", f"duplicati-b{hexadecimal}.dblock.zip.aes", crypt
        yield "borg", f"{number}", b"BORG_SEG" + body
        yield "random", hexadecimal, body
        yield "random", f"sauvegarde {number}.dat", body
        yield "random", f"blob {number}.bin", body


def lawful(originals: Iterable[Original], each: int, seed: int) -> Iterator[Judged]:
    """Judge what is made here, and what the packages hold of the kind."""
    for title, name, data in made(each, seed):
        called = examine(name, Content.of(data))
        yield Judged(kind_of(name), name, len(data), called.verdict.value, called.reasons, title)
    for original, data in bytes_of(originals):
        if _NAMES.search(original.path.name) or _encrypted_document(original, data):
            called = examine(original.path.name, Content.of(data))
            name = f"{original.package}: {original.path}"
            kind = kind_of(original.path.name)
            yield Judged(kind, name, len(data), called.verdict.value, called.reasons, f"of packages: {kind}")


def _encrypted_document(original: Original, data: bytes) -> bool:
    kinds = {"pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "docm", "xlsm"}
    return kind_of(original.path.name) in kinds and bool(_HELD.search(data))

"""A file of the user's signed beside itself: FILE and FILE.sig, which ssh-keygen checks too."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import documents, keys, sshsig
from toolkit.errors import SourceRefusal

SIZE_LIMIT = 512 * 1024 * 1024  # bytes; a state of two million files is about that
_CHUNK = 1024 * 1024
ENDING = ".sig"


def sign_file(
    path: Path, namespace: str, *, key: Ed25519PrivateKey | None = None, overwrite: bool = False
) -> str:
    """Write `path`.sig beside a file and return the fingerprint to copy on paper.

    Without `key`, one is made and forgotten at once: nobody can sign again under that fingerprint.
    Raises OutputRefusal("output_exists") or ("output_failed"), and SourceRefusal as `SignedFile.pieces` does.
    """
    signer = key or Ed25519PrivateKey.generate()
    file = SignedFile(path, namespace)
    file.read()
    armored = sshsig.sign_digest(file.digest, signer, namespace)
    documents.write_bytes(path.with_name(path.name + ENDING), armored, overwrite=overwrite)
    return keys.fingerprint(keys.public_raw(signer))


def read_signed(
    path: Path, namespace: str, *, fingerprint: str | None = None, most: int = SIZE_LIMIT
) -> tuple[bytes, str]:
    """Return the first bytes of a file, at most so many, and the state of its signature, over all of it.

    Raises as `SignedFile.pieces` does.
    """
    file = SignedFile(path, namespace, fingerprint=fingerprint)
    return file.read(most), file.state()


class SignedFile:
    """A file read once, from its beginning to its end: the bytes that are used are those that were hashed.

    Nothing it gave is to be used before `state` was asked.
    """

    def __init__(self, path: Path, namespace: str, *, fingerprint: str | None = None) -> None:
        self._path = path
        self._namespace = namespace
        self._fingerprint = fingerprint
        self._running = hashlib.sha512()
        self._whole = False

    def pieces(self) -> Iterator[bytes]:
        """Yield the file piece by piece.

        Raises SourceRefusal("source_missing"), ("source_denied"), ("baseline_not_file") or
        ("baseline_damaged", why="too_large").
        """
        self._running, self._whole, length = hashlib.sha512(), False, 0
        self._refuse_endless()
        try:
            with self._path.open("rb") as stream:
                while piece := stream.read(_CHUNK):
                    length += len(piece)
                    if length > SIZE_LIMIT:
                        raise SourceRefusal("baseline_damaged", path=str(self._path), why="too_large")
                    self._running.update(piece)
                    yield piece
        except (FileNotFoundError, NotADirectoryError) as error:
            raise SourceRefusal("source_missing", source=str(self._path)) from error
        except OSError as error:
            raise SourceRefusal("source_denied", source=str(self._path)) from error
        self._whole = True

    def _refuse_endless(self) -> None:
        """Refuse, before it is opened, a pipe that waits for ever and a device that may not end."""
        try:
            found = self._path.stat()
        except OSError:
            return  # what opening it says is told
        if not stat.S_ISREG(found.st_mode):
            raise SourceRefusal("baseline_not_file", path=str(self._path))
        if found.st_size > SIZE_LIMIT:
            raise SourceRefusal("baseline_damaged", path=str(self._path), why="too_large")

    def read(self, most: int = 0) -> bytes:
        """Read the whole file and return its first bytes, at most so many; raises as `pieces` does."""
        start = bytearray()
        for piece in self.pieces():
            start += piece[: most - len(start)]
        return bytes(start)

    @property
    def digest(self) -> bytes:
        """Return the SHA-512 of what was read."""
        return self._running.digest()

    def state(self) -> str:
        """Return "valid", "invalid" or "absent", once the file was read to its end.

        "valid" means not changed since some key signed it; with a fingerprint, since that key did.
        """
        if not self._path.with_name(self._path.name + ENDING).exists():
            return "absent"
        found = self.signer()
        same = self._fingerprint is None or keys.ungrouped(self._fingerprint) == found
        return "valid" if found and same else "invalid"

    def signer(self) -> str | None:
        """Return the fingerprint of the key that signed it; None for no right signature, or not all read."""
        beside = self._path.with_name(self._path.name + ENDING)
        if not self._whole or not beside.is_file():
            return None
        try:
            with beside.open("rb") as stream:
                armored = stream.read(sshsig.SIGNATURE_LIMIT + 1)
            public = sshsig.verify_digest(self.digest, armored, self._namespace)
        except (OSError, sshsig.BadSignature):
            return None
        return keys.fingerprint(public)

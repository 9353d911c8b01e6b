"""A file of the user's signed beside itself: FILE and FILE.sig, which ssh-keygen checks too."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import documents, keys, sshsig
from toolkit.errors import SourceRefusal

SIZE_LIMIT = 512 * 1024 * 1024  # bytes; a state of two million files is about that
ENDING = ".sig"


def sign_file(
    path: Path, namespace: str, *, key: Ed25519PrivateKey | None = None, overwrite: bool = False
) -> str:
    """Write `path`.sig beside a file and return the fingerprint to copy on paper.

    Without `key`, one is made and forgotten at once: nobody can sign again under that fingerprint.
    Raises OutputRefusal("output_exists") or ("output_failed"), and SourceRefusal as `read_signed` does.
    """
    signer = key or Ed25519PrivateKey.generate()
    armored = sshsig.sign_bytes(_content(path), signer, namespace)
    documents.write_bytes(path.with_name(path.name + ENDING), armored, overwrite=overwrite)
    return keys.fingerprint(keys.public_raw(signer))


def read_signed(path: Path, namespace: str, *, fingerprint: str | None = None) -> tuple[bytes, str]:
    """Return the bytes of a file and the state of its signature: "valid", "invalid" or "absent".

    "valid" means not changed since some key signed it; with a `fingerprint`, since that key did.
    Raises SourceRefusal("source_missing"), ("source_denied") or ("baseline_damaged", why="too_large").
    """
    content = _content(path)
    if not path.with_name(path.name + ENDING).exists():
        return content, "absent"
    found = _signer(path, content, namespace)
    same = fingerprint is None or keys.ungrouped(fingerprint) == found
    return content, "valid" if found and same else "invalid"


def _signer(path: Path, content: bytes, namespace: str) -> str | None:
    try:
        with path.with_name(path.name + ENDING).open("rb") as stream:
            public = sshsig.verify_bytes(content, stream.read(sshsig.SIGNATURE_LIMIT + 1), namespace)
    except (OSError, sshsig.BadSignature):
        return None
    return keys.fingerprint(public)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceRefusal("source_missing", source=str(path)) from error
    except OSError as error:
        raise SourceRefusal("source_denied", source=str(path)) from error
    if len(content) > SIZE_LIMIT:
        raise SourceRefusal("baseline_damaged", path=str(path), why="too_large")
    return content

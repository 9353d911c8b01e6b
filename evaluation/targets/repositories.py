"""Repositories of restic, borg and Duplicati: their files in a row, cut where the sound ones are."""

from functools import cache

from tests.backup.forms import laid, test_duplicati
from toolkit.backup.forms import borg, duplicati, restic
from toolkit.backup.forms.form import Reader

_MADE: dict[str, Reader] = {
    "restic1": restic.read,
    "restic2": restic.read,
    "borg-none": borg.read,
    "borg-repokey": borg.read,
}


@cache
def _repositories() -> tuple[tuple[Reader, laid.Files], ...]:
    made = [(reader, laid.repository(name)) for name, reader in _MADE.items()]
    return (*made, (duplicati.read, test_duplicati.PLAIN), (duplicati.read, test_duplicati.LOCKED))


def seeds() -> list[bytes]:
    """Return the contents of each repository, in the order of its names."""
    return [b"".join(files[path] for path in sorted(files)) for _, files in _repositories()]


def read(data: bytes) -> str:
    """Return what is told to be wrong with the repository of the nearest size, of these bytes."""
    read_by, files = min(_repositories(), key=lambda one: abs(sum(map(len, one[1].values())) - len(data)))
    changed, at = {}, 0
    for path in sorted(files):
        changed[path] = data[at : at + len(files[path])]
        at += len(files[path])
    words = ("secret",) if sum(data[-2:]) % 4 else ()
    return " ".join(sorted(laid.complaints(changed, read_by, words))) or "ok"

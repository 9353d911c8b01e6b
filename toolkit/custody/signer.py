"""Which key signs a case: its own, kept in its folder, or that of the technician, which never enters it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from toolkit.custody import durable, keys
from toolkit.custody.durable import damaged
from toolkit.errors import CaseRefusal
from toolkit.records import Facts

PRIVATE = "private"
KEY = f"{PRIVATE}/case_key"
NOTE = f"{PRIVATE}/technician_key.txt"  # the fingerprint only
REPLACED = "key.replaced"  # the act of the log
OPENED = "case.opened"
TECHNICIAN, OF_CASE = "technician", "case"  # whose key it is, as the log says


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs a case now, and how many came before it."""

    fingerprint: str
    whose: str
    before: int = 0

    @property
    def place(self) -> str:
        """Where a key of the case stands in its folder; each of several keeps its own file."""
        return f"{KEY}-{self.before + 1}" if self.before else KEY


def now(marks: Mapping[str, Facts]) -> Signer:
    """Read from what the log holds who signs; the log of another maker may lack it, and names nobody."""
    opened, replaced = marks.get(OPENED, {}), marks.get(REPLACED)
    if replaced is None:
        return Signer(str(opened.get("fingerprint")), str(opened.get("key", OF_CASE)))
    number = replaced.get("number")
    return Signer(
        str(replaced.get("new")),
        str(replaced.get("key")),
        number if type(number) is int and number > 0 else 1,
    )


def make(folder: Path, key: Ed25519PrivateKey | None, technicians: Ed25519PrivateKey | None) -> str:
    """Write the key of a new case, or only a note of the technician's; return the fingerprint."""
    if technicians is None:
        return keys.fingerprint(keys.public_raw(keys.make(folder / KEY, key)))
    fingerprint = keys.fingerprint(keys.public_raw(technicians))
    with durable.writing(folder):
        (folder / KEY).unlink(missing_ok=True)  # of an opening that was killed
    durable.put(folder / NOTE, f"{fingerprint}\n".encode("ascii"), 0o600)
    return fingerprint


def key_of(
    folder: Path, marks: Mapping[str, Facts], technicians: Ed25519PrivateKey | None
) -> Ed25519PrivateKey:
    """Return the key that signs; `technicians` is the one given for this run, if any.

    Raises CaseRefusal("case_key_needed", fingerprint, folder), ("case_key_other", expected, found, folder),
    ("case_key_own", the same) and ("case_key_lost", why="key_missing", "key_unreadable", "key_locked" or
    "key_other").
    """
    signer = now(marks)
    given = keys.fingerprint(keys.public_raw(technicians)) if technicians else None
    if given is not None and technicians is not None and given == signer.fingerprint:
        return technicians
    shown = keys.grouped(signer.fingerprint)
    if signer.whose == TECHNICIAN and given is None:
        raise CaseRefusal("case_key_needed", fingerprint=shown, folder=str(folder))
    if given is not None:
        code = "case_key_other" if signer.whose == TECHNICIAN else "case_key_own"
        raise CaseRefusal(code, expected=shown, found=keys.grouped(given), folder=str(folder))
    try:
        key = keys.load(folder / signer.place)
        if keys.fingerprint(keys.public_raw(key)) != signer.fingerprint:
            raise damaged(folder, "key_other")
    except CaseRefusal as refusal:
        # The evidence is whole: another key can close the case, and the archive says so.
        lost = {"folder": str(folder), "file": signer.place, "fingerprint": shown}
        raise CaseRefusal("case_key_lost", **lost, why=refusal.facts["why"]) from refusal
    return key


def renewed(folder: Path, marks: Mapping[str, Facts], technicians: Ed25519PrivateKey | None) -> Facts:
    """Put another key in the place of the one that signs, and return what the log is to say of it.

    The key of the technician when one is given, otherwise a new one of the case. A kill before the log says
    so leaves a file that nothing names, written over the next time.
    """
    old = now(marks)
    after = Signer("", TECHNICIAN if technicians else OF_CASE, old.before + 1)
    if technicians is None:
        new = keys.fingerprint(keys.public_raw(keys.make(folder / after.place)))
    else:
        new = keys.fingerprint(keys.public_raw(technicians))
        durable.put(folder / NOTE, f"{new}\n".encode("ascii"), 0o600)
    return {"old": old.fingerprint, "new": new, "key": after.whose, "number": after.before}

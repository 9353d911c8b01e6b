"""All that a scan compares files with: the checked signature set and the notes and families known."""

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.scan import notes
from toolkit.scan.rules import joint, signatures


@dataclass(frozen=True, slots=True)
class Known:
    """A whole signature set; it cannot be had half loaded."""

    signatures: signatures.Signatures
    notes: notes.Knowledge


def load(place: Path | None = None, beside: Sequence[Path] = ()) -> Known:
    """Check and load the set of a folder or a pack, or the one that came with the toolkit.

    `beside` are sets of other people's rules as `signatures import` makes them. Raises SignatureRefusal:
    "signatures_damaged" on any difference, "antivirus_stopped_us" when a file of our own set is gone, emptied
    or locked, "rules_damaged" for a set beside it, each with `file` and `why`, "rules_not_prepared" with
    `file` for what is no set.
    """
    with _kept():
        whole = _whole(place)
        known = Known(joint.load(whole, beside), notes.load(whole.files))
    if beside:
        _give_back()
    return known


def _whole(place: Path | None) -> signatures.Signatures:
    try:
        return signatures.load(place or own_files.signatures())
    except SignatureRefusal as refusal:
        if place is None and refusal.facts["why"] in own_files.TAKEN:
            raise SignatureRefusal("antivirus_stopped_us", **refusal.facts) from refusal
        raise


@contextmanager
def _kept() -> Iterator[None]:
    """Keep the collector from what is loaded: it would look at every part, and copy it in each fork."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()


def _give_back() -> None:
    """Return to the system what compiling used, 50 MB for 10,000 rules: glibc keeps it for later."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only where rules of other people are loaded

        with suppress(OSError, AttributeError):  # another C library has no such call, and may keep less
            ctypes.CDLL(None).malloc_trim(0)

"""All that a scan compares files with: the checked signature set and the notes and families known."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from toolkit import own_files
from toolkit.errors import SignatureRefusal
from toolkit.scan import notes
from toolkit.scan.rules import imported, signatures


@dataclass(frozen=True, slots=True)
class Known:
    """A whole signature set; it cannot be had half loaded."""

    signatures: signatures.Signatures
    notes: notes.Knowledge


def load(place: Path | None = None, beside: Sequence[Path] = ()) -> Known:
    """Check and load the set of a folder or a pack, or the one that came with the toolkit.

    `beside` are sets of other people's rules as `signatures import` makes them. Raises SignatureRefusal:
    "signatures_damaged" on any difference, "antivirus_stopped_us" when a file of our own set is gone, emptied
    or locked, "rules_damaged" for a set beside it, each with `file` and `why`.
    """
    with _kept():
        whole = _whole(place)
        others = tuple(imported.load(one) for one in beside)
        return Known(whole.beside(others), notes.load(whole.files))


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

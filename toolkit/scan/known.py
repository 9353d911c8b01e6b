"""All that a scan compares files with: the checked signature set and the notes and families known."""

from dataclasses import dataclass
from pathlib import Path

from toolkit.scan import notes, signatures


@dataclass(frozen=True, slots=True)
class Known:
    """A whole signature set; it cannot be had half loaded."""

    signatures: signatures.Signatures
    notes: notes.Knowledge


def load(folder: Path) -> Known:
    """Check and load the signature set of a folder; raises SignatureRefusal on any difference."""
    return Known(signatures.load(folder), notes.load(folder))

"""Where the toolkit's own files lie, in a checkout and in a frozen program alike."""

import sys
from pathlib import Path


def root() -> Path:
    """Return the folder that holds signatures/ and demo/."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def signatures() -> Path:
    return root() / "signatures"


def demo() -> Path:
    return root() / "demo"

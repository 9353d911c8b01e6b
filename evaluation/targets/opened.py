"""The public door of what opens archives, for the targets of the formats."""

from functools import cache

from toolkit.scan import inside, known
from toolkit.scan.content import Content


@cache
def _known() -> known.Known:
    return known.load()


def opened(kind: str | None, data: bytes) -> str:
    """Return how many members said something, and the remarks."""
    found = inside.look("archive", kind, Content.of(data), _known())
    return f"{len(found.members)} {' '.join(found.remarks)}".strip()

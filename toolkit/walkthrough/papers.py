"""What a visit leaves beside its case: archives, annexes, receipts, found by their names."""

from pathlib import Path

from toolkit.walkthrough.visit import Visit


def found(visit: Visit, pattern: str) -> list[Path]:
    """Return the files of this kind in the folder of the visit, the newest last."""
    if visit.folder is None:
        return []
    files = [one for one in visit.folder.glob(pattern) if one.is_file()]
    return sorted(files, key=lambda one: one.stat().st_mtime)

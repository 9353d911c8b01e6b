"""Where the toolkit's own files lie, in a checkout and in a frozen program alike, and which were taken."""

import os
import sys
from pathlib import Path

PACK = "set.pack"
# Ways a file of ours is lost that an antivirus explains, as codes of texts/*/signatures.toml.
TAKEN = frozenset({"missing", "empty", "locked", "infected", "not_loaded"})
# winerror.h: ERROR_VIRUS_INFECTED, ERROR_VIRUS_DELETED; ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION.
_VIRUS = frozenset({225, 226})
_SHARING = frozenset({32, 33})


def frozen() -> bool:
    """Tell whether this is the program on the stick, not a checkout."""
    return hasattr(sys, "_MEIPASS")


def root() -> Path:
    """Return the folder that holds signatures/ and demo/."""
    place = getattr(sys, "_MEIPASS", None)
    return Path(place) if place else Path(__file__).resolve().parent.parent


def signatures() -> Path:
    """Return the packed signature set, or the folder of the set where there is no pack.

    The program on the stick has no other set than its pack: one that is gone is missed, never made up for.
    """
    folder = root() / "signatures"
    return folder / PACK if frozen() or os.path.lexists(folder / PACK) else folder


def demo() -> Path:
    return root() / "demo"


def taken(error: BaseException) -> tuple[str, str] | None:
    """Return which file of ours an error is about, and why it is lost; None for any other error."""
    if isinstance(error, ImportError):
        name = _missed(error)
        # In a checkout a library may simply not be installed.
        return (name, "not_loaded") if frozen() or name.split(".")[0] == "toolkit" else None
    if type(error).__name__ == "TemplateNotFound":  # jinja2's, which is not imported for its name
        return str(error), "missing"
    if isinstance(error, OSError) and isinstance(error.filename, str) and _is_ours(Path(error.filename)):
        return str(Path(error.filename)), why(error)
    return None


def _missed(error: BaseException | None) -> str:
    """Return the module an error is about, or the first that one of its causes names."""
    while error is not None:
        if isinstance(error, ImportError) and (error.name or error.path):
            return str(error.name or error.path)
        error = error.__cause__ or error.__context__
    return "?"


def why(error: OSError) -> str:
    """Return the code of why a file cannot be opened: infected, locked or missing."""
    number = getattr(error, "winerror", None)
    if number in _VIRUS:
        return "infected"
    return "locked" if number in _SHARING or isinstance(error, PermissionError) else "missing"


def _is_ours(path: Path) -> bool:
    if frozen():
        return path.is_relative_to(root())
    # A checkout also holds what is made in it, cases among others.
    return any(path.is_relative_to(root() / name) for name in ("toolkit", "signatures", "demo"))

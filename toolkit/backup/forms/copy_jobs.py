"""What copy programs leave beside their copies: an unfinished job, and errors that their logs tell.

SyncBack, FreeFileSync, GoodSync and robocopy copy files as they are: those are read where they lie, the older
versions in `$SBV$`, `_SYNCAPP` and `_gsdata_` with them. Names: the programs' own documentation.
"""

import re

from toolkit.backup.forms.form import Found, Place, State, Words, fault
from toolkit.backup.forms.repository import files, folders, some
from toolkit.records import Entry, Facts

SIGN = re.compile(
    r"^(?:(?P<root>.*)/)?(?:[^/]*\.(?:ffs_db|ffs_lock|ffs_tmp)|_gsdata_|_syncapp|\$sbv\$|[^/]*(?:robocopy|cobian"
    r"|syncback|freefilesync|goodsync|backup|sauvegarde)[^/]*\.(?:log|txt))$",
    re.DOTALL,
)  # in folded paths
_LEFT = (".ffs_lock", ".ffs_tmp")
_LOG = re.compile(
    r".*(?:robocopy|cobian|syncback|freefilesync|goodsync|backup|sauvegarde).*\.(?:log|txt)", re.IGNORECASE
)
_VERSIONS = frozenset({"_gsdata_", "_syncapp", "$sbv$"})
# The words of a copy that failed, French and English; "0 errors" and the heading of a column are none.
_ERROR = re.compile(
    r"^(?!.*\b(?:0|no|aucune?|sans) (?:erreurs?|errors?)).*\b(?:ERREUR|ERROR)\b(?!S? *:? *0\b)", re.IGNORECASE
)
_FAILED = re.compile(r"^.*\b(?:[1-9]\d* (?:FAILED|erreurs|errors)|ÉCHEC|ECHEC)\b", re.IGNORECASE)
_BYTES = 4 * 1024 * 1024  # of one log
_LOGS = 50


def read(place: Place, _words: Words) -> Found | None:
    """Return what jobs of copy programs left in a folder, None where they left nothing to tell of."""
    held = list(files(place))
    left = [_at(place, one) for one in held if one.name.lower().endswith(_LEFT)]
    logs = sorted((one for one in held if _LOG.fullmatch(one.name)), key=lambda one: one.times.modified or 0)
    remarks = [told for one in logs[-_LOGS:] if (told := _errors(_at(place, one))) is not None]
    versions = [one.name for one in folders(place) if one.name.casefold() in _VERSIONS]
    kept = any(one.name.lower().endswith(".ffs_db") for one in held)
    if not (left or remarks or versions or kept):
        return None
    marks = [*left, *(place.below(name) for name in versions), *(_at(place, one) for one in (*logs, *held))]
    about = {"versions": len(versions), "remarks": remarks}
    faults = some("job_unfinished", left)
    # What the job left is what was found: the folder itself may hold a backup of another form.
    return Found("copy_job", place.volume, marks[0].path, State.READ, (), tuple(faults), about=about)


def _at(place: Place, entry: Entry) -> Place:
    return Place(place.source, place.volume, entry.path)


def _errors(place: Place) -> Facts | None:
    """Return how many lines of a log tell of an error, None where none does."""
    text = _text(place.read(_BYTES))
    lines = sum(1 for line in text.splitlines() if _ERROR.search(line[:400]) or _FAILED.search(line[:400]))
    return fault("job_errors", place, lines=lines) if lines else None


def _text(held: bytes) -> str:
    """Return the text of a log: Windows writes them in UTF-16, UTF-8 or the code page of its console."""
    if held.startswith((b"\xff\xfe", b"\xfe\xff")):
        return held.decode("utf-16", "replace")
    try:
        return held.decode("utf-8")
    except UnicodeDecodeError:
        return held.decode("cp1252", "replace")

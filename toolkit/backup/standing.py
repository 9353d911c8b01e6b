"""What one file that was read to its end counts as: sound ones count as nothing."""

from toolkit.backup.classes import is_dump, is_never_empty
from toolkit.backup.held import Held
from toolkit.backup.opaque import is_archive, is_opaque, is_unrecognised
from toolkit.backup.struck import is_struck
from toolkit.records import DamageVerdict, Seen

_SEEN_INTO = frozenset({DamageVerdict.PROTECTED, DamageVerdict.INTACT, DamageVerdict.UNKNOWN})
_TOLD = frozenset({DamageVerdict.DAMAGED, DamageVerdict.ENCRYPTED})  # whatever else is known of the file


def standings(seen: Seen, held: Held, group: str | None) -> tuple[str, ...]:
    """Return the tallies a file is counted in; `group` is its class in a practice."""
    if is_unrecognised(seen) and not (held.opened or held.closed):
        return "unrecognised", *_of_content(seen, held, group)
    return _of_content(seen, held, group)


def _of_content(seen: Seen, held: Held, group: str | None) -> tuple[str, ...]:
    verdict = seen.damage.verdict
    if not seen.size:
        return _of_nothing(seen, held, group)
    if held.broken and verdict not in _TOLD:
        return ("archive_unopened",)
    if is_struck(seen):
        return ("encrypted",)
    if held.closed:
        return ("opaque",)
    if is_opaque(seen) and verdict in _SEEN_INTO:
        return () if held.opened else ("opaque",)
    return _of_verdict(seen)


def _of_nothing(seen: Seen, held: Held, group: str | None) -> tuple[str, ...]:
    if group == "database" and is_never_empty(seen.path):
        return ("damaged",)
    if held.broken:
        return ("archive_unopened",)
    return ("archive_empty",) if is_archive(seen) and not held.closed else ()


def _of_verdict(seen: Seen) -> tuple[str, ...]:
    verdict = seen.damage.verdict
    if verdict == DamageVerdict.RANDOM and is_dump(seen.path):
        return "random", "random_dump"
    named = {DamageVerdict.DAMAGED: "damaged", DamageVerdict.ENCRYPTED: "encrypted"}
    named[DamageVerdict.RANDOM] = "random"
    return (named[verdict],) if verdict in named else ()

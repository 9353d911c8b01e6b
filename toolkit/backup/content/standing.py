"""What one file that was read to its end counts as: sound ones count as nothing."""

import re

from toolkit.backup.classes import LASTING, is_dump, is_never_empty
from toolkit.backup.content.opaque import is_archive, is_opaque, is_unrecognised
from toolkit.backup.content.struck import is_of_phone, is_struck
from toolkit.backup.content.unlike import is_cipher, is_document, is_no_database
from toolkit.backup.held import Held
from toolkit.records import DamageVerdict, Seen
from toolkit.scan import extensions

_SEEN_INTO = frozenset({DamageVerdict.PROTECTED, DamageVerdict.INTACT, DamageVerdict.UNKNOWN})
_PROGRAMS = frozenset({"pe", "elf"})
_OF_SYSTEM = re.compile(r"(?:^|/)(?:windows|program files(?: \(x86\))?|programdata|boot|efi)/")
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
    named = (
        (held.broken and verdict not in _TOLD, "archive_unopened"),
        (is_of_phone(seen), "opaque"),
        (is_struck(seen), "encrypted"),
        (is_cipher(seen), "random"),  # of a single text; most of an ending are judged together
        (group in LASTING and is_no_database(seen), "damaged"),
        (held.closed, "opaque"),
    )
    if told := next((code for holds, code in named if holds), None):
        return (told,)
    if is_opaque(seen) and verdict in _SEEN_INTO and not (verdict == "intact" and is_document(seen)):
        return () if held.opened else ("opaque",)
    if verdict == DamageVerdict.DAMAGED and group is None and _is_program(seen):
        return ("program_damaged",)
    return _of_verdict(seen)


def _is_program(seen: Seen) -> bool:
    """Tell a program that is nobody's data; those of a system are needed where a whole disk is given back."""
    named = extensions.expected(seen.path) in _PROGRAMS
    return (bool(seen.program) or named) and not _OF_SYSTEM.search(seen.path.casefold())


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

"""Every examiner on the bytes of one file, and the line that is recorded of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from toolkit.errors import Unreadable
from toolkit.records import Damage, DamageVerdict, Entry, EntryKind, Facts, Note, Seen, Times, Unread
from toolkit.scan import damage, filetype, inside, notes, programs, rules
from toolkit.scan.content import Content
from toolkit.scan.inside.room import UNREAD
from toolkit.scan.known import Known
from toolkit.scan.marks import marks
from toolkit.scan.programs import closer, places

_NOT_READ = Damage(DamageVerdict.UNKNOWN, ("not_read",), 0.0)
_NOT_EXAMINED = Damage(DamageVerdict.UNKNOWN, ("not_examined",), 0.0)
Answer = TypeVar("Answer")
CRASHED, TIMEOUT, MEMORY = "examiner_crashed", "examiner_timeout", "examiner_memory"


@dataclass(frozen=True, slots=True)
class Findings:
    """What the examiners say of one content under one name."""

    type: str | None = None
    damage: Damage = _NOT_EXAMINED
    note: Note | None = None
    rules: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    program: Facts | None = None
    inside: tuple[Facts, ...] = ()


def findings(path: str, content: Content, known: Known) -> Findings:
    """Run every examiner on one file; one that fails leaves a code in `errors` and the others' answers.

    Raises Unreadable where the medium fails, and ImportError when a library of ours is gone.
    """
    failed: list[str] = []
    name = path.rpartition("/")[2]
    data = content.whole if content.whole is not None else content.head
    hits = _tried(lambda: rules.match(content, known.signatures, path), rules.RuleHits(), failed)
    kind = _tried(lambda: filetype.recognise(name, content.head, content.tail), None, failed)
    opened = _tried(lambda: inside.look(name, kind, content, known), inside.NOTHING, failed)
    judged = _tried(lambda: damage.examine(name, content), _NOT_EXAMINED, failed)
    return Findings(
        type=kind,
        damage=judged,
        note=_tried(lambda: notes.identify(name, data, known.notes), None, failed),
        rules=hits.names,
        program=_tried(lambda: _program(path, name, content, hits.names), None, failed),
        inside=opened.members,
        errors=hits.errors + _remarks(opened.remarks, kind, judged) + tuple(dict.fromkeys(failed)),
    )


def _remarks(said: tuple[str, ...], kind: str | None, judged: Damage) -> tuple[str, ...]:
    """Return the remarks on an archive but for that of a kind we do not open, where it is none any more."""
    if kind is None and judged.verdict == DamageVerdict.ENCRYPTED:
        return tuple(code for code in said if code != UNREAD)
    return said


def _tried(examine: Callable[[], Answer], otherwise: Answer, failed: list[str]) -> Answer:
    """Return what an examiner answers, or, when it fails, `otherwise` and its code in `failed`."""
    try:
        return examine()
    except (Unreadable, ImportError):
        raise
    except MemoryError:
        failed.append(MEMORY)
    except Exception:  # noqa: BLE001 - hostile bytes may fail a parser in any way; that is one fact
        failed.append(CRASHED)
    return otherwise


def _program(path: str, name: str, content: Content, hits: tuple[str, ...]) -> Facts | None:
    """Return the facts of a program, more of them where something speaks for a second look."""
    found = programs.facts(content, name)
    if found is None:
        return None
    lies = places.codes(path)
    if closer.deserves(found, hits, marks(path), lies):
        return {**closer.look(content, found), "places": list(lies)}
    return found


def seen(entry: Entry, size: int, sha256: str, found: Findings) -> Seen:
    """Return the line of a file that was read to its end; `size` is what was read, in bytes."""
    return Seen(
        entry.volume,
        entry.path,
        size,
        sha256,
        found.type,
        found.damage,
        found.note,
        found.rules,
        found.errors,
        entry.kind,
        entry.times,
        found.program,
        marks(entry.path),
        found.inside,
    )


def not_read(what: Unread, entry: Entry | None = None) -> Seen:
    """Return the line of a file that could not be read to its end, or not at all."""
    return Seen(
        volume=what.volume,
        path=what.path,
        size=what.size,
        sha256=None,
        type=None,
        damage=_NOT_READ,
        note=None,
        rules=(),
        errors=(what.why,),
        kind=entry.kind if entry else EntryKind.FILE,
        times=entry.times if entry else Times(),
        marks=marks(what.path),
    )

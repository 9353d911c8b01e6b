"""One walk over a source: each file is read once, and every examiner sees those same bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from toolkit.errors import Unreadable
from toolkit.media.source import Source
from toolkit.records import Damage, DamageVerdict, Entry, EntryKind, Note, Seen, Times, Unread
from toolkit.scan import damage, filetype, notes, programs, rules
from toolkit.scan.content import Content
from toolkit.scan.known import Known
from toolkit.scan.marks import marks

_NOT_READ = Damage(DamageVerdict.UNKNOWN, ("not_read",), 0.0)
_READ = (EntryKind.FILE, EntryKind.STREAM)
_LIBRARIES = ("numpy", "pefile", "yara")


def _unheard(_: int) -> None:
    return


def _nothing_done(_volume: str, _path: str) -> bool:
    return False


def look(
    source: Source,
    known: Known,
    *,
    done: Callable[[str, str], bool] = _nothing_done,
    heard: Callable[[int], None] = _unheard,
) -> Iterator[Seen | Entry]:
    """Yield one Seen per file and alternate stream, and the Entry of each link or special name.

    `done(volume, path)` says, once per line, what an interrupted scan has already recorded; `heard(n)` is
    told of bytes as they are read. What cannot be read is a Seen without a hash, whose `errors` say why.
    Raises ImportError when a library of the examiners does not load.
    """
    # Before the first file: a library an antivirus took away is no fact about each program on the disk.
    for library in _LIBRARIES:
        import_module(library)
    for entry in source.walk():
        if isinstance(entry, Entry) and entry.kind not in _READ:
            if entry.kind != EntryKind.DIRECTORY:
                yield entry
        elif not done(entry.volume, entry.path):
            yield _unread(entry) if isinstance(entry, Unread) else see(source, entry, known, heard)


def see(source: Source, entry: Entry, known: Known, heard: Callable[[int], None] = _unheard) -> Seen:
    """Read one file to its end and say what every examiner found in it."""
    try:
        with source.open(entry) as stream:
            content = Content(stream, entry.size)
            sha256 = content.digest(heard)
            return _examined(entry, content, sha256, known)
    except Unreadable as refused:
        return _unread(Unread(entry.volume, entry.path, refused.why, refused.detail, entry.size), entry)


@dataclass(frozen=True, slots=True)
class _Findings:
    damage: Damage
    note: Note | None
    rules: tuple[str, ...]
    errors: tuple[str, ...]


def _examined(entry: Entry, content: Content, sha256: str, known: Known) -> Seen:
    found = _findings(entry, content, known)
    return Seen(
        volume=entry.volume,
        path=entry.path,
        size=content.size,
        sha256=sha256,
        type=filetype.recognise(entry.name, content.head, content.tail),
        damage=found.damage,
        note=found.note,
        rules=found.rules,
        errors=found.errors,
        kind=entry.kind,
        times=entry.times,
        program=programs.facts(content, entry.name),
        marks=marks(entry.path),
    )


def _findings(entry: Entry, content: Content, known: Known) -> _Findings:
    hits = rules.match(content, known.signatures)
    note = notes.identify(entry.name, content.whole or content.head, known.notes)
    return _Findings(damage.examine(entry.name, content), note, hits.names, hits.errors)


def _unread(unread: Unread, entry: Entry | None = None) -> Seen:
    return Seen(
        volume=unread.volume,
        path=unread.path,
        size=unread.size,
        sha256=None,
        type=None,
        damage=_NOT_READ,
        note=None,
        rules=(),
        errors=(unread.why,),
        kind=entry.kind if entry else EntryKind.FILE,
        times=entry.times if entry else Times(),
        marks=marks(unread.path),
    )

"""Archives, disc images, documents and mail opened one level: what each member would say on its own.

Nothing is written anywhere; each member is unpacked into memory within the limits of `room`, looked at and
let go of. A remark says what was not looked at: it is a fact beside the file, which was itself read whole.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Facts, NoteVerdict, plain
from toolkit.scan import filetype, notes, programs, rules
from toolkit.scan.content import Content
from toolkit.scan.damage import zip_directory
from toolkit.scan.inside import compound, disc, mail, seven_zip, stream, tape, zipped
from toolkit.scan.inside.room import DAMAGED, LIMITED, NESTED, NOTE, UNREAD, Broken, Full, Member, Room
from toolkit.scan.known import Known
from toolkit.scan.marks import marks

_TOLD = 100  # members told of one archive
_LONGEST = 512  # characters of a member's path
_DISGUISE = frozenset({"double_extension", "direction", "invisible", "nbsp_name", "control"})

Opener = Callable[[Content, Room, str, str], Iterator[Member]]

# By the type a content is, written out; types that stand in no line are not opened.
FORMATS: tuple[tuple[frozenset[str], Opener], ...] = (
    (zipped.DOCUMENTS | {"zip", "jar"}, lambda content, room, _, kind: zipped.members(content, room, kind)),
    (frozenset({"ole2"}), lambda content, room, *_: compound.members(content, room)),
    (frozenset({"gzip", "bzip2", "xz", "zstd"}), stream.members),
    (frozenset({"tar"}), lambda content, room, *_: tape.members(content, room)),
    (frozenset({"7z"}), lambda content, room, *_: seven_zip.members(content, room)),
    (frozenset({"iso"}), lambda content, room, *_: disc.members(content, room)),
)
# Archives all the same.
CLOSED = frozenset({"rar", "cab", "lzip", "lz4", "wim"})
_BY_KIND = {kind: opener for kinds, opener in FORMATS for kind in kinds}
# How these types begin, but for tapes and discs: most members are none of them, which is told at once.
_STARTS = (
    b"PK",
    compound.MAGIC,
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
    b"Rar!",
    b"MSCF",
    b"LZIP",
    b"\x04\x22\x4d\x18",
    b"MSWIM",
)
_DISC, _DISC_AT = b"CD001", 0x8001
# What is said of a member whose examiner failed: as of a file.
_CRASHED, _MEMORY = "examiner_crashed", "examiner_memory"


@dataclass(frozen=True, slots=True)
class Inside:
    """The members in which something was found, and the remarks of all."""

    members: tuple[Facts, ...] = ()
    remarks: tuple[str, ...] = ()


NOTHING = Inside()


def look(name: str, kind: str | None, content: Content, known: Known) -> Inside:
    """Open a content of a type under its name, and examine each member on its own.

    A fact of a member has "path", "size" (bytes), "sha256" (none where only its beginning was unpacked),
    "rules", and where they say something "note", "program" and "marks". Raises Unreadable where the medium
    fails. A member that is itself such a file is examined as it is and not opened, which is a remark.
    """
    if kind in CLOSED:
        return Inside(remarks=(UNREAD,))
    opener = _opener(kind, content.head)
    end = -1 if opener else zip_directory.last_end(content.tail)
    if end >= 0 and zip_directory.end_record(content):
        opener = _behind
    if opener is None:
        return Inside(remarks=(UNREAD,)) if _ends_as_zip(content.tail, end) else NOTHING
    room = Room(content.size)
    found: list[Facts] = []
    for member in _members(opener, content, room, name, kind or ""):
        if not member.data:
            continue
        apart = Content.of(member.data)
        if _closed(apart, kind or ""):
            room.remarks.add(NESTED)
        if fact := _tried(member, apart, known, room):
            found.append(fact)
        if len(found) >= _TOLD:
            room.remarks.add(LIMITED)
            break
    return Inside(tuple(found), tuple(sorted(room.remarks)))


def _opener(kind: str | None, head: bytes) -> Opener | None:
    """Return what opens a content: by its type, or as mail."""
    opener = _BY_KIND.get(kind) if kind else None
    if opener is None and mail.is_mail(head):
        return _mail
    return opener


def _closed(member: Content, kind: str) -> bool:
    """Tell whether a member would be opened were it a file; the macros of a document have been."""
    if _may_open(member.head):
        inner = filetype.recognise("", member.head, member.tail)
        if inner == "ole2" and kind in zipped.DOCUMENTS:
            return False
        if inner in _BY_KIND or inner in CLOSED:
            return True
    # A mail within a mail stands there in clear, and its parts have been read.
    return kind in _BY_KIND and mail.is_mail(member.head)


def _may_open(head: bytes) -> bool:
    """Tell whether a type that is opened, or an archive that is not, can begin so."""
    return head.startswith(_STARTS) or tape.begins(head) or head.startswith(_DISC, _DISC_AT)


def _ends_as_zip(tail: bytes, at: int) -> bool:
    """Tell the end of a ZIP without its directory: the last part of one cut in pieces, or a torn one."""
    if at < 0 or len(tail) < at + 22:
        return False
    count, comment = struct.unpack_from("<H8xH", tail, at + 10)
    return bool(count and at + 22 + comment == len(tail))


def _behind(content: Content, room: Room, _name: str, _kind: str) -> Iterator[Member]:
    return zipped.members(content, room, "zip")


def _mail(content: Content, room: Room, _name: str, _kind: str) -> Iterator[Member]:
    return mail.members(content, room)


def _members(opener: Opener, content: Content, room: Room, name: str, kind: str) -> Iterator[Member]:
    try:
        yield from opener(content, room, name.rpartition("/")[2], kind)
    except Full:
        room.remarks.add(LIMITED)
    except Broken:
        room.remarks.add(DAMAGED)
    except NotImplementedError:
        room.remarks.add(UNREAD)
    except MemoryError:
        room.remarks.add(LIMITED)
    except (Unreadable, ImportError):
        raise
    except Exception:  # noqa: BLE001 - what no reader foresaw is a fault of the archive, not of its own file
        room.remarks.add(DAMAGED)


def _tried(member: Member, content: Content, known: Known, room: Room) -> Facts | None:
    """Return what is told of a member; one that an examiner fails on leaves what was found in the others."""
    try:
        return _fact(member, content, known, room)
    except (Unreadable, ImportError):
        raise
    except MemoryError:
        room.remarks.add(_MEMORY)
    except Exception:  # noqa: BLE001 - hostile bytes may fail a parser in any way; that is one fact
        room.remarks.add(_CRASHED)
    return None


def _fact(member: Member, content: Content, known: Known, room: Room) -> Facts | None:
    name = member.path.rpartition("/")[2]
    hits = rules.match(content, known.signatures, name)
    if hits.errors:
        room.remarks.add(LIMITED)
    found: dict[str, Any] = {"rules": list(hits.names)}
    note = notes.identify(name, member.data, known.notes)
    if note is not None and note.verdict != NoteVerdict.NO:
        found["note"] = plain(note)
        room.remarks.add(NOTE)
    hostile = sorted(_DISGUISE.intersection(marks(name)))
    if hostile and (program := programs.facts(content, name)):
        found |= {"program": program.get("format"), "marks": hostile}
    if not hits.names and len(found) == 1:
        return None
    digest = hashlib.sha256(member.data).hexdigest() if member.whole else None
    return {"path": member.path[-_LONGEST:], "size": len(member.data), "sha256": digest, **found}

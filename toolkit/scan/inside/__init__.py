"""Archives, disc images, documents and mail opened one level: what each member would say on its own.

Nothing is written anywhere; each member is unpacked into memory within the limits of `room`, looked at and
let go of. A remark says what was not looked at: it is a fact beside the file, which was itself read whole.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Facts, NoteVerdict, plain
from toolkit.scan import notes, programs, rules
from toolkit.scan.content import Content
from toolkit.scan.inside import compound, disc, mail, seven_zip, stream, tape, zipped
from toolkit.scan.inside.room import DAMAGED, LIMITED, NOTE, UNREAD, Broken, Full, Member, Room
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
    fails.
    """
    if kind in CLOSED:
        return Inside(remarks=(UNREAD,))
    opener = _BY_KIND.get(kind) if kind else None
    if opener is None:
        if not mail.is_mail(content.head):
            return NOTHING
        opener = _mail
    room = Room(content.size)
    found: list[Facts] = []
    for member in _members(opener, content, room, name, kind or ""):
        if fact := _fact(member, known, room):
            found.append(fact)
        if len(found) >= _TOLD:
            room.remarks.add(LIMITED)
            break
    return Inside(tuple(found), tuple(sorted(room.remarks)))


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


def _fact(member: Member, known: Known, room: Room) -> Facts | None:
    if not member.data:
        return None
    name = member.path.rpartition("/")[2]
    content = Content.of(member.data)
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

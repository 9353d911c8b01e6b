"""Repositories held in memory as a medium would list them, read whole, and damaged on purpose."""

import base64
import hashlib
import io
import lzma
import tarfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from toolkit.backup.forms.form import Found, Place, Reader
from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.members import MembersSource
from toolkit.media.source import Source
from toolkit.media.tree import Leaf
from toolkit.records import Damage, DamageVerdict, Entry, EntryKind, Seen, Times

Files = Mapping[str, bytes]
PLACE = "Sauvegardes/depot"
WHEN = 1_791_626_400_000_000_000


@cache
def repository(name: str) -> Files:
    """Return the files of a small repository that the real program made, by path."""
    text = (Path(__file__).parent / "repositories" / f"{name}.b64").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(base64.b64decode(text)))) as tape:
        found = {member.name: tape.extractfile(member) for member in tape.getmembers()}
        return {path: stream.read() for path, stream in found.items() if stream is not None}


def place(files: Files) -> Place:
    names = list(files)
    leaves = [
        Leaf(f"{PLACE}/{path}", at, size=len(files[path]), times=Times(modified=WHEN))
        for at, path in enumerate(names)
    ]
    source = MembersSource("support", "folder", leaves, lambda at: io.BytesIO(files[names[at]]))
    return Place(source, "", PLACE)


def kept(source: Source) -> dict[str, bytes | str]:
    """Return what each file of a source holds, or why it cannot be read; "?" for what is not listed."""
    found: dict[str, bytes | str] = {}
    for one in source.walk():
        if not isinstance(one, Entry):
            found[f"?{one.path}"] = one.why
        elif one.kind is EntryKind.FILE:
            try:
                with source.open(one) as stream:
                    found[one.path] = stream.read()
            except Unreadable as error:
                found[one.path] = error.why
    return found


def points(found: Found) -> list[dict[str, bytes | str]]:
    """Return what each point holds, oldest first; one that does not open is {"!": why}."""
    told: list[dict[str, bytes | str]] = []
    for point in found.points:
        assert point.open is not None
        try:
            source = point.open()
        except Unreadable as error:
            told.append({"!": error.why})
        except SourceRefusal as refusal:
            told.append({"!": refusal.code})
        else:
            told.append(kept(source))
            source.close()
    return told


def complaints(files: Files, read: Reader, words: tuple[str, ...] = ()) -> set[str]:
    """Return everything that is told to be wrong: faults, parts that changed, files that cannot be read."""
    found = read(place(files), words)
    if found is None:
        return {"none"}
    wrong = {str(one["code"]) for one in found.faults}
    wrong |= {str(one["code"]) for point in found.points for one in point.faults}
    for path, content in files.items():
        where = f"{PLACE}/{path}"
        if found.own(where) and (fault := found.part(_seen(where, content))) is not None:
            wrong.add(str(fault["code"]))
    for point in points(found):
        wrong |= {f"file_{why}" for why in point.values() if isinstance(why, str)}
    return wrong


def told_or_same(files: Files, sound: Files, read: Reader, words: tuple[str, ...]) -> bool:
    """Tell whether something is said to be wrong, or else every file that is read is a sound one."""
    if complaints(files, read, words):
        return True
    found, before = read(place(files), words), read(place(sound), words)
    assert found is not None
    assert before is not None
    states = points(before)
    return all(one in states for one in points(found))


def _seen(path: str, content: bytes) -> Seen:
    digest = hashlib.sha256(content).hexdigest()
    return Seen("", path, len(content), digest, None, Damage(DamageVerdict.UNKNOWN), None, (), ())


def flipped(content: bytes, share: float = 0.5) -> bytes:
    at = min(len(content) - 1, int(len(content) * share))
    return content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "flipped": flipped,
    "flipped early": lambda content: flipped(content, 0.1),
    "flipped late": lambda content: flipped(content, 0.97),
    "cut": lambda content: content[: len(content) * 2 // 3],
    "emptied": lambda _: b"",
    "missing": lambda _: None,
}


def damaged(files: Files, path: str, how: str) -> Files:
    changed = DAMAGES[how](files[path])
    return {
        **{one: content for one, content in files.items() if one != path},
        **({path: changed} if changed is not None else {}),
    }

"""Duplicati volumes: ZIP files of blocks, each named by the SHA-256 of what it holds.

Source: Duplicati's documentation ("How the backup process works", "How the restore process works") and the
names its sources give the members: manifest, filelist.json, vol/, list/. Names of blocks are base64 for URLs.
"""

import base64
import codecs
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from toolkit.errors import SourceRefusal, Unreadable
from toolkit.media.archive import ZipSource, open_zip
from toolkit.media.repositories import aes_crypt
from toolkit.media.repositories.pieces import LARGEST, Piece, Pieces
from toolkit.records import Entry, EntryKind

NEWEST = 2  # version of the volumes
_OPEN = 4  # volumes kept open
_SMALL = 64 * 1024 * 1024  # bytes of a manifest or of the list of one volume's blocks
_VALUE = 16 * 1024 * 1024  # characters of one file in a list of files
_CHUNK = 256 * 1024

Volumes = Callable[[int], BinaryIO]


def volume(file: BinaryIO, name: str, words: tuple[str, ...]) -> ZipSource:
    """Return the ZIP of a volume; raises Unreadable, ("password") for one that no word opens."""
    try:
        if name.endswith(".aes"):
            file = aes_crypt.opened(file, words)
        return open_zip(file, name)
    except SourceRefusal as refusal:
        file.close()
        raise Unreadable("damaged", refusal.code) from refusal
    except BaseException:
        file.close()
        raise


def member(source: ZipSource, path: str) -> bytes:
    """Return one small member, whole; raises Unreadable."""
    entry = source.find(path)
    if entry is None:
        raise Unreadable("damaged", f"no {path}")
    with source.open(entry) as stream:
        found = stream.read(_SMALL + 1)
    if len(found) > _SMALL:
        raise Unreadable("bomb", "a listing beyond all measure")
    return found


def told(text: bytes) -> Mapping[str, Any]:
    """Return a JSON object; raises Unreadable ("damaged")."""
    try:
        found = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", "no JSON") from error
    if not isinstance(found, dict):
        raise Unreadable("damaged", "no JSON object")
    return found


def digest(text: object) -> bytes | None:
    """Return the 32 bytes of a base64 hash, for URLs or not, None where it is none."""
    try:
        found = base64.b64decode(str(text), altchars=b"-_" if {"-", "_"} & set(str(text)) else None)
    except ValueError:
        return None
    return found if len(found) == 32 else None


def blocks(source: ZipSource, part: int, pieces: Pieces) -> None:
    """Add the blocks of a volume; a block's offset is its number among the members."""
    for entry in source.walk():
        if isinstance(entry, Entry) and entry.kind is EntryKind.FILE and "/" not in entry.path:
            name = digest(entry.path)
            if name is not None and entry.ident.isdigit() and entry.size <= LARGEST:
                pieces.put(name, Piece(part, int(entry.ident), entry.size, entry.size))


class Blocks:
    """Blocks by their row, a few volumes kept open."""

    def __init__(self, pieces: Pieces, opener: Callable[[int], ZipSource]) -> None:
        self._pieces = pieces
        self._opener = opener
        self._open: dict[int, ZipSource] = {}

    def read(self, row: int) -> bytes:
        """Return a block whose SHA-256 is its name; raises Unreadable."""
        piece = self._pieces.at(row)
        source = self._open.pop(piece.part, None) or self._opened(piece.part)
        self._open[piece.part] = source
        while len(self._open) > _OPEN:
            self._open.pop(next(iter(self._open))).close()
        entry = Entry("", "", EntryKind.FILE, piece.plain, ident=str(piece.offset))
        with source.open(entry) as stream:
            found = stream.read(piece.plain + 1)
        if hashlib.sha256(found).digest() != self._pieces.name(row):
            raise Unreadable("damaged", "a block is not what its name says")
        return found

    def _opened(self, part: int) -> ZipSource:
        try:
            return self._opener(part)
        except Unreadable as error:
            raise Unreadable(
                "damaged" if error.why == "vanished" else error.why, "a volume is missing"
            ) from error

    def close(self) -> None:
        while self._open:
            self._open.popitem()[1].close()


def listed(file: BinaryIO) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON array one at a time; raises Unreadable ("damaged") where it is none."""
    decode = json.JSONDecoder().raw_decode
    utf8 = codecs.getincrementaldecoder("utf-8-sig")("replace")
    text, at, begun = "", 0, False
    while True:
        chunk = file.read(_CHUNK)
        text, at = text[at:] + utf8.decode(chunk, not chunk), 0
        if not begun:
            text = text.lstrip()
            if text[:1] not in {"[", ""}:
                raise Unreadable("damaged", "no list of files")
            begun, at = bool(text), 1 if text else 0
        while True:
            while at < len(text) and text[at] in ", \r\n\t":
                at += 1
            if text[at : at + 1] == "]":
                return
            try:
                value, at = decode(text, at)
            except (ValueError, RecursionError):
                break
            if not isinstance(value, dict):
                raise Unreadable("damaged", "no list of files")
            yield value
        if not chunk or len(text) - at > _VALUE:
            raise Unreadable("damaged", "a list of files is cut short")

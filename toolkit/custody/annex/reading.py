"""Reading an annex back: every file of it, against what its 0000.txt says; it may be anybody's."""

import errno
import hashlib
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyzipper  # type: ignore[import-untyped]  # no stubs

from toolkit.custody import durable
from toolkit.custody.annex import layout, listing, packing
from toolkit.custody.annex.listing import Line
from toolkit.errors import OutputRefusal, SourceRefusal

Sink = Callable[[Line], AbstractContextManager[BinaryIO | None]]
_AGE = b"age-encryption.org/v1\n"
_ZIP = b"PK\x03\x04"
_LOCAL = 30  # bytes before the name of a member
_DER = b"\x30\x80", b"\x30\x82", b"\x30\x83", b"\x30\x84"  # a sequence, of more than 255 bytes
_ENVELOPED = bytes.fromhex("06092a864886f70d010703")  # id-envelopedData (RFC 5652 6.1)
_HEAD = 64
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_ENCRYPTED = 0x1
_READ = frozenset({pyzipper.ZIP_STORED, pyzipper.ZIP_DEFLATED})
_CHUNK = 1024 * 1024
# What the library raises at bytes that no program of ours wrote.
_BROKEN = (
    pyzipper.BadZipFile, NotImplementedError, RuntimeError, ValueError, KeyError, IndexError, EOFError,
    OverflowError, struct.error, zlib.error, lzma.LZMAError,
)  # fmt: skip


def closed_by(path: Path) -> str:
    """Return how an annex is closed: "passphrase", "age", "x509", or "nothing" once it was decrypted.

    Raises SourceRefusal("source_missing"), ("annex_folder"), ("annex_unread") and ("annex_unknown").
    """
    with _opened(path) as stream:
        head = stream.read(_HEAD)
    name = head[_LOCAL : _LOCAL + int.from_bytes(head[26:28], "little")]
    if head.startswith(_ZIP) and listing.MEMBER.fullmatch(name.decode("latin-1")):
        return "passphrase" if int.from_bytes(head[6:8], "little") & _ENCRYPTED else "nothing"
    if head.startswith(_AGE):
        return "age"
    if head.startswith(_DER) and _ENVELOPED in head:
        return "x509"
    raise SourceRefusal("annex_unknown", path=str(path))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of an annex as it stands; raises as `closed_by` does."""
    running = hashlib.sha256()
    with _opened(path) as stream:
        while chunk := stream.read(_CHUNK):
            running.update(chunk)
    return running.hexdigest()


def check(path: Path, passphrase: str | None) -> int:
    """Read every file of an annex, compare it with its hash, and return how many there are.

    Raises SourceRefusal("annex_wrong_passphrase"), ("annex_damaged", file) and ("annex_extra") for one that
    holds more than its files, beside those of `closed_by`.
    """
    return _gone_through(path, passphrase, nowhere)


def nowhere(line: Line) -> AbstractContextManager[BinaryIO | None]:
    """Take a file of an annex to nowhere: it is only compared."""
    del line
    return nullcontext()


def take_out(path: Path, passphrase: str | None, folder: Path) -> int:
    """Write every file of an annex under the name it stands for, behind its number; return how many.

    All of them, or none. Raises as `check` does, and OutputRefusal("output_exists"), ("annex_out_used") for a
    folder that holds anything, ("annex_out_no_room") and ("output_failed").
    """
    check(path, passphrase)
    made = _emptied(folder)
    written: list[Path] = []

    @contextmanager
    def beside(line: Line) -> Iterator[BinaryIO]:
        number = line.name.partition(".")[0]
        place = folder / (line.name if line.name == listing.NAME else f"{number}_{line.told}")
        if place.exists() or place.is_symlink():
            raise OutputRefusal("output_exists", path=str(place))
        with _writing(place), durable.replacing(place, 0o600) as stream:
            yield stream
        written.append(place)

    try:
        return _gone_through(path, passphrase, beside)
    except BaseException:
        # Names of patients do not stay in clear where nobody was told of them.
        with suppress(OSError):
            for place in written:
                place.unlink()
            if made:
                folder.rmdir()
        raise


def _emptied(folder: Path) -> bool:
    """Make the folder, unless it is there and empty; return whether it was made."""
    with _writing(folder):
        there = folder.is_dir()
        if there and any(folder.iterdir()):
            raise OutputRefusal("annex_out_used", path=str(folder))
        folder.mkdir(parents=True, exist_ok=True)
    return not there


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.is_dir():
        raise SourceRefusal("annex_folder", path=str(path))
    if path.exists() and not path.is_file():
        # A pipe would be waited for without end.
        raise SourceRefusal("annex_unknown", path=str(path))
    try:
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError as error:
        raise SourceRefusal("source_missing", source=str(path)) from error
    except OSError as error:
        raise SourceRefusal("annex_unread", path=str(path)) from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = "annex_out_no_room" if error.errno in _FULL else "output_failed"
        raise OutputRefusal(code, path=str(path)) from error


def _gone_through(path: Path, passphrase: str | None, sink: Sink) -> int:
    with _opened(path) as stream:
        return compared(stream, passphrase, path, sink)


def compared(stream: BinaryIO, passphrase: str | None, path: Path, sink: Sink) -> int:
    """Compare every file of an annex that is open, `path` being the name it is told by; raises as `check`."""
    try:
        opened = pyzipper.AESZipFile(stream)
        opened.setpassword(None if passphrase is None else passphrase.encode("ascii", "replace"))
        lines = _lines(opened)
    except _BROKEN as error:
        raise _refused(path, listing.NAME, error) from error
    for line in lines:
        _compare(path, opened, line, sink)
    if not layout.exact(stream, opened.infolist()):
        raise SourceRefusal("annex_extra", path=str(path))
    return len(lines)


def _lines(opened: Any) -> tuple[Line, ...]:
    """Return what the listing says, itself last; the directory holds just that, as AES-256 or in clear."""
    held = opened.infolist()
    for about in held:
        encrypted = about.flag_bits & _ENCRYPTED
        if about.compress_type not in _READ or (encrypted and about.wz_aes_strength != 3):
            raise ValueError("not packed as an annex is", about.filename)
    with opened.open(listing.NAME) as member:
        content = member.read(listing.LIMIT + 1)
    if len(content) > listing.LIMIT:
        raise ValueError("a listing without end")
    lines = (*listing.parse(content), Line(listing.NAME, listing.NAME, hashlib.sha256(content).hexdigest()))
    if sorted(about.filename for about in held) != sorted(line.name for line in lines):
        raise ValueError("other files than those listed")
    return lines


def _compare(path: Path, opened: Any, line: Line, sink: Sink) -> None:
    running, left = hashlib.sha256(), packing.FILE_LIMIT
    with sink(line) as place:
        try:
            with opened.open(line.name) as member:
                while chunk := member.read(_CHUNK):
                    running.update(chunk)
                    left -= len(chunk)
                    if left < 0:
                        raise ValueError("a file without end")
                    if place is not None:
                        place.write(chunk)
        except _BROKEN as error:
            # 0000.txt was read with this passphrase: only damage is left.
            raise SourceRefusal("annex_damaged", path=str(path), file=line.name) from error
        if running.hexdigest() != line.sha256:
            raise SourceRefusal("annex_damaged", path=str(path), file=line.name)


def _refused(path: Path, file: str, error: Exception) -> SourceRefusal:
    if isinstance(error, RuntimeError) and "password" in str(error).casefold():
        return SourceRefusal("annex_wrong_passphrase", path=str(path))
    return SourceRefusal("annex_damaged", path=str(path), file=file)

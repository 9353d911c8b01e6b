"""PDF: end marks and cross-reference, then every stream inflated or walked (ISO 32000-1, 7.5)."""

import re
import zlib
from dataclasses import dataclass, field

from toolkit.scan.content import Content
from toolkit.scan.damage import jpeg
from toolkit.scan.damage.structure import (
    CHECKSUM,
    CODE,
    CONTRADICTION,
    NOT_THIS,
    TRUNCATED,
    Structure,
    broken,
    protected,
    valid,
)
from toolkit.scan.wording import controls

# Its letters first: what begins by a boundary is tried at every byte.
_STREAM = re.compile(rb"stream(?<=\bstream)\r?\n")
_OBJECT = re.compile(rb"\d{1,10}\s{1,9}\d{1,5}\s{1,9}obj\b")
_START = re.compile(rb"startxref\s+(\d+)")
_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_LENGTH = re.compile(rb"/Length\s+(\d{1,10})(?!\d|\s+\d+\s+R)")
_BEFORE = 4608  # bytes about a fault where its cause may lie
_TOLD = 16  # places of faults told
_STREAMS = 20_000
_INFLATED = 96 * 1024 * 1024
_REST = 256  # bytes forgiven between the end of a stream's code and "endstream"
_DICTIONARY = 4096  # bytes before "stream" where its dictionary stands


@dataclass(slots=True)
class _Tally:
    vouched: int = 0
    inflated: int = 0
    places: list[int] = field(default_factory=list)
    code: tuple[int, int] | None = None  # of a stream that stops making sense: where it begins and ends
    soft: int = 0  # streams that go on to their end, of which only the checksum is wrong

    def fault(self, at: int) -> None:
        self.places.append(at)


def check(content: Content) -> Structure:  # noqa: PLR0911 - one per answer
    """Check a PDF; one bad stream among good ones is "checksum", binary outside streams a contradiction."""
    if b"%PDF-" not in content.head[:1024]:
        return NOT_THIS
    locked = bool(_LOCKED.search(content.tail) or _LOCKED.search(content.head))
    if content.whole is None:
        return _large(content, locked=locked)
    data = content.whole
    locked = locked or bool(_LOCKED.search(data))
    tally = _Tally()
    fault = _body(data, tally, locked=locked)
    if fault is not None:
        return broken(CONTRADICTION, fault, tally.vouched)
    ends = _ends(data)
    if tally.places:
        first, *others = tally.places
        if ends and not others and tally.code:
            return broken(CODE, first, tally.vouched, tally.code)
        # A flipped bit leaves every other stream readable to its end, written-over bytes hardly one.
        weak = not others or len(tally.places) <= 3 * tally.soft
        reason = CHECKSUM if ends and weak else CONTRADICTION
        return broken(reason, first, tally.vouched, tuple(others[:_TOLD]))
    if not ends:
        return broken(TRUNCATED, len(data), tally.vouched)
    return protected("pdf_password", tally.vouched) if locked else valid(tally.vouched, len(data))


def _ends(data: bytes) -> bool:
    """Tell whether an end mark and a cross-reference are there; what stands behind is not judged here."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        return False
    return _START.search(data, max(0, end - 1024), end) is not None


def _body(data: bytes, tally: _Tally, *, locked: bool) -> int | None:
    """Go through the file stream by stream; return the offset of binary found outside of them, or None."""
    at = 0
    end = data.rfind(b"%%EOF")
    end = len(data) if end < 0 else end
    for count, match in enumerate(_STREAM.finditer(data)):
        if match.start() < at:
            continue
        if count > _STREAMS or tally.inflated > _INFLATED:
            return None
        fault = _outside(data, at, match.start(), tally)
        if fault is not None:
            return fault
        at = _stream(data, match, tally, locked=locked)
    return _outside(data, at, end, tally) if at < end else None


def _outside(data: bytes, start: int, stop: int, tally: _Tally) -> int | None:
    """Vouch for what stands between streams: text, with short binary strings at most."""
    between = data[start:stop]
    if start == 0:
        between = between[1024:] if len(between) > 1024 else b""
    # Encrypted strings and the binary comment of the second line are short.
    for at in range(0, len(between), 1024):
        cell = between[at : at + 1024]
        if len(cell) >= 256 and controls(cell) * 20 > len(cell) and not _OBJECT.search(cell):
            return start + at + (1024 if start == 0 else 0)
    tally.vouched += stop - start
    return None


def _stream(data: bytes, match: re.Match[bytes], tally: _Tally, *, locked: bool) -> int:
    """Check one stream and return where it ends."""
    body = match.end()
    opened = data.rfind(b" obj", max(0, match.start() - _DICTIONARY), match.start())
    dictionary = data[max(opened, match.start() - _DICTIONARY, 0) : match.start()]
    end = _stream_end(data, body, dictionary)
    if end < 0:
        # The end mark is gone: what is left of the file is the stream, as far as it decodes.
        end = len(data)
        stated = _LENGTH.search(dictionary)
        if stated and body + int(stated[1]) + _REST <= end:
            tally.fault(body + int(stated[1]))
            return end
    if locked:
        return end
    if _filters(dictionary) == b"FlateDecode":
        _flate(data[body:end], body, tally)
    elif _filters(dictionary) == b"DCTDecode":
        found = jpeg.grammar(data[body:end])
        if found.verdict == "valid" or found.reason == TRUNCATED:
            tally.vouched += end - body
        else:
            tally.fault(body + found.offset)
    return end


def _stream_end(data: bytes, body: int, dictionary: bytes) -> int:
    if length := _LENGTH.search(dictionary):
        end = body + int(length[1])
        if data[end : end + 16].lstrip().startswith(b"endstream"):
            return end
    return data.find(b"endstream", body)


def _filters(dictionary: bytes) -> bytes:
    match = re.search(rb"/Filter\s*(?:\[\s*)?/(\w+)", dictionary)
    return match[1] if match and b"/Crypt" not in dictionary else b""


def _flate(packed: bytes, at: int, tally: _Tally) -> None:
    """Inflate one stream; a missing end is common and forgiven, a wrong code or an early end is not."""
    stream = zlib.decompressobj()
    pending = packed
    try:
        while pending and not stream.eof and tally.inflated <= _INFLATED:
            tally.inflated += len(stream.decompress(pending, 1 << 20))
            pending = stream.unconsumed_tail
    except zlib.error:
        place = _locate(packed) if len(tally.places) < _TOLD else 0
        tally.fault(at + place)
        # Within its last step a stream fails by its checksum, as one flipped bit makes it do.
        soft = place + _REST >= len(packed)
        tally.soft += soft
        if not soft:
            tally.code = max(at, at + place - _BEFORE), min(at + place + _BEFORE, at + len(packed))
        return
    rest = len(stream.unused_data.strip())
    if rest > _REST:
        end = at + len(packed) - rest
        tally.fault(end)
        tally.code = max(at, end - _BEFORE), min(end + _BEFORE, at + len(packed))
        return
    tally.vouched += len(packed) - rest


def _locate(packed: bytes) -> int:
    """Return the offset, to 512 bytes, at which a deflate stream stops making sense."""
    stream, done, out = zlib.decompressobj(), 0, 0
    try:
        while done < len(packed) and out < _INFLATED:
            out += len(stream.decompress(packed[done : done + 512]))
            done += 512
    except zlib.error:
        pass
    return done


def _large(content: Content, *, locked: bool) -> Structure:
    """Vouch for the ends of a PDF too large to hold."""
    if not _ends(content.tail):
        return broken(TRUNCATED, content.size, len(content.head))
    ends = len(content.head) + len(content.tail)
    return protected("pdf_password", ends) if locked else valid(ends, content.size)

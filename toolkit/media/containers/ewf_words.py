"""What whoever made an E01 wrote in it: case, exhibit number, examiner, dates."""

import codecs
import zlib

_KEYS = {
    "c": "case",
    "n": "evidence",
    "a": "description",
    "e": "examiner",
    "t": "notes",
    "av": "version",
    "ov": "system",
    "m": "acquired",
    "u": "system_date",
}
_LARGEST = 256 * 1024  # bytes once unpacked
_LONGEST = 256  # characters of one text


def spoken(packed: bytes) -> dict[str, str]:
    """Return the texts of a header section, as they are written; {} where it cannot be unpacked."""
    try:
        plain = zlib.decompressobj().decompress(packed, _LARGEST)
    except zlib.error:
        return {}
    wide = plain.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    lines = plain.decode("utf-16" if wide else "cp1252", "replace").splitlines()
    start = next((number for number, line in enumerate(lines) if line == "main"), len(lines))
    if len(lines) < start + 3:
        return {}
    found = dict(zip(lines[start + 1].split("\t"), lines[start + 2].split("\t"), strict=False))
    return {name: found[key][:_LONGEST] for key, name in _KEYS.items() if found.get(key)}

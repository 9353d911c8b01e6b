"""The BagIt 1.0 bag of an archive (RFC 8493): its tag files, written and read back strictly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from toolkit import VERSION
from toolkit.custody.dossier.archive import Member, of_bytes

PAYLOAD = "data/"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")
SIGNED = "tagmanifest-sha256.txt"
SIGNATURE = SIGNED + ".sig"
SIGNERS = "allowed_signers"
# The tag files a tag manifest lists; RFC 8493 2.2.1 keeps tag manifests out of one another.
TAGS = (SIGNERS, "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
ALONE = (SIGNED, SIGNATURE, "tagmanifest-sha512.txt")
_LINE = re.compile(rb"([0-9a-f]{64}|[0-9a-f]{128})  ([!-~]+)\Z")
_FIELDS = {
    "Bagging-Date": r"\d{4}-\d{2}-\d{2}",
    "Bag-Software-Agent": r"Trousse [0-9A-Za-z.+-]{1,40}",
    "External-Identifier": r"[A-Z0-9-]{1,40}",
    "Payload-Oxum": r"\d{1,12}\.\d{1,6}",
    "Trousse-Sealed-At": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d",
    "Trousse-Key": r"SHA256:[A-Za-z0-9+/]{43}",
    "Trousse-Custody-Entries": r"\d{1,9}",
    "Trousse-Custody-Head": r"[0-9a-f]{64}",
}
_INFO = re.compile("".join(rf"{name}: ({shape})\n" for name, shape in _FIELDS.items()) + r"\Z")


@dataclass(frozen=True, slots=True)
class BagFacts:
    """What bag-info.txt says of its archive."""

    ref: str
    sealed_at: str  # ISO 8601 with the offset of the place
    key: str  # fingerprint
    entries: int  # lines of the custody log
    head: str  # hash of the last of them
    oxum: str = ""  # "bytes.files" of the payload
    date: str = ""
    tool: str = ""


def tags(payload: Iterable[Member], facts: BagFacts, signers: str) -> list[Member]:
    """Return every tag file but the signature, for these payload members."""
    held = list(payload)
    written = [
        of_bytes("bagit.txt", DECLARATION),
        of_bytes("bag-info.txt", _info(held, facts)),
        of_bytes(SIGNERS, signers.encode("ascii")),
        *(of_bytes(f"manifest-{name}.txt", _manifest(held, name)) for name in ALGORITHMS),
    ]
    return [
        *written,
        *(of_bytes(f"tagmanifest-{name}.txt", _manifest(written, name)) for name in ALGORITHMS),
    ]


def _manifest(members: Iterable[Member], algorithm: str) -> bytes:
    """Write hash, two spaces and path, as sha256sum does."""
    lines = (f"{getattr(each.weight, algorithm)}  {each.name}\n" for each in members)
    return "".join(sorted(lines, key=lambda line: line.partition("  ")[2])).encode("ascii")


def oxum(sizes: Iterable[int]) -> str:
    """Return octets and streams of a payload (RFC 8493 2.2.2)."""
    counted = list(sizes)
    return f"{sum(counted)}.{len(counted)}"


def _info(payload: Iterable[Member], facts: BagFacts) -> bytes:
    values = (
        facts.sealed_at[:10],
        f"Trousse {VERSION}",
        facts.ref,
        oxum(each.weight.size for each in payload),
        facts.sealed_at,
        facts.key,
        facts.entries,
        facts.head,
    )
    return "".join(f"{name}: {value}\n" for name, value in zip(_FIELDS, values, strict=True)).encode("ascii")


def read_info(written: bytes) -> BagFacts:
    """Read bag-info.txt as `tags` writes it; raises ValueError."""
    found = _INFO.match(written.decode("ascii"))
    if not found:
        raise ValueError("not a bag-info.txt of ours")
    date, tool, ref, total, sealed_at, key, entries, head = found.groups()
    datetime.fromisoformat(sealed_at)
    return BagFacts(ref, sealed_at, key, int(entries), head, total, date, tool)


def read_manifest(written: bytes) -> tuple[dict[str, str], list[int]]:
    """Return path to hash, and the numbers of the lines that are not of a manifest of ours."""
    listed: dict[str, str] = {}
    wrong: list[int] = []
    lines = written.split(b"\n")
    if lines[-1]:
        wrong.append(len(lines))
    for number, line in enumerate(lines[:-1], start=1):
        found = _LINE.match(line)
        name = found[2].decode("ascii") if found else ""
        if not found or name in listed:
            wrong.append(number)
        else:
            listed[name] = found[1].decode("ascii")
    return listed, wrong

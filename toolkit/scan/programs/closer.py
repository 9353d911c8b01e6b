"""A second look at the programs that deserve one: hashes, signature, makers, abilities."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any

from toolkit.errors import Unreadable
from toolkit.records import Facts
from toolkit.scan.content import Content
from toolkit.scan.programs import abilities, authenticode, makers, tables

_CHUNK = 4 * 1024 * 1024
_LARGEST = 512 * 1024 * 1024  # bytes; hashing thrice what is larger would take minutes on a stick
_TELLING = frozenset(
    {
        "certificate_outside_file",
        "empty_code_section",
        "entry_outside_sections",
        "high_entropy_section",
        "no_imports",
        "rwx_section",
        "section_outside_file",
        "too_many_sections",
    }
)
_EXPORTS, _RESOURCES, _DEBUG, _DOTNET = 0, 2, 6, 14


def deserves(
    found: Facts | None, rules: Collection[str], marks: Collection[str], places: Sequence[str]
) -> bool:
    """Tell a program that a rule matched, whose name deceives, whose headers are odd, or that lies astray."""
    if found is None or found["format"] != "pe":
        return False
    return bool(rules or marks or places) or not _TELLING.isdisjoint(found.get("oddities", ()))


def look(content: Content, found: Facts, now_ns: int | None = None) -> Facts:
    """Return the facts of a Windows program with what a closer look adds; never raises.

    Added: `md5`, `sha1`, `signature` (see authenticode.verify; `signed` becomes its code), `made_with`,
    `abilities` (codes of abilities), `asks_for` (codes of deeds), `times` (ns UTC of the tables that carry
    one). What is larger than 512 MB is not hashed: `closer` says so.
    """
    if content.size > _LARGEST:
        return {**found, "closer": "too_large"}
    try:
        if found.get("failed"):
            return {**found, **_hashes(content), "closer": found["failed"]}
        signature = authenticode.verify(content, now_ns)
        return {
            **found,
            "signed": signature["signed"],
            "signature": signature,
            **_hashes(content),
            **_within(content, found),
        }
    except (Unreadable, OSError):
        return {**found, "closer": "unread"}
    except Exception:  # noqa: BLE001 - a parser of hostile bytes may fail in any way; the file is one fact
        return {**found, "closer": "unparsed"}


def _hashes(content: Content) -> dict[str, str]:
    md5, sha1 = hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False)
    for at in range(0, content.size, _CHUNK):
        chunk = content.read(at, _CHUNK)
        md5.update(chunk)
        sha1.update(chunk)
    return {"md5": md5.hexdigest(), "sha1": sha1.hexdigest()}


def _within(content: Content, found: Facts) -> dict[str, Any]:
    image = tables.image_of(content)
    sections = [section["name"] for section in found.get("sections", ())]
    return {
        "made_with": makers.made_with(
            sections, image.data, found.get("overlay", 0), dotnet=image.table(_DOTNET)[1] > 0
        ),
        "abilities": abilities.of_functions(tables.symbols(image)),
        "asks_for": abilities.of_commands(image.data),
        "times": _times(image),
    }


def _times(image: tables.Image) -> dict[str, int]:
    """Return the dates that the tables carry, ns UTC: linkers forge one easily, seldom all alike."""
    places = {"exports": (_EXPORTS, 4), "resources": (_RESOURCES, 4), "debug": (_DEBUG, 4)}
    found = {}
    for name, (number, offset) in places.items():
        address = image.table(number)[0]
        stamp = int.from_bytes(image.bytes_at(address + offset, 4), "little") if address else 0
        if 0 < stamp < 0xFFFF_FFFF:
            found[name] = stamp * 1_000_000_000
    return found

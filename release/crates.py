"""The libraries inside compiled packages, from the lists their wheels carry; none of them is refused."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release import Refused, licences

# The lists leave these open; read in the package that holds them.
READ = {
    "openssl": "Apache-2.0",  # a library in C, named beside the crates of cryptography
    "tinystr": "Unicode-3.0",  # its text stands in the list instead of its name
    "tsp-asn1": "Apache-2.0",  # part of rfc3161-client itself
}


@dataclass(frozen=True, slots=True, order=True)
class Crate:
    """One library compiled into a package: name, version, purl and SPDX expression."""

    name: str
    version: str
    purl: str
    licence: str


def inside(record: Path) -> tuple[Crate, ...]:
    """Return what the lists in a package's record name, sorted (CycloneDX in `sboms/`, PEP 770).

    Raises Refused for a library whose licence is unknown or not accepted.
    """
    found = {
        crate
        for path in sorted(record.glob("sboms/*.json"))
        for crate in _listed(json.loads(path.read_text(encoding="utf-8")).get("components", ()), record.name)
    }
    return tuple(sorted(found))


def _listed(components: list[dict[str, Any]], owner: str) -> Iterator[Crate]:
    for one in components:
        name, version = str(one["name"]), str(one.get("version", ""))
        licence = _licence(one.get("licenses", ())) or READ.get(name)
        if licence is None or not licences.accepted(licence):
            raise Refused(f"{name} {version} inside {owner}: {licence or 'no licence is known'}")
        plain = str(one.get("purl") or f"pkg:generic/{name}@{version}").partition("?")[0]
        yield Crate(name, version, plain, licence)
        yield from _listed(one.get("components", []), owner)


def _licence(said: list[dict[str, Any]]) -> str | None:
    """Return what a list says as one SPDX expression; None where it names none."""
    named = [each.get("expression") or each.get("license", {}).get("id") for each in said]
    return " AND ".join(map(str, named)) if named and all(named) else None

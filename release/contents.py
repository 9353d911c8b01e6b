"""What every built folder says of itself: its list of contents and the licences of its parts."""

import re
from pathlib import Path

from release import bundle, licences, sbom, shipped


def add(system: str, folder: Path, parts: list[str], origin: shipped.Origin, source: Path) -> None:
    """Write the list of contents and the licence texts into a folder just built."""
    components = shipped.components(parts, origin)
    seconds = bundle.committed(source)
    (folder / sbom.NAME).write_bytes(sbom.document(system, version(source), components, seconds))
    own = ("trousse", (("LICENSE", (source / "LICENSE").read_bytes()),))
    texts = licences.write(folder, [own, *((part.name, part.texts) for part in components)])
    print(f"{folder.name}: {len(components)} components of others, {texts} licence texts")


def version(source: Path) -> str:
    """Return the version that a source tree says it is."""
    said = re.search(
        r'^VERSION = "(.+)"$', (source / "toolkit" / "__init__.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    if said is None:
        raise ValueError("toolkit/__init__.py says no version")
    return said[1]

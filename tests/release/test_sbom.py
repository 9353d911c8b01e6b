"""What CycloneDX 1.6 asks of a list of contents (bom-1.6.schema.json), on packages really installed here."""

import hashlib
import json
import re
import sysconfig
import zipfile
from pathlib import Path
from typing import Any

import pytest

from release import Refused, sbom, shipped

PACKAGES = Path(sysconfig.get_path("purelib"))


def wheel(folder: Path, record: str) -> Path:
    return folder / f"{record.removesuffix('.dist-info')}-py3-none-any.whl"


@pytest.fixture
def origin(tmp_path: Path) -> shipped.Origin:
    def wheels(records: list[str]) -> Path:
        for record in records:
            with zipfile.ZipFile(wheel(tmp_path, record), "w") as archive:
                archive.write(PACKAGES / record / "RECORD", f"{record}/RECORD")
        return tmp_path

    (tmp_path / "LICENSE.txt").write_bytes(b"the licence of the interpreter")
    return shipped.Origin(
        source=tmp_path / "source",
        work=tmp_path / "work",
        packages=PACKAGES,
        python=(tmp_path / "python",),
        python_version="3.11.9",
        python_licence=tmp_path / "LICENSE.txt",
        python_sha256="ab" * 32,
        wheels=wheels,
    )


def made(origin: shipped.Origin) -> tuple[list[shipped.Component], dict[str, Any]]:
    parts = [
        str(PACKAGES / "rich" / "console.py"),
        str(PACKAGES / "rich" / "text.py"),
        str(PACKAGES / "cryptography" / "__init__.py"),
        str(origin.source / "toolkit" / "cli.py"),
        str(origin.python[0] / "json" / "__init__.py"),
        "Z:" + str(PACKAGES / "click" / "core.py").replace("/", "\\"),  # as it is written under Wine
        "-",
    ]
    components = shipped.components(parts, origin)
    return components, json.loads(sbom.document("linux", "1.2.3", components, 1_000_000_000))


def test_every_package_shipped_is_named_once(origin: shipped.Origin) -> None:
    components, body = made(origin)
    assert [part["name"] for part in body["components"]] == [part.name for part in components]
    assert [part.name for part in components] == ["click", "cpython", "cryptography", "pyinstaller", "rich"]
    assert all(part.texts for part in components)


def test_the_schema_s_demands(origin: shipped.Origin) -> None:
    _, body = made(origin)
    assert body["bomFormat"] == "CycloneDX"
    assert body["specVersion"] == "1.6"
    assert type(body["version"]) is int
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", body["serialNumber"]
    )
    assert body["metadata"]["timestamp"] == "2001-09-09T01:46:40Z"
    parts = [body["metadata"]["component"], *body["components"]]
    references = [part["bom-ref"] for part in parts]
    assert len(references) == len(set(references))
    for part in parts:
        assert part["type"] in {"application", "library"}
        assert part["name"]
        assert part["version"]
        assert re.fullmatch(r"pkg:(pypi|generic|deb/debian)/[^@\s]+@\S+", part["purl"])
        (licence,) = part["licenses"]
        assert licence.keys() in ({"expression"}, {"license"})
        for digest in part.get("hashes", []):
            assert digest["alg"] == "SHA-256"
            assert re.fullmatch(r"[0-9a-f]{64}", digest["content"])
    assert {edge["ref"] for edge in body["dependencies"]} <= set(references)
    assert {ref for edge in body["dependencies"] for ref in edge["dependsOn"]} <= set(references)


def test_hashes_are_those_of_the_wheels(origin: shipped.Origin, tmp_path: Path) -> None:
    components, _ = made(origin)
    rich = next(part for part in components if part.name == "rich")
    published = wheel(tmp_path, f"rich-{rich.version}.dist-info").read_bytes()
    assert rich.sha256 == hashlib.sha256(published).hexdigest()
    assert next(part for part in components if part.name == "cpython").sha256 == "ab" * 32


def test_the_same_parts_make_the_same_bytes(origin: shipped.Origin) -> None:
    components, _ = made(origin)
    one = sbom.document("linux", "1.2.3", components, 5)
    assert one == sbom.document("linux", "1.2.3", components, 5)
    assert one != sbom.document("linux", "1.2.3", components[1:], 5)


def test_a_part_of_unknown_origin_stops_the_build(origin: shipped.Origin, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        shipped.components([str(tmp_path / "elsewhere" / "libodd.so")], origin)
    with pytest.raises(Refused, match="belongs to no installed package"):
        shipped.components([str(PACKAGES / "planted" / "module.py")], origin)

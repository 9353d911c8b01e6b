"""What a compiled package is made of is read from the list its wheel carries."""

import json
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from release import Refused, crates, licences, sbom, shipped

PACKAGES = Path(sysconfig.get_path("purelib"))


def record(folder: Path, *components: dict[str, Any]) -> Path:
    (folder / "sboms").mkdir()
    (folder / "sboms" / "thing.cyclonedx.json").write_text(json.dumps({"components": list(components)}))
    return folder


def crate(name: str, /, **licence: str) -> dict[str, Any]:
    said = [licence] if "expression" in licence else [{"license": licence}] if licence else []
    return {"name": name, "version": "1.2", "purl": f"pkg:cargo/{name}@1.2?x=y", "licenses": said}


def test_each_library_is_named_once_and_inside_another_too(tmp_path: Path) -> None:
    outer = {**crate("outer", expression="MIT"), "components": [crate("inner", id="Zlib")]}
    found = crates.inside(record(tmp_path, outer, crate("inner", id="Zlib")))
    assert [(one.name, one.licence, one.purl) for one in found] == [
        ("inner", "Zlib", "pkg:cargo/inner@1.2"), ("outer", "MIT", "pkg:cargo/outer@1.2")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "licence", [{"expression": "AGPL-3.0-only"}, {"id": "GPL-2.0-only"}, {}, {"name": "Unknown"}]
)
def test_a_library_we_may_not_ship_stops_the_build(tmp_path: Path, licence: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"thing 1\.2 inside"):
        crates.inside(record(tmp_path, crate("thing", **licence)))


def test_a_package_without_a_list_holds_nothing_we_know_of(tmp_path: Path) -> None:
    assert crates.inside(tmp_path) == ()


@pytest.mark.parametrize("package", ["typst", "pyrage", "rfc3161_client"])
def test_what_we_ship_is_read(package: str) -> None:
    (folder,) = PACKAGES.glob(f"{package}-*.dist-info")
    found = crates.inside(folder)
    assert len(found) > 30
    part = shipped.Component(package, "1", f"pkg:pypi/{package}@1", "MIT", (), inside=found)
    (told,) = json.loads(sbom.document("linux", "1", [part], 0))["components"]
    refs = [one["bom-ref"] for one in told["components"]]
    assert len(set(refs)) == len(refs) == len(found)


def test_the_fonts_inside_typst_are_named_with_their_licences() -> None:
    (folder,) = PACKAGES.glob("typst-*.dist-info")
    text = dict(licences.of_wheel("typst", folder))["typst-FONTS.txt"].decode("utf-8")
    for words in ("SIL OPEN FONT LICENSE", "Libertinus", "Bitstream Vera", "GUST Font License", "PDFium"):
        assert words in text
    assert all(character.isprintable() or character == "\n" for character in text)

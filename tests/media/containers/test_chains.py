"""Disks that hold only differences: their parents, beside them and nowhere else."""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from demo.builder import container_qcow2, container_vhd, container_vhdx, container_vmdk
from toolkit.errors import SourceRefusal
from toolkit.media import containers, open_source

from .build import ANOTHER, ID, ONE, OTHER, disk

THIRD = UUID(int=77)
NAMES = (
    "{0}",
    "C:\\ProgramData\\Virtuel\\{0}",
    "..\\..\\{0}",
    "/var/lib/libvirt/images/{0}",
    "\\\\serveur\\partage\\{0}",
)


def changed(step: int) -> bytes:
    """Return the disk with every `step`-th sector of 512 bytes replaced."""
    whole = bytearray(disk())
    for at in range(4096, len(whole), 512 * step):
        whole[at : at + 512] = f"{step:04d}".encode() * 128
    return bytes(whole)


def sectors(step: int, size: int = 512) -> set[int]:
    return {at // size for at in range(4096, len(disk()), 512 * step)}


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def whole(path: Path) -> bytes:
    opened = containers.open_disk(path)
    read = opened.read(0, opened.size)
    assert b"".join(opened.read(at, 1000) for at in range(0, 200_000, 1000)) == read[:200_000]
    opened.close()
    return read


def twice(first: bytes, second: bytes) -> bytes:
    """Return what two sets of changes make, the second over the first."""
    mixed = bytearray(first)
    for sector in sectors(5):
        mixed[sector * 512 : sector * 512 + 512] = second[sector * 512 : sector * 512 + 512]
    return bytes(mixed)


@pytest.mark.parametrize("named", NAMES)
def test_vhd_over_vhd_over_vhd(tmp_path: Path, named: str) -> None:
    one = container_vhd.dynamic(
        changed(3), identifier=OTHER, parent=(ONE, named.format("base.vhd")), own=sectors(3)
    )
    two = container_vhd.dynamic(
        changed(5), identifier=bytes(16), parent=(OTHER, named.format("UN.avhd")), own=sectors(5)
    )
    write(
        tmp_path, {"base.vhd": container_vhd.fixed(disk(), identifier=ONE), "un.avhd": one, "deux.avhd": two}
    )
    assert whole(tmp_path / "un.avhd") == changed(3)
    assert whole(tmp_path / "deux.avhd") == twice(changed(3), changed(5))


@pytest.mark.parametrize("named", NAMES)
@pytest.mark.parametrize("sector", [512, 4096])
def test_vhdx_over_vhdx_over_vhdx(tmp_path: Path, named: str, sector: int) -> None:
    step = sector // 512 * 8
    files = {
        "base.vhdx": container_vhdx.vhdx(disk(), identifier=ID, sector=sector),
        "un.avhdx": container_vhdx.vhdx(
            changed(step),
            identifier=ANOTHER,
            sector=sector,
            parent=(ID, named.format("base.vhdx")),
            own=sectors(step, sector),
        ),
        "deux.avhdx": container_vhdx.vhdx(
            disk(), identifier=THIRD, sector=sector, parent=(ANOTHER, named.format("un.avhdx")), own={1, 2}
        ),
    }
    write(tmp_path, files)
    assert whole(tmp_path / "un.avhdx") == changed(step)
    back = bytearray(changed(step))
    back[sector : 3 * sector] = disk()[sector : 3 * sector]
    assert whole(tmp_path / "deux.avhdx") == bytes(back)


def test_qcow2_and_vmdk(tmp_path: Path, read_all: Callable) -> None:
    clusters, size = {at // 4096 for at in range(4096, len(disk()), 512 * 8)}, len(disk()) // 512
    row = f'RW {size} SPARSE "x.vmdk"'
    over = container_vmdk.descriptor([row], number="9", parent=("0000123A", "C:\\vm\\base.vmdk"))
    write(
        tmp_path,
        {
            "raw.img": disk(),
            "haut.qcow2": container_qcow2.qcow2(changed(8), backing="/srv/raw.img", own=clusters),
            "base.vmdk": container_vmdk.sparse(disk(), text=container_vmdk.descriptor([row])),
            "haut.vmdk": container_vmdk.sparse(changed(8), text=over, own=clusters),
        },
    )
    assert whole(tmp_path / "haut.qcow2") == whole(tmp_path / "haut.vmdk") == changed(8)


def test_a_shorter_backing_file_goes_on_as_zeros(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"bas.img": disk()[:5000], "haut.qcow2": container_qcow2.qcow2(disk(), backing="bas.img", own=[3])},
    )
    expected = disk()[:5000].ljust(len(disk()), b"\0")
    assert whole(tmp_path / "haut.qcow2") == expected[:12288] + disk()[12288:16384] + expected[16384:]


def test_a_disk_from_which_another_starts_says_so(tmp_path: Path) -> None:
    row = f'RW {len(disk()) // 512} SPARSE "x.vmdk"'
    over = container_vmdk.descriptor([row], parent=("0000123A", "C:\\vm\\BASE.vmdk"))
    pairs = {
        "base.vmdk": container_vmdk.sparse(disk(), text=container_vmdk.descriptor([row])),
        "haut.vmdk": container_vmdk.sparse(disk(), text=over, own=[3]),
        "base.qcow2": container_qcow2.qcow2(disk()),
        "haut.qcow2": container_qcow2.qcow2(disk(), backing="/srv/base.qcow2", own=[3]),
        "base.vhd": container_vhd.dynamic(disk(), identifier=ONE),
        "haut.vhd": container_vhd.dynamic(disk(), identifier=OTHER, parent=(ONE, "D:\\base.vhd"), own=[3]),
        "base.vhdx": container_vhdx.vhdx(disk(), identifier=ID),
        "haut.vhdx": container_vhdx.vhdx(disk(), identifier=ANOTHER, parent=(ID, "base.vhdx"), own=[3]),
        "base.img": disk(),
        "haut.bin": container_qcow2.qcow2(disk(), backing="base.img", own=[3]),
    }
    for number, (base, haut) in enumerate([*zip(pairs, list(pairs)[1:], strict=False)][::2]):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, {base: pairs[base], "autre.vmdk": pairs["base.vmdk"], "vide": b"", "court": b"QFI\xfb"})
        assert "container_has_child" not in open_source(folder / base).warnings, base
        write(folder, {haut: pairs[haut]})
        assert open_source(folder / base).warnings == ("container_has_child",), base
        assert open_source(folder / base).find("lettre.txt"), base
        assert open_source(folder / haut).warnings == (), haut
    # Hyper-V knows a parent by its number, whatever its name has become.
    renamed = tmp_path / "renamed"
    renamed.mkdir()
    write(renamed, {"copie.vhdx": pairs["base.vhdx"], "haut.vhdx": pairs["haut.vhdx"]})
    assert open_source(renamed / "copie.vhdx").warnings == ("container_has_child",)


def refused(path: Path) -> tuple[str, str]:
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    with pytest.raises(SourceRefusal) as refusal:
        open_source(path)
    after = len(os.listdir("/proc/self/fd")) if before else 0
    assert after == before
    assert refusal.value.facts["source"] == str(path)
    return refusal.value.code, str(refusal.value.facts.get("parent", ""))


@pytest.mark.parametrize(
    "hostile", ["/etc/shadow", "\\\\serveur\\c$\\base", "../base", "..", "", "json:{}", "a\0b"]
)
def test_a_parent_is_only_looked_for_beside(tmp_path: Path, hostile: str) -> None:
    (tmp_path / "base").write_bytes(disk())
    inside = tmp_path / "dedans"
    inside.mkdir()
    (inside / "shadow").symlink_to("/etc/passwd")
    write(
        inside,
        {
            "haut.qcow2": container_qcow2.qcow2(disk(), backing=hostile or " ", own=[]),
            "haut.vhd": container_vhd.dynamic(disk(), identifier=OTHER, parent=(ONE, hostile), own=[]),
            "haut.vhdx": container_vhdx.vhdx(disk(), identifier=ANOTHER, parent=(ID, hostile), own=[]),
        },
    )
    for name in ("haut.qcow2", "haut.vhd", "haut.vhdx"):
        assert refused(inside / name)[0] == "container_parent_missing", name


def test_another_parent_is_refused(tmp_path: Path) -> None:
    row = f'RW {len(disk()) // 512} SPARSE "x.vmdk"'
    over = container_vmdk.descriptor([row], parent=("00000001", "base.vmdk"))
    write(
        tmp_path,
        {
            "base.vhd": container_vhd.fixed(disk(), identifier=OTHER),
            "haut.vhd": container_vhd.dynamic(disk(), identifier=bytes(16), parent=(ONE, "base.vhd"), own=[]),
            "base.vhdx": container_vhdx.vhdx(disk(), identifier=ANOTHER),
            "haut.vhdx": container_vhdx.vhdx(disk(), identifier=THIRD, parent=(ID, "base.vhdx"), own=[]),
            "base.vmdk": container_vmdk.sparse(disk(), text=container_vmdk.descriptor([row])),
            "haut.vmdk": container_vmdk.sparse(disk(), text=over, own=[]),
        },
    )
    for kind in ("vhd", "vhdx", "vmdk"):
        assert refused(tmp_path / f"haut.{kind}") == ("container_parent_differs", f"base.{kind}")


def test_parents_that_lead_back_are_refused(tmp_path: Path) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a"), ("seul", "seul")):
        (tmp_path / name).write_bytes(container_qcow2.qcow2(disk(), backing=parent, own=[]))
    assert refused(tmp_path / "a")[0] == refused(tmp_path / "seul")[0] == "container_damaged"
    for number in range(40):
        (tmp_path / f"n{number}").write_bytes(container_qcow2.qcow2(disk(), backing=f"n{number + 1}", own=[]))
    (tmp_path / "n40").write_bytes(disk())
    assert refused(tmp_path / "n0")[0] == "container_damaged"
    assert open_source(tmp_path / "n20").find("lettre.txt")

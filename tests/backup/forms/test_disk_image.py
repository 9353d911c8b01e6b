import shutil
import subprocess
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.builder import container_qcow2, container_vhd, container_vhdx, container_vmdk, ntfs, partition
from demo.builder.tree import Node
from tests.backup.builder import answers, codes, judged, made, practice, zipped
from tests.backup.forms import laid
from toolkit.backup.forms import disk_image
from toolkit.backup.forms.form import State

MIB = 1024 * 1024
ID = UUID(int=7)


@cache
def disk() -> bytes:
    """Return a disk with one NTFS partition that holds the practice."""
    return partition.mbr(
        [(7, ntfs.volume(list(practice()), size=4 * MIB, label="DONNEES", serial=3))], disk_id=1
    )


@cache
def images() -> dict[str, bytes]:
    whole = disk()
    text = container_vmdk.descriptor([f'RW {len(whole) // 512} SPARSE "seul.vmdk"'])
    return {
        "cabinet.vhdx": container_vhdx.vhdx(whole, identifier=ID),
        "cabinet.vhd": container_vhd.dynamic(whole, identifier=bytes(16)),
        "fixe.vhd": container_vhd.fixed(whole, identifier=bytes(16)),
        "cabinet.qcow2": container_qcow2.qcow2(whole),
        "seul.vmdk": container_vmdk.sparse(whole, text=text),
        "cabinet.img": whole,
    }


def _found(files: laid.Files, name: str) -> disk_image.Found | None:
    return disk_image.read(laid.place(files).below(name), ())


@pytest.mark.parametrize("name", list(images()))
def test_a_disk_in_a_file_gives_back_every_file(name: str) -> None:
    found = _found({name: images()[name]}, name)
    assert found is not None
    assert (found.state, found.faults) == (State.READ, ())
    (kept,) = laid.points(found)
    for node in practice():
        assert kept[node.path] == node.data, node.path


def test_a_disk_on_a_medium_is_a_point_whose_files_answer(tmp_path: Path) -> None:
    (made(tmp_path / "support") / "cabinet.vhdx").write_bytes(images()["cabinet.vhdx"])
    verdict = judged(tmp_path / "support")
    assert [point["worth"] for point in verdict.points] == ["clean"]
    assert verdict.points[0]["practice_files"] == len(practice())
    assert {name: answer for name, answer in answers(verdict).items() if name != "complete"} == {
        "clean": "yes", "not_encrypted": "yes", "recent": "yes", "restorable": "yes",
    }  # fmt: skip


def test_the_parts_of_a_disk_are_found_beside_it() -> None:
    whole = disk()
    half = len(whole) // 2 // 512 * 512
    rows = [
        f'RW {half // 512} SPARSE "deux-s001.vmdk"',
        f'RW {(len(whole) - half) // 512} FLAT "DEUX-f002.vmdk" 0',
    ]
    files = {
        "deux.vmdk": container_vmdk.descriptor(rows).encode(),
        "deux-s001.vmdk": container_vmdk.sparse(whole[:half]),
        "deux-f002.vmdk": whole[half:],
    }
    found = _found(files, "deux.vmdk")
    assert found is not None
    assert laid.points(found)[0]["Wlogos2/patients.db"] == practice()[0].data
    part = _found(files, "deux-f002.vmdk")
    assert part is not None
    assert (part.state, part.points) == (State.READ, ())
    lacking = _found(
        {name: content for name, content in files.items() if name != "deux-s001.vmdk"}, "deux.vmdk"
    )
    assert lacking is not None
    assert (lacking.state, lacking.faults[0]["code"]) == (State.BROKEN, "fault_part_missing")


def test_a_child_is_read_over_its_parent_and_not_without_it() -> None:
    child = container_vhdx.vhdx(disk(), identifier=UUID(int=8), parent=(ID, "cabinet.vhdx"), own=range(2))
    files = {"enfant.avhdx": child, "cabinet.vhdx": images()["cabinet.vhdx"]}
    found = _found(files, "enfant.avhdx")
    assert found is not None
    assert laid.points(found)[0]["Wlogos2/patients.db"] == practice()[0].data
    alone = _found({"enfant.avhdx": child}, "enfant.avhdx")
    assert alone is not None
    assert (alone.state, alone.faults[0]["code"]) == (State.BROKEN, "fault_part_missing")


def test_a_damaged_container_is_broken_and_a_cut_one_says_so(tmp_path: Path) -> None:
    whole = images()["cabinet.vhdx"]
    headless = whole[: 64 * 1024] + bytes(192 * 1024) + whole[256 * 1024 :]
    found = _found({"a.vhdx": headless}, "a.vhdx")
    assert found is not None
    assert (found.state, found.faults[0]["code"]) == (State.BROKEN, "fault_unopened")
    cut = whole[: len(whole) * 2 // 3]
    found = _found({"a.vhdx": cut}, "a.vhdx")
    assert found is not None
    assert found.faults
    (made(tmp_path / "support") / "cabinet.vhdx").write_bytes(cut)
    assert answers(judged(tmp_path / "support"))["restorable"] != "yes"


@pytest.mark.parametrize(
    ("at", "new", "code"),
    [
        (4, b"\0\0\0\4", "fault_newer_version"),
        (72, b"\0\0\0\0\0\0\0\4", "fault_disk_variant"),
        (4, b"\7\0\0\3", "fault_unopened"),
    ],
    ids=["a version to come", "its data in another file", "no version"],
)
def test_what_is_only_not_read_here_is_no_damage(at: int, new: bytes, code: str) -> None:
    whole = images()["cabinet.qcow2"]
    found = _found({"a.qcow2": whole[:at] + new + whole[at + len(new) :]}, "a.qcow2")
    assert found is not None
    state = State.BROKEN if code == "fault_unopened" else State.OPAQUE
    assert (found.state, found.faults[0]["code"]) == (state, code)


def test_a_picture_named_like_a_disk_is_no_disk() -> None:
    assert _found({"radio.img": b"\x01\x02" * 40_000}, "radio.img") is None
    assert _found({"vide.raw": b""}, "vide.raw") is None


def test_a_locked_disk_waits_for_its_key() -> None:
    boot = bytearray(disk())
    start = int.from_bytes(boot[446 + 8 : 446 + 12], "little") * 512
    boot[start + 3 : start + 11] = b"-FVE-FS-"
    found = _found({"cabinet.vhd": container_vhd.fixed(bytes(boot), identifier=bytes(16))}, "cabinet.vhd")
    assert found is not None
    assert found.state in {State.LOCKED, State.BROKEN}
    assert found.points == ()


def test_a_disk_in_an_archive_is_read_from_memory(tmp_path: Path) -> None:
    nodes = [Node("disques/cabinet.vhdx", images()["cabinet.vhdx"], times=practice()[0].times)]
    zipped(made(tmp_path / "support") / "copie.zip", nodes)
    verdict = judged(tmp_path / "support")
    assert verdict.points[0]["practice_files"] == len(practice())


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(["cabinet.vhdx", "cabinet.vhd", "cabinet.qcow2", "seul.vmdk"]))
def test_damaged_bytes_never_do_anything_else(data: st.DataObject, name: str) -> None:
    content = bytearray(images()[name])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content) - 1, 512 * 1024)))] = data.draw(st.integers(0, 255))
    found = _found({name: bytes(content[: data.draw(st.integers(0, len(content)))])}, name)
    if found is not None:
        laid.points(found)


def test_a_disk_made_by_the_tools_of_a_linux_system_is_read(tmp_path: Path) -> None:
    if not all(map(shutil.which, ("mkntfs", "ntfscp", "qemu-img"))):
        pytest.skip("mkntfs, ntfscp or qemu-img is not on this machine")
    raw = tmp_path / "disque.raw"
    raw.write_bytes(bytes(8 * MIB))
    subprocess.run(["mkntfs", "-q", "-F", str(raw)], check=True, capture_output=True)
    (tmp_path / "lettre.txt").write_bytes(b"Monsieur,\r\n" * 900)
    subprocess.run(
        ["ntfscp", str(raw), str(tmp_path / "lettre.txt"), "lettre.txt"], check=True, capture_output=True
    )
    for kind, name in (("vhdx", "a.vhdx"), ("vpc", "a.vhd"), ("qcow2", "a.qcow2"), ("vmdk", "a.vmdk")):
        subprocess.run(["qemu-img", "convert", "-O", kind, str(raw), str(tmp_path / name)], check=True)
        found = _found({name: (tmp_path / name).read_bytes()}, name)
        assert found is not None
        assert laid.points(found)[0]["lettre.txt"] == b"Monsieur,\r\n" * 900


def test_answers_name_what_is_wrong(tmp_path: Path) -> None:
    whole = images()["cabinet.vhdx"]
    (made(tmp_path / "support") / "cabinet.vhdx").write_bytes(
        whole[:8] + bytes(400 * 1024) + whole[400 * 1024 + 8 :]
    )
    assert "fault_unopened" in codes(judged(tmp_path / "support"), "restorable")
